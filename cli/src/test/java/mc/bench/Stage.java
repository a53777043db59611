package mc.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import mc.Home;
import mc.cli.ApiClient;
import mc.process.EndProcesses;
import mc.process.Exec;
import mc.process.ProcessId;
import mc.process.ProcessTree;

/**
 * A place of its own for a measurement: fresh HOME and MC_HOME, a tmux server of its own, a daemon if one is started. Closing it ends
 * everything that was started in it and removes it. Not thread-safe.
 */
final class Stage implements AutoCloseable {

    static final Path ROOT = Path.of(System.getProperty("bench.root"));

    private final Path place;
    private final Map<String, String> env = new TreeMap<>();
    private final String socket = "mc-bench-" + UUID.randomUUID().toString().substring(0, 8);

    Stage() throws IOException {
        place = Files.createTempDirectory("mcb").toRealPath();
        env.putAll(Map.of("PATH", System.getenv("PATH"), "HOME", Files.createDirectory(place.resolve("home")).toString(), "LANG", "C.UTF-8", "TERM", "xterm-256color"));
        env.putAll(Map.of("MC_HOME", place.resolve("mc").toString(), "MC_TMUX_SOCKET", socket));
        for (String author : List.of("AUTHOR", "COMMITTER")) {
            env.putAll(Map.of("GIT_" + author + "_NAME", "bench", "GIT_" + author + "_EMAIL", "bench@example.invalid"));
        }
        for (String name : List.of("MC_JAVA_HOME", "MC_JVM_DIRS", "JAVA_HOME")) {
            if (System.getenv(name) != null) {
                env.put(name, System.getenv(name));
            }
        }
    }

    Stage with(String name, String value) {
        env.put(name, value);
        return this;
    }

    /** A demo script for every agent that is started from now on. */
    Stage script(String text) throws IOException {
        return with("MC_DEMO_SCRIPT", write("demo.script", text).toString());
    }

    Path place() {
        return place;
    }

    Home home() {
        return new Home(place.resolve("mc"));
    }

    Map<String, String> env() {
        return env;
    }

    Path write(String name, String text) throws IOException {
        return Files.writeString(place.resolve(name), text);
    }

    /** Runs {@code scripts/mc}, as a user does. */
    Run mc(String... args) throws IOException, InterruptedException {
        List<String> argv = new ArrayList<>(List.of(ROOT.resolve("scripts/mc").toString()));
        argv.addAll(List.of(args));
        return run(argv);
    }

    Run run(List<String> argv) throws IOException, InterruptedException {
        return Run.of(argv, env, null, place.resolve("output"));
    }

    ApiClient api() throws IOException {
        return ApiClient.open(home(), Map.of()).orElseThrow(() -> new IOException("no daemon runs in " + place));
    }

    long daemon() throws IOException {
        return Long.parseLong(Files.readString(home().run().resolve("mcd.pid")).strip());
    }

    /** A repository with one commit. */
    Path repository(String name) throws IOException {
        Path repository = Files.createDirectory(place.resolve(name));
        Files.writeString(repository.resolve("README.md"), "A small web shop.\n");
        git(repository, "init", "-q", "-b", "main");
        git(repository, "add", "-A");
        git(repository, "commit", "-q", "-m", "Begin");
        return repository;
    }

    void git(Path directory, String... args) throws IOException {
        List<String> argv = new ArrayList<>(List.of("git", "-C", directory.toString()));
        argv.addAll(List.of(args));
        Exec.Result result = Exec.of(argv).withOnly(env).run();
        if (!result.ok()) {
            throw new IOException(argv + ": " + result.stderr());
        }
    }

    List<String> tmux(String... args) {
        List<String> argv = new ArrayList<>(List.of("tmux", "-L", socket));
        argv.addAll(List.of(args));
        return argv;
    }

    @Override
    public void close() throws IOException {
        if (Files.exists(home().run().resolve("mcd.pid"))) {
            ProcessId.of(daemon()).ifPresent(daemon -> EndProcesses.end(List.of(daemon), Duration.ofSeconds(5)));
        }
        Exec.Result socketFile = Exec.of(tmux("display-message", "-p", "#{socket_path}")).withOnly(env).run(); // an error says that none ran
        Exec.of(tmux("kill-server")).withOnly(env).run();
        if (socketFile.ok()) {
            Files.deleteIfExists(Path.of(socketFile.stdout().strip())); // tmux 3.3a leaves it
        }
        List<ProcessId> left = ProcessTree.inside(place) instanceof ProcessTree.Inside.Known known ? known.processes().stream().map(ProcessTree.Found::id).toList() : List.of();
        EndProcesses.end(left, Duration.ofSeconds(3));
        try (Stream<Path> files = Files.walk(place)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
    }
}
