package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import mc.testing.TestRepo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Secrets reach the agents and nothing else: no argument list, no log, no database, no event. */
@Execution(ExecutionMode.CONCURRENT)
class SecretsTest {

    private static final String KEY = "sk-ant-canary-0123456789";
    private static final String PASSWORD = "hunter2-canary-9876543210";

    @Test
    void neitherKeysNorPasswordsLieAround() throws IOException {
        try (McRun mc = new McRun()) {
            TestRepo project = mc.project("app");
            Path spec = mc.file("spec.md", "# Shop\n\n## Requirements\n- Sell things\n- Connect to the database\n\n## Notes\n\nThe password of the staging database is " + PASSWORD + ".\n");
            String script = "once .\n  run test \"$ANTHROPIC_API_KEY\" = " + "\"$MC_DEMO_EXPECTED\" && test -z \"$UNRELATED_SECRET\" && touch got-it\n  say Hello.\n";
            mc.orchestrate(project, spec, script, "--roles", "orchestrator,developer", "--yes").with("ANTHROPIC_API_KEY", KEY).with("MC_DEMO_EXPECTED", KEY).with("UNRELATED_SECRET", KEY).run().exits(0);
            Path worktree = Path.of(mc.agent("developer").path("worktree").asText());
            McRun.until("the agent has its key, and only what is allowed", () -> Files.exists(worktree.resolve("got-it")));
            mc.ok("send", "developer", "Hello.");

            mc.processes().forEach(p -> assertThat(McRun.commandLine(p.pid())).doesNotContain(KEY));
            for (String canary : List.of(KEY, PASSWORD)) {
                assertThat(mc.tmux("list-panes", "-a", "-F", "#{pane_start_command}").stdout()).doesNotContain(canary);
                for (String[] command : new String[][] {{"events", "-n", "1000", "--json"}, {"status", "--json"}, {"daemon", "logs", "-n", "1000"}}) {
                    assertThat(mc.ok(command).out()).as(command[0]).doesNotContain(canary);
                }
                for (Path place : List.of(mc.home().database(), Path.of(mc.home().database() + "-wal"), mc.home().log())) {
                    holdsNot(place, canary);
                }
            }
            assertThat(mc.tmux("show-environment", "-g").stdout()).doesNotContain(KEY);
            everythingIsPrivate(mc.home().root());
            mc.ok("stop", "--yes");
            holdsNot(mc.home().database(), KEY);
            holdsNot(mc.home().logs(), KEY);
        }
    }

    private static void holdsNot(Path place, String canary) throws IOException {
        if (!Files.exists(place)) {
            return;
        }
        try (Stream<Path> files = Files.walk(place)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(canary)).as("%s holds %s", file, canary).isFalse();
            }
        }
    }

    private static void everythingIsPrivate(Path home) throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home))).isEqualTo("rwx------");
        for (Path dir : List.of(home.resolve("run"), home.resolve("registry"))) {
            try (Stream<Path> files = Files.walk(dir)) {
                for (Path file : files.filter(f -> Files.isRegularFile(f) && !f.toString().contains("/worktrees/")).toList()) {
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).as(file.toString()).endsWith("------");
                }
            }
        }
    }
}
