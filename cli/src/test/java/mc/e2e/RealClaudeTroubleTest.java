package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import mc.e2e.ClaudeMission.Ran;
import mc.process.ProcessId;
import mc.testing.TestClaude;
import mc.text.SafeFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes wrong with the program is told as what it is. Set MC_TEST_CLAUDE to run it. */
@Tag("claude")
class RealClaudeTroubleTest {

    private static final String[] ONE = {"--roles", "orchestrator", "--no-pm", "--planner", "offline"};

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
    void aUsageLimitDuringWorkIsAStateAndHoldsMessages() {
        mission = new ClaudeMission(dir);
        mission.home.trusting(mission.project).subscriber();
        mission.working("orchestrator");
        mission.awaitState("orchestrator", "ready");
        mission.model.limitUntil(Instant.now().plus(Duration.ofHours(2)));
        assertThat(mission.mc("send", "orchestrator", "go on").code()).isZero();
        JsonNode limited = mission.awaitState("orchestrator", "limited");
        assertThat(limited.path("reason").asText()).contains("usage limit: You've hit your 5-hour limit", "resets");
        Ran held = mission.mc("send", "orchestrator", "--wait", "1s", "--json", "and on");
        assertThat(held.code()).isEqualTo(4);
        assertThat(held.json().path("status").asText()).isEqualTo("held");
        assertThat(held.json().path("reason").asText()).contains("limited", "5-hour limit");
    }

    @Test
    void aRefusedLoginAndAKilledProgramAreTold() throws IOException {
        mission = new ClaudeMission(dir).ready().with("CLAUDE_CODE_MAX_RETRIES", "1");
        Files.writeString(mission.mcHome.resolve("config.yaml"), "restart: {auto: false}\n", StandardOpenOption.APPEND);
        mission.working("orchestrator");
        mission.awaitState("orchestrator", "ready");
        mission.model.fail(401);
        assertThat(mission.mc("send", "orchestrator", "go on").code()).isZero();
        mission.awaitAgent("orchestrator", "failing", a -> a.path("reason").asText().contains("its turn failed (authentication_failed)"));
        mission.model.fail(0);
        Ran again = mission.mc("send", "orchestrator", "once more");
        assertThat(again.code()).as("the hint in the input line is no draft: " + again.out() + mission.person("orchestrator").screen()).isZero();
        mission.awaitSaid("once more");
        ProcessId.of(mission.agent("orchestrator").path("pid").asLong()).orElseThrow().kill();
        JsonNode killed = mission.awaitState("orchestrator", "exited");
        assertThat(killed.path("reason").asText()).contains("its program");
        Ran held = mission.mc("send", "orchestrator", "--wait", "1s", "--json", "still there?");
        assertThat(held.code()).isEqualTo(4);
        assertThat(held.json().path("status").asText()).isNotIn("submitted", "read");
    }

    @Test
    void aProgramThatIsMissingStopsBeforeAnythingIsChanged() {
        TestClaude.program();
        mission = new ClaudeMission(dir, dir.resolve("no such claude")).ready();
        Ran ran = mission.orchestrate(ONE);
        assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(6);
        assertThat(ran.err()).contains("no such claude", "npm install -g @anthropic-ai/claude-code");
        assertThat(mission.git("worktree", "list").lines()).hasSize(1);
        assertThat(mission.status().path("missions")).isEmpty();
    }

    @Test
    void aMissingLoginStopsBeforeAnythingIsChangedAndTheDoctorKnowsIt() {
        mission = new ClaudeMission(dir);
        mission.home.trusting(mission.project);
        Ran ran = mission.orchestrate(ONE);
        assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(6);
        assertThat(ran.err()).contains("claude login: Claude Code is not logged in", "Run `claude` and log in");
        assertThat(mission.git("worktree", "list").lines()).hasSize(1);
        JsonNode login = doctor();
        assertThat(login.path("level").asText()).isEqualTo("warning");
        assertThat(login.path("detail").asText()).contains("not logged in");
    }

    @ParameterizedTest
    @CsvSource({"an API key, api_key", "a subscription, claude.ai"})
    void theDoctorTellsTheLogin(String kind, String told) {
        mission = new ClaudeMission(dir);
        if (kind.equals("an API key")) {
            mission.home.apiKey();
        } else {
            mission.home.subscriber();
        }
        JsonNode login = doctor();
        assertThat(login.path("level").asText()).isEqualTo("ok");
        assertThat(login.path("detail").asText()).contains(told);
    }

    @Test
    void aProgramThatEndsAtOnceIsNamedWithItsLastWords() throws IOException {
        Ran ran = startOf("echo 'cannot find its wits' >&2; exit 3");
        assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(4);
        JsonNode agent = mission.agent("orchestrator");
        assertThat(agent.path("state").asText()).isEqualTo("exited");
        assertThat(agent.path("reason").asText()).contains("cannot find its wits").containsAnyOf("exit code 3", "its program ended;");
        assertThat(ran.out()).contains("orchestrator is exited", "cannot find its wits");
    }

    @Test
    void aProgramThatHangsIsNotCalledReady() throws IOException {
        Ran ran = startOf("echo 'thinking about it'; exec sleep 600");
        assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(4);
        assertThat(mission.agent("orchestrator").path("state").asText()).isEqualTo("starting");
        assertThat(mission.agent("orchestrator").path("reason").asText()).contains("has not reported yet");
    }

    /** A program that passes for Claude Code until it is started in a window. */
    private Ran startOf(String script) throws IOException {
        Path claude = TestClaude.program();
        Path fake = dir.toRealPath().resolve("fake claude");
        SafeFiles.writeScript(fake, "#!/bin/sh\ncase $1 in --version | auth) exec '" + claude + "' \"$@\" ;; esac\n" + script + "\n");
        mission = new ClaudeMission(dir, fake).ready();
        return mission.orchestrate(List.of("--roles", "orchestrator", "--no-pm", "--planner", "offline", "--timeout", "6s").toArray(String[]::new));
    }

    private JsonNode doctor() {
        Ran ran = mission.mc("doctor", "--json");
        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        for (JsonNode finding : ran.json().path("findings")) {
            if (finding.path("name").asText().equals("claude login")) {
                return finding;
            }
        }
        throw new AssertionError("The doctor said nothing about the login: " + ran.out());
    }
}
