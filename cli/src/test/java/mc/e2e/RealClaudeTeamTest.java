package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import mc.agent.check.ModelScript.Step;
import mc.agent.check.ModelServer;
import mc.e2e.ClaudeMission.Ran;
import mc.process.ProcessId;
import mc.text.Json;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mission from its spec to its end, with the real program in every seat. Set MC_TEST_CLAUDE to run it. */
@Tag("claude")
class RealClaudeTeamTest {

    private static final List<String> TEAM = List.of("orchestrator", "project_manager", "developer", "tester", "testrunner");

    @TempDir
    Path dir;

    private ClaudeMission mission;

    @BeforeEach
    void prepare() {
        mission = new ClaudeMission(dir);
    }

    @AfterEach
    void end() {
        if (mission != null) {
            mission.close();
        }
    }

    @Test
    void fiveAgentsAreBriefedWorkAndAreStopped() throws IOException {
        mission.home.apiKey();
        allowGit();
        mission.model.script().rules(
                ClaudeSample.planner("developer", "tester", "testrunner", "project_manager", "orchestrator"),
                ClaudeSample.briefed("developer", ClaudeSample.writes(worktree("developer").resolve("src/health.js"), "module.exports = 1;\n").saying("I begin."),
                        Step.bash("git add -A && git commit -qm 'Complete: health endpoint'"), Step.bash("mc send orchestrator --file - <<'END'\nT1 complete: /health answers; \"really\"\n`all` of $it\nEND"), Step.bash("mc status | head -20"), Step.say("Done.")),
                ClaudeSample.briefed("tester", ClaudeSample.writes(worktree("tester").resolve("tests/health.test.js"), "test('health', () => {});\n"),
                        Step.bash("git add -A"), Step.bash("git commit -m 'Complete: test of the endpoint'"), Step.say("Tested.")),
                ClaudeSample.briefed("project_manager", ClaudeSample.words(2000)));

        mission.model.delay(Duration.ofMillis(100));
        Ran ran = mission.orchestrate("--roles", String.join(",", TEAM), "--trust");
        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        assertThat(ran.out()).contains("planned by claude", "Every agent has started its first turn.").doesNotContain("agents will stop at its question");
        started("five agents");
        assertThat(Json.parse(Files.readString(mission.mcHome.resolve("registry/projects/web-app/plan.json"))).path("planner").asText()).isEqualToIgnoringCase("claude");

        statusIsTrueWhileTheyWork();
        theWorkIsThere();
        stopIsPolite();
    }

    /** The manager speaks slowly until the model is let go; the developer ends in an answer of the orchestrator. */
    private void statusIsTrueWhileTheyWork() {
        List<JsonNode> agents = StreamSupport.stream(mission.status().path("missions").path(0).path("agents").spliterator(), false).toList();
        assertThat(agents).extracting(a -> a.path("role").asText()).containsExactlyElementsOf(TEAM);
        assertThat(agents).allMatch(a -> a.path("briefed").asBoolean()).allMatch(a -> a.path("adapter").asText().equals("claude"));
        for (JsonNode agent : agents) {
            ProcessHandle program = ProcessHandle.of(agent.path("pid").asLong()).orElseThrow();
            assertThat(program.info().commandLine().orElse("")).as(agent.toString()).contains("claude", agent.path("conversation").asText());
            assertThat(agent.path("worktree").asText()).isEqualTo(worktree(agent.path("name").asText().replace("web-app-1-", "")).toString());
        }
        mission.awaitSaid("from developer] T1 complete: /health answers; \"really\"\n`all` of $it");
        assertThat(mission.agent("project_manager").path("state").asText()).as("speaks all the time").isEqualTo("working");
        mission.model.delay(Duration.ZERO);
        TEAM.forEach(role -> assertThat(mission.awaitState(role, "ready").path("reason").asText()).isEqualTo("its turn ended"));
    }

    private void theWorkIsThere() {
        assertThat(mission.git("log", "-1", "--format=%s", "main-developer").strip()).isEqualTo("Complete: health endpoint");
        assertThat(mission.git("show", "main-tester:tests/health.test.js")).contains("test('health'");
        assertThat(mission.agent("developer").path("lastCommitSubject").asText()).isEqualTo("Complete: health endpoint");
        assertThat(mission.git("status", "--porcelain") + mission.git("log", "--format=%s", "main")).as("the user's checkout").isEqualTo("Begin the shop\n");
        List<JsonNode> signals = mission.events("AgentSignalled");
        assertThat(signals).extracting(e -> e.path("signal").path("signal").asText()).doesNotContain("PermissionRequested", "InputRequested");
        assertThat(signals.stream().filter(e -> e.path("signal").path("signal").asText().equals("PromptSubmitted") && e.path("markers").path(0).asText().startsWith("b-")).map(e -> e.path("agent").asText()))
                .as("briefed by their own evidence").containsExactlyInAnyOrderElementsOf(TEAM.stream().map(role -> "web-app-1-" + role.replace('_', '-')).toList());
        assertThat(mission.model.requests()).extracting(ModelServer.Request::body).as("mc status, called by the developer").anyMatch(body -> body.contains("web-app-1  running"));
    }

    private void stopIsPolite() {
        List<ProcessId> programs = mission.agents().stream().map(a -> ProcessId.of(a.path("pid").asLong()).orElseThrow()).toList();
        Ran ran = mission.mc("stop", "--yes");
        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        assertThat(programs).noneMatch(ProcessId::isAlive);
        Awaitility.await().until(() -> mission.events("AgentSignalled").stream().filter(e -> e.path("signal").path("signal").asText().equals("SessionEnded")).count() == TEAM.size());
        assertThat(mission.events("AgentExited")).hasSize(TEAM.size()).noneMatch(e -> e.toString().contains("firmly"));
        assertThat(mission.status().path("missions")).isEmpty();
        assertThat(mission.git("log", "--format=%s", "-1", "main-developer").strip()).isEqualTo("Complete: health endpoint");
        assertThat(mission.git("worktree", "list").lines()).hasSize(1);
        assertThat(mission.running()).as("only the daemon").hasSize(1);
    }

    @Test
    void aSubscribersAgentGetsABriefingOf30KilobytesWhole() throws IOException {
        mission.home.trusting(mission.project).subscriber();
        String lines = IntStream.range(0, 700).mapToObj(i -> "- The page number " + i + " shows \"it\"; `$(no)` 'é'").collect(Collectors.joining("\n"));
        Files.writeString(mission.spec, "# A shop of many pages\n\n" + lines + "\n- LAST-LINE-CANARY\n");
        assertThat(Files.size(mission.spec)).isGreaterThan(30_000);
        mission.working("orchestrator");
        started("one agent");
        mission.awaitState("orchestrator", "ready");
        String said = mission.model.requests().stream().map(ModelServer.Request::said).filter(s -> s.contains("You are the Orchestrator")).findFirst().orElseThrow();
        assertThat(said).contains("LAST-LINE-CANARY", "page number 0 shows", "page number 699 shows");
        assertThat(mission.mc("status").out()).contains("orchestrator");
    }

    private void started(String what) {
        Instant created = Instant.parse(mission.events("MissionCreated").get(0).path("at").asText());
        Instant underWay = Instant.parse(mission.events("MissionUnderWay").get(0).path("at").asText());
        System.out.printf("measured: %-50s %6d ms%n", "start of " + what + " until all are briefed", Duration.between(created, underWay).toMillis());
    }

    private Path worktree(String directory) {
        return mission.mcHome.resolve("registry/projects/web-app/worktrees").resolve(directory);
    }

    /** The user's own settings let agents commit without asking. */
    private void allowGit() throws IOException {
        ObjectNode settings = Json.object();
        settings.putObject("permissions").putArray("allow").add("Bash(git add *)").add("Bash(git commit *)");
        Files.createDirectories(dir.resolve("home/.claude"));
        Files.writeString(dir.resolve("home/.claude/settings.json"), Json.write(settings));
    }
}
