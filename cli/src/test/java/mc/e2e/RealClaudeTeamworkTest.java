package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mc.agent.check.ModelScript.Rule;
import mc.agent.check.ModelScript.Step;
import mc.text.Json;
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

    /** Who is no hub talks to hubs alone. */
    private static final String MATRIX = """
            groups:
              hubs:
                - {from: orchestrator, to: all, about: everything}
            teams:
              none: [hubs]
            """;

    private ClaudeMission mission;

    @BeforeAll
    void start(@TempDir Path dir) throws IOException {
        mission = new ClaudeMission(dir).ready();
        Files.writeString(Files.createDirectories(mission.mcHome.resolve("templates")).resolve("matrices.yaml"), MATRIX);
        mission.model.script().rules(
                Rule.when("report your task", Step.bash("mc task list --role developer"), Step.bash("mc report '/health answers 200; `all` 12 tests pass' --task T3"), Step.say("Reported.")),
                Rule.when("ask whom you may not", Step.bash("mc send tester 'Which cases are there?'"), Step.say("Asked.")),
                Rule.when("say what is critical", Step.bash("mc send tester 'The build failed on port 3000: `all` $(red)'"), Step.say("Said.")),
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
    void whatIsForbiddenIsFlaggedAndWhatIsCriticalReachesTheOrchestrator() {
        mission.ask("message.send", Map.of("to", "developer", "text", "Please ask whom you may not."));
        String alert = told("comm.hub (medium) by developer: m-", "from mc] ", "from developer to tester: \"Which cases are there?\"", "mc send orchestrator");
        List<JsonNode> open = mission.mc("compliance", "violations", "--rule", "comm.hub", "--jsonl").out().lines().map(Json::parse).toList();
        assertThat(open).singleElement().satisfies(v -> {
            assertThat(v.path("role").asText()).isEqualTo("developer");
            assertThat(alert).contains(v.path("id").asText());
        });
        assertThat(mission.events("ViolationsTold")).singleElement().satisfies(e -> assertThat(e.path("agent").asText()).isEqualTo("web-app-1-orchestrator"));

        mission.ask("message.send", Map.of("to", "developer", "text", "Please say what is critical."));
        String copy = told("from developer] Copy for the hub of m-", " from developer to tester:", "The build failed on port 3000: `all` $(red)");
        String critical = told("from developer] The build failed on port 3000: `all` $(red)", "Report to Orchestrator: this message is critical");
        assertThat(copy).contains(critical.substring(critical.indexOf("m-"), critical.indexOf(" from")));
        assertThat(mission.events("MessageQueued").stream().filter(e -> e.path("letter").path("critical").asBoolean()).map(e -> e.path("agent").asText())).containsExactlyInAnyOrder("web-app-1-tester", "web-app-1-orchestrator");
        TEAM.forEach(role -> mission.awaitState(role, "ready"));
    }

    /** The prompt in which an agent's program gave this to the model. */
    private String told(String words, String... more) {
        mission.awaitSaid(words);
        String said = mission.model.requests().stream().map(r -> r.said()).filter(text -> text.contains(words)).findFirst().orElseThrow();
        assertThat(said).contains(more);
        return said;
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
