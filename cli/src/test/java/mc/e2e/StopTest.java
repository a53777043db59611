package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import mc.process.ProcessId;
import mc.testing.TestRepo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code mc stop} loses nothing and leaves nothing running; {@code mc recover} brings it back. */
@Execution(ExecutionMode.CONCURRENT)
class StopTest {

    private static final String WORK = """
            who developer
            once .
              run |
                echo committed > committed.txt && git add committed.txt && git commit -q -m 'Committed work'
                printf 'staged\\r\\n' > staged.txt && git add staged.txt && echo 'and changed after' >> staged.txt
                echo changed >> README
                git mv -k src/app.txt 'src/new name.txt'
                mkdir -p 'deep/ünï' && printf '\\000\\001\\377' > 'deep/ünï/bin ary'
                printf '#!/bin/sh\\n' > run.sh && chmod +x run.sh
                ln -s ../outside link
                nohup sleep 300 > /dev/null 2>&1 &
              say Ready.
            who .*
            once .
              say Hello.
            """;

    private static McRun.Run start(McRun mc, TestRepo project) {
        McRun.Run run = mc.orchestrate(project, mc.spec(), WORK, "--roles", "orchestrator,developer", "--yes").run().exits(0);
        McRun.until("the developer rests", () -> mc.agent("developer").path("state").asText().equals("ready") && mc.agent("orchestrator").path("state").asText().equals("ready"));
        return run;
    }

    /** Names, contents, links and the right to execute: the rest of a file's mode is no work of the agent's. */
    private static Map<String, String> asGitKeepsThem(Path dir) {
        Map<String, String> found = TestRepo.fingerprint(dir, Set.of(".git"));
        found.replaceAll((name, value) -> name.endsWith("/") || value.startsWith("link ") ? value.replaceAll("^[rwx-]{9}$", "") : value.replaceAll("^..(.)......", "$1"));
        return found;
    }

    private static List<ProcessId> sleeps(McRun mc) {
        return mc.processes().stream().filter(p -> McRun.commandLine(p.pid()).startsWith("sleep 300")).toList();
    }

    @Test
    void everythingUncommittedComesBackByteForByte() throws IOException {
        try (McRun mc = new McRun()) {
            TestRepo project = mc.project("app");
            start(mc, project);
            Path worktree = Path.of(mc.agent("developer").path("worktree").asText());
            String status = project.runIn(worktree, "status", "--porcelain");
            Map<String, String> files = asGitKeepsThem(worktree);
            assertThat(status).contains("AM staged.txt", " M README", "R  src/app.txt", "?? deep/", "?? run.sh", "?? link");
            assertThat(sleeps(mc)).hasSize(1);

            assertThat(mc.run("stop").exits(2).err()).contains("There is no terminal to ask on", "--yes");
            assertThat(mc.call("stop").answered("n\n").run().exits(5).err()).contains("Nothing was stopped.");
            assertThat(mc.agents()).hasSize(2);
            McRun.Run stop = mc.ok("stop", "--yes");
            assertThat(stop.out()).contains("developer: uncommitted work", "refs/mc/preserved/app-1/developer/", "worktree removed; its commits are on main-developer", "it had no commits, so its branch went too", "mc recover REF --to DIR",
                    "Stopped app-1.");
            assertThat(mc.agents()).isEmpty();
            assertThat(sleeps(mc)).as("what the agents started").isEmpty();
            assertThat(worktree).doesNotExist();
            assertThat(project.run("worktree", "list").lines()).hasSize(1);
            assertThat(project.run("log", "--format=%s", "main..main-developer")).isEqualTo("Committed work");
            historiesAreKept(mc);

            JsonNode list = mc.ok("recover", "--json").json().path("preserved");
            assertThat(list).hasSize(1);
            String ref = list.get(0).path("ref").asText();
            assertThat(mc.ok("recover").out()).contains(ref, "mc recover REF --to DIR");
            Path back = mc.root().resolve("back");
            assertThat(mc.ok("recover", ref, "--to", back.toString()).out()).contains("Restored " + ref);
            assertThat(asGitKeepsThem(back)).isEqualTo(files);
            assertThat(project.runIn(back, "status", "--porcelain")).isEqualTo(status);
            assertThat(project.run("for-each-ref", "--format=%(refname)", "refs/mc/preserved")).as("what is preserved stays so").isEqualTo(ref);
            assertThat(mc.run("recover", ref, "--to", back.toString()).code()).as("the directory is taken").isEqualTo(5);
            assertThat(mc.run("recover", "refs/mc/preserved/none", "--to", mc.root().resolve("x").toString()).exits(3).err()).contains("There is no preserved work");

            assertThat(mc.ok("stop", "--yes").out()).contains("No mission is running.");
            assertThat(mc.ok("stop", "--yes", "--mission", "app-1").out()).contains("app-1 has ended already");
            assertThat(mc.run("send", "developer", "hello").exits(3).err()).contains("No mission is running");
            assertThat(mc.ok("status", "--all").out()).contains("app-1", "stopped");
        }
    }

    /** F-11: {@code registry/logs/[session]_[role]_%Y%m%d_%H%M%S.log}, with the agent's summary at its end. */
    private static void historiesAreKept(McRun mc) throws IOException {
        try (Stream<Path> logs = Files.list(mc.home().logs())) {
            List<Path> histories = logs.filter(f -> f.toString().endsWith(".log")).sorted().toList();
            assertThat(histories).hasSize(2).allMatch(f -> f.getFileName().toString().matches("app-impl_(orchestrator|developer)_\\d{8}_\\d{6}\\.log"));
            assertThat(histories.get(0)).content().contains("Ready.", "=== Agent Summary ===", "Role: developer", "Branch: main-developer", "Committed work").doesNotContain("\u001b");
        }
    }

    @Test
    void onRequestTheWorktreesStayAndOneInUseStaysAnyway() throws IOException {
        try (McRun mc = new McRun()) {
            TestRepo project = mc.project("app");
            start(mc, project);
            Path worktree = Path.of(mc.agent("developer").path("worktree").asText());
            Map<String, String> files = TestRepo.fingerprint(worktree, Set.of());
            JsonNode result = mc.ok("stop", "--yes", "--keep-worktrees", "--json").json();
            assertThat(result.path("missions").get(0).path("mission").asText()).isEqualTo("app-1");
            assertThat(TestRepo.fingerprint(worktree, Set.of())).isEqualTo(files);
            assertThat(sleeps(mc)).isEmpty();
            assertThat(mc.ok("recover").out()).contains("Nothing is preserved");

            mc.orchestrate(project, mc.spec(), "once .\n  say Hello again.\n", "--roles", "orchestrator,developer", "--yes").run().exits(0);
            Path inUse = Path.of(mc.agent("developer").path("worktree").asText());
            assertThat(inUse).isDirectory().isNotEqualTo(worktree);
            assertThat(TestRepo.fingerprint(worktree, Set.of())).as("what was kept is left alone").isEqualTo(files);
            Process user = new ProcessBuilder("sleep", "200").directory(inUse.toFile()).start();
            try {
                assertThat(mc.ok("stop", "--yes").out()).contains("worktree left at " + inUse, "sleep (" + user.pid() + ")");
                assertThat(user.isAlive()).isTrue();
                assertThat(inUse.resolve("README")).exists();
                assertThat(mc.agents()).isEmpty();
            } finally {
                user.destroy();
            }
        }
    }

    /** The mission {@code app-1} and the mission {@code app-1-1} of a project that is called {@code app-1}. */
    @Test
    void oneOfSimilarNameIsNotTouched() {
        try (McRun mc = new McRun()) {
            String hello = "once .\n  say Hello.\n";
            mc.orchestrate(mc.project("app"), mc.spec(), hello, "--roles", "orchestrator,developer", "--yes").run().exits(0);
            mc.orchestrate(mc.project("app-1"), mc.spec(), hello, "--roles", "orchestrator,developer", "--yes").run().exits(0);
            assertThat(mc.agents()).hasSize(4);
            assertThat(mc.run("stop", "--yes").exits(2).err()).contains("Several missions are running: app-1, app-1-1", "--mission ID");
            assertThat(mc.run("send", "developer", "Which one?").exits(2).err()).contains("--mission ID or --project DIR");
            mc.ok("stop", "--yes", "--mission", "app-1");
            assertThat(mc.mission().path("id").asText()).isEqualTo("app-1-1");
            assertThat(mc.agents()).hasSize(2);
            mc.ok("send", "developer", "Are you still there?");
            mc.ok("stop", "--yes", "--all");
            assertThat(mc.agents()).isEmpty();
        }
    }

    @Test
    void withoutATmuxServerItStillEndsEverything() {
        try (McRun mc = new McRun()) {
            TestRepo project = mc.project("app");
            start(mc, project);
            assertThat(sleeps(mc)).hasSize(1);
            String orchestrator = mc.agent("orchestrator").path("worktree").asText();
            mc.tmux("kill-server");
            McRun.until("the orchestrator has left its worktree", () -> mc.agent("orchestrator").path("state").asText().equals("lost"));
            project.run("worktree", "remove", "-f", "-f", orchestrator);
            assertThat(mc.ok("stop", "--yes", "--project", project.dir().toString()).out()).as("one that is gone is told of, too").contains("app-1-orchestrator: worktree removed; its commits are on main-orchestrator");
            assertThat(mc.agents()).isEmpty();
            assertThat(sleeps(mc)).isEmpty();
            assertThat(mc.ok("recover").out()).contains("refs/mc/preserved/app-1/developer/");
            assertThat(project.run("worktree", "list").lines()).hasSize(1);
        }
    }
}
