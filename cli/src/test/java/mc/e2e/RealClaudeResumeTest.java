package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import mc.agent.check.ModelScript.Rule;
import mc.agent.check.ModelServer;
import mc.e2e.ClaudeMission.Ran;
import mc.process.Exec;
import mc.process.ProcessId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The real program, killed in the middle of a turn, goes on with its conversation. Set MC_TEST_CLAUDE to run it. */
@Tag("claude")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RealClaudeResumeTest {

    private static final String ROLE = "developer";

    private ClaudeMission mission;

    @BeforeAll
    void start(@TempDir Path dir) {
        mission = new ClaudeMission(dir).ready();
        mission.model.script().rules(Rule.when("SPEAK", ClaudeSample.words(600)));
        mission.working("orchestrator,developer");
    }

    @AfterAll
    void end() {
        if (mission != null) {
            mission.close();
        }
    }

    /** In the middle of a turn that began with these words. */
    private JsonNode speaking(String words) {
        mission.awaitState(ROLE, "ready");
        mission.model.delay(Duration.ofMillis(50));
        Ran sent = mission.mc("send", ROLE, "SPEAK " + words);
        assertThat(sent.code()).as(sent.out() + sent.err()).isZero();
        mission.awaitState(ROLE, "working");
        mission.person(ROLE).awaitScreen("word word");
        return mission.agent(ROLE);
    }

    private static ProcessId process(JsonNode agent) {
        return ProcessId.of(agent.path("pid").asLong()).orElseThrow();
    }

    /** The conversation goes on: the same id, a new process, and the model is told all that was said before. */
    private void goesOn(JsonNode before, String words) {
        mission.model.delay(Duration.ZERO);
        mission.awaitAgent(ROLE, "back", a -> a.path("briefed").asBoolean() && a.path("pid").asLong() > 0 && a.path("pid").asLong() != before.path("pid").asLong());
        JsonNode after = mission.awaitState(ROLE, "ready");
        assertThat(after.path("conversation").asText()).isEqualTo(before.path("conversation").asText());
        assertThat(after.path("worktree").asText()).isEqualTo(before.path("worktree").asText());
        List<ModelServer.Request> resumed = mission.model.requests().stream().filter(r -> r.said().contains("you are to go on with your work") && r.body().contains("SPEAK " + words)).toList();
        assertThat(resumed).as("asked with the history before the crash").isNotEmpty();
        assertThat(resumed.get(0).said()).contains("Your conversation goes on where it stopped", "SPEAK " + words);
    }

    @Test
    @Order(1)
    void aKilledProgramIsRestartedByItself() {
        JsonNode before = speaking("one");
        process(before).kill();
        goesOn(before, "one");
    }

    @Test
    @Order(2)
    void withTheTmuxServerEverythingComesBackOnRequest() {
        JsonNode before = speaking("two");
        List<ProcessId> programs = List.of(process(mission.agent("orchestrator")), process(before)); // soon they are gone
        String server = Exec.of("tmux", "-L", mission.status().path("missions").get(0).path("tmuxSocket").asText(), "display-message", "-p", "#{pid}").withOnly(mission.environment()).run().stdout().strip();
        ProcessId.of(Long.parseLong(server)).orElseThrow().kill();
        programs.forEach(program -> program.awaitEnd(Duration.ofSeconds(20))); // a program without a terminal ends by itself
        mission.model.delay(Duration.ZERO);
        Ran resumed = mission.mc("resume");
        assertThat(resumed.code()).as(resumed.out() + resumed.err()).isZero();
        assertThat(resumed.out()).contains("2 dead", "has begun a turn: orchestrator, developer.");
        goesOn(before, "two");
    }

    @Test
    @Order(3)
    void aDeathOfBothIsSeenByTheNextDaemon() {
        JsonNode before = speaking("three");
        ProcessId program = process(before);
        ProcessId.of(mission.ask("daemon.hello", java.util.Map.of()).path("pid").asLong()).orElseThrow().kill();
        program.kill();
        assertThat(mission.mc("status").code()).isZero();
        goesOn(before, "three");
    }
}
