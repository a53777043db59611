package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mc.agent.check.ModelScript.Rule;
import mc.agent.check.ModelScript.Step;
import mc.e2e.ClaudeMission.Ran;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages to the real program, each proven by its own report. Set MC_TEST_CLAUDE to run it. */
@Tag("claude")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealClaudeMessagesTest {

    private static final String ROLE = "orchestrator";

    private Path dir;
    private ClaudeMission mission;

    @BeforeAll
    void start(@TempDir Path tempDir) throws IOException {
        dir = tempDir.toRealPath();
        mission = new ClaudeMission(dir).ready();
        mission.model.script().rules(
                Rule.when("SPEAK", ClaudeSample.words(600)),
                Rule.when("TOUCH", Step.bash("touch /nowhere/asked").saying("Now."), Step.say("Touched.")));
        mission.working(ROLE);
    }

    @AfterEach
    void quiet() {
        mission.settle(ROLE);
    }

    @AfterAll
    void end() {
        if (mission != null) {
            mission.close();
        }
    }

    @Test
    void anIdleAgentGetsItAtOnce() {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            mission.awaitState(ROLE, "ready");
            JsonNode receipt = mission.ask("message.send", Map.of("to", ROLE, "text", "hello " + i));
            assertThat(receipt.path("status").asText()).as(receipt.toString()).isIn("submitted", "read");
            times.add(receipt.path("elapsedMs").asLong());
        }
        Collections.sort(times);
        System.out.printf("measured: %-50s %6d ms (%s)%n", "send to an idle agent until submitted, median of 5", times.get(2), times);
    }

    @Test
    void aBusyAgentQueuesItAndReadsItAfterwards() {
        busy();
        JsonNode receipt = proven("when you can");
        System.out.printf("measured: %-50s %6d ms%n", "send to a busy agent until submitted", receipt.path("elapsedMs").asLong());
        assertThat(mission.agent(ROLE).path("state").asText()).isEqualTo("working");
        assertThat(mission.model.requests()).noneMatch(r -> r.said().contains(receipt.path("id").asText()));
        mission.model.delay(Duration.ZERO);
        mission.awaitSaid(receipt.path("id").asText());
    }

    @Test
    void anInterruptedAgentStillGetsWhatWasQueuedAndWhatComes() {
        busy();
        String queued = proven("queued before the Esc").path("id").asText();
        mission.person(ROLE).press("Escape");
        mission.model.delay(Duration.ZERO);
        mission.awaitSaid(queued);
        mission.awaitSaid(proven("sent after the Esc").path("id").asText());
    }

    @Test
    void anInterruptedAgentWithNothingQueuedTakesTheNextMessage() {
        busy();
        ClaudePerson person = mission.person(ROLE);
        person.press("Escape");
        person.awaitScreen("Interrupted");
        mission.model.delay(Duration.ZERO);
        JsonNode agent = mission.agent(ROLE);
        System.out.println("observed: after Esc mc shows " + agent.path("state").asText() + ", " + agent.path("reason").asText());
        mission.awaitSaid(proven("go on").path("id").asText());
    }

    static Stream<String> odd() {
        return Stream.of(
                "two\nlines and\n\n  a third, indented",
                "!touch CANARY",
                "/help",
                "/exit",
                "#touch CANARY",
                "ends in a backslash \\",
                "'single' \"double\" `touch CANARY` $(touch CANARY); touch CANARY & \\\\ %s #{pane_id}",
                "🎉 ünïcödé 漢字 ‏rtl",
                "@package.json",
                "Enter C-c Escape",
                IntStream.range(0, 160).mapToObj(i -> "line " + i + " of a long message, forty or more").collect(Collectors.joining("\n")) + "\nLAST-LINE");
    }

    @ParameterizedTest
    @MethodSource("odd")
    void anyTextArrivesAndRunsNothing(String text) {
        Path canary = dir.resolve("canary");
        String sent = text.replace("CANARY", canary.toString());
        String id = proven(sent).path("id").asText();
        mission.awaitSaid(id);
        String said = mission.model.requests().stream().filter(r -> r.said().contains(id)).findFirst().orElseThrow().said();
        for (String line : sent.split("\n")) {
            assertThat(said).contains(line.strip().replaceFirst("[\\\\ ]+$", "").replace("‏", ""));
        }
        mission.awaitState(ROLE, "ready");
        assertThat(canary).doesNotExist();
        assertThat(mission.worktree(ROLE).resolve(canary.getFileName())).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Enter", "Escape"})
    void anOpenQuestionHoldsIt(String answer) {
        proven("TOUCH");
        JsonNode asking = mission.awaitState(ROLE, "waiting");
        assertThat(asking.path("reason").asText()).contains("asks for permission", "touch /nowhere/asked");
        Ran held = mission.mc("send", ROLE, "after the question", "--wait", "2s", "--json");
        assertThat(held.code()).isEqualTo(4);
        assertThat(held.json().path("status").asText()).isEqualTo("held");
        assertThat(held.json().path("reason").asText()).contains("waiting", "touch /nowhere/asked");
        ClaudePerson person = mission.person(ROLE);
        assertThat(person.screen()).contains("❯ 1. Yes");
        person.press(answer);
        mission.awaitSaid(held.json().path("id").asText());
    }

    @Test
    void aDraftOfAPersonIsLeftAlone() {
        ClaudePerson person = mission.person(ROLE);
        person.press("half a thought");
        person.awaitScreen("❯ half a thought");
        Ran held = mission.mc("send", ROLE, "not now", "--wait", "2s", "--json");
        assertThat(held.json().path("status").asText()).as(held.out()).isEqualTo("held");
        assertThat(held.json().path("reason").asText()).contains("half-typed");
        person.press("Enter");
        mission.awaitSaid("half a thought");
        mission.awaitSaid(held.json().path("id").asText());
    }

    private void busy() {
        mission.awaitState(ROLE, "ready");
        mission.model.delay(Duration.ofMillis(50));
        proven("SPEAK");
        mission.awaitState(ROLE, "working");
        mission.person(ROLE).awaitScreen("word word");
    }

    private JsonNode proven(String text) {
        Ran ran = mission.mc("send", ROLE, "--json", "--wait", "20s", "--", text);
        assertThat(ran.code()).as(ran.out() + ran.err() + mission.person(ROLE).screen()).isZero();
        assertThat(ran.json().path("status").asText()).isIn("submitted", "read");
        return ran.json();
    }
}
