package mc.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import mc.process.EndProcesses;
import mc.process.ProcessId;
import mc.process.ProcessTree;
import mc.tmux.ServerState;
import mc.tmux.TmuxServer;
import mc.tmux.TmuxSettings;

/**
 * A real tmux server of a test's own: private socket in a throw-away HOME, clean environment. Closing it ends the server and
 * fails if anything that was started in it is left. MC_TEST_TMUX names another tmux program to test against.
 */
public final class TestTmux implements AutoCloseable {

    private final Path home;
    private final TmuxServer server;

    public TestTmux() {
        try {
            home = Files.createTempDirectory("mc-tmux").toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> env = new HashMap<>(Map.of("PATH", System.getenv("PATH"), "HOME", home.toString(), "LANG", "C.UTF-8", "TERM", "xterm-256color", "TMUX_TMPDIR", home.toString()));
        String program = System.getenv().getOrDefault("MC_TEST_TMUX", "tmux");
        server = new TmuxServer(TmuxSettings.of("mc-test-" + UUID.randomUUID().toString().substring(0, 8), env).withProgram(program));
    }

    public TmuxServer server() {
        return server;
    }

    public TmuxSettings settings() {
        return server.settings();
    }

    /** The HOME of everything in the server; removed at the end. */
    public Path home() {
        return home;
    }

    /** A directory below {@link #home()} with exactly this name. */
    public Path directory(String name) {
        try {
            return Files.createDirectories(home.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A pane's command: a shell script given as text. */
    public static List<String> sh(String script) {
        return List.of("/bin/sh", "-c", script);
    }

    @Override
    public void close() {
        server.close();
        List<ProcessId> started = new ArrayList<>();
        if (server.probe() instanceof ServerState.Running running) {
            ProcessId.of(running.pid()).ifPresent(p -> started.addAll(ProcessTree.descendants(p)));
            server.killServer();
        }
        if (ProcessTree.inside(home) instanceof ProcessTree.Inside.Known known) {
            known.processes().forEach(f -> started.add(f.id()));
        }
        Duration grace = Duration.ofSeconds(3); // tmux sends SIGHUP; give it time to work
        List<ProcessId> left = started.stream().distinct().filter(p -> !p.awaitEnd(grace)).toList();
        EndProcesses.end(left, Duration.ofMillis(200));
        ServerState state = server.probe();
        removeHome();
        if (!left.isEmpty() || !(state instanceof ServerState.NotRunning)) {
            throw new AssertionError("A test left processes behind: " + left + ", server: " + state);
        }
    }

    private void removeHome() {
        try (Stream<Path> files = Files.walk(home)) {
            files.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
