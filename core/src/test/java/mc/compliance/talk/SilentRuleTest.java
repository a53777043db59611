package mc.compliance.talk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import mc.agent.AgentState;
import mc.agent.Source;
import mc.compliance.RuleBench;
import mc.event.Event;
import mc.event.Signal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code flow.silent}: found after half an hour without a sign, closed by the next one. */
class SilentRuleTest {

    @TempDir
    private Path dir;

    private RuleBench bench;

    @BeforeEach
    void open() {
        bench = new RuleBench(dir, "orchestrator", "developer");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void task(String id, String dependsOn, String state) {
        bench.engine.loop().record(List.of(), tx -> tx.sql().execute("insert into task(mission, id, position, role, title, depends_on, state, note, changed_at) values ('app-1', ?, 1, 'developer', 'The login', ?, ?, '', ?)", id, dependsOn, state, tx.now().toString()));
    }

    @Test
    void aTurnWithoutASignIsFoundAndItsNextSignClosesIt() {
        bench.engine.signal("app-1-developer", new Signal.PromptSubmitted("Go on"));
        bench.pass(Duration.ofMinutes(20));
        bench.engine.signal("app-1-developer", new Signal.ToolStarted("Bash"));
        bench.pass(Duration.ofMinutes(29));
        assertThat(bench.open()).isEmpty();
        bench.pass(Duration.ofMinutes(2));
        assertThat(bench.open("flow.silent")).singleElement().satisfies(v -> assertThat(v.seen()).contains("developer is in a turn (runs Bash)"));
        bench.pass(Duration.ofHours(2));
        assertThat(bench.engine.log(Event.ViolationFound.class)).hasSize(1);
        bench.engine.signal("app-1-developer", new Signal.ToolEnded("Bash"));
        assertThat(bench.open()).isEmpty();
    }

    @Test
    void atRestItIsSilentOnlyWithATaskItCouldWorkOn() {
        bench.pass(Duration.ofHours(2));
        task("T1", "[]", "done");
        task("T2", "[\"T9\"]", "open");
        task("T9", "[]", "blocked");
        bench.pass(Duration.ofHours(2));
        assertThat(bench.open()).isEmpty();
        task("T3", "[\"T1\"]", "open");
        bench.pass(Duration.ofHours(2));
        assertThat(bench.open("flow.silent")).singleElement().satisfies(v -> assertThat(v.seen()).contains("T3 The login"));
    }

    @Test
    void whoeverWaitsOrIsLimitedOrHasWrittenIsNotSilent() {
        for (AgentState state : List.of(AgentState.WAITING, AgentState.LIMITED, AgentState.EXITED)) {
            bench.engine.put("app-1-developer", state, "because", Source.HOOK);
            bench.pass(Duration.ofHours(2));
        }
        bench.engine.put("app-1-developer", AgentState.WORKING, "a prompt was submitted", Source.HOOK);
        bench.pass(Duration.ofMinutes(20));
        bench.say("developer", "orchestrator", "I am at it.");
        bench.pass(Duration.ofMinutes(25));
        assertThat(bench.open()).isEmpty();
    }

    @Test
    void itsClockIsOneJobAndEndsWithTheMission() {
        for (int i = 0; i < 10; i++) {
            bench.engine.signal("app-1-developer", new Signal.ToolStarted("Bash"));
        }
        assertThat(bench.engine.jobs()).filteredOn(job -> job.startsWith("rule-silent/")).containsExactly("rule-silent/app-1-developer", "rule-silent/app-1-orchestrator");
        bench.engine.record(new Event.MissionStopped("app-1", List.of()));
        bench.pass(Duration.ofHours(2));
        assertThat(bench.engine.jobs()).noneMatch(job -> job.startsWith("rule-silent/"));
    }

    @Test
    void aReminderOfTheProgramIsNoSignAndAMessageIs() {
        bench.engine.put("app-1-developer", AgentState.WORKING, "runs Bash", Source.HOOK);
        bench.pass(Duration.ofMinutes(31));
        bench.engine.signal("app-1-developer", new Signal.Other("Notification:idle_prompt"));
        assertThat(bench.open("flow.silent")).singleElement().satisfies(v -> assertThat(v.seen()).endsWith("no sign of it since 2030-01-01T00:00:00Z"));
        bench.engine.signal("app-1-developer", new Signal.Other("PreToolUse:subagent"));
        assertThat(bench.open()).isEmpty();
        bench.pass(Duration.ofMinutes(31));
        bench.say("developer", "orchestrator", "I am still at it.");
        assertThat(bench.open()).isEmpty();
    }

    /** Git's time is what the committer says; a sign of life is when mc saw it. */
    @Test
    void aCommitOfTheFutureExemptsNobody() {
        bench.engine.put("app-1-developer", AgentState.WORKING, "runs Bash", Source.HOOK);
        bench.engine.record(new Event.HeadMoved("app-1", "app-1-developer", "commit", "Add the login", "c1", "2100-01-01T00:00:00Z", "c0", "main-developer"));
        bench.pass(Duration.ofMinutes(31));
        assertThat(bench.open("flow.silent")).hasSize(1);
    }

    @Test
    void aShorterLimitHoldsAtOnce() {
        bench.engine.put("app-1-developer", AgentState.WORKING, "runs Bash", Source.HOOK);
        bench.limit("flow.silent", 5);
        bench.pass(Duration.ofMinutes(6));
        assertThat(bench.open("flow.silent")).hasSize(1);
    }
}
