package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import mc.Home;

import mc.agent.check.ClaudeHome;
import mc.agent.check.ModelServer;
import mc.cli.ApiClient;
import mc.process.EndProcesses;
import mc.process.Exec;
import mc.process.ProcessId;
import mc.process.ProcessTree;
import mc.testing.TestClaude;
import mc.text.Json;
import mc.text.SafeFiles;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The whole product with the real {@code claude}, in a world of its own: HOME, MC_HOME, tmux server, sample repository, and a model on
 * the loopback interface. {@code mc} runs as a user runs it, one process a call; agents call the same build. Closing it stops
 * everything and fails if anything that was started is left. Not thread-safe.
 */
final class ClaudeMission implements AutoCloseable {

    /** How a call of mc ended. */
    record Ran(int code, String out, String err) {
        JsonNode json() {
            return Json.parse(out);
        }
    }

    /** How long anything may take that is waited for; far more than it needs on a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final Path dir;
    final Path project;
    final Path spec;
    final Path mcHome;
    final ModelServer model;
    final ClaudeHome home;
    private final Path launcher;
    private final String socket = "mc-test-" + UUID.randomUUID().toString().substring(0, 8);
    private final List<ProcessId> started = new ArrayList<>();
    private Map<String, String> env;

    /** A home in which Claude Code is set up, but neither logged in nor trusting. */
    ClaudeMission(Path tempDir) {
        this(tempDir, TestClaude.program());
    }

    /** With another program in Claude Code's place. */
    ClaudeMission(Path tempDir, Path claude) {
        try {
            dir = tempDir.toRealPath();
            mcHome = Files.createDirectory(dir.resolve("mc"));
            home = ClaudeHome.in(Files.createDirectory(dir.resolve("home"))).onboarded();
            project = ClaudeSample.repository(dir, home());
            spec = ClaudeSample.spec(dir);
            launcher = Files.createDirectory(dir.resolve("bin")).resolve("mc");
            SafeFiles.writeScript(launcher, Product.current().launcherScript());
            Files.writeString(mcHome.resolve("config.yaml"), "claude:\n  program: " + claude + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        model = ModelServer.start();
    }

    /** Trusted and with an approved API key: nothing is asked. */
    ClaudeMission ready() {
        home.trusting(project).apiKey();
        return this;
    }

    private Path home() {
        return dir.resolve("home");
    }

    /** Sets a variable for every call from now on, and so for the agents that are started. */
    ClaudeMission with(String name, String value) {
        Map<String, String> all = new HashMap<>(env());
        all.put(name, value);
        env = Map.copyOf(all);
        return this;
    }

    /** Runs mc as a user would. */
    Ran mc(String... arguments) {
        List<String> argv = new ArrayList<>(List.of(launcher.toString()));
        argv.addAll(List.of(arguments));
        Exec.Result ran = Exec.of(argv).withOnly(env()).in(dir).timeout(Duration.ofMinutes(3)).run();
        assertThat(ran.timedOut()).as("mc " + String.join(" ", arguments) + " ended in time: " + ran.stdout()).isFalse();
        return new Ran(ran.exitCode(), ran.stdout(), ran.stderr());
    }

    /** Starts a mission; the arguments come after project, spec and {@code --yes}. */
    Ran orchestrate(String... arguments) {
        List<String> argv = new ArrayList<>(List.of("orchestrate", "--project", project.toString(), "--spec", spec.toString(), "--yes"));
        argv.addAll(List.of(arguments));
        return mc(argv.toArray(String[]::new));
    }

    /** Starts a mission of these roles with the offline planner, all of them briefed. */
    void working(String roles) {
        Ran ran = orchestrate("--roles", roles, "--no-pm", "--planner", "offline");
        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
    }

    JsonNode status() {
        Ran ran = mc("status", "--json");
        assertThat(ran.code()).as(ran.err()).isZero();
        return ran.json();
    }

    /** As {@link #status} without a process for each look. */
    private JsonNode look() {
        return ask("mission.list", Map.of());
    }

    /** The agents of the only mission. */
    List<JsonNode> agents() {
        return StreamSupport.stream(look().path("missions").path(0).path("agents").spliterator(), false).toList();
    }

    /** Asks the daemon as mc does. */
    JsonNode ask(String method, Map<String, ?> params) {
        try (ApiClient api = daemon().orElseThrow(() -> new AssertionError("No daemon runs"))) {
            return Json.MAPPER.valueToTree(api.call(method, params));
        }
    }

    private Optional<ApiClient> daemon() {
        return ApiClient.open(new Home(mcHome), Map.of());
    }

    JsonNode agent(String role) {
        return agents().stream().filter(a -> a.path("role").asText().equals(role)).findFirst().orElseThrow(() -> new AssertionError("There is no " + role + " in " + look()));
    }

    /** Waits until status shows the agent so. */
    JsonNode awaitAgent(String role, String what, Predicate<JsonNode> wanted) {
        try {
            return Awaitility.await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(100)).until(() -> agent(role), wanted);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("Waited for " + role + " to be " + what + ", but it is " + agent(role) + "\n" + person(role).screen() + "\n" + mc("events", "-n", "40").out(), e);
        }
    }

    JsonNode awaitState(String role, String state) {
        return awaitAgent(role, state, a -> a.path("state").asText().equals(state));
    }

    /**
     * Lets the agent come to rest with an empty input line, whatever a test that failed has left: a person refuses what it asks, and
     * clears what is half-typed.
     */
    void settle(String role) {
        model.delay(Duration.ZERO);
        ClaudePerson person = person(role);
        awaitAgent(role, "at rest", agent -> {
            person.refuseWhatIsAsked();
            return agent.path("state").asText().equals("ready");
        });
        person.press("C-u");
    }

    /** Puts Claude Code's state file back to what it was at first. */
    void forgetClaudesAnswers() {
        home.env(model);
    }

    /** Waits until the model was asked something whose newest user text contains this. */
    void awaitSaid(String text) {
        try {
            Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> model.requests().stream().anyMatch(r -> r.said().contains(text)));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("The model never heard: " + text + "\nIt heard: " + model.requests().stream().map(r -> r.said().strip().lines().findFirst().orElse("")).toList() + "\n" + mc("status").out() + mc("events", "-n", "40").out(), e);
        }
    }

    /** The events of this kind. */
    List<JsonNode> events(String kind) {
        List<JsonNode> found = new ArrayList<>();
        try (ApiClient api = daemon().orElseThrow()) {
            api.call("event.list", Map.of("newest", 1_000_000), event -> found.add(Json.MAPPER.valueToTree(event)));
        }
        return found.stream().filter(e -> e.path("kind").asText().equals(kind)).toList();
    }

    /** The person who sits before the agent's window. */
    ClaudePerson person(String role) {
        return new ClaudePerson(socket, agent(role).path("paneId").asText(), env());
    }

    Path worktree(String role) {
        return Path.of(agent(role).path("worktree").asText());
    }

    String git(String... arguments) {
        return ClaudeSample.git(project, home(), arguments);
    }

    /** What every call of mc, and so every agent, gets. */
    Map<String, String> environment() {
        return env();
    }

    private Map<String, String> env() {
        if (env == null) {
            Map<String, String> all = new HashMap<>(home.env(model));
            all.put("MC_HOME", mcHome.toString());
            all.put("MC_TMUX_SOCKET", socket);
            all.put("TERM", "xterm-256color");
            env = Map.copyOf(all);
        }
        return env;
    }

    /** Everything of this world that runs: the tmux server's, the daemon, and whatever has its directory in it. */
    List<ProcessId> running() {
        List<ProcessId> found = new ArrayList<>();
        Exec.Result server = Exec.of("tmux", "-L", socket, "display-message", "-p", "#{pid}").withOnly(env()).run();
        if (server.ok()) {
            ProcessId.of(Long.parseLong(server.stdout().strip())).ifPresent(p -> {
                found.add(p);
                found.addAll(ProcessTree.descendants(p));
            });
        }
        if (ProcessTree.inside(dir) instanceof ProcessTree.Inside.Known known) {
            known.processes().forEach(p -> found.add(p.id()));
        }
        return found.stream().distinct().filter(ProcessId::isAlive).toList();
    }

    @Override
    public void close() {
        started.addAll(running());
        if (daemon().isPresent()) {
            look().path("missions").forEach(m -> ask("mission.stop", Map.of("mission", m.path("id").asText())));
            mc("daemon", "stop");
        }
        Exec.of("tmux", "-L", socket, "kill-server").withOnly(env()).run();
        started.addAll(running());
        model.close();
        List<ProcessId> left = started.stream().distinct().filter(p -> !p.awaitEnd(Duration.ofSeconds(5))).toList();
        List<String> names = left.stream().map(p -> p.pid() + " " + ProcessHandle.of(p.pid()).flatMap(h -> h.info().commandLine()).orElse("?")).toList();
        EndProcesses.end(left, Duration.ofSeconds(1));
        removeSocket();
        assertThat(names).as("left running").isEmpty();
    }

    /** tmux leaves its socket behind. */
    private void removeSocket() {
        try (Stream<Path> servers = Files.list(Path.of("/tmp"))) {
            for (Path server : servers.filter(p -> p.getFileName().toString().startsWith("tmux-")).toList()) {
                Files.deleteIfExists(server.resolve(socket));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
