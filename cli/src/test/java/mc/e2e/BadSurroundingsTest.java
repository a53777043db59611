package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ExecutorService;
import mc.process.Exec;
import mc.testing.TestRepo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Missing and broken programs, settings, directories and disks: a clear word, the right exit code, and nothing the next run trips over. */
@Execution(ExecutionMode.CONCURRENT)
class BadSurroundingsTest {

    private static final String HELLO = "once .\n  say Hello.\n";
    private static final String[] TWO = {"--roles", "orchestrator,developer", "--yes"};

    /** A PATH with everything mc needs but what is named, and those from {@code instead}. */
    private static String path(McRun mc, String without, Path... instead) throws IOException {
        Path bin = Files.createDirectories(mc.root().resolve("bin"));
        for (String tool : List.of("git", "tmux", "sh", "env", "cat", "mv", "rm", "mkdir", "date", "sleep", "systemd-run")) {
            Path link = bin.resolve(tool);
            if (!tool.equals(without) && !Files.exists(link)) {
                for (String dir : List.of("/usr/local/bin", "/usr/bin", "/bin")) {
                    if (!Files.exists(link) && Files.isExecutable(Path.of(dir, tool))) {
                        Files.createSymbolicLink(link, Path.of(dir, tool));
                    }
                }
            }
        }
        for (Path program : instead) {
            Files.createSymbolicLink(bin.resolve(program.getFileName()), program);
        }
        return bin.toString();
    }

    private static void refusedCleanly(McRun mc, TestRepo project, McRun.Call call, String... said) {
        var before = TestRepo.fingerprint(project.dir(), Set.of());
        McRun.Run run = call.run().exits(6);
        assertThat(run.err()).contains(said).doesNotContain("Exception");
        assertThat(TestRepo.fingerprint(project.dir(), Set.of())).isEqualTo(before);
        assertThat(mc.home().project("app")).doesNotExist();
    }

    @Test
    void tmuxIsMissingTooOldOrNoTmux() throws IOException {
        try (McRun mc = new McRun()) {
            TestRepo project = mc.project("app");
            McRun.Call call = mc.orchestrate(project, mc.spec(), HELLO, TWO);
            refusedCleanly(mc, project, call.with("PATH", path(mc, "tmux")), "tmux is not installed", "apt-get install tmux");
            mc.ok("daemon", "stop");
            Path old = mc.executable("tmux", "#!/bin/sh\necho 'tmux 3.1'\n");
            String path = path(mc, "tmux", old);
            refusedCleanly(mc, project, call.with("PATH", path), "tmux 3.1 is too old", "3.2");
            assertThat(mc.call("doctor").with("PATH", path).run().exits(6).out()).contains("tmux 3.1 is too old");
            Files.writeString(old, "#!/bin/sh\necho 'what?'\n");
            refusedCleanly(mc, project, call.with("PATH", path), "named no version of tmux: what?");
        }
    }

    @Test
    void claudeIsMissingOrBroken() throws IOException {
        try (McRun mc = new McRun()) {
            TestRepo project = mc.project("app");
            McRun.Call call = mc.call("orchestrate", "--project", project.dir().toString(), "--spec", mc.spec().toString(), "--yes");
            refusedCleanly(mc, project, call.with("PATH", path(mc, "")), "'claude' is not in the agents' PATH", "npm install");
            Path claude = mc.executable("claude", "#!/bin/sh\necho oops >&2\nexit 1\n");
            String path = path(mc, "", claude);
            refusedCleanly(mc, project, call.with("PATH", path), "--version does not work: oops");
            Files.writeString(claude, "#!/bin/sh\necho '1.0.0 (Claude Code)'\n");
            refusedCleanly(mc, project, call.with("PATH", path), "version 1.0.0; mc needs", "claude update");
            Files.writeString(claude, "#!/bin/sh\ncase $1 in --version) echo '99.0.0 (Claude Code)';; *) echo '{\"loggedIn\":false}';; esac\n");
            refusedCleanly(mc, project, call.with("PATH", path), "not logged in", "ANTHROPIC_API_KEY");
        }
    }

    @Test
    void gitIsMissing() throws IOException {
        try (McRun mc = new McRun()) {
            TestRepo project = mc.project("app");
            refusedCleanly(mc, project, mc.orchestrate(project, mc.spec(), HELLO, TWO).with("PATH", path(mc, "git")), "git cannot be run", "install");
        }
    }

    @Test
    void settingsThatMakeNoSense() throws IOException {
        try (McRun mc = new McRun()) {
            Path config = Files.createDirectories(mc.home().root()).resolve("config.yaml");
            for (String text : List.of("plan: [", "tmux:\n  sokket: x\n", "!!javax.script.ScriptEngineManager [x]\n", "tmux:\n  socket: 'a;b'\n")) {
                Files.writeString(config, text);
                McRun.Run run = mc.call("status").without("MC_TMUX_SOCKET").run();
                assertThat(run.code()).as(text + run.err()).isEqualTo(2);
                assertThat(run.err()).as(text).contains("config.yaml").doesNotContain("Exception", "\tat ");
                assertThat(mc.call("doctor").without("MC_TMUX_SOCKET").here().exits(6).out()).as(text).contains("broken", "config.yaml");
            }
            Files.delete(config);
            mc.ok("status");
        }
    }

    @Test
    void noPlaceForItsFiles() throws IOException {
        try (McRun mc = new McRun()) {
            McRun.Run homeless = mc.call("status").without("HOME", "MC_HOME").run().exits(6);
            assertThat(homeless.err()).contains("Neither MC_HOME nor HOME is set", "export HOME=");
            McRun.Run tooLong = mc.call("status").with("MC_HOME", mc.root().resolve("x".repeat(100)).toString()).run().exits(2);
            assertThat(tooLong.err()).contains("too long", "export MC_HOME=/a/shorter/path");
            assertThat(mc.root().resolve("x".repeat(100))).doesNotExist();
            Path file = mc.file("a file", "");
            McRun.Run isFile = mc.call("status").with("MC_HOME", file.toString()).run();
            assertThat(isFile.code()).isEqualTo(1);
            assertThat(isFile.err()).contains(file.toString(), "MC_HOME").doesNotContain("a bug");
            assertThat(mc.call("--version").without("HOME", "MC_HOME").run().exits(0).out()).startsWith("mc 0.");
        }
    }

    @Test
    void twoAtTheSameTimeOnOneProject() throws Exception {
        try (McRun mc = new McRun()) {
            TestRepo project = mc.project("app");
            mc.ok("daemon", "start");
            McRun.Call one = mc.orchestrate(project, mc.file("one.md", "Build one thing.\n"), HELLO, TWO);
            McRun.Call two = mc.orchestrate(project, mc.file("two.md", "Build another thing.\n"), HELLO, TWO);
            ExecutorService typists = Executors.newFixedThreadPool(2);
            CompletableFuture<McRun.Run> first = CompletableFuture.supplyAsync(one::run, typists);
            CompletableFuture<McRun.Run> second = CompletableFuture.supplyAsync(two::run, typists);
            List<McRun.Run> runs = List.of(first.get(), second.get());
            typists.shutdown();
            assertThat(runs).extracting(McRun.Run::code).containsExactlyInAnyOrder(0, 5);
            assertThat(runs.stream().filter(r -> r.code() == 5).findFirst().orElseThrow().err()).contains("app-1 is already", "mc stop --mission app-1");
            assertThat(mc.mission("--all").path("id").asText()).isEqualTo("app-1");
            assertThat(mc.agents()).hasSize(2);
            mc.ok("stop", "--yes");
        }
    }

    @Test
    void theTmuxServerDiesInTheMiddle() throws IOException {
        try (McRun mc = new McRun()) {
            TestRepo project = mc.project("app");
            Path spec = mc.spec();
            String script = "who tester\nstart-delay 60s\nwho .*\nonce .\n  run echo x > x && git add x && git commit -qm x\n  run echo y > uncommitted\n";
            String[] three = {"--roles", "orchestrator,developer,tester", "--yes", "--json"};
            McRun.Call orchestrate = mc.orchestrate(project, spec, script, three);
            CompletableFuture<McRun.Run> starting = CompletableFuture.supplyAsync(orchestrate::run);
            McRun.until("the developer works", () -> mc.daemon().isPresent() && mc.events("HeadMoved").size() == 2 && Files.exists(Path.of(mc.agent("developer").path("worktree").asText()).resolve("uncommitted")));
            mc.tmux("kill-server");
            JsonNode result = starting.join().exits(4).json();
            assertThat(result.path("agents")).allMatch(a -> a.path("state").asText().equals("lost"));
            assertThat(mc.ok("status").out()).contains("3 lost");
            assertThat(mc.run("peek", "developer").code()).isIn(1, 3);
            assertThat(mc.run("attach", "developer", "--print").code()).isIn(1, 3);
            Path worktree = Path.of(mc.agent("developer").path("worktree").asText());
            assertThat(worktree.resolve("uncommitted")).exists();

            Files.writeString(Path.of(orchestrate.env().get("MC_DEMO_SCRIPT")), HELLO);
            JsonNode again = orchestrate.run().exits(0).json();
            assertThat(again.path("id").asText()).isEqualTo("app-1");
            assertThat(mc.agents()).as("only who had not begun is started").hasSize(1);
            mc.ok("stop", "--yes");
            assertThat(mc.ok("recover").out()).contains("refs/mc/preserved/app-1/developer/");
        }
    }

    @Test
    void theDiskIsFull() throws IOException {
        try (McRun mc = new McRun()) {
            Path disk = Files.createDirectories(mc.root().resolve("disk"));
            assumeTrue(Exec.of("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", disk.toString()).run().ok(), "only root may mount a small disk");
            try {
                TestRepo project = mc.project("app");
                String home = disk.resolve("mc").toString();
                McRun.Call call = mc.orchestrate(project, mc.spec(), HELLO, TWO).with("MC_HOME", home);
                McRun.Run refused = call.run().exits(6);
                assertThat(refused.err()).contains("too little room", "MB free", "Free some");

                assertThat(resize(disk, 500L << 20)).isTrue();
                call.run().exits(0);
                McRun.until("both first turns are over", () -> mc.call("status").with("MC_HOME", home).here().exits(0).out().contains("2 ready"));
                McRun.until("the disk is as small as what lies on it", () -> resize(disk, Files.getFileStore(disk).getTotalSpace() - Files.getFileStore(disk).getUsableSpace())); // which grows meanwhile
                McRun.Run full = mc.call("send", "developer", "--file", mc.file("long.txt", "x".repeat(200_000)).toString()).with("MC_HOME", home).run();
                assertThat(full.code()).as(full.all()).isEqualTo(1);
                assertThat(full.err()).contains("could not write", "Free disk space");
                assertThat(mc.call("status").with("MC_HOME", home).run().exits(0).out()).contains("2 ready");

                assertThat(resize(disk, 500L << 20)).isTrue();
                mc.call("send", "developer", "Is there room again?").with("MC_HOME", home).run().exits(0);
                assertThat(mc.call("doctor", "--json").with("MC_HOME", home).run().out()).contains("whole, and its log of events unchanged");
                mc.call("stop", "--yes").with("MC_HOME", home).run().exits(0);
            } finally {
                mc.call("daemon", "stop").with("MC_HOME", disk.resolve("mc").toString()).run();
                Exec.of("umount", "-l", disk.toString()).run();
            }
        }
    }

    private static boolean resize(Path disk, long bytes) {
        return Exec.of("mount", "-o", "remount,size=" + bytes / 1024 + "k", disk.toString()).run().ok();
    }
}
