package mc.message;

import static mc.message.Courier.AGENT;
import static mc.message.Courier.ID;
import static mc.message.Courier.SHORT;
import static mc.message.Courier.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mc.agent.AgentState;
import mc.agent.Source;
import mc.event.Event;
import mc.event.Signal;
import mc.message.Message.Status;
import mc.testing.Engine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Urgent messages: those to an agent in a turn lie ready for its next hook; the file is moved as the hook script does it. */
@Timeout(30)
class HandOverTest {

    @TempDir
    private Path dir;

    private Courier courier;
    private Engine engine;
    private FakeTerminal terminal;

    @BeforeEach
    void launch() {
        courier = new Courier(dir);
        engine = courier.engine;
        terminal = courier.terminal;
    }

    @AfterEach
    void close() {
        courier.close();
    }

    private void offer() throws Exception {
        engine.signal(AGENT, new Signal.ToolStarted("Bash"));
        courier.queueUrgent(ID, "hello");
        assertThat(courier.deliver().again()).isNull();
    }

    /** The hook prints it and reports. */
    private void given() throws Exception {
        Files.move(courier.file(ID), courier.file(".given-" + ID));
        engine.record(new Event.AgentSignalled("app-1", AGENT, "f", null, new Signal.ToolEnded("Bash"), List.of(ID)));
    }

    @Test
    void urgentOnesGoFirstAndInTheirOrder() throws Exception {
        engine.put(AGENT, AgentState.WAITING, "asks", Source.HOOK);
        engine.queue(AGENT, "m-aaaaaaa1", "normal 1");
        engine.queue(AGENT, "m-aaaaaaa2", "normal 2");
        courier.queueUrgent("m-aaaaaaa3", "urgent 1");
        courier.queueUrgent("m-aaaaaaa4", "urgent 2");
        engine.put(AGENT, AgentState.READY, "", Source.HOOK);
        for (int i = 0; i < 4; i++) {
            courier.deliver();
            engine.signal(AGENT, new Signal.TurnEnded("done", 0));
        }
        assertThat(terminal.submitted).extracting(text -> text.replaceFirst(".*] ", "")).containsExactly("urgent 1", "urgent 2", "normal 1", "normal 2");
    }

    @Test
    void anUrgentOneToAnIdleAgentIsTypedAtOnce() throws Exception {
        courier.queueUrgent(ID, "hello");
        courier.deliver();
        assertThat(terminal.submitted).containsExactly(TEXT);
        assertThat(engine.log(Event.MessageOffered.class)).isEmpty();
    }

    @Test
    void anUrgentOneIsLaidReadyForTheHookOfAnAgentInATurn() throws Exception {
        offer();
        assertThat(engine.message(ID).reason()).isEqualTo("lies ready for its next tool call");
        assertThat(courier.file(ID)).hasContent("\"" + TEXT + "\"");
        courier.restart(SHORT);
        courier.deliver();
        assertThat(engine.log(Event.MessageOffered.class)).as("it lies there already").hasSize(1);
        given();
        assertThat(courier.status()).as("the hook's word alone").isEqualTo(Status.TYPED);
        courier.deliver();
        assertThat(courier.status()).isEqualTo(Status.TYPED);
        engine.record(new Event.MessagesAbsorbed("app-1", AGENT, List.of(ID), "stands in the transcript"));
        assertThat(courier.status()).isEqualTo(Status.SUBMITTED);
        courier.deliver();
        assertThat(courier.file(".given-" + ID)).as("cleared away").doesNotExist();
        engine.signal(AGENT, new Signal.TurnEnded("done", 0));
        assertThat(courier.status()).isEqualTo(Status.READ);
        assertThat(terminal.keys).isEmpty();
    }

    @Test
    void whatNoHookHasTakenIsTypedWhenTheTurnHasEnded() throws Exception {
        offer();
        engine.signal(AGENT, new Signal.TurnEnded("done", 0));
        courier.deliver();
        assertThat(terminal.submitted).containsExactly(TEXT);
        assertThat(courier.file(ID)).doesNotExist();
        assertThat(courier.status()).isEqualTo(Status.SUBMITTED);
        engine.signal(AGENT, new Signal.TurnEnded("done", 0));
        assertThat(courier.status()).isEqualTo(Status.READ);
    }

    @Test
    void aHookThatDiedBeforeItPrintedLosesNothing() throws Exception {
        offer();
        Files.move(courier.file(ID), courier.file(".taken-" + ID));
        engine.signal(AGENT, new Signal.ToolEnded("Bash"));
        courier.deliver();
        assertThat(terminal.keys).as("it may be on its way").isEmpty();
        engine.signal(AGENT, new Signal.TurnEnded("done", 0));
        courier.deliver();
        assertThat(terminal.submitted).containsExactly(TEXT);
        assertThat(courier.status()).isEqualTo(Status.SUBMITTED);
    }

    @Test
    void aHookThatDiedBeforeItReportedDoesNotHaveItTypedAgain() throws Exception {
        offer();
        Files.move(courier.file(ID), courier.file(".taken-" + ID));
        engine.record(new Event.MessagesAbsorbed("app-1", AGENT, List.of(ID), "stands in the transcript"));
        engine.signal(AGENT, new Signal.TurnEnded("done", 0));
        courier.deliver();
        assertThat(terminal.keys).isEmpty();
        assertThat(courier.status()).isEqualTo(Status.READ);
    }

    @Test
    void whatAHookSaysItHasPrintedAndNothingShowsIsNotProvenAndNotTypedAgain() throws Exception {
        offer();
        given();
        engine.signal(AGENT, new Signal.TurnEnded("done", 0));
        courier.deliver();
        assertThat(courier.status()).isEqualTo(Status.UNPROVEN);
        assertThat(engine.message(ID).reason()).contains("its hook handed it over");
        engine.record(new Event.MessagesAbsorbed("app-1", AGENT, List.of(ID), "stands in the transcript"));
        assertThat(courier.status()).as("late evidence: its turn has ended").isEqualTo(Status.READ);
        assertThat(terminal.keys).isEmpty();
    }

    @Test
    void aDaemonThatDiedBetweenSayingAndLayingItLaysIt() throws Exception {
        engine.signal(AGENT, new Signal.ToolStarted("Bash"));
        courier.queueUrgent(ID, "hello");
        engine.record(new Event.MessageOffered("app-1", AGENT, ID));
        courier.deliver();
        assertThat(courier.file(ID)).exists();
        engine.record(new Event.MessageFailed("app-1", AGENT, ID, "the mission has ended"));
        courier.deliver();
        assertThat(courier.file(ID)).as("nobody is to get it any more").doesNotExist();
    }

    @Test
    void anUrgentOneThatIsTooLongForAHookIsTypedIntoTheQueue() throws Exception {
        engine.signal(AGENT, new Signal.ToolStarted("Bash"));
        courier.queueUrgent(ID, "x".repeat(10_000));
        courier.deliver();
        assertThat(terminal.submitted).hasSize(1);
        engine.signal(AGENT, new Signal.TurnEnded("done", 0));
        assertThat(courier.status()).as("the turn before its own, for all that is known").isEqualTo(Status.SUBMITTED);
        engine.record(new Event.MessagesAbsorbed("app-1", AGENT, List.of(ID), "stands in the transcript"));
        assertThat(courier.status()).as("it went into that turn").isEqualTo(Status.READ);
    }
}
