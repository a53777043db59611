package mc.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import mc.Failure;
import mc.Home;
import mc.process.Exec;
import mc.text.Templates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The sample project, and the demo mission played on it by real agents in real worktrees. */
@Execution(ExecutionMode.CONCURRENT)
class SampleProjectTest {

    private static String git(Path directory, String... arguments) {
        Exec.Result result = Exec.of(Stream.concat(Stream.of("git"), Stream.of(arguments)).toList()).in(directory).run();
        assertThat(result.ok()).as(result.stderr()).isTrue();
        return result.stdout().strip();
    }

    @Test
    void isARepositoryWhoseProgramWorks(@TempDir Path temp) throws IOException {
        SampleProject project = SampleProject.create(temp.resolve("it's new"), new Templates(new Home(temp.resolve("mc"))));
        assertThat(git(project.repository(), "branch", "--show-current")).isEqualTo("main");
        assertThat(git(project.repository(), "status", "--porcelain")).isEmpty();
        assertThat(git(project.repository(), "rev-list", "--count", "HEAD")).isEqualTo("1");
        Exec.Result tests = Exec.of("test/run").in(project.repository()).run();
        assertThat(tests.stdout().lines()).containsExactly("passed   test/add_test.sh", "passed   test/list_test.sh");
        assertThat(project.spec()).content().contains("REQUIREMENTS:", "DELIVERABLES:");
        for (String role : List.of("orchestrator", "developer", "tester", "documentation_writer", "project_manager")) {
            assertThat(ScriptParser.read(project.script(), role).rules()).as(role).isNotEmpty();
        }
        assertThatThrownBy(() -> SampleProject.create(temp.resolve("it's new"), new Templates(new Home(temp)))).isInstanceOf(Failure.class).hasMessageContaining("is not empty");
    }

    /** A stand-in for mc: {@code send ROLE TEXT} writes the message down, in order. */
    @Test
    void theMissionBuildsWhatTheSpecAsksFor() throws IOException {
        try (DemoStage stage = new DemoStage()) {
            SampleProject project = SampleProject.create(stage.root.resolve("demo project"), new Templates(new Home(stage.root.resolve("mc"))));
            Path mc = stage.root.resolve("fake mc");
            Files.writeString(mc, "#!/bin/sh\nprintf '%s|' \"$@\" >> '" + stage.root + "/mc.log'\necho >> '" + stage.root + "/mc.log'\n");
            Files.setPosixFilePermissions(mc, PosixFilePermissions.fromString("rwx------"));
            String quick = Files.readString(project.script()).replaceAll("work \\d\\S*", "work 50ms");
            Map<String, DemoStage.Agent> team = new HashMap<>();
            for (String role : List.of("orchestrator", "developer", "tester", "documentation_writer", "project_manager")) {
                Path worktree = stage.root.resolve("worktree " + role);
                git(project.repository(), "worktree", "add", "-q", "-b", role + "/work", worktree.toString());
                team.put(role, stage.start(worktree, quick, "You are the " + role + ".", UUID.randomUUID().toString(), false, Map.of("MC_ROLE", role, "MC_COMMAND", mc.toString())));
            }
            team.values().forEach(agent -> agent.heard("Stop", 1));
            team.get("tester").keys("-l", "[mc m-1 from mc] developer reports: done").keys("Enter").heard("Stop", 2);
            team.get("orchestrator").keys("-l", "[mc m-2 from tester] Report: all green").keys("Enter").heard("Stop", 2);
            team.forEach((role, agent) -> {
                assertThat(agent.events()).as(role + ": no command has failed").doesNotContain("PostToolUseFailure");
                assertThat(git(agent.folder, "status", "--porcelain")).as(role).isEmpty();
            });
            await().untilAsserted(() -> assertThat(team.get("orchestrator").plain()).contains("The mission is complete")); // it reports first and draws then
            assertThat(git(team.get("developer").folder, "log", "--format=%s", "main..")).isEqualTo("Count visits and show them with hits\nAdd the command remove");
            assertThat(git(team.get("documentation_writer").folder, "rev-list", "--count", "main..")).isEqualTo("2");
            Exec.Result tests = Exec.of("test/run").in(team.get("tester").folder).run();
            assertThat(tests.stdout().lines()).containsExactly("passed   test/add_test.sh", "passed   test/hits_test.sh", "passed   test/list_test.sh", "passed   test/remove_test.sh");
            assertThat(stage.root.resolve("mc.log")).content().contains("report|remove and hits are committed", "report|All tests pass", "deps|set|tester|on|developer|", "send|developer|", "status|");
        }
    }
}
