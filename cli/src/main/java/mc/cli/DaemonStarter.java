package mc.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import mc.Failure;
import mc.Home;
import mc.process.OwnJvm;
import mc.upkeep.DaemonLock;

/**
 * Starts the daemon, detached from the terminal: it must outlive the command, its Ctrl-C and the log-out. Of several commands at once
 * one starts it while the others wait, and all are connected to it. A machine may be slow: there is no limit to the start as long as a
 * process works on it, but for a last one.
 */
final class DaemonStarter {

    private static final Duration LAST_RESORT = Duration.ofMinutes(5);
    private static final Duration WORTH_A_WORD = Duration.ofSeconds(5);
    private static final long SHORTEST_PAUSE_MS = 15;
    private static final long LONGEST_PAUSE_MS = 120;

    private DaemonStarter() {}

    static ApiClient start(Cli cli, Supplier<Optional<ApiClient>> connection) {
        Home home = cli.home();
        home.createDirectories();
        Path startLog = home.log().resolve("mcd-start.log");
        Waiting waiting = new Waiting(cli, "The daemon is still starting; waiting for it. Its log: mc daemon logs");
        Process process = null;
        try (Turn turn = new Turn(home)) {
            while (waiting.goesOn()) {
                Optional<ApiClient> client = connection.get();
                if (client.isPresent()) {
                    return client.get();
                }
                boolean isOnItsWay = !turn.isOurs() || process != null && process.isAlive() || DaemonLock.isHeld(home);
                if (isOnItsWay) {
                    continue;
                }
                if (process != null && process.exitValue() != 0) {
                    throw ended(process.exitValue(), home, startLog);
                }
                process = spawn(home, cli.env(), startLog); // anew when it gave way to another, which has ended since
            }
        } catch (IOException e) {
            throw lockFailed(e);
        }
        throw Failure.failed("The daemon has not answered for " + LAST_RESORT.toMinutes() + " minutes:\n" + tail(startLog), "Look into " + home.log().resolve("mcd.log") + ", or run it in the foreground: mc daemon run");
    }

    /** What the daemon foresaw it has said itself, with the remedy, and its exit code tells the kind. */
    private static Failure ended(int code, Home home, Path startLog) {
        return Arrays.stream(Failure.Kind.values()).filter(kind -> kind.exitCode() == code && kind != Failure.Kind.BUG).findFirst()
                .map(kind -> Failure.of(kind, "The daemon did not start:\n" + tail(startLog), ""))
                .orElseGet(() -> Failure.failed("The daemon did not start (exit code " + code + "):\n" + tail(startLog), "More is in " + home.log().resolve("mcd.log") + "; mc doctor looks for the cause."));
    }

    private static Process spawn(Home home, Map<String, String> env, Path log) {
        List<String> command = new ArrayList<>(detacher());
        command.addAll(daemonCommand());
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.root().toFile()).redirectInput(new File("/dev/null")).redirectOutput(log.toFile()).redirectErrorStream(true);
        Map<String, String> inherited = builder.environment();
        inherited.clear();
        DaemonEnvironment.of(env).forEach(inherited::put);
        inherited.put("MC_HOME", home.root().toString());
        try {
            makePrivate(log);
            return builder.start();
        } catch (IOException e) {
            throw Failure.failed("Cannot start the daemon: " + e.getMessage(), "mc doctor looks for the cause.", e);
        }
    }

    /** The daemon's last words may quote what is in its files. */
    private static void makePrivate(Path log) throws IOException {
        if (Files.notExists(log)) {
            Files.createFile(log, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rw-------"));
    }

    /** A session of its own where the system has {@code setsid}; signals of the terminal are ignored in any case. */
    private static List<String> detacher() {
        List<String> ignoreSignals = List.of("/bin/sh", "-c", "trap '' INT HUP QUIT; umask 077; exec \"$@\"", "mcd");
        for (String setsid : List.of("/usr/bin/setsid", "/bin/setsid")) {
            if (Files.isExecutable(Path.of(setsid))) {
                List<String> both = new ArrayList<>(ignoreSignals);
                both.add(setsid);
                return both;
            }
        }
        return ignoreSignals;
    }

    /** The command that runs the daemon with this program's JVM and class path. */
    static List<String> daemonCommand() {
        List<String> options = new ArrayList<>(List.of("-Xss512k", "-Xms8m", "-Xmx96m", "-XX:MinHeapFreeRatio=10", "-XX:MaxHeapFreeRatio=20"));
        for (String property : List.of("mc.launcher", "mc.dist", OwnJvm.ARCHIVE)) {
            if (System.getProperty(property) != null) {
                options.add("-D" + property + "=" + System.getProperty(property));
            }
        }
        return OwnJvm.command("daemon", options, "mc.daemon.DaemonMain");
    }

    /** Waits until no daemon holds the home's lock. */
    static void awaitEnd(Cli cli) {
        Waiting waiting = new Waiting(cli, "The daemon has not ended yet; waiting for it. Its log: mc daemon logs");
        try {
            while (DaemonLock.isHeld(cli.home())) {
                if (!waiting.goesOn()) {
                    throw Failure.failed("The daemon was asked to end and has not for " + LAST_RESORT.toMinutes() + " minutes.", "Its process id is in " + cli.home().run().resolve("mcd.pid") + "; the log: mc daemon logs");
                }
            }
        } catch (IOException e) {
            throw lockFailed(e);
        }
    }

    private static Failure lockFailed(IOException e) {
        return Failure.failed("Cannot ask for the daemon's lock: " + e.getMessage(), "mc doctor looks for the cause.", e);
    }

    /** The turn to start the daemon, asked for until this command has it. */
    private static final class Turn implements AutoCloseable {

        private final Home home;
        private Optional<DaemonLock> lock = Optional.empty();

        Turn(Home home) {
            this.home = home;
        }

        boolean isOurs() throws IOException {
            if (lock.isEmpty()) {
                lock = DaemonLock.tryTurnToStart(home);
            }
            return lock.isPresent();
        }

        @Override
        public void close() throws IOException {
            if (lock.isPresent()) {
                lock.get().close();
            }
        }
    }

    private static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
        } catch (IOException e) {
            return "(it left no output)";
        }
    }

    /** Looks again and again, less often the longer it lasts; says once that it takes long, and gives up in the end. */
    private static final class Waiting {

        private final Cli cli;
        private final String word;
        private final long begun = System.nanoTime();
        private long pauseMs;
        private boolean isSaid;

        Waiting(Cli cli, String word) {
            this.cli = cli;
            this.word = word;
        }

        /** Pauses, except at first; false when there is no point in waiting longer. */
        boolean goesOn() {
            try {
                Thread.sleep(pauseMs);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Failure.failed("Interrupted while waiting for the daemon.", "");
            }
            pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs + SHORTEST_PAUSE_MS);
            Duration lasts = Duration.ofNanos(System.nanoTime() - begun);
            if (!isSaid && lasts.compareTo(WORTH_A_WORD) > 0) {
                cli.err().println(word);
                isSaid = true;
            }
            return lasts.compareTo(LAST_RESORT) < 0;
        }
    }
}
