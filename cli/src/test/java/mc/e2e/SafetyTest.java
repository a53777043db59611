package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import mc.process.Exec;
import mc.testing.TestRepo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What mc knows is checked, kept, lost and put back, and comes up again with the machine. */
@Execution(ExecutionMode.CONCURRENT)
class SafetyTest {

    private static final String HELLO = "once .\n  say Hello.\n";

    /** A crontab of the test's own. */
    private static String withCrontab(McRun mc) throws IOException {
        Path table = mc.root().resolve("crontab");
        Path bin = Files.createDirectories(mc.root().resolve("fake"));
        Path program = Files.writeString(bin.resolve("crontab"), "#!/bin/sh\ncase $1 in -l) cat '" + table + "' 2>/dev/null || { echo 'no crontab for me' >&2; exit 1; } ;; -) cat >'" + table + "' ;; esac\n");
        McRun.makeExecutable(program);
        Path systemctl = Files.writeString(bin.resolve("systemctl"), "#!/bin/sh\necho 'no bus' >&2\nexit 1\n");
        McRun.makeExecutable(systemctl);
        return bin + ":" + mc.env().get("PATH");
    }

    private static List<String> backups(McRun mc) throws IOException {
        try (Stream<Path> files = Files.list(mc.home().root().resolve("backup"))) {
            return files.map(f -> f.getFileName().toString()).filter(name -> name.endsWith(".db")).sorted().toList(); // a log may lie beside it
        }
    }

    private static List<String> found(McRun.Run validate) {
        return StreamSupport.stream(validate.json().path("findings").spliterator(), false).map(f -> f.path("what").asText()).toList();
    }

    @Test
    void aMissionIsCheckedBackedUpAndComesBack() throws IOException {
        try (McRun mc = new McRun("100% o'mc")) {
            TestRepo project = mc.project("app");
            mc.orchestrate(project, mc.spec(), HELLO, "--roles", "orchestrator,developer", "--yes").run().exits(0);
            assertThat(mc.ok("validate").out()).contains("whole, and agrees");
            JsonNode made = mc.ok("backup", "--json").json();
            assertThat(made.path("events").asInt()).isGreaterThan(5);
            assertThat(mc.run("restore", made.path("file").asText(), "--yes").exits(5).err()).contains("Agents are running: app-1-developer, app-1-orchestrator", "mc stop --all");
            Path worktree = Path.of(mc.agent("developer").path("worktree").asText());
            project.runIn(worktree, "checkout", "-q", "--detach");
            assertThat(found(mc.run("validate", "--json").exits(1))).containsExactly("The worktree of developer of app-1 is on no branch: what is committed there now belongs to none.");
            project.runIn(worktree, "checkout", "-q", "main-developer");

            // the machine goes down and starts again
            String path = withCrontab(mc);
            Files.writeString(mc.root().resolve("crontab"), "# mine\n5 * * * * true\n");
            for (int again = 0; again < 2; again++) {
                mc.call("daemon", "install", "--resume").with("PATH", path).run().exits(0);
            }
            List<String> lines = Files.readAllLines(mc.root().resolve("crontab"));
            assertThat(lines).hasSize(3).startsWith("# mine", "5 * * * * true").last().asString().startsWith("@reboot ").contains("100\\% o");
            mc.killDaemon();
            mc.tmux("kill-server");
            String command = lines.get(2).substring("@reboot ".length()).replace("\\%", "%");
            Path log = mc.home().log().resolve("boot.log");
            assertThat(Exec.of("/bin/sh", "-c", command).withOnly(java.util.Map.of()).timeout(java.time.Duration.ofMinutes(2)).run().exitCode()).as("%s", Files.readString(log)).isZero();
            assertThat(log).content().as("installing is no start of the machine").contains("already since this start");
            Files.writeString(mc.home().root().resolve("boot-id"), "another start\n");
            assertThat(Exec.of("/bin/sh", "-c", command).withOnly(java.util.Map.of()).timeout(java.time.Duration.ofMinutes(2)).run().exitCode()).as("%s", Files.readString(log)).isZero();
            McRun.until("both work again", () -> mc.agents().size() == 2 && StreamSupport.stream(mc.mission().path("agents").spliterator(), false).allMatch(a -> a.path("state").asText().equals("ready")));
            assertThat(found(mc.run("validate", "--json").exits(0))).isEmpty();
            mc.call("daemon", "install", "--uninstall").with("PATH", path).run().exits(0);
            assertThat(mc.root().resolve("crontab")).content().isEqualTo("# mine\n5 * * * * true\n");
            mc.ok("stop", "--yes");

            // an older database
            assertThat(mc.run("restore", made.path("file").asText()).exits(2).err()).contains("--yes");
            assertThat(mc.ok("restore", Path.of(made.path("file").asText()).getFileName().toString(), "--yes").out()).contains("Restored " + made.path("events").asInt() + " events", "before-restore");
            McRun.until("what is not there is noticed", () -> mc.mission().path("agents").findValuesAsText("state").equals(List.of("lost", "lost")));
            assertThat(mc.events("DatabaseRestored")).hasSize(1);
            assertThat(found(mc.run("validate", "--json").exits(1))).contains("git knows no worktree of developer of app-1.");

            // a damaged one
            mc.ok("daemon", "stop");
            Files.writeString(mc.home().database(), "damaged ".repeat(10_000));
            assertThat(mc.run("status").exits(1).err()).contains("mc validate", "mc restore");
            assertThat(found(mc.run("validate", "--json").exits(1))).containsSubsequence("The daemon does not start.", "The database cannot be read.");
            mc.ok("restore", made.path("file").asText(), "--yes");
            assertThat(backups(mc)).hasSize(3);
            assertThat(mc.home().root().resolve("backup").resolve(backups(mc).get(2))).content().startsWith("damaged");
            mc.ok("stop", "--all", "--yes");
            assertThat(found(mc.run("validate", "--json").exits(0))).isEmpty();
        }
    }
}
