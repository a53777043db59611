package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import mc.agent.check.ModelScript.Rule;
import mc.agent.check.ModelScript.Step;
import mc.e2e.ClaudeMission.Ran;
import mc.text.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever becomes of the planning, there is a plan, and it says who made it and why. Set MC_TEST_CLAUDE to run it. */
@Tag("claude")
class RealClaudePlanningTest {

    @TempDir
    Path dir;

    private ClaudeMission mission;

    @AfterEach
    void end() {
        if (mission != null) {
            mission.close();
        }
    }

    @Test
    void nonsenseRefusalFailuresAndTheLimitEachEndInTheOfflinePlan() {
        mission = new ClaudeMission(dir);
        mission.home.trusting(mission.project).subscriber();
        mission.with("CLAUDE_CODE_MAX_RETRIES", "1");
        mission.model.script().rules(ClaudeSample.planner("orchestrator"));
        JsonNode made = plan();
        assertThat(made.path("planner").asText()).isEqualToIgnoringCase("claude");
        assertThat(made.path("summary").asText()).contains("PLAN-CANARY");

        mission.model.script().rules(ClaudeSample.plannerSays(Step.tool("StructuredOutput", Json.parse("{\"summary\":\"s\",\"phases\":[],\"risks\":[]}")), Step.say("done")));
        assertThat(offlineBecause()).contains("the answer has no tasks");

        mission.model.script().rules(ClaudeSample.plannerSays(Step.tool("StructuredOutput", Json.parse("{\"summary\":\"s\",\"risks\":[],\"phases\":[{\"name\":\"p\",\"tasks\":["
                + task("T1", "T2") + "," + task("T2", "T1") + "]}]}")), Step.say("done")));
        assertThat(offlineBecause()).contains("these tasks wait for each other in a circle: T1, T2");

        mission.model.script().rules(Rule.when("", Step.say("I would rather write a poem.")));
        assertThat(offlineBecause()).contains("it answered in words instead of a plan: I would rather write a poem.");

        mission.model.fail(500);
        assertThat(offlineBecause()).contains("500");
        mission.model.fail(529);
        assertThat(offlineBecause()).contains("529");
        mission.model.fail(401);
        assertThat(offlineBecause()).contains("401");
        mission.model.fail(0);

        mission.model.limitUntil(Instant.now().plus(Duration.ofHours(2)));
        assertThat(offlineBecause()).contains("usage limit: You've hit your");
        assertThat(mission.status().path("missions")).as("a dry run starts nothing").isEmpty();
    }

    @Test
    void aPlannerThatTakesTooLongDoesNotStopTheMission() throws IOException {
        mission = new ClaudeMission(dir).ready();
        Files.writeString(mission.mcHome.resolve("config.yaml"), "  planSeconds: 1\n", java.nio.file.StandardOpenOption.APPEND);
        mission.model.delay(Duration.ofSeconds(30));
        Ran ran = mission.orchestrate("--roles", "orchestrator", "--no-pm");
        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        assertThat(ran.out()).contains("Claude could not make the plan (no answer within 1 seconds), so the offline planner makes it", "planned by offline");
        assertThat(mission.mc("plan", "show").out()).contains("made by the offline planner, because Claude could not: no answer within 1 seconds");
        assertThat(mission.agent("orchestrator").path("briefed").asBoolean()).isTrue();
    }

    private static String task(String id, String after) {
        return "{\"id\":\"" + id + "\",\"title\":\"t\",\"description\":\"d\",\"role\":\"orchestrator\",\"dependsOn\":[\"" + after + "\"],\"successCriteria\":[\"c\"],\"priority\":\"low\"}";
    }

    private JsonNode plan() {
        Ran ran = mission.mc("orchestrate", "--project", mission.project.toString(), "--spec", mission.spec.toString(), "--roles", "orchestrator", "--no-pm", "--dry-run", "--json");
        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        return ran.json().path("plan");
    }

    private String offlineBecause() {
        JsonNode plan = plan();
        assertThat(plan.path("planner").asText()).as(plan.toString()).isEqualToIgnoringCase("offline");
        assertThat(plan.path("phases")).isNotEmpty();
        return plan.path("note").asText();
    }
}
