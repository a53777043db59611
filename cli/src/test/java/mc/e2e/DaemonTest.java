package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mc.process.ProcessId;
import mc.testing.TestRepo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The daemon comes and goes; the agents and what is known of them do not. */
@Execution(ExecutionMode.CONCURRENT)
class DaemonTest {

    /** The system frees the lock of a process that ends an instant before the process is gone. */
    private static final Duration LAST_MOMENT = Duration.ofSeconds(1);

    @Test
    void itIsStartedWhenNeededAndSaysHowItIs() {
        try (McRun mc = new McRun()) {
            assertThat(mc.run("daemon", "status").exits(3).out()).contains("No daemon runs");
            assertThat(mc.run("daemon", "status", "--json").exits(3).json().path("running").asBoolean(true)).isFalse();
            assertThat(mc.ok("daemon", "stop").out()).contains("No daemon runs.");
            assertThat(mc.run("daemon", "logs").exits(3).err()).contains("There is no log yet", "mc daemon start");
            assertThat(mc.daemon()).as("none of these starts one").isEmpty();
            mc.ok("status");
            ProcessId daemon = mc.daemon().orElseThrow();
            assertThat(mc.ok("daemon", "start").out()).contains("process " + daemon.pid());
            JsonNode status = mc.ok("daemon", "status", "--json").json();
            assertThat(status.path("pid").asLong()).isEqualTo(daemon.pid());
            assertThat(status.path("running").asBoolean()).isTrue();
            assertThat(status.path("startedAt").asText()).matches("[\\d-]{10}T[\\d:]{8}(\\.\\d{3})?Z");
            assertThat(mc.ok("daemon", "status").out()).containsPattern("since [\\d-]{10} [\\d:]{8}, home");
            assertThat(mc.ok("daemon", "logs", "-n", "5").out()).contains("mcd", "serves");
            assertThat(mc.ok("daemon", "stop").out()).contains("The daemon has ended.");
            assertThat(daemon.awaitEnd(LAST_MOMENT)).isTrue();
            assertThat(mc.ok("events").out()).contains("DaemonStopping");
        }
    }

    @Test
    void inTheForegroundItEndsWithItsTerminal() throws Exception {
        try (McRun mc = new McRun()) {
            Process foreground = mc.call("daemon", "run").start();
            McRun.until("it serves", () -> Files.exists(mc.home().socket()));
            mc.ok("status");
            assertThat(foreground.isAlive()).isTrue();
            ProcessId daemon = mc.daemon().orElseThrow();
            foreground.destroy();
            assertThat(foreground.waitFor(McRun.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(daemon.awaitEnd(McRun.PATIENCE)).isTrue();
            mc.run("daemon", "status").exits(3);
            assertThat(mc.home().socket()).doesNotExist();
        }
    }

    @Test
    void killedItComesBackAndKnowsEveryAgentAgain() {
        try (McRun mc = new McRun()) {
            TestRepo project = mc.project("app");
            mc.orchestrate(project, mc.spec(), "once .\n  say Hello.\nwhen .\n  say I heard: {prompt}\n", "--roles", "orchestrator,developer", "--yes").run().exits(0);
            List<ProcessId> agents = mc.agents();
            assertThat(agents).hasSize(2);
            for (int round = 0; round < 3; round++) {
                mc.killDaemon();
                String pane = mc.tmux("list-panes", "-a", "-F", "#{pane_id} #{window_name}").stdout().lines().filter(l -> l.endsWith("Developer")).findFirst().orElseThrow().split(" ")[0];
                mc.tmux("send-keys", "-t", pane, "-l", "typed by hand while nobody watched " + round);
                mc.tmux("send-keys", "-t", pane, "Enter");
                mc.ok("status");
                assertThat(mc.agents()).containsExactlyInAnyOrderElementsOf(agents);
                mc.ok("send", "developer", "Are you still there, " + round + "?");
                long prompts = round + 1;
                McRun.until("what it reported meanwhile is known", () -> mc.events("AgentSignalled").stream().filter(e -> e.path("signal").path("text").asText().startsWith("typed by hand")).count() == prompts);
            }
            assertThat(mc.events("DaemonStarted")).hasSize(4);
            assertThat(mc.events("AgentLaunched")).hasSize(2);
            assertThat(mc.events("MessageSubmitted")).hasSize(3);
            mc.ok("stop", "--yes");
        }
    }

    @Test
    void oneOfAnotherBuildIsReplacedAndTheAgentsStay() throws IOException {
        try (McRun mc = new McRun()) {
            TestRepo project = mc.project("app");
            mc.orchestrate(project, mc.spec(), "once .\n  say Hello.\n", "--roles", "orchestrator,developer", "--yes").run().exits(0);
            List<ProcessId> agents = mc.agents();
            ProcessId old = mc.daemon().orElseThrow();
            Path other = mc.file("build.properties", "version=9.9.9\nbuild=other\n");
            Path classes = Files.createDirectories(mc.root().resolve("classes/mc"));
            Files.copy(other, classes.resolve("build.properties"));
            McRun.Run run = mc.call("status", "--json").with("MC_TEST_CLASSES", classes.getParent() + ":").run().exits(0);
            assertThat(run.err()).contains("of another build", "The agents are not touched");
            assertThat(run.json().path("daemon").path("version").asText()).isEqualTo("9.9.9");
            assertThat(old.awaitEnd(LAST_MOMENT)).isTrue();
            assertThat(mc.agents()).containsExactlyInAnyOrderElementsOf(agents);
            mc.ok("stop", "--yes");
        }
    }

    @Test
    void whoeverWaitsForItIsToldThatItWentAway() throws IOException {
        try (McRun mc = new McRun()) {
            mc.ok("daemon", "start");
            Path heard = mc.root().resolve("heard");
            McRun.Call follow = mc.call("events", "--follow");
            CompletableFuture<McRun.Run> follower = CompletableFuture.supplyAsync(new McRun.Call(wordsHeardIn(heard, follow), follow.directory(), follow.env(), "", follow.limit())::run);
            McRun.until("it follows", () -> Files.exists(heard) && Files.readString(heard).contains("DaemonStarted"));
            mc.killDaemon();
            follower.join().exits(1);
            assertThat(Files.readString(heard)).contains("The daemon went away", "mc status");
        }
    }

    /** One that is slow to start, or to end, holds the lock: whoever needs it waits, and starts none that would have to give way. */
    @Test
    void whileAnotherHoldsTheHomeACommandWaits() throws Exception {
        try (McRun mc = new McRun()) {
            mc.home().createDirectories();
            Path said = mc.root().resolve("said");
            McRun.Call status = mc.call("status");
            CompletableFuture<McRun.Run> waiting;
            try (FileChannel file = FileChannel.open(mc.home().run().resolve("mcd.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE); FileLock held = file.lock()) {
                assertThat(held.isValid()).isTrue();
                waiting = CompletableFuture.supplyAsync(new McRun.Call(wordsHeardIn(said, status), status.directory(), status.env(), "", status.limit())::run);
                McRun.until("it says that it waits", () -> Files.exists(said) && Files.readString(said).contains("still starting; waiting for it"));
                assertThat(mc.home().log().resolve("mcd-start.log")).as("it started none").doesNotExist();
            }
            waiting.join().exits(0);
            assertThat(mc.daemon()).isPresent();
        }
    }

    /** The call with all that it says in a file, to be read while it runs. */
    private static List<String> wordsHeardIn(Path file, McRun.Call call) {
        List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", "exec \"$@\" > \"$0\" 2>&1", file.toString()));
        words.addAll(call.words());
        return words;
    }

    @Test
    void fiftyStartsAtOnceLeaveOne() throws Exception {
        try (McRun mc = new McRun()) {
            Swarm.start(mc, 50);
        }
    }

    /** Many starts of the daemon at the same moment. */
    static final class Swarm {

        private Swarm() {}

        static void start(McRun mc, int count) throws Exception {
            List<Process> typed = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                typed.add(mc.call("daemon", "start").start());
            }
            for (Process process : typed) {
                assertThat(process.waitFor(McRun.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isZero();
            }
            McRun.until("one lives", () -> mc.processes().stream().filter(p -> McRun.commandLine(p.pid()).contains("mc.daemon.DaemonMain")).count() == 1);
            assertThat(mc.daemon()).isPresent();
            mc.ok("status");
        }
    }
}
