package mc.message;

import static mc.message.Courier.AGENT;
import static mc.message.Courier.ID;
import static mc.message.Courier.SHORT;
import static mc.message.Courier.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import mc.Failure;
import mc.agent.AgentState;
import mc.agent.Source;
import mc.event.Event;
import mc.event.Signal;
import mc.message.Message.Status;
import mc.testing.Engine;
import mc.testing.TestClock;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Messages that are taken back, before, while and after they are handed over. */
@Timeout(60)
class RecallTest {

    @TempDir
    private Path dir;

    private Courier courier;
    private Engine engine;
    private Recall recall;

    @BeforeEach
    void launch() {
        courier = new Courier(dir);
        engine = courier.engine;
        recall = new Recall(engine.database(), engine.loop(), courier.desk);
    }

    @AfterEach
    void close() {
        courier.close();
    }

    private static void assertRefused(ThrowingCallable call, String why) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.REFUSED)).hasMessageContaining(why);
    }

    @Test
    void whatIsHeldOrQueuedOrForLaterNeverGoesOut() throws Exception {
        engine.put(AGENT, AgentState.WAITING, "asks", Source.HOOK);
        engine.queue(AGENT, ID, "held");
        courier.deliver();
        engine.queue(AGENT, "m-bbbbbbbb", "queued");
        courier.queue("m-cccccccc", "later", false, TestClock.START.plusSeconds(60));
        engine.queue(AGENT, "m-dddddddd", "stays");
        for (String id : List.of(ID, "m-bbbbbbbb", "m-cccccccc")) {
            assertThat(recall.cancel(id, "operator")).isTrue();
            assertThat(recall.cancel(id, "operator")).as("once is enough").isFalse();
            assertThat(engine.message(id).status()).isEqualTo(Status.CANCELLED);
            assertThat(engine.message(id).reason()).isEqualTo("taken back by the operator");
        }
        assertThat(engine.log(Event.MessageCancelled.class)).hasSize(3);
        engine.clock().advance(Duration.ofSeconds(61));
        engine.put(AGENT, AgentState.READY, "", Source.HOOK);
        courier.deliver();
        assertThat(courier.terminal.submitted).singleElement().asString().contains("stays");
    }

    @Test
    void nobodyFindsItAnyMoreButTheReceipt() throws Exception {
        engine.record(new Event.ThreadStarted("app-1", "t-aaaaaaaa", "Login", "operator", null));
        engine.record(new Event.MessageQueued("app-1", AGENT, ID, "operator", "wrong", new Event.Letter("tester", "notification", null, false, false, "t-aaaaaaaa", null, TestClock.START.plusSeconds(60).toString(), "k", false)));
        recall.cancel(ID, "operator");
        assertThat(new Inbox(engine.database(), engine.loop()).list("app-1", "tester", null, null, 20)).isEmpty();
        assertThat(new Threads(engine.database(), engine.loop()).messages("t-aaaaaaaa", 20)).isEmpty();
        assertThat(engine.database().<List<Message>>read(sql -> Message.unread(sql, AGENT, 20))).as("nor an agent that is briefed anew").isEmpty();
        MessageStory story = engine.database().read(sql -> MessageStory.of(sql, engine.message(ID)));
        assertThat(story.message().status()).isEqualTo("cancelled");
        assertThat(story.steps()).last().extracting(MessageStory.Step::what, MessageStory.Step::why).containsExactly("MessageCancelled", "taken back by the operator");
        assertThat(engine.message(ID).letter().key()).as("its key is free").isNull();
    }

    @Test
    void onlyItsSenderAndTheOperatorMay() throws Exception {
        engine.put(AGENT, AgentState.WAITING, "asks", Source.HOOK);
        engine.record(new Event.MessageQueued("app-1", AGENT, ID, "developer", "hello"), new Event.MessageQueued("app-1", AGENT, "m-bbbbbbbb", "mc", "hello"));
        assertRefused(() -> recall.cancel(ID, "tester"), "is from developer, who alone");
        assertRefused(() -> recall.cancel("m-bbbbbbbb", "operator"), "from mc itself");
        assertThat(recall.cancel(ID, "developer")).isTrue();
        assertThat(engine.message(ID).reason()).isEqualTo("taken back by the developer");
    }

    @Test
    void whatIsBeingTypedOrWasTypedIsTooLate() throws Exception {
        engine.queue(AGENT, ID, "hello");
        courier.terminal.meanwhile = () -> assertRefused(() -> recall.cancel(ID, "operator"), "it is being typed to tester");
        courier.deliver();
        assertThat(courier.terminal.submitted).containsExactly(TEXT);
        assertRefused(() -> recall.cancel(ID, "operator"), "tester has it");
        engine.signal(AGENT, new Signal.TurnEnded("done", 0));
        assertRefused(() -> recall.cancel(ID, "operator"), "tester has read it");
        engine.queue(AGENT, "m-bbbbbbbb", "lost");
        engine.record(new Event.MessageFailed("app-1", AGENT, "m-bbbbbbbb", "gone"));
        assertRefused(() -> recall.cancel("m-bbbbbbbb", "operator"), "never goes out");
        engine.record(new Event.MessageQueued("app-1", null, "m-cccccccc", "tester", "hi", new Event.Letter("operator", "notification", null, false, true, null, null, null, null, false)));
        assertRefused(() -> recall.cancel("m-cccccccc", "tester"), "lies in the inbox of operator");
    }

    /** mc was killed while it typed: nobody knows whether the agent has it. */
    @Test
    void whatADaemonDiedTypingIsTooLate() throws Exception {
        engine.queue(AGENT, ID, "hello");
        engine.record(new Event.MessageTyping("app-1", AGENT, ID));
        courier.restart(SHORT);
        engine.put(AGENT, AgentState.WAITING, "asks", Source.HOOK);
        courier.deliver();
        assertRefused(() -> recall.cancel(ID, "operator"), "it is being typed");
        assertThat(courier.status()).isEqualTo(Status.TYPING);
    }

    @Test
    void anUrgentOneIsTakenFromTheDeskUnlessAHookWasQuicker() throws Exception {
        engine.signal(AGENT, new Signal.ToolStarted("Bash"));
        courier.queueUrgent(ID, "hello");
        courier.queueUrgent("m-bbbbbbbb", "second");
        courier.deliver();
        assertThat(recall.cancel(ID, "operator")).isTrue();
        assertThat(courier.file(ID)).doesNotExist();
        assertThat(engine.jobs()).as("the next one's turn").contains("deliver/" + AGENT);
        courier.deliver();
        Files.move(courier.file("m-bbbbbbbb"), courier.file(".taken-m-bbbbbbbb"));
        assertRefused(() -> recall.cancel("m-bbbbbbbb", "operator"), "a hook of tester is handing it over");
        Files.move(courier.file(".taken-m-bbbbbbbb"), courier.file(".given-m-bbbbbbbb"));
        assertRefused(() -> recall.cancel("m-bbbbbbbb", "operator"), "a hook of tester is handing it over");
        assertThat(engine.message("m-bbbbbbbb").status()).isEqualTo(Status.HELD);
    }

    /** mc was killed after it took the text from the desk and before it wrote that down: the message waits as before. */
    @Test
    void aRecallThatWasCutOffLosesNothing() throws Exception {
        engine.signal(AGENT, new Signal.ToolStarted("Bash"));
        courier.queueUrgent(ID, "hello");
        courier.deliver();
        assertThat(courier.desk.takeBack(engine.message(ID))).isTrue();
        courier.restart(SHORT);
        courier.deliver();
        assertThat(courier.file(ID)).exists();
        engine.signal(AGENT, new Signal.TurnEnded("done", 0));
        courier.deliver();
        assertThat(courier.terminal.submitted).containsExactly(TEXT);
    }

    /** Both at once, again and again: a message is either taken back or typed, and never both. */
    @Test
    void oneOfDeliveryAndRecallWins() throws Exception {
        for (int i = 0; i < 40; i++) {
            String id = String.format("m-%08d", i);
            engine.queue(AGENT, id, "hello");
            AtomicBoolean isTakenBack = new AtomicBoolean();
            CountDownLatch begin = new CountDownLatch(1);
            Thread person = new Thread(() -> {
                try {
                    begin.await();
                    isTakenBack.set(recall.cancel(id, "operator"));
                } catch (Failure | InterruptedException | IOException tooLate) {
                    isTakenBack.set(false);
                }
            });
            person.start();
            begin.countDown();
            courier.deliver();
            person.join();
            boolean isTyped = courier.terminal.submitted.stream().anyMatch(text -> text.contains(id));
            assertThat(isTyped).as(id).isNotEqualTo(isTakenBack.get());
            assertThat(engine.message(id).status()).isEqualTo(isTyped ? Status.SUBMITTED : Status.CANCELLED);
            engine.signal(AGENT, new Signal.TurnEnded("done", 0));
        }
    }

    /** The narrowest moment: after the delivery has looked at the screen, and before it says that it types. */
    @Test
    void aRecallJustBeforeThePasteWins() throws Exception {
        engine.queue(AGENT, ID, "hello");
        AtomicBoolean isDone = new AtomicBoolean();
        courier.terminal.looked = () -> {
            if (isDone.compareAndSet(false, true)) {
                assertThat(recall.cancel(ID, "operator")).isTrue();
            }
        };
        courier.deliver();
        assertThat(courier.terminal.keys).isEmpty();
        assertThat(courier.status()).isEqualTo(Status.CANCELLED);
        assertThat(engine.log(Event.MessageTyping.class)).isEmpty();
    }
}
