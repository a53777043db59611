package mc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * Where everything mc keeps lies: {@code MC_HOME}, by default {@code ~/.mc}. Paths only; nothing is created until
 * {@link #createDirectories()}. Immutable and thread-safe.
 */
public record Home(Path root) {

    /** What the kernels allow ({@code sun_path}): 103 bytes on macOS, 107 on Linux. */
    private static final int LONGEST_SOCKET = 103;
    private static final String ELSEWHERE = "Choose a directory you may write to: export MC_HOME=/path/to/it";

    public Home {
        root = root.toAbsolutePath().normalize();
    }

    /** The home named by {@code MC_HOME}, else {@code $HOME/.mc}. */
    public static Home of(Map<String, String> env) {
        String named = env.get("MC_HOME");
        if (named != null && !named.isBlank()) {
            return new Home(Path.of(named));
        }
        String home = env.get("HOME");
        if (home == null || home.isBlank()) {
            throw Failure.missing("Neither MC_HOME nor HOME is set, so mc does not know where to keep its files.", "export HOME=/path/to/your/home");
        }
        return new Home(Path.of(home, ".mc"));
    }

    public Path config() {
        return root.resolve("config.yaml");
    }

    public Path database() {
        return root.resolve("mc.db");
    }

    /** The user's own templates; each file found here replaces the shipped one of the same name. */
    public Path templates() {
        return root.resolve("templates");
    }

    public Path log() {
        return root.resolve("log");
    }

    /** Everything that only matters while the daemon runs. */
    public Path run() {
        return root.resolve("run");
    }

    /** The daemon's socket; a {@link Failure} of kind USAGE when this home is too long a path for one. */
    public Path socket() {
        Path socket = run().resolve("mc.sock");
        if (socket.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_SOCKET) {
            throw Failure.usage("MC_HOME is too long a path for a Unix socket: " + root, "Choose a path of at most 90 characters: export MC_HOME=/a/shorter/path");
        }
        return socket;
    }

    public Path spool() {
        return run().resolve("spool");
    }

    /** One launch script and its files per agent. */
    public Path launch() {
        return run().resolve("launch");
    }

    /** The newest input of an agent's status line. */
    public Path statusLine(String agent) {
        return statusLines().resolve(agent + ".json");
    }

    /** What each agent's program told its status line last, as AGENT.json. */
    public Path statusLines() {
        return run().resolve("status");
    }

    public Path registry() {
        return root.resolve("registry");
    }

    public Path logs() {
        return registry().resolve("logs");
    }

    /** The registry folder of one project; {@code project} is a name mc gave, made of {@code [A-Za-z0-9_-]}. */
    public Path project(String project) {
        return registry().resolve("projects").resolve(project);
    }

    /** Creates the directories, each readable by the user alone; none when the home cannot serve, see {@link #socket()}. */
    public void createDirectories() {
        socket();
        for (Path dir : new Path[] {root, log(), run(), spool(), launch(), statusLines(), registry(), logs(), registry().resolve("projects")}) {
            privateDirectory(dir);
        }
    }

    /** Creates a directory with mode 0700 (and its missing parents alike), or tightens the mode of an existing one; a {@link Failure} when it cannot. */
    public static void privateDirectory(Path dir) {
        try {
            Files.createDirectories(dir, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwx------"));
        } catch (FileAlreadyExistsException e) {
            throw Failure.failed("Cannot make the directory " + dir + ": " + e.getFile() + " is a file.", ELSEWHERE, e);
        } catch (IOException e) {
            throw Failure.failed("Cannot make the directory " + dir + ": " + (e instanceof AccessDeniedException ? "you may not write there." : e.getMessage()), ELSEWHERE, e);
        }
    }
}
