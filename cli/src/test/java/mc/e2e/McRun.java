package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import mc.Home;
import mc.cli.App;
import mc.cli.Cli;
import mc.process.EndProcesses;
import mc.process.Exec;
import mc.process.ProcessId;
import mc.testing.TestRepo;
import mc.text.Json;

/**
 * A user of mc with a HOME, an MC_HOME and a tmux server of their own, and no other environment than what is here. Commands are run
 * as that user types them: each is a process. Closing it ends everything and fails if anything outlives its daemon and its tmux
 * server: every process started from here has the root in its environment, by which it is found.
 */
public final class McRun implements AutoCloseable {

    /** When something counts as hung; fifty JVMs that start at once on one slow processor are not. */
    static final Duration PATIENCE = Duration.ofMinutes(3);
    /** A look is a call of mc, which costs the processor something. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(150);

    private final Path root;
    private final Path launcher;
    private final Map<String, String> env = new TreeMap<>();
    private int files;

    public McRun() {
        this("mc home");
    }

    /** @param mcHome the name of MC_HOME's directory */
    public McRun(String mcHome) {
        try {
            root = Files.createTempDirectory(Path.of("/tmp"), "mcr").toRealPath();
            Files.createDirectories(root.resolve("home"));
            launcher = executable("mc", Product.current().launcherScript());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        env.putAll(Map.of("HOME", root.resolve("home").toString(), "MC_HOME", root.resolve(mcHome).toString(), "MC_TMUX_SOCKET", "mc-test-" + UUID.randomUUID().toString().substring(0, 8),
                "PATH", "/usr/local/bin:/usr/bin:/bin", "TERM", "xterm-256color", "LANG", "C.UTF-8"));
        env.putAll(TestRepo.isolation(root.resolve("home")));
    }

    Path root() {
        return root;
    }

    Path launcher() {
        return launcher;
    }

    Home home() {
        return Home.of(env);
    }

    String socket() {
        return env.get("MC_TMUX_SOCKET");
    }

    Map<String, String> env() {
        return Map.copyOf(env);
    }

    /** A repository with one commit; git as its user types it runs apart from this machine's configuration. */
    TestRepo project(String name) {
        return TestRepo.create(root, name);
    }

    /** A file with this text under a new name that ends like {@code name}. */
    Path file(String name, String text) {
        try {
            Path file = Files.createDirectories(root.resolve("files").resolve(String.valueOf(++files))).resolve(name);
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path executable(String name, String text) {
        return makeExecutable(file(name, text));
    }

    static Path makeExecutable(Path file) {
        try {
            return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a command printed and how it ended. */
    record Run(List<String> words, int code, String out, String err) {

        /** Fails the test unless it ended with this exit code. */
        Run exits(int expected) {
            assertThat(code).as("mc %s%n%s%n%s", String.join(" ", words), out, err).isEqualTo(expected);
            return this;
        }

        JsonNode json() {
            return Json.parse(out);
        }

        /** Everything a user sees. */
        String all() {
            return out + err;
        }
    }

    /** One command that is about to be typed. Immutable. */
    record Call(List<String> words, Path directory, Map<String, String> env, String input, Duration limit) {

        Call with(String name, String value) {
            Map<String, String> changed = new TreeMap<>(env);
            changed.put(name, value);
            return new Call(words, directory, changed, input, limit);
        }

        Call with(Map<String, String> more) {
            Map<String, String> changed = new TreeMap<>(env);
            changed.putAll(more);
            return new Call(words, directory, changed, input, limit);
        }

        Call without(String... names) {
            Map<String, String> changed = new TreeMap<>(env);
            changed.keySet().removeAll(List.of(names));
            return new Call(words, directory, changed, input, limit);
        }

        Call in(Path dir) {
            return new Call(words, dir, env, input, limit);
        }

        /** What is typed on its standard input, at a terminal. */
        Call answered(String text) {
            return new Call(words, directory, env, text, limit).with("MC_TERMINAL", "true");
        }

        Call input(String text) {
            return new Call(words, directory, env, text, limit);
        }

        Run run() {
            Exec.Result result = Exec.of(words).in(directory).withOnly(env).input(input).timeout(limit).run();
            assertThat(result.timedOut()).as("mc hangs: %s%n%s%n%s", words, result.stdout(), result.stderr()).isFalse();
            return new Run(words.subList(1, words.size()), result.exitCode(), result.stdout(), result.stderr());
        }

        /** As {@link #run}, inside this JVM, which is quicker: for long tables of calls that are served by a daemon that runs. */
        Run here() {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            boolean isTerminal = "true".equals(env.get("MC_TERMINAL"));
            Cli cli = new Cli(new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8), new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), env, isTerminal);
            int code = new App(cli).run(words.subList(1, words.size()).toArray(String[]::new));
            return new Run(words.subList(1, words.size()), code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        }

        Process start() throws IOException {
            ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile()).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
            builder.environment().clear();
            builder.environment().putAll(env);
            return builder.start();
        }
    }

    Call call(String... args) {
        List<String> words = new ArrayList<>(List.of(launcher.toString()));
        words.addAll(List.of(args));
        return new Call(List.copyOf(words), root, Map.copyOf(env), "", PATIENCE);
    }

    Run run(String... args) {
        return call(args).run();
    }

    /** As {@link #run}, for a command that must end well. */
    Run ok(String... args) {
        return run(args).exits(0);
    }

    /** {@code mc orchestrate} with the demo agent, this script and these further arguments. */
    Call orchestrate(TestRepo project, Path spec, String script, String... more) {
        List<String> args = new ArrayList<>(List.of("orchestrate", "--project", project.dir().toString(), "--spec", spec.toString(), "--agent", "demo"));
        args.addAll(List.of(more));
        return call(args.toArray(String[]::new)).with("MC_DEMO_SCRIPT", file("demo.script", script).toString());
    }

    Path spec() {
        return file("spec.md", "# A counter\n\n## Requirements\n- Count the visits of a page\n- Show the count\n");
    }

    /** {@code mc status --json}, of the only mission or of one. */
    JsonNode mission(String... selection) {
        List<String> args = new ArrayList<>(List.of("status", "--json"));
        args.addAll(List.of(selection));
        JsonNode missions = call(args.toArray(String[]::new)).here().exits(0).json().path("missions");
        assertThat(missions).hasSize(1);
        return missions.get(0);
    }

    JsonNode agent(String role, String... selection) {
        return agent(mission(selection), role);
    }

    static JsonNode agent(JsonNode mission, String role) {
        return StreamSupport.stream(mission.path("agents").spliterator(), false).filter(a -> a.path("role").asText().equals(role)).findFirst().orElseThrow(() -> new AssertionError("no " + role + " in " + mission));
    }

    /** A call as the agent with this id makes it. */
    Call callAs(String agent, String... words) {
        try {
            return call(words).with("MC_TOKEN", Json.parse(Files.readString(home().launch().resolve(agent).resolve("identity.json"))).path("token").asText());
        } catch (IOException e) {
            throw new AssertionError("no identity of " + agent, e);
        }
    }

    static void until(String what, Callable<Boolean> condition) {
        await(what).pollDelay(Duration.ZERO).pollInterval(LOOK_EVERY).atMost(PATIENCE).until(condition);
    }

    /** The events of a kind so far, oldest first. */
    List<JsonNode> events(String kind) {
        return call("events", "--json", "-n", "1000000").here().exits(0).out().lines().map(Json::parse).filter(e -> e.path("kind").asText().equals(kind)).toList();
    }

    /** tmux on this user's server, whatever the exit code. */
    Exec.Result tmux(String... args) {
        List<String> argv = new ArrayList<>(List.of("tmux", "-L", socket()));
        argv.addAll(List.of(args));
        return Exec.of(argv).withOnly(env).run();
    }

    /** The process of the daemon of this home, if one runs. */
    Optional<ProcessId> daemon() {
        try {
            Path file = home().run().resolve("mcd.pid");
            return Files.exists(file) ? ProcessId.of(Long.parseLong(Files.readString(file).strip())).filter(p -> commandLine(p.pid()).contains("mc.daemon.DaemonMain")) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the daemon as a power cut would. */
    void killDaemon() {
        ProcessId daemon = daemon().orElseThrow(() -> new AssertionError("no daemon runs"));
        daemon.kill();
        assertThat(daemon.awaitEnd(PATIENCE)).isTrue();
    }

    /** A process's arguments, a space between them; empty when it has gone. */
    static String commandLine(long pid) {
        try {
            return new String(Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline")), StandardCharsets.UTF_8).replace('\0', ' ');
        } catch (IOException e) {
            return "";
        }
    }

    /** Every process started from here that lives. */
    List<ProcessId> processes() {
        byte[] mark = root.toString().getBytes(StandardCharsets.UTF_8);
        List<ProcessId> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : all) {
                if (holds(process.resolve("environ"), mark)) {
                    ProcessId.of(Long.parseLong(process.getFileName().toString())).ifPresent(found::add);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    /** The demo agents that live. A child that one of them is just starting has its command line for a moment, and is none. */
    List<ProcessId> agents() {
        return processes().stream().filter(p -> isAgent(p.pid()) && ProcessHandle.of(p.pid()).flatMap(ProcessHandle::parent).filter(parent -> isAgent(parent.pid())).isEmpty()).toList();
    }

    private static boolean isAgent(long pid) {
        return commandLine(pid).contains("mc.demo.DemoAgent");
    }

    private static boolean holds(Path file, byte[] mark) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(new String(mark, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return false; // ended meanwhile, or not ours
        }
    }

    @Override
    public void close() {
        daemon().ifPresent(daemon -> EndProcesses.end(List.of(daemon), Duration.ofSeconds(5)));
        tmux("kill-server");
        List<ProcessId> left = processes().stream().filter(p -> !p.awaitEnd(Duration.ofSeconds(5))).toList();
        List<String> described = left.stream().map(p -> p + " " + commandLine(p.pid())).toList();
        EndProcesses.end(left, Duration.ofMillis(200));
        remove(root);
        remove(socketFile()); // tmux leaves it behind
        assertThat(described).as("processes that outlive the daemon and the tmux server").isEmpty();
    }

    private Path socketFile() {
        try {
            return Path.of("/tmp", "tmux-" + Files.getAttribute(Path.of("/proc/self"), "unix:uid"), socket());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path path) {
        try (Stream<Path> files = Files.exists(path) ? Files.walk(path) : Stream.empty()) {
            files.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
