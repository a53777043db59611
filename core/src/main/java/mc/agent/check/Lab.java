package mc.agent.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mc.Failure;
import mc.Home;
import mc.process.EndProcesses;
import mc.process.Exec;
import mc.process.ProcessId;
import mc.process.ProcessTree;
import mc.text.SafeFiles;
import mc.text.Templates;
import mc.tmux.ServerState;
import mc.tmux.TmuxServer;
import mc.tmux.TmuxSettings;

/**
 * A place where a program can be tried without touching anything of the user's: an empty HOME, a repository, a model on the loopback
 * interface and a tmux server, all of their own. Proxy variables lead nowhere, so that a program that heeds them reaches nothing
 * else. Closing it, or the end of this JVM, ends everything in it and removes it. Used by one thread.
 */
final class Lab implements AutoCloseable {

    /** The id of the agent that plays in it. */
    static final String AGENT = "check";

    private final Path root;
    private final String path;
    private final Duration patience;
    private final ModelServer model;
    private final TmuxServer tmux;
    private final Thread atExit = new Thread(this::clear, "lab");

    /**
     * @param templates where mc's hook and status line come from
     * @param userPath the user's PATH: a program may need others to run
     * @param patience how long each thing that is waited for may take
     */
    Lab(Templates templates, String userPath, Duration patience) {
        try {
            this.root = Files.createTempDirectory("mc-check").toRealPath(); // 0700; short enough for a socket's path
            this.path = userPath;
            this.patience = patience;
            for (Path directory : List.of(home(), repository(), spool(), launch(), statusLine().getParent())) {
                Home.privateDirectory(directory);
            }
            SafeFiles.writeScript(hook(), templates.required("hook/mc-hook"));
            SafeFiles.writeScript(hook().resolveSibling("mc-status"), templates.required("hook/mc-status"));
        } catch (IOException e) {
            throw Failure.failed("Cannot make a place to try the program in: " + e.getMessage(), "Free space in the directory for temporary files, or name another: export TMPDIR=/path/to/it", e);
        }
        Map<String, String> server = new HashMap<>(Map.of("PATH", path, "HOME", home().toString(), "LANG", "C.UTF-8", "TERM", "xterm-256color", "TMUX_TMPDIR", root.toString()));
        tmux = new TmuxServer(TmuxSettings.of("mc-check", server));
        model = ModelServer.start();
        Runtime.getRuntime().addShutdownHook(atExit);
        git("init", "-q");
        git("-c", "user.name=mc", "-c", "user.email=mc@localhost", "commit", "-q", "--allow-empty", "-m", "Begin");
    }

    Path home() {
        return root.resolve("home");
    }

    /** The program's working directory: the top of a repository with one commit. */
    Path repository() {
        return root.resolve("repository");
    }

    Path spool() {
        return root.resolve("spool");
    }

    Path launch() {
        return root.resolve("launch");
    }

    Path hook() {
        return root.resolve("mc-hook");
    }

    /** Where the status line's input lands. */
    Path statusLine() {
        return root.resolve("status").resolve(AGENT + ".json");
    }

    ModelServer model() {
        return model;
    }

    TmuxServer tmux() {
        return tmux;
    }

    Duration patience() {
        return patience;
    }

    /** The whole environment of a program in here, but for what its kind needs. */
    Map<String, String> env() {
        String nowhere = "http://127.0.0.1:9"; // the port of "discard", where nothing listens
        Map<String, String> env = new HashMap<>(Map.of("HOME", home().toString(), "PATH", path, "LANG", "C.UTF-8", "MC_SPOOL", spool().toString(), "MC_STATUS", statusLine().getParent().toString(), "MC_AGENT", AGENT));
        for (String proxy : List.of("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")) {
            env.put(proxy, nowhere);
        }
        env.putAll(Map.of("NO_PROXY", "127.0.0.1,localhost", "no_proxy", "127.0.0.1,localhost"));
        return env;
    }

    private void git(String... arguments) {
        Exec.Result result = Exec.of(Stream.concat(Stream.of("git", "-C", repository().toString()), Stream.of(arguments)).toList())
                .withOnly(Map.of("PATH", path, "HOME", home().toString(), "GIT_CONFIG_NOSYSTEM", "1")).run();
        if (!result.ok()) {
            close();
            throw Failure.failed("git cannot make a repository to try the program in: " + result.stderr().strip(), "mc doctor");
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        clear();
    }

    private void clear() {
        model.close();
        tmux.close();
        if (tmux.probe() instanceof ServerState.Running running) {
            List<ProcessId> started = ProcessId.of(running.pid()).map(ProcessTree::descendants).map(List::copyOf).orElse(List.of());
            tmux.killServer();
            EndProcesses.end(started.stream().filter(ProcessId::isAlive).toList(), Duration.ofSeconds(2));
        }
        EndProcesses.end(ProcessTree.withEnvironment(List.of("MC_SPOOL=" + spool())).stream().filter(ProcessId::isAlive).toList(), Duration.ofSeconds(1));
        try (Stream<Path> files = Files.walk(root)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // what cannot be removed lies in the directory for temporary files, which the system clears
        }
    }
}
