package mc.mission;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import mc.agent.AgentState;
import mc.testing.Engine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a resume finds an agent to be. */
class TriageTest {

    @TempDir
    Path dir;

    private Triage triage(AgentState state, String reason, Presence presence) {
        try (Engine engine = new Engine(dir)) {
            engine.mission("app-1", "tester");
            engine.launched("app-1-tester");
            engine.put("app-1-tester", state, reason, mc.agent.Source.HOOK);
            return Triage.of(engine.agent("app-1-tester"), presence);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "STARTING, about to, ACTIVE",
        "READY, its turn ended, ACTIVE",
        "READY, its turn ended with a question: Which port?, STUCK",
        "WORKING, runs Bash, ACTIVE",
        "WAITING, folder trust, STUCK",
        "LIMITED, usage limit, EXHAUSTED",
        "UNKNOWN, silence, UNKNOWN",
        "EXITED, it ended, UNKNOWN",
        "LOST, its window is gone, UNKNOWN",
    })
    void whoRunsIsNeverDead(AgentState state, String reason, Triage.Kind kind) {
        Triage triage = triage(state, reason, new Presence(Presence.Kind.RUNS, "runs"));
        assertThat(triage.kind()).isEqualTo(kind);
        assertThat(triage.reason()).contains(reason);
    }

    @ParameterizedTest
    @EnumSource(AgentState.class)
    void whatIsGoneIsDead(AgentState state) {
        Triage gone = triage(state, "the reason", new Presence(Presence.Kind.GONE, "gone"));
        assertThat(gone.kind()).isEqualTo(Triage.Kind.DEAD);
        assertThat(gone.reason()).isEqualTo(state.isLive() ? "gone" : "the reason");
    }

    @Test
    void whatCouldNotBeAskedIsUnknown() {
        assertThat(triage(AgentState.EXITED, "x", new Presence(Presence.Kind.UNCLEAR, "tmux is silent"))).isEqualTo(new Triage(Triage.Kind.UNKNOWN, "tmux is silent"));
    }

    @Test
    void whoIsBeingStartedIsLeftAlone() {
        assertThat(triage(AgentState.STARTING, "x", new Presence(Presence.Kind.STARTS, "is about to be started"))).isEqualTo(new Triage(Triage.Kind.ACTIVE, "is about to be started"));
    }
}
