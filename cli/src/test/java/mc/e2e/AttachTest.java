package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import mc.process.Exec;
import mc.testing.TestRepo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code mc attach} in a terminal, which is another tmux server's pane. */
@Execution(ExecutionMode.CONCURRENT)
class AttachTest {

    @Test
    void itShowsTheWindowOfTheRole() {
        try (McRun mc = new McRun()) {
            TestRepo project = mc.project("app");
            mc.orchestrate(project, mc.spec(), "once .\n  say I am the {role}, at your service.\n", "--roles", "orchestrator,developer", "--yes").run().exits(0);
            assertThat(mc.run("attach", "developer").exits(2).err()).contains("no terminal", "mc peek developer");
            assertThat(mc.run("attach", "plumber").exits(3).err()).contains("There is no plumber", "orchestrator, developer");
            String printed = mc.ok("attach", "developer", "--print").out();
            assertThat(printed).contains("attach-session", "env -u TMUX");

            for (String command : new String[] {"MC_TERMINAL=true '" + mc.launcher() + "' attach developer", printed.strip()}) {
                attached(mc, command);
            }
            assertThat(mc.agents()).as("leaving ends nobody").hasSize(2);
            mc.tmux("kill-window", "-t", mc.agent("developer").path("windowId").asText());
            assertThat(mc.run("attach", "developer", "--print").exits(3).err()).contains("The window of developer is gone", "mc resume");
            assertThat(mc.ok("attach", "orchestrator", "--print").out()).contains("attach-session");
            mc.tmux("kill-server");
            assertThat(mc.run("attach", "--print").exits(3).err()).contains("session of app-1 is gone");
            mc.ok("stop", "--yes");
            assertThat(mc.run("attach", "developer").exits(3).err()).contains("No mission is running");
        }
    }

    /** The terminal is a server of its own each time: one that is being ended still answers on its socket. */
    private static void attached(McRun mc, String command) {
        String terminal = "mc-test-" + UUID.randomUUID().toString().substring(0, 8);
        try {
            Exec opened = Exec.of("tmux", "-L", terminal, "-f", "/dev/null", "new-session", "-d", "-x", "120", "-y", "40", command + "; echo left with $?; cat").withOnly(mc.env());
            assertThat(opened.run().stderr()).isEmpty();
            McRun.until("the developer's window is shown", () -> screen(mc, terminal).contains("I am the developer, at your service."));
            assertThat(mc.tmux("list-clients", "-F", "#{window_name}").stdout()).contains("Developer");
            mc.tmux("detach-client", "-s", mc.mission().path("tmuxSession").asText());
            McRun.until("the terminal is the user's again", () -> screen(mc, terminal).contains("left with 0"));
        } finally {
            Exec.of("tmux", "-L", terminal, "kill-server").withOnly(mc.env()).run();
        }
    }

    private static String screen(McRun mc, String terminal) {
        return Exec.of("tmux", "-L", terminal, "capture-pane", "-p").withOnly(mc.env()).run().stdout();
    }
}
