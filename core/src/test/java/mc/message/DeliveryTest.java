package mc.message;

import static mc.message.Courier.AGENT;
import static mc.message.Courier.ID;
import static mc.message.Courier.SHORT;
import static mc.message.Courier.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import mc.agent.AgentState;
import mc.agent.Source;
import mc.agent.ScreenManifest.View;
import mc.event.Event;
import mc.event.JobHandler.Outcome;
import mc.event.Signal;
import mc.message.Message.Status;
import mc.testing.Engine;
import mc.testing.TestClock;
import mc.tmux.TmuxException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Delivery into an input line that behaves as each test says; the same rules with a real program are in the tests of mc itself. */
@Timeout(30)
class DeliveryTest {

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

    @Test
    void anIdleAgentGetsTheTextOnceAndProvesIt() throws Exception {
        engine.queue(AGENT, ID, "hello");
        assertThat(courier.deliver()).isEqualTo(Outcome.done());
        assertThat(terminal.keys).containsExactly("paste " + TEXT, "enter");
        assertThat(courier.status()).isEqualTo(Status.SUBMITTED);
        assertThat(engine.message(ID).attempts()).isEqualTo(1);
        engine.signal(AGENT, new Signal.TurnEnded("done", 0));
        assertThat(courier.status()).isEqualTo(Status.READ);
        assertThat(courier.deliver()).isEqualTo(Outcome.done());
        assertThat(terminal.pastes()).isEqualTo(1);
    }

    @Test
    void aBusyAgentGetsItWhenItsTurnEnds() throws Exception {
        engine.signal(AGENT, new Signal.ToolStarted("Bash"));
        engine.queue(AGENT, ID, "hello");
        assertThat(courier.deliver().again()).isNull();
        engine.signal(AGENT, new Signal.ToolEnded("Bash"));
        courier.deliver();
        assertThat(engine.message(ID).reason()).isEqualTo("tester is in a turn; it goes out when that ends");
        assertThat(terminal.keys).isEmpty();
        engine.signal(AGENT, new Signal.TurnEnded("done", 0));
        courier.deliver();
        assertThat(terminal.submitted).containsExactly(TEXT);
        assertThat(engine.log(Event.MessageSubmitted.class)).extracting(Event.MessageSubmitted::queuedBehindTurn).containsExactly(false);
        assertThat(engine.log(Event.MessageHeld.class)).as("told once, not at each tool").hasSize(1);
    }

    @Test
    void tasksInTheBackgroundAreNoTurn() throws Exception {
        engine.signal(AGENT, new Signal.TurnEnded("later", 1));
        assertThat(engine.agent(AGENT).state()).isEqualTo(AgentState.WORKING);
        engine.queue(AGENT, ID, "hello");
        courier.deliver();
        assertThat(engine.log(Event.MessageSubmitted.class)).extracting(Event.MessageSubmitted::queuedBehindTurn).containsExactly(false);
        engine.signal(AGENT, new Signal.TurnEnded("done", 0));
        assertThat(courier.status()).isEqualTo(Status.READ);
    }

    @Test
    void onesThatAreNotToGoOutYetWaitForTheirTimeAndHoldUpNobody() throws Exception {
        courier.queue(ID, "later", false, TestClock.START.plusSeconds(60));
        engine.queue(AGENT, "m-bbbbbbbb", "at once");
        assertThat(engine.message(ID).status()).isEqualTo(Status.HELD);
        assertThat(engine.message(ID).reason()).isEqualTo("goes out at " + TestClock.START.plusSeconds(60));
        courier.deliver();
        assertThat(terminal.submitted).singleElement().asString().contains("at once");
        engine.signal(AGENT, new Signal.TurnEnded("done", 0));
        courier.restart(SHORT);
        assertThat(courier.deliver().again()).isEqualTo(Duration.ofSeconds(60));
        engine.clock().advance(Duration.ofSeconds(60));
        courier.deliver();
        assertThat(terminal.submitted).hasSize(2);
        assertThat(courier.status()).isEqualTo(Status.SUBMITTED);
    }

    @Test
    void whatTheAgentsStateForbidsWaitsForTheNextSign() throws Exception {
        engine.queue(AGENT, ID, "hello");
        for (AgentState state : List.of(AgentState.STARTING, AgentState.WAITING, AgentState.LIMITED, AgentState.EXITED, AgentState.LOST, AgentState.UNKNOWN)) {
            engine.put(AGENT, state, "that is how it is", Source.HOOK);
            assertThat(courier.deliver()).as("no timer: the next sign wakes it").extracting(Outcome::again).isNull();
            assertThat(engine.message(ID).status()).isEqualTo(Status.HELD);
            assertThat(engine.message(ID).reason()).isEqualTo("tester is " + state.text() + ": that is how it is");
            courier.deliver();
        }
        assertThat(engine.log(Event.MessageHeld.class)).as("each reason once").hasSize(6);
        assertThat(terminal.keys).isEmpty();
        engine.put(AGENT, AgentState.READY, "", Source.HOOK);
        courier.deliver();
        assertThat(courier.status()).isEqualTo(Status.SUBMITTED);
    }

    @Test
    void whatIsInTheWayOnTheScreenIsLeftAloneAndLookedAtAgain() throws Exception {
        engine.queue(AGENT, ID, "hello");
        terminal.instead.add(FakeTerminal.DIALOG);
        assertThat(courier.deliver().again()).isEqualTo(Duration.ofSeconds(1));
        assertThat(engine.message(ID).reason()).isEqualTo("a dialog is open: permission request (answer it)");
        terminal.instead.add(new View.Busy());
        courier.deliver();
        assertThat(engine.message(ID).reason()).isEqualTo("its input line is not to be seen");
        terminal.draft = "I was just about to ask";
        courier.deliver();
        courier.deliver();
        assertThat(engine.message(ID).reason()).contains("half-typed");
        assertThat(terminal.keys).isEmpty();
        assertThat(terminal.draft).isEqualTo("I was just about to ask");
        terminal.draft = "";
        courier.deliver();
        assertThat(terminal.keys).containsExactly("paste " + TEXT, "enter");
        assertThat(courier.status()).isEqualTo(Status.SUBMITTED);
    }

    @Test
    void aSwallowedEnterIsPressedAgainAndTheTextNeverTypedTwice() throws Exception {
        engine.queue(AGENT, ID, "hello");
        terminal.swallowedEnters = 2;
        courier.deliver();
        assertThat(terminal.keys).containsExactly("paste " + TEXT, "enter", "enter", "enter");
        assertThat(courier.status()).isEqualTo(Status.SUBMITTED);
        assertThat(engine.message(ID).attempts()).isEqualTo(3);
    }

    @Test
    void afterThreeEntersItIsUnprovenAndSaysSo() throws Exception {
        engine.queue(AGENT, ID, "hello");
        terminal.swallowedEnters = 100;
        courier.deliver();
        assertThat(terminal.enters()).isEqualTo(3);
        assertThat(terminal.pastes()).isEqualTo(1);
        assertThat(courier.status()).isEqualTo(Status.UNPROVEN);
        assertThat(engine.message(ID).reason()).isEqualTo("it still stands in the input line after 3 Enter keys");
    }

    @Test
    void aTextThatLeftTheLineWithoutProofIsNotTouchedAgainAndMayBeProvenLate() throws Exception {
        engine.queue(AGENT, ID, "hello");
        terminal.report = text -> { };
        courier.deliver();
        assertThat(terminal.keys).containsExactly("paste " + TEXT, "enter");
        assertThat(engine.message(ID).reason()).isEqualTo("it left the input line, but the agent has not reported it");
        assertThat(courier.status()).isEqualTo(Status.UNPROVEN);
        engine.signal(AGENT, new Signal.PromptSubmitted(TEXT));
        assertThat(courier.status()).as("late proof").isEqualTo(Status.SUBMITTED);
    }

    @Test
    void anEnterIsNeverPressedOnAPersonsTextWhileProofIsAwaited() throws Exception {
        engine.queue(AGENT, ID, "hello");
        terminal.report = text -> terminal.draft = "[Pasted text #2 +40 lines] and my question";
        courier.deliver();
        assertThat(terminal.enters()).isEqualTo(1);
        assertThat(terminal.draft).isEqualTo("[Pasted text #2 +40 lines] and my question");
    }

    /** The program reports a question before it draws the dialog; an Enter in between would answer it. */
    @Test
    void aQuestionThatIsReportedAfterThePasteGetsNoEnter() throws Exception {
        engine.queue(AGENT, ID, "hello");
        terminal.meanwhile = () -> engine.signal(AGENT, new Signal.PermissionRequested("Bash", "Bash: touch x"));
        courier.deliver();
        assertThat(terminal.keys).containsExactly("paste " + TEXT);
        assertThat(courier.status()).isEqualTo(Status.TYPING);
        assertThat(engine.message(ID).reason()).isEqualTo("tester is waiting: asks for permission: Bash: touch x");
        engine.signal(AGENT, new Signal.ToolEnded("Bash"));
        engine.signal(AGENT, new Signal.TurnEnded("done", 0));
        courier.deliver();
        assertThat(terminal.keys).containsExactly("paste " + TEXT, "enter");
        assertThat(courier.status()).isEqualTo(Status.SUBMITTED);
    }

    @Test
    void aQuestionThatComesBetweenEnterAndProofGetsNoSecondEnter() throws Exception {
        engine.queue(AGENT, ID, "hello");
        terminal.swallowedEnters = 1;
        terminal.instead.addAll(List.of(new View.Prompt("", false), new View.Prompt(TEXT, false), FakeTerminal.DIALOG, FakeTerminal.DIALOG));
        assertThat(courier.deliver().again()).isEqualTo(Duration.ofSeconds(1));
        courier.deliver();
        assertThat(terminal.enters()).isEqualTo(1);
        assertThat(courier.status()).as("neither proven nor given up").isEqualTo(Status.TYPED);
        assertThat(engine.message(ID).reason()).contains("a dialog is open: permission request");
        courier.deliver();
        assertThat(terminal.enters()).isEqualTo(2);
        assertThat(courier.status()).isEqualTo(Status.SUBMITTED);
    }

    @Test
    void aPasteThatNeverAppearsIsUnprovenWithoutEnter() throws Exception {
        engine.queue(AGENT, ID, "hello");
        terminal.losesPastes = true;
        courier.deliver();
        assertThat(terminal.keys).containsExactly("paste " + TEXT);
        assertThat(courier.status()).isEqualTo(Status.UNPROVEN);
        assertThat(engine.message(ID).reason()).contains("never appeared").contains("Enter was not pressed");
    }

    @Test
    void aLongTextIsKnownByItsCollapsedForm() throws Exception {
        terminal.collapsed = "[Pasted text #1 +39 lines]";
        engine.queue(AGENT, ID, "line\n".repeat(40).strip());
        terminal.swallowedEnters = 1;
        courier.deliver();
        assertThat(terminal.pastes()).isEqualTo(1);
        assertThat(terminal.enters()).isEqualTo(2);
        assertThat(courier.status()).isEqualTo(Status.SUBMITTED);
    }

    @Test
    void aFasterReportThanTheNoteOfTheKeyCounts() throws Exception {
        engine.queue(AGENT, ID, "hello");
        courier.deliver(); // the report comes inside pressEnter, before the key is written down
        assertThat(engine.log(Event.MessageSubmitted.class)).hasSize(1);
        assertThat(engine.log()).filteredOn(e -> e instanceof Event.MessageSubmitted || e instanceof Event.MessageTyped).first().isInstanceOf(Event.MessageSubmitted.class);
        assertThat(courier.status()).isEqualTo(Status.SUBMITTED);
        assertThat(engine.message(ID).reason()).isEqualTo("reported by the agent's own hook");
    }

    @Test
    void tmuxNotAnsweringIsAnErrorAndNoReceipt() {
        engine.queue(AGENT, ID, "hello");
        terminal.broken = new TmuxException.NoAnswer("slow");
        assertThatThrownBy(courier::deliver).isInstanceOf(TmuxException.NoAnswer.class);
        assertThat(courier.status()).isEqualTo(Status.QUEUED);
        engine.record(new Event.JobGivenUp("deliver/" + AGENT, "slow"));
        assertThat(courier.status()).isEqualTo(Status.HELD);
        assertThat(engine.message(ID).reason()).contains("tried again").contains("slow");
    }

    @Test
    void aCrashBeforeThePasteCostsNothing() throws Exception {
        engine.queue(AGENT, ID, "hello");
        engine.record(new Event.MessageTyping("app-1", AGENT, ID));
        courier.restart(SHORT);
        courier.deliver();
        assertThat(terminal.keys).containsExactly("paste " + TEXT, "enter");
        assertThat(courier.status()).isEqualTo(Status.SUBMITTED);
    }

    @Test
    void aCrashAfterThePasteNeedsOnlyEnter() throws Exception {
        engine.queue(AGENT, ID, "hello");
        engine.record(new Event.MessageTyping("app-1", AGENT, ID));
        terminal.draft = TEXT;
        courier.restart(SHORT);
        courier.deliver();
        assertThat(terminal.keys).containsExactly("enter");
        assertThat(terminal.submitted).containsExactly(TEXT);
        assertThat(courier.status()).isEqualTo(Status.SUBMITTED);
    }

    /** Whether it stood there before or was pasted since nobody knows: the Enter of a process that did not paste it could submit a person's text. */
    @Test
    void aCollapsedTextThatThisProcessDidNotPasteIsSomebodys() throws Exception {
        String notes = "[Pasted text #1 +40 lines]";
        for (boolean isTyped : List.of(false, true)) {
            String id = isTyped ? "m-bbbbbbbb" : "m-cccccccc";
            engine.queue(AGENT, id, "line\n".repeat(40).strip());
            engine.record(new Event.MessageTyping("app-1", AGENT, id));
            if (isTyped) {
                engine.record(new Event.MessageTyped("app-1", AGENT, id, 1));
            }
            terminal.keys.clear();
            terminal.draft = notes;
            courier.restart(SHORT);
            assertThat(courier.deliver().again()).isEqualTo(Duration.ofSeconds(1));
            courier.deliver();
            assertThat(terminal.keys).isEmpty();
            assertThat(terminal.draft).isEqualTo(notes);
            assertThat(engine.message(id).reason()).contains("this one or somebody's");
            terminal.draft = "";
            courier.deliver();
            assertThat(terminal.pastes()).as("never a second time after an Enter").isEqualTo(isTyped ? 0 : 1);
            assertThat(engine.message(id).status()).isEqualTo(isTyped ? Status.UNPROVEN : Status.SUBMITTED);
            engine.signal(AGENT, new Signal.TurnEnded("done", 0));
        }
    }

    @Test
    void anotherCollapsedTextThanItsOwnGetsNoSecondEnter() throws Exception {
        terminal.collapsed = "[Pasted text #1 +39 lines]";
        engine.queue(AGENT, ID, "line\n".repeat(40).strip());
        terminal.report = text -> {
            terminal.collapsed = "";
            terminal.draft = "[Pasted text #2 +40 lines]";
        };
        courier.deliver();
        assertThat(terminal.enters()).isEqualTo(1);
        assertThat(terminal.draft).isEqualTo("[Pasted text #2 +40 lines]");
        assertThat(courier.status()).isEqualTo(Status.UNPROVEN);
    }

    @Test
    void aCrashAfterThePasteIsRememberedWhileTheAgentCannotTakeIt() throws Exception {
        engine.queue(AGENT, ID, "hello");
        engine.record(new Event.MessageTyping("app-1", AGENT, ID));
        terminal.draft = TEXT;
        courier.restart(SHORT);
        engine.put(AGENT, AgentState.WAITING, "asks", Source.HOOK);
        courier.deliver();
        assertThat(engine.message(ID).reason()).isEqualTo("tester is waiting: asks");
        engine.put(AGENT, AgentState.READY, "", Source.HOOK);
        courier.deliver();
        assertThat(terminal.keys).as("its own text is no person's draft").containsExactly("enter");
        assertThat(courier.status()).isEqualTo(Status.SUBMITTED);
    }

    @Test
    void aCrashBetweenEnterAndTheNoteOfItWaitsForTheProofBeforeTypingAgain() throws Exception {
        engine.queue(AGENT, ID, "hello");
        engine.record(new Event.MessageTyping("app-1", AGENT, ID));
        courier.restart(new Delivery.Patience(SHORT.shown(), Duration.ofSeconds(10), SHORT.lastly()));
        Thread late = new Thread(() -> engine.signal(AGENT, new Signal.PromptSubmitted(TEXT))); // the line is empty, and the report is on its way
        late.start();
        courier.deliver();
        late.join();
        assertThat(terminal.keys).isEmpty();
        assertThat(courier.status()).isEqualTo(Status.SUBMITTED);
    }

    @Test
    void aCrashAfterEnterNeitherTypesNorPressesWithoutNeed() throws Exception {
        for (boolean isStranded : List.of(false, true)) {
            String id = isStranded ? "m-bbbbbbbb" : "m-cccccccc";
            engine.queue(AGENT, id, "hello");
            engine.record(new Event.MessageTyping("app-1", AGENT, id), new Event.MessageTyped("app-1", AGENT, id, 1));
            terminal.keys.clear();
            terminal.draft = isStranded ? "[mc " + id + " from operator] hello" : "";
            courier.restart(SHORT);
            courier.deliver();
            assertThat(terminal.keys).isEqualTo(isStranded ? List.of("enter") : List.of());
            assertThat(engine.message(id).status()).isEqualTo(isStranded ? Status.SUBMITTED : Status.UNPROVEN);
        }
    }

    @Test
    void aMessageThatCannotBeProvenDoesNotHoldUpTheNext() throws Exception {
        engine.queue(AGENT, ID, "hello");
        engine.queue(AGENT, "m-bbbbbbbb", "second");
        terminal.report = text -> {
            if (text.contains("second")) {
                engine.signal(AGENT, new Signal.PromptSubmitted(text));
            }
        };
        courier.deliver();
        assertThat(courier.status()).isEqualTo(Status.UNPROVEN);
        assertThat(engine.message("m-bbbbbbbb").status()).isEqualTo(Status.SUBMITTED);
        assertThat(terminal.submitted).hasSize(2);
    }
}
