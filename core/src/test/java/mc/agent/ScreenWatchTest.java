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
    private final ScriptedTerminal terminal = new ScriptedTerminal();

    @BeforeEach
    void launch() {
        engine = new Engine(dir);
        engine.mission("app-1", "tester");
        engine.launched(AGENT);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** One look, whose events are recorded. */
    private Outcome look(View view) {
        terminal.view = view;
        Outcome outcome = new ScreenWatch(engine.database(), terminal, engine.clock()).run(Job.of(AgentReactor.LOOK, AGENT, engine.clock().instant()), engine::record);
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
            assertThat(look(new View.Asking(ScriptedTerminal.TRUST)).events()).as("the hook told more of it").isEmpty();
            Outcome answered = look(isBusy ? new View.Busy() : IDLE);
            assertThat(answered.again()).as("hooks tell from here").isNull();
            assertThat(answered.events()).containsExactly(new Event.ScreenSeen("app-1", AGENT, isBusy));
            assertThat(engine.agent(AGENT).state()).isEqualTo(isBusy ? AgentState.WORKING : AgentState.READY);
        }
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
        for (AgentState state : EnumSet.of(AgentState.READY, AgentState.WORKING, AgentState.LIMITED, AgentState.EXITED, AgentState.LOST)) {
            engine.put(AGENT, state, "x", "hook");
            assertThat(look(new View.Asking(ScriptedTerminal.TRUST))).as(state.text()).isEqualTo(Outcome.done());
        }
    }
}
