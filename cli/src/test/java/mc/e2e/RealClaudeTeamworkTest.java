package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mc.agent.check.ModelScript.Rule;
import mc.agent.check.ModelScript.Step;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Three agents with the real program that work together by mc alone: one mission for all tests. Set MC_TEST_CLAUDE to run it. */
@Tag("claude")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealClaudeTeamworkTest {

    private static final List<String> TEAM = List.of("orchestrator", "developer", "tester");

    private ClaudeMission mission;

    @BeforeAll
    void start(@TempDir Path dir) {
        mission = new ClaudeMission(dir).ready();
        mission.model.script().rules(
                Rule.when("report your task", Step.bash("mc task list --role developer"), Step.bash("mc report '/health answers 200; `all` 12 tests pass' --task T3"), Step.say("Reported.")),
                Rule.when("STATUS UPDATE for the stand-up", Step.say("STATUS somebody 10:00\nCompleted:\n- the health endpoint\nCurrent: the page\nBlocked: none")));
        mission.working(String.join(",", TEAM));
        TEAM.forEach(role -> mission.awaitState(role, "ready"));
    }

    @AfterAll
    void end() {
        if (mission != null) {
            mission.close();
        }
    }

    private JsonNode task(String id) {
        return mission.ask("task.show", Map.of("task", id));
    }

    @Test
    void aReportOfTheDeveloperReachesTheOrchestratorAndWhoWaits() {
        assertThat(task("T3").path("role").asText()).as(mission.mc("task", "list").out()).isEqualTo("developer");
        mission.ask("deps.set", Map.of("role", "tester", "on", List.of("developer")));
        mission.ask("message.send", Map.of("to", "developer", "text", "Please report your task."));
        mission.awaitSaid("from developer] Report: T3 ");
        mission.awaitSaid("from mc] developer reports: T3 ");
        assertThat(task("T3").path("state").asText()).isEqualTo("done");
        assertThat(mission.events("CompletionReported")).singleElement().satisfies(e -> assertThat(e.path("text").asText()).isEqualTo("/health answers 200; `all` 12 tests pass"));
        assertThat(mission.events("MessageQueued").stream().filter(e -> e.path("text").asText().contains("12 tests pass")).map(e -> e.path("agent").asText())).containsExactlyInAnyOrder("web-app-1-orchestrator", "web-app-1-tester");
        TEAM.forEach(role -> mission.awaitState(role, "ready"));
    }

    @Test
    void aStandUpReadsTheAnswersFromTheEndsOfTheirTurns() {
        JsonNode standup = mission.ask("standup.start", Map.of("waitMs", 120_000));
        assertThat(standup.path("answers")).hasSize(3).allSatisfy(a -> {
            assertThat(a.path("status").asText()).as(a.toString()).isEqualTo("answered");
            assertThat(a.at("/parts/completed/0").asText()).isEqualTo("the health endpoint");
        });
        mission.awaitSaid("3 of 3 answered.");
        TEAM.forEach(role -> mission.awaitState(role, "ready"));
    }
}
