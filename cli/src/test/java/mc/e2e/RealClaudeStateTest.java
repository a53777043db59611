package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import mc.agent.check.ModelScript.Rule;
import mc.agent.check.ModelScript.Step;
import mc.text.Json;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What mc says of the real program while it goes through what no hook tells of. Set MC_TEST_CLAUDE to run it. */
@Tag("claude")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RealClaudeStateTest {

    private static final String ROLE = "orchestrator";

    private ClaudeMission mission;

    @BeforeAll
    void start(@TempDir Path tempDir) throws IOException {
        mission = new ClaudeMission(tempDir);
        mission.home.trusting(mission.project).subscriber();
        mission.model.script().rules(
                Rule.when("SPEAK", ClaudeSample.words(600)),
                Rule.when("TOUCH", Step.bash("touch /nowhere/asked").saying("Now."), Step.say("Touched.")),
                Rule.when("CHOOSE", Step.say("I have read it. Both would do. Shall I take the file or the table?")));
        mission.working(ROLE);
    }

    @AfterEach
    void settle() {
        mission.model.limitUntil(Instant.EPOCH);
        mission.settle(ROLE);
    }

    @AfterAll
    void end() {
        if (mission != null) {
            mission.close();
        }
    }

    private void say(String text) {
        mission.awaitState(ROLE, "ready");
        ClaudeMission.Ran ran = mission.mc("send", ROLE, "--wait", "30s", "--", text);
        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
    }

    private JsonNode why() {
        return mission.ask("agent.why", Map.of("role", ROLE));
    }

    private static List<String> sources(JsonNode why) {
        return StreamSupport.stream(why.path("evidence").spliterator(), false).map(w -> w.path("source").asText()).toList();
    }

    @Test
    @Order(1)
    void aTurnThatAPersonInterruptsIsOver() {
        mission.model.delay(Duration.ofMillis(50));
        say("SPEAK");
        mission.awaitState(ROLE, "working");
        mission.person(ROLE).awaitScreen("word word");
        mission.person(ROLE).press("Escape");
        JsonNode agent = mission.awaitState(ROLE, "ready");
        assertThat(agent.path("source").asText()).as(agent.toString()).isIn("transcript", "session-file");
        JsonNode why = why();
        assertThat(sources(why)).contains("hook", "transcript", "session-file");
        assertThat(why.path("against")).as(why.toString()).isEmpty();
    }

    @Test
    @Order(2)
    void anOpenQuestionIsShownAndItsRefusalSeen() {
        say("TOUCH");
        JsonNode asking = mission.awaitState(ROLE, "waiting");
        assertThat(asking.path("waitingFor").asText()).isEqualTo("asks for permission: Bash: touch /nowhere/asked");
        JsonNode request = mission.events("AgentSignalled").stream().filter(e -> e.toString().contains("PermissionRequested")).findFirst().orElseThrow();
        assertThat(request.toString()).contains("touch /nowhere/asked");
        mission.person(ROLE).awaitScreen("❯ 1. Yes");
        mission.person(ROLE).press("Escape");
        JsonNode refused = mission.awaitState(ROLE, "ready");
        assertThat(refused.path("waitingFor").isNull()).as(refused.toString()).isTrue();
    }

    @Test
    @Order(3)
    void aQuestionAtTheEndOfATurnIsNoWork() {
        say("CHOOSE");
        JsonNode asking = mission.awaitAgent(ROLE, "asking", a -> a.path("state").asText().equals("ready") && !a.path("waitingFor").isNull());
        assertThat(asking.path("waitingFor").asText()).endsWith("Shall I take the file or the table?");
    }

    @Test
    @Order(4)
    void aLimitIsShownWithItsEndAndGoes() {
        Instant reset = Instant.now().plus(Duration.ofHours(2)).truncatedTo(ChronoUnit.SECONDS);
        mission.model.limitUntil(reset);
        say("one more");
        JsonNode limited = mission.awaitAgent(ROLE, "limited until then", a -> a.path("state").asText().equals("limited") && !a.path("limitedUntil").isNull());
        assertThat(Instant.parse(limited.path("limitedUntil").asText())).as("the epoch, not the printed time").isEqualTo(reset);
        mission.model.limitUntil(Instant.EPOCH);
        mission.person(ROLE).press("go on");
        mission.person(ROLE).awaitScreen("❯ go on");
        mission.person(ROLE).press("Enter");
        JsonNode free = mission.awaitState(ROLE, "ready");
        assertThat(free.path("limitedUntil").isNull()).as(free.toString()).isTrue();
    }

    /** Last but one: the program's own sum begins anew with a conversation. */
    @Test
    @Order(5)
    void whatItHasUsedIsWhatTheProgramItselfReports() {
        mission.awaitAgent(ROLE, "counted", a -> !a.path("costUsd").isNull() && !a.path("contextUsedPercent").isNull());
        Path statusLine = mission.mcHome.resolve("run/status/" + mission.agent(ROLE).path("name").asText() + ".json");
        Awaitility.await("both tell of the same turns").atMost(Duration.ofSeconds(30)).untilAsserted(() -> { // the program writes the one a moment after the other
            JsonNode own = Json.parse(Files.readString(statusLine));
            JsonNode agent = mission.agent(ROLE);
            assertThat(agent.path("model").asText()).isEqualTo(own.path("model").path("id").asText());
            assertThat(agent.path("contextUsedPercent").asDouble()).isEqualTo(own.path("context_window").path("used_percentage").asDouble());
            assertThat(agent.path("tokensIn").asLong()).isPositive();
            assertThat(agent.path("costUsd").asDouble()).isPositive().isLessThanOrEqualTo(own.path("cost").path("total_cost_usd").asDouble() * 1.01);
        });
    }

    @Test
    @Order(6)
    void aConversationThatIsClearedGoesOnUnderItsNewId() {
        String before = mission.agent(ROLE).path("conversation").asText();
        double cost = mission.agent(ROLE).path("costUsd").asDouble();
        mission.person(ROLE).press("/clear");
        mission.person(ROLE).awaitScreen("❯ /clear");
        mission.person(ROLE).press("Enter");
        mission.awaitAgent(ROLE, "in a new conversation", a -> !a.path("conversation").asText().equals(before));
        say("after the clear");
        mission.awaitSaid("after the clear");
        JsonNode agent = mission.awaitAgent(ROLE, "counted on", a -> a.path("state").asText().equals("ready") && a.path("costUsd").asDouble() > cost);
        assertThat(agent.path("costUsd").asDouble()).as("both conversations count").isCloseTo(cost, within(cost));
    }

    @Test
    @Order(7)
    void anExitOnAPersonsWordIsNoCrash() throws IOException {
        mission.settle(ROLE);
        mission.person(ROLE).press("/exit");
        mission.person(ROLE).awaitScreen("❯ /exit");
        mission.person(ROLE).press("Enter");
        JsonNode gone = mission.awaitState(ROLE, "exited");
        assertThat(gone.path("reason").asText()).contains("exit code 0");
        assertThat(gone.path("source").asText()).isEqualTo("tmux");
        assertThat(mission.mc("resume").code()).isZero();
        assertThat(mission.agent(ROLE).path("briefed").asBoolean()).isTrue();
    }

    @Test
    @Order(8)
    void aRestartInTheMiddleOfATurnKeepsTheConversationAndAFreshOneDoesNot() {
        mission.settle(ROLE);
        String conversation = mission.agent(ROLE).path("conversation").asText();
        say("SPEAK");
        mission.person(ROLE).awaitScreen("word word");
        ClaudeMission.Ran restart = mission.mc("agent", "restart", ROLE, "--yes");
        assertThat(restart.code()).as(restart.out() + restart.err()).isZero();
        assertThat(restart.out()).contains("its program is ended and started again, with its conversation");
        JsonNode again = mission.awaitState(ROLE, "ready");
        assertThat(again.path("conversation").asText()).isEqualTo(conversation);
        ClaudeMission.Ran fresh = mission.mc("agent", "restart", ROLE, "--yes", "--fresh");
        assertThat(fresh.code()).as(fresh.out() + fresh.err()).isZero();
        assertThat(mission.awaitState(ROLE, "ready").path("conversation").asText()).isNotEqualTo(conversation);
    }
}
