package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import mc.process.Exec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code mc doctor} sees what is wrong and says what mends it; the completion scripts are ones their shells accept. */
@Execution(ExecutionMode.CONCURRENT)
class DoctorTest {

    private static List<JsonNode> findings(McRun.Run run) {
        return StreamSupport.stream(run.json().path("findings").spliterator(), false).toList();
    }

    private static JsonNode finding(McRun.Run run, String name) {
        return findings(run).stream().filter(f -> f.path("name").asText().equals(name)).findFirst().orElseThrow(() -> new AssertionError("nothing about " + name + ": " + run.out()));
    }

    /** A Claude Code that is installed, set up and logged in, and mc first on the PATH. */
    private static McRun.Call healthy(McRun mc, String... args) throws IOException {
        Path bin = mc.launcher().getParent();
        if (!Files.exists(bin.resolve("claude"))) {
            McRun.makeExecutable(Files.writeString(bin.resolve("claude"), "#!/bin/sh\ncase $1 in --version) echo '2.1.215 (Claude Code)';; *) echo '{\"loggedIn\":true,\"authMethod\":\"claude.ai\"}';; esac\n"));
            Files.writeString(mc.root().resolve("home/.claude.json"), "{\"hasCompletedOnboarding\":true,\"projects\":{\"" + mc.root() + "\":{\"hasTrustDialogAccepted\":true}}}");
        }
        return mc.call(args).with("PATH", bin + ":/usr/bin:/bin");
    }

    @Test
    void aHealthyMachineStaysSoUnderTheDoctor() throws IOException {
        try (McRun mc = new McRun()) {
            McRun.Run first = healthy(mc, "doctor", "--json").run().exits(0);
            assertThat(findings(first)).extracting(f -> f.path("name").asText()).contains("java", "git", "home", "config", "tmux", "tmux server", "templates", "daemon", "claude version", "claude login", "mc on the PATH");
            assertThat(findings(first)).allMatch(f -> f.path("level").asText().equals("ok") || !f.path("remedy").asText().isEmpty());
            assertThat(mc.home().root()).as("looking changes nothing").doesNotExist();
            healthy(mc, "doctor", "--fix").run().exits(0);
            McRun.Run second = healthy(mc, "doctor", "--fix", "--json").run().exits(0);
            assertThat(findings(second).stream().filter(f -> !f.path("level").asText().equals("ok") && !f.path("name").asText().equals("claude version"))).isEmpty();
            assertThat(finding(second, "database").path("detail").asText()).contains("whole");
            assertThat(healthy(mc, "doctor").run().exits(0).out()).contains("OK       daemon: process ").doesNotContain("broken");
        }
    }

    @Test
    void whatIsBrokenIsNamedWithItsRemedyAndMendedWhereItCanBe() throws IOException {
        try (McRun mc = new McRun()) {
            Path commander = Files.createDirectories(mc.root().resolve("commander"));
            McRun.makeExecutable(Files.writeString(commander.resolve("mc"), "#!/bin/sh\necho 'GNU Midnight Commander 4.8.29'\n"));
            McRun.Call call = mc.call("doctor", "--json").with("PATH", commander + ":/usr/bin:/bin");
            JsonNode onPath = finding(call.run().exits(0), "mc on the PATH");
            assertThat(onPath.path("level").asText()).isEqualTo("warning");
            assertThat(onPath.path("detail").asText()).contains(commander.resolve("mc").toString(), "Midnight Commander");
            assertThat(onPath.path("remedy").asText()).contains("--as");
            assertThat(finding(call.run(), "claude").path("remedy").asText()).contains("npm install");

            mc.ok("daemon", "start");
            mc.killDaemon();
            assertThat(finding(call.run().exits(0), "daemon").path("detail").asText()).contains("left its socket behind");
            mc.ok("doctor", "--fix");
            assertThat(finding(call.run(), "daemon").path("level").asText()).isEqualTo("ok");
            mc.ok("daemon", "stop");

            Files.writeString(mc.home().database(), "this is no database, and was one a moment ago, so that the header is damaged beyond doubt");
            JsonNode daemon = finding(mc.run("doctor", "--fix", "--json").exits(6), "daemon");
            assertThat(daemon.path("level").asText()).isEqualTo("broken");
            assertThat(daemon.path("detail").asText()).contains("mc.db").doesNotContain("Exception", "\tat ");
            Files.delete(mc.home().database());
            Files.deleteIfExists(Path.of(mc.home().database() + "-wal"));
            Files.deleteIfExists(Path.of(mc.home().database() + "-shm"));

            Files.createDirectories(mc.home().templates().resolve("roles"));
            Files.writeString(mc.home().templates().resolve("roles/developer.md"), "---\ntitle: [\n---\n");
            JsonNode templates = finding(mc.run("doctor", "--json").exits(6), "templates");
            assertThat(templates.path("detail").asText()).contains("developer.md");
            assertThat(templates.path("remedy").asText()).isNotEmpty();
        }
    }

    @Test
    void completionScriptsAreValid() {
        try (McRun mc = new McRun()) {
            for (String shell : List.of("bash", "zsh", "fish")) {
                String script = mc.ok("completion", shell).out();
                assertThat(script).contains("orchestrate", "add-roles", "keep-worktrees");
                Path file = mc.file("completion." + shell, script);
                if (shell.equals("bash") || Files.isExecutable(Path.of("/usr/bin", shell))) {
                    assertThat(Exec.of(shell, "-n", file.toString()).run().stderr()).as(shell).isEmpty();
                }
            }
            Path probe = mc.file("probe.sh", "source '" + mc.file("mc.bash", mc.ok("completion", "bash").out()) + "'\nCOMP_WORDS=(mc orch); COMP_CWORD=1; " + "_complete_mc; echo \"${COMPREPLY[@]}\"\n");
            assertThat(Exec.of("bash", probe.toString()).run().stdout()).contains("orchestrate");
            assertThat(mc.run("completion", "tcsh").exits(2).err()).contains("'tcsh'", "bash, zsh and fish");
            assertThat(mc.daemon()).isEmpty();
        }
    }
}
