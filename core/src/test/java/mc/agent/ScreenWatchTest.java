package mc.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import mc.agent.ScreenManifest.View;
import mc.event.Event;
import mc.event.Job;
import mc.event.JobHandler.Outcome;
import mc.event.Signal;
import mc.testing.Engine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScreenWatchTest {

    private static final String AGENT = "app-1-tester";
    private static final View IDLE = new View.Prompt("", false);

    @TempDir
    private Path dir;

    private Engine engine;
    private ScreenWatch watch;
    private final ScriptedTerminal terminal = new ScriptedTerminal();

    @BeforeEach
    void launch() {
        engine = new Engine(dir);
        engine.mission("app-1", "tester");
        engine.launched(AGENT);
        watch = new ScreenWatch(engine.database(), terminal, engine.clock());
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** One look, whose events are recorded. */
    private Outcome look(View view) {
        terminal.view = view;
        Outcome outcome = watch.run(Job.of(AgentReactor.LOOK, AGENT, engine.clock().instant()), engine::record);
        engine.record(outcome.events().toArray(Event[]::new));
        return outcome;
    }

    private void brief() {
        engine.signal(AGENT, new Signal.PromptSubmitted("[mc " + Engine.briefing(AGENT) + " from mc] go"));
    }

    @Test
    void aDialogIsToldOnceAndWatchedUntilItIsAnswered() {
        assertThat(look(new View.Asking(ScriptedTerminal.TRUST)).events()).containsExactly(new Event.DialogSeen("app-1", AGENT, "folder trust", "answer it"));
        Outcome second = look(new View.Asking(ScriptedTerminal.TRUST));
        assertThat(second.events()).isEmpty();
        assertThat(second.again()).isEqualTo(Duration.ofSeconds(1));
        engine.clock().advance(Duration.ofMinutes(5));
        assertThat(look(new View.Asking(ScriptedTerminal.TRUST)).again()).as("less often the longer it lasts").isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void anAnswerThatFiresNoHookIsSeen() {
        for (boolean isBusy : new boolean[] {false, true}) {
            brief();
            engine.signal(AGENT, new Signal.PermissionRequested("Bash", "Bash: ls"));
            String asked = engine.agent(AGENT).reason();
            assertThat(look(new View.Asking(ScriptedTerminal.TRUST)).events()).hasOnlyElementsOfType(Event.DialogSeen.class).hasSize(1);
            assertThat(look(new View.Asking(ScriptedTerminal.TRUST)).events()).as("told once").isEmpty();
            assertThat(engine.agent(AGENT).reason()).as("the hook told more of it").isEqualTo(asked);
            engine.clock().advance(Duration.ofSeconds(1));
            assertThat(look(isBusy ? new View.Busy() : IDLE).events()).containsExactly(new Event.ScreenSeen("app-1", AGENT, isBusy));
            assertThat(engine.agent(AGENT).state()).isEqualTo(isBusy ? AgentState.WORKING : AgentState.READY);
        }
    }

    /** A slow machine draws the question seconds after the hook told of it. */
    @Test
    void aQuestionThatIsNotDrawnYetIsNotTakenForAnswered() {
        brief();
        engine.signal(AGENT, new Signal.PermissionRequested("Bash", "Bash: ls"));
        for (int second = 0; second < 29; second++) {
            engine.clock().advance(Duration.ofSeconds(1));
            assertThat(look(second % 2 == 0 ? new View.Busy() : IDLE).events()).as("after " + second + " s").isEmpty();
        }
        engine.clock().advance(Duration.ofSeconds(2));
        look(IDLE);
        assertThat(engine.agent(AGENT).state()).as("it is not there and was never seen").isEqualTo(AgentState.READY);
    }

    @Test
    void aTurnThatWasInterruptedIsSeenWhenItsHooksAreSilent() {
        brief();
        engine.clock().advance(Duration.ofSeconds(4));
        assertThat(look(IDLE)).as("its hooks have just spoken").isEqualTo(Outcome.again(Duration.ofSeconds(6)));
        engine.clock().advance(Duration.ofSeconds(6));
        assertThat(look(IDLE).events()).as("it may be about to draw").isEmpty();
        engine.clock().advance(Duration.ofSeconds(2));
        look(new View.Prompt("", true));
        engine.clock().advance(Duration.ofSeconds(2));
        assertThat(look(IDLE).events()).as("it was busy in between").isEmpty();
        assertThat(engine.agent(AGENT).state()).isEqualTo(AgentState.WORKING);
        engine.clock().advance(Duration.ofSeconds(2));
        assertThat(look(IDLE).events()).containsExactly(new Event.ScreenSeen("app-1", AGENT, false));
        assertThat(engine.agent(AGENT).state()).isEqualTo(AgentState.READY);
        assertThat(look(IDLE)).isEqualTo(Outcome.done());
    }

    @Test
    void theScreenIsNotAskedAboutTheTurnWhileTheProgramKeepsAFileOnIt() {
        brief();
        engine.record(new Event.AgentSighted("app-1", AGENT, 4_000_000L, "session-file", "working", "busy", engine.clock().instant().toString(), null, false));
        engine.clock().advance(Duration.ofMinutes(1));
        look(IDLE);
        engine.clock().advance(Duration.ofSeconds(2));
        look(IDLE);
        assertThat(engine.agent(AGENT).state()).isEqualTo(AgentState.WORKING);
        assertThat(look(IDLE).events()).as("told once").isEmpty();
    }

    @Test
    void silenceAfterAStartIsToldAfterAMinuteAndOnce() {
        assertThat(look(IDLE)).isEqualTo(Outcome.again(Duration.ofSeconds(1)));
        engine.clock().advance(Duration.ofSeconds(59));
        assertThat(look(new View.Unknown()).events()).isEmpty();
        engine.clock().advance(Duration.ofSeconds(2));
        terminal.screen = "first\n\u001b[31mError: no such model\n\n";
        assertThat(look(new View.Unknown()).events()).containsExactly(new Event.AgentUnclear("app-1", AGENT, "it has not reported anything since its start; its screen ends with: Error: no such model"));
        assertThat(engine.agent(AGENT).state()).isEqualTo(AgentState.UNKNOWN);
        assertThat(look(new View.Unknown()).events()).isEmpty();
        engine.signal(AGENT, new Signal.SessionStarted("c", "startup"));
        assertThat(look(new View.Unknown())).isEqualTo(Outcome.done());
    }

    @Test
    void aDialogBeforeTheBriefingIsNotTakenForAStart() {
        look(new View.Asking(ScriptedTerminal.TRUST));
        engine.clock().advance(Duration.ofSeconds(3));
        look(IDLE);
        assertThat(engine.agent(AGENT).state()).as("answered, and yet nothing was heard").isEqualTo(AgentState.UNKNOWN);
        assertThat(engine.agent(AGENT).reason()).contains("shows an input line");
    }

    @Test
    void nobodyElseIsLookedAt() {
        for (AgentState state : EnumSet.of(AgentState.READY, AgentState.LIMITED, AgentState.EXITED, AgentState.LOST)) {
            engine.put(AGENT, state, "x", Source.HOOK);
            assertThat(look(new View.Asking(ScriptedTerminal.TRUST))).as(state.text()).isEqualTo(Outcome.done());
        }
    }
}
