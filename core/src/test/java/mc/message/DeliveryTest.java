package mc.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import mc.Home;
import mc.agent.AgentState;
import mc.agent.Source;
import mc.agent.adapters.DemoAdapter;
import mc.agent.ScreenManifest.View;
import mc.event.Event;
import mc.event.Job;
import mc.event.JobHandler.Outcome;
import mc.event.Signal;
import mc.message.Message.Status;
import mc.testing.Engine;
import mc.testing.TestClock;
import mc.text.Templates;
import mc.tmux.TmuxException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Delivery into an input line that behaves as each test says; the same rules with a real program are in the tests of mc itself. */
@Timeout(30)
class DeliveryTest {

    private static final String AGENT = "app-1-tester";
    private static final String ID = "m-aaaaaaaa";
    private static final String TEXT = "[mc " + ID + " from operator] hello";
    private static final Delivery.Patience SHORT = new Delivery.Patience(Duration.ofMillis(80), Duration.ofMillis(40), Duration.ofMillis(60));

    @TempDir
    private Path dir;

    private Engine engine;
    private final FakeTerminal terminal = new FakeTerminal();
    private UrgentDesk desk;
    private Delivery delivery;

    @BeforeEach
    void launch() {
        engine = new Engine(dir);
        desk = new UrgentDesk(new Home(dir));
        engine.mission("app-1", "tester");
        engine.launched(AGENT);
        engine.signal(AGENT, new Signal.SessionStarted("c", "startup"));
        terminal.report = text -> engine.signal(AGENT, new Signal.PromptSubmitted(text));
        startDelivery(SHORT);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** As a daemon does when it starts: a fresh object, which remembers nothing. */
    private void startDelivery(Delivery.Patience patience) {
        DemoAdapter adapter = new DemoAdapter(List.of("/bin/sh", "x"), new Templates(new Home(dir)));
        delivery = new Delivery(engine.database(), terminal, kind -> adapter, desk, engine.clock(), patience);
        engine.loop().listen(delivery::noticed);
    }

    /** Runs the job until it has nothing more to do for the moment, recording what it reports; the last outcome. */
    private Outcome deliver() throws Exception {
        while (true) {
            Outcome outcome = delivery.run(Job.of(MessageReactor.DELIVER, AGENT, engine.clock().instant()), engine::record);
            engine.record(outcome.events().toArray(Event[]::new));
            if (outcome.again() == null || !outcome.again().isZero()) {
                return outcome;
            }
        }
    }

    private Status status() {
        return engine.message(ID).status();
    }

    @Test
    void anIdleAgentGetsTheTextOnceAndProvesIt() throws Exception {
        engine.queue(AGENT, ID, "hello");
        assertThat(deliver()).isEqualTo(Outcome.done());
        assertThat(terminal.keys).containsExactly("paste " + TEXT, "enter");
        assertThat(status()).isEqualTo(Status.SUBMITTED);
        assertThat(engine.message(ID).attempts()).isEqualTo(1);
        engine.signal(AGENT, new Signal.TurnEnded("done", 0));
        assertThat(status()).isEqualTo(Status.READ);
        assertThat(deliver()).isEqualTo(Outcome.done());
        assertThat(terminal.pastes()).isEqualTo(1);
    }

    @Test
    void aBusyAgentGetsItWhenItsTurnEnds() throws Exception {
        engine.signal(AGENT, new Signal.ToolStarted("Bash"));
        engine.queue(AGENT, ID, "hello");
        assertThat(deliver().again()).isNull();
        engine.signal(AGENT, new Signal.ToolEnded("Bash"));
        deliver();
        assertThat(engine.message(ID).reason()).isEqualTo("tester is in a turn; it goes out when that ends");
        assertThat(terminal.keys).isEmpty();
        engine.signal(AGENT, new Signal.TurnEnded("done", 0));
        deliver();
        assertThat(terminal.submitted).containsExactly(TEXT);
        assertThat(engine.log(Event.MessageSubmitted.class)).extracting(Event.MessageSubmitted::queuedBehindTurn).containsExactly(false);
        assertThat(engine.log(Event.MessageHeld.class)).as("told once, not at each tool").hasSize(1);
    }

    @Test
    void tasksInTheBackgroundAreNoTurn() throws Exception {
        engine.signal(AGENT, new Signal.TurnEnded("later", 1));
        assertThat(engine.agent(AGENT).state()).isEqualTo(AgentState.WORKING);
        engine.queue(AGENT, ID, "hello");
        deliver();
        assertThat(engine.log(Event.MessageSubmitted.class)).extracting(Event.MessageSubmitted::queuedBehindTurn).containsExactly(false);
        engine.signal(AGENT, new Signal.TurnEnded("done", 0));
        assertThat(status()).isEqualTo(Status.READ);
    }

    @Test
    void onesThatAreNotToGoOutYetWaitForTheirTimeAndHoldUpNobody() throws Exception {
        queue(ID, "later", false, TestClock.START.plusSeconds(60));
        engine.queue(AGENT, "m-bbbbbbbb", "at once");
        assertThat(engine.message(ID).status()).isEqualTo(Status.HELD);
        assertThat(engine.message(ID).reason()).isEqualTo("goes out at " + TestClock.START.plusSeconds(60));
        deliver();
        assertThat(terminal.submitted).singleElement().asString().contains("at once");
        engine.signal(AGENT, new Signal.TurnEnded("done", 0));
        startDelivery(SHORT);
        assertThat(deliver().again()).isEqualTo(Duration.ofSeconds(60));
        engine.clock().advance(Duration.ofSeconds(60));
        deliver();
        assertThat(terminal.submitted).hasSize(2);
        assertThat(status()).isEqualTo(Status.SUBMITTED);
    }

    @Test
    void urgentOnesGoFirstAndInTheirOrder() throws Exception {
        engine.put(AGENT, AgentState.WAITING, "asks", Source.HOOK);
        engine.queue(AGENT, "m-aaaaaaa1", "normal 1");
        engine.queue(AGENT, "m-aaaaaaa2", "normal 2");
        queue("m-aaaaaaa3", "urgent 1", true, null);
        queue("m-aaaaaaa4", "urgent 2", true, null);
        engine.put(AGENT, AgentState.READY, "", Source.HOOK);
        for (int i = 0; i < 4; i++) {
            deliver();
            engine.signal(AGENT, new Signal.TurnEnded("done", 0));
        }
        assertThat(terminal.submitted).extracting(text -> text.replaceFirst(".*] ", "")).containsExactly("urgent 1", "urgent 2", "normal 1", "normal 2");
    }

    @Test
    void anUrgentOneToAnIdleAgentIsTypedAtOnce() throws Exception {
        queue(ID, "hello", true, null);
        deliver();
        assertThat(terminal.submitted).containsExactly(TEXT);
        assertThat(engine.log(Event.MessageOffered.class)).isEmpty();
    }

    @Test
    void anUrgentOneIsLaidReadyForTheHookOfAnAgentInATurn() throws Exception {
        offer();
        assertThat(engine.message(ID).reason()).isEqualTo("lies ready for its next tool call");
        assertThat(file(ID)).hasContent("\"" + TEXT + "\"");
        startDelivery(SHORT);
        deliver();
        assertThat(engine.log(Event.MessageOffered.class)).as("it lies there already").hasSize(1);
        given();
        assertThat(status()).as("the hook's word alone").isEqualTo(Status.TYPED);
        deliver();
        assertThat(status()).isEqualTo(Status.TYPED);
        engine.record(new Event.MessagesAbsorbed("app-1", AGENT, List.of(ID), "stands in the transcript"));
        assertThat(status()).isEqualTo(Status.SUBMITTED);
        deliver();
        assertThat(file(".given-" + ID)).as("cleared away").doesNotExist();
        engine.signal(AGENT, new Signal.TurnEnded("done", 0));
        assertThat(status()).isEqualTo(Status.READ);
        assertThat(terminal.keys).isEmpty();
    }

    @Test
    void whatNoHookHasTakenIsTypedWhenTheTurnHasEnded() throws Exception {
        offer();
        engine.signal(AGENT, new Signal.TurnEnded("done", 0));
        deliver();
        assertThat(terminal.submitted).containsExactly(TEXT);
        assertThat(file(ID)).doesNotExist();
        assertThat(status()).isEqualTo(Status.SUBMITTED);
        engine.signal(AGENT, new Signal.TurnEnded("done", 0));
        assertThat(status()).isEqualTo(Status.READ);
    }

    @Test
    void aHookThatDiedBeforeItPrintedLosesNothing() throws Exception {
        offer();
        Files.move(file(ID), file(".taken-" + ID));
        engine.signal(AGENT, new Signal.ToolEnded("Bash"));
        deliver();
        assertThat(terminal.keys).as("it may be on its way").isEmpty();
        engine.signal(AGENT, new Signal.TurnEnded("done", 0));
        deliver();
        assertThat(terminal.submitted).containsExactly(TEXT);
        assertThat(status()).isEqualTo(Status.SUBMITTED);
    }

    @Test
    void aHookThatDiedBeforeItReportedDoesNotHaveItTypedAgain() throws Exception {
        offer();
        Files.move(file(ID), file(".taken-" + ID));
        engine.record(new Event.MessagesAbsorbed("app-1", AGENT, List.of(ID), "stands in the transcript"));
        engine.signal(AGENT, new Signal.TurnEnded("done", 0));
        deliver();
        assertThat(terminal.keys).isEmpty();
        assertThat(status()).isEqualTo(Status.READ);
    }

    @Test
    void whatAHookSaysItHasPrintedAndNothingShowsIsNotProvenAndNotTypedAgain() throws Exception {
        offer();
        given();
        engine.signal(AGENT, new Signal.TurnEnded("done", 0));
        deliver();
        assertThat(status()).isEqualTo(Status.UNPROVEN);
        assertThat(engine.message(ID).reason()).contains("its hook handed it over");
        engine.record(new Event.MessagesAbsorbed("app-1", AGENT, List.of(ID), "stands in the transcript"));
        assertThat(status()).as("late evidence: its turn has ended").isEqualTo(Status.READ);
        assertThat(terminal.keys).isEmpty();
    }

    @Test
    void aDaemonThatDiedBetweenSayingAndLayingItLaysIt() throws Exception {
        engine.signal(AGENT, new Signal.ToolStarted("Bash"));
        queue(ID, "hello", true, null);
        engine.record(new Event.MessageOffered("app-1", AGENT, ID));
        deliver();
        assertThat(file(ID)).exists();
        engine.record(new Event.MessageFailed("app-1", AGENT, ID, "the mission has ended"));
        deliver();
        assertThat(file(ID)).as("nobody is to get it any more").doesNotExist();
    }

    @Test
    void anUrgentOneThatIsTooLongForAHookIsTypedIntoTheQueue() throws Exception {
        engine.signal(AGENT, new Signal.ToolStarted("Bash"));
        queue(ID, "x".repeat(10_000), true, null);
        deliver();
        assertThat(terminal.submitted).hasSize(1);
        engine.signal(AGENT, new Signal.TurnEnded("done", 0));
        assertThat(status()).as("the turn before its own, for all that is known").isEqualTo(Status.SUBMITTED);
        engine.record(new Event.MessagesAbsorbed("app-1", AGENT, List.of(ID), "stands in the transcript"));
        assertThat(status()).as("it went into that turn").isEqualTo(Status.READ);
    }

    private void queue(String id, String text, boolean urgent, java.time.Instant notBefore) {
        engine.record(new Event.MessageQueued("app-1", AGENT, id, "operator", text, new Event.Letter("tester", "notification", null, urgent, false, null, null, notBefore == null ? null : notBefore.toString(), null, false)));
    }

    private void offer() throws Exception {
        engine.signal(AGENT, new Signal.ToolStarted("Bash"));
        queue(ID, "hello", true, null);
        assertThat(deliver().again()).isNull();
    }

    private Path file(String name) {
        return new Home(dir).run().resolve("urgent").resolve(AGENT).resolve(name);
    }

    /** The hook prints it and reports. */
    private void given() throws Exception {
        Files.move(file(ID), file(".given-" + ID));
        engine.record(new Event.AgentSignalled("app-1", AGENT, "f", null, new Signal.ToolEnded("Bash"), List.of(ID)));
    }

    @Test
    void whatTheAgentsStateForbidsWaitsForTheNextSign() throws Exception {
        engine.queue(AGENT, ID, "hello");
        for (AgentState state : List.of(AgentState.STARTING, AgentState.WAITING, AgentState.LIMITED, AgentState.EXITED, AgentState.LOST, AgentState.UNKNOWN)) {
            engine.put(AGENT, state, "that is how it is", Source.HOOK);
            assertThat(deliver()).as("no timer: the next sign wakes it").extracting(Outcome::again).isNull();
            assertThat(engine.message(ID).status()).isEqualTo(Status.HELD);
            assertThat(engine.message(ID).reason()).isEqualTo("tester is " + state.text() + ": that is how it is");
            deliver();
        }
        assertThat(engine.log(Event.MessageHeld.class)).as("each reason once").hasSize(6);
        assertThat(terminal.keys).isEmpty();
        engine.put(AGENT, AgentState.READY, "", Source.HOOK);
        deliver();
        assertThat(status()).isEqualTo(Status.SUBMITTED);
    }

    @Test
    void whatIsInTheWayOnTheScreenIsLeftAloneAndLookedAtAgain() throws Exception {
        engine.queue(AGENT, ID, "hello");
        terminal.instead.add(FakeTerminal.DIALOG);
        assertThat(deliver().again()).isEqualTo(Duration.ofSeconds(1));
        assertThat(engine.message(ID).reason()).isEqualTo("a dialog is open: permission request (answer it)");
        terminal.instead.add(new View.Busy());
        deliver();
        assertThat(engine.message(ID).reason()).isEqualTo("its input line is not to be seen");
        terminal.draft = "I was just about to ask";
        deliver();
        deliver();
        assertThat(engine.message(ID).reason()).contains("half-typed");
        assertThat(terminal.keys).isEmpty();
        assertThat(terminal.draft).isEqualTo("I was just about to ask");
        terminal.draft = "";
        deliver();
        assertThat(terminal.keys).containsExactly("paste " + TEXT, "enter");
        assertThat(status()).isEqualTo(Status.SUBMITTED);
    }

    @Test
    void aSwallowedEnterIsPressedAgainAndTheTextNeverTypedTwice() throws Exception {
        engine.queue(AGENT, ID, "hello");
        terminal.swallowedEnters = 2;
        deliver();
        assertThat(terminal.keys).containsExactly("paste " + TEXT, "enter", "enter", "enter");
        assertThat(status()).isEqualTo(Status.SUBMITTED);
        assertThat(engine.message(ID).attempts()).isEqualTo(3);
    }

    @Test
    void afterThreeEntersItIsUnprovenAndSaysSo() throws Exception {
        engine.queue(AGENT, ID, "hello");
        terminal.swallowedEnters = 100;
        deliver();
        assertThat(terminal.enters()).isEqualTo(3);
        assertThat(terminal.pastes()).isEqualTo(1);
        assertThat(status()).isEqualTo(Status.UNPROVEN);
        assertThat(engine.message(ID).reason()).isEqualTo("it still stands in the input line after 3 Enter keys");
    }

    @Test
    void aTextThatLeftTheLineWithoutProofIsNotTouchedAgainAndMayBeProvenLate() throws Exception {
        engine.queue(AGENT, ID, "hello");
        terminal.report = text -> { };
        deliver();
        assertThat(terminal.keys).containsExactly("paste " + TEXT, "enter");
        assertThat(engine.message(ID).reason()).isEqualTo("it left the input line, but the agent has not reported it");
        assertThat(status()).isEqualTo(Status.UNPROVEN);
        engine.signal(AGENT, new Signal.PromptSubmitted(TEXT));
        assertThat(status()).as("late proof").isEqualTo(Status.SUBMITTED);
    }

    @Test
    void anEnterIsNeverPressedOnAPersonsTextWhileProofIsAwaited() throws Exception {
        engine.queue(AGENT, ID, "hello");
        terminal.report = text -> terminal.draft = "[Pasted text #2 +40 lines] and my question";
        deliver();
        assertThat(terminal.enters()).isEqualTo(1);
        assertThat(terminal.draft).isEqualTo("[Pasted text #2 +40 lines] and my question");
    }

    /** The program reports a question before it draws the dialog; an Enter in between would answer it. */
    @Test
    void aQuestionThatIsReportedAfterThePasteGetsNoEnter() throws Exception {
        engine.queue(AGENT, ID, "hello");
        terminal.meanwhile = () -> engine.signal(AGENT, new Signal.PermissionRequested("Bash", "Bash: touch x"));
        deliver();
        assertThat(terminal.keys).containsExactly("paste " + TEXT);
        assertThat(status()).isEqualTo(Status.TYPING);
        assertThat(engine.message(ID).reason()).isEqualTo("tester is waiting: asks for permission: Bash: touch x");
        engine.signal(AGENT, new Signal.ToolEnded("Bash"));
        engine.signal(AGENT, new Signal.TurnEnded("done", 0));
        deliver();
        assertThat(terminal.keys).containsExactly("paste " + TEXT, "enter");
        assertThat(status()).isEqualTo(Status.SUBMITTED);
    }

    @Test
    void aQuestionThatComesBetweenEnterAndProofGetsNoSecondEnter() throws Exception {
        engine.queue(AGENT, ID, "hello");
        terminal.swallowedEnters = 1;
        terminal.instead.addAll(List.of(new View.Prompt("", false), new View.Prompt(TEXT, false), FakeTerminal.DIALOG, FakeTerminal.DIALOG));
        assertThat(deliver().again()).isEqualTo(Duration.ofSeconds(1));
        deliver();
        assertThat(terminal.enters()).isEqualTo(1);
        assertThat(status()).as("neither proven nor given up").isEqualTo(Status.TYPED);
        assertThat(engine.message(ID).reason()).contains("a dialog is open: permission request");
        deliver();
        assertThat(terminal.enters()).isEqualTo(2);
        assertThat(status()).isEqualTo(Status.SUBMITTED);
    }

    @Test
    void aPasteThatNeverAppearsIsUnprovenWithoutEnter() throws Exception {
        engine.queue(AGENT, ID, "hello");
        terminal.losesPastes = true;
        deliver();
        assertThat(terminal.keys).containsExactly("paste " + TEXT);
        assertThat(status()).isEqualTo(Status.UNPROVEN);
        assertThat(engine.message(ID).reason()).contains("never appeared").contains("Enter was not pressed");
    }

    @Test
    void aLongTextIsKnownByItsCollapsedForm() throws Exception {
        terminal.collapsed = "[Pasted text #1 +39 lines]";
        engine.queue(AGENT, ID, "line\n".repeat(40).strip());
        terminal.swallowedEnters = 1;
        deliver();
        assertThat(terminal.pastes()).isEqualTo(1);
        assertThat(terminal.enters()).isEqualTo(2);
        assertThat(status()).isEqualTo(Status.SUBMITTED);
    }

    @Test
    void aFasterReportThanTheNoteOfTheKeyCounts() throws Exception {
        engine.queue(AGENT, ID, "hello");
        deliver(); // the report comes inside pressEnter, before the key is written down
        assertThat(engine.log(Event.MessageSubmitted.class)).hasSize(1);
        assertThat(engine.log()).filteredOn(e -> e instanceof Event.MessageSubmitted || e instanceof Event.MessageTyped).first().isInstanceOf(Event.MessageSubmitted.class);
        assertThat(status()).isEqualTo(Status.SUBMITTED);
        assertThat(engine.message(ID).reason()).isEqualTo("reported by the agent's own hook");
    }

    @Test
    void tmuxNotAnsweringIsAnErrorAndNoReceipt() {
        engine.queue(AGENT, ID, "hello");
        terminal.broken = new TmuxException.NoAnswer("slow");
        assertThatThrownBy(this::deliver).isInstanceOf(TmuxException.NoAnswer.class);
        assertThat(status()).isEqualTo(Status.QUEUED);
        engine.record(new Event.JobGivenUp("deliver/" + AGENT, "slow"));
        assertThat(status()).isEqualTo(Status.HELD);
        assertThat(engine.message(ID).reason()).contains("tried again").contains("slow");
    }

    @Test
    void aCrashBeforeThePasteCostsNothing() throws Exception {
        engine.queue(AGENT, ID, "hello");
        engine.record(new Event.MessageTyping("app-1", AGENT, ID));
        startDelivery(SHORT);
        deliver();
        assertThat(terminal.keys).containsExactly("paste " + TEXT, "enter");
        assertThat(status()).isEqualTo(Status.SUBMITTED);
    }

    @Test
    void aCrashAfterThePasteNeedsOnlyEnter() throws Exception {
        engine.queue(AGENT, ID, "hello");
        engine.record(new Event.MessageTyping("app-1", AGENT, ID));
        terminal.draft = TEXT;
        startDelivery(SHORT);
        deliver();
        assertThat(terminal.keys).containsExactly("enter");
        assertThat(terminal.submitted).containsExactly(TEXT);
        assertThat(status()).isEqualTo(Status.SUBMITTED);
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
            startDelivery(SHORT);
            assertThat(deliver().again()).isEqualTo(Duration.ofSeconds(1));
            deliver();
            assertThat(terminal.keys).isEmpty();
            assertThat(terminal.draft).isEqualTo(notes);
            assertThat(engine.message(id).reason()).contains("this one or somebody's");
            terminal.draft = "";
            deliver();
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
        deliver();
        assertThat(terminal.enters()).isEqualTo(1);
        assertThat(terminal.draft).isEqualTo("[Pasted text #2 +40 lines]");
        assertThat(status()).isEqualTo(Status.UNPROVEN);
    }

    @Test
    void aCrashAfterThePasteIsRememberedWhileTheAgentCannotTakeIt() throws Exception {
        engine.queue(AGENT, ID, "hello");
        engine.record(new Event.MessageTyping("app-1", AGENT, ID));
        terminal.draft = TEXT;
        startDelivery(SHORT);
        engine.put(AGENT, AgentState.WAITING, "asks", Source.HOOK);
        deliver();
        assertThat(engine.message(ID).reason()).isEqualTo("tester is waiting: asks");
        engine.put(AGENT, AgentState.READY, "", Source.HOOK);
        deliver();
        assertThat(terminal.keys).as("its own text is no person's draft").containsExactly("enter");
        assertThat(status()).isEqualTo(Status.SUBMITTED);
    }

    @Test
    void aCrashBetweenEnterAndTheNoteOfItWaitsForTheProofBeforeTypingAgain() throws Exception {
        engine.queue(AGENT, ID, "hello");
        engine.record(new Event.MessageTyping("app-1", AGENT, ID));
        startDelivery(new Delivery.Patience(SHORT.shown(), Duration.ofSeconds(10), SHORT.lastly()));
        Thread late = new Thread(() -> engine.signal(AGENT, new Signal.PromptSubmitted(TEXT))); // the line is empty, and the report is on its way
        late.start();
        deliver();
        late.join();
        assertThat(terminal.keys).isEmpty();
        assertThat(status()).isEqualTo(Status.SUBMITTED);
    }

    @Test
    void aCrashAfterEnterNeitherTypesNorPressesWithoutNeed() throws Exception {
        for (boolean isStranded : List.of(false, true)) {
            String id = isStranded ? "m-bbbbbbbb" : "m-cccccccc";
            engine.queue(AGENT, id, "hello");
            engine.record(new Event.MessageTyping("app-1", AGENT, id), new Event.MessageTyped("app-1", AGENT, id, 1));
            terminal.keys.clear();
            terminal.draft = isStranded ? "[mc " + id + " from operator] hello" : "";
            startDelivery(SHORT);
            deliver();
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
        deliver();
        assertThat(status()).isEqualTo(Status.UNPROVEN);
        assertThat(engine.message("m-bbbbbbbb").status()).isEqualTo(Status.SUBMITTED);
        assertThat(terminal.submitted).hasSize(2);
    }
}
