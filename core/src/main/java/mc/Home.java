package mc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * Where everything mc keeps lies: {@code MC_HOME}, by default {@code ~/.mc}. Paths only; nothing is created until
 * {@link #createDirectories()}. Immutable and thread-safe.
 */
public record Home(Path root) {

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

    public Path socket() {
        return run().resolve("mc.sock");
    }

    public Path spool() {
        return run().resolve("spool");
    }

    /** One launch script and its files per agent. */
    public Path launch() {
        return run().resolve("launch");
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

    /** Creates the directories, each readable by the user alone. */
    public void createDirectories() {
        for (Path dir : new Path[] {root, log(), run(), spool(), launch(), registry(), logs(), registry().resolve("projects")}) {
            privateDirectory(dir);
        }
    }

    /** Creates a directory with mode 0700 (and its missing parents alike), or tightens the mode of an existing one. */
    public static void privateDirectory(Path dir) {
        try {
            Files.createDirectories(dir, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create the directory " + dir, e);
        }
    }
}
