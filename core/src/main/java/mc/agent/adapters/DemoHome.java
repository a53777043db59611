package mc.agent.adapters;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mc.Failure;
import mc.Home;

/**
 * Where demo agents keep their files: {@code MC_DEMO_HOME}, by default {@code ~/.mc-demo-agent}. Laid out as Claude Code's own
 * directory: {@code projects/FOLDER/CONVERSATION.jsonl} and {@code sessions/PID.json}. Immutable and thread-safe.
 */
public record DemoHome(Path root) {

    /** The home these variables name; throws {@link Failure} when they name none. */
    public static DemoHome of(Map<String, String> env) {
        String named = env.getOrDefault("MC_DEMO_HOME", "");
        if (!named.isBlank()) {
            return new DemoHome(Path.of(named).toAbsolutePath());
        }
        String home = env.getOrDefault("HOME", "");
        if (home.isBlank()) {
            throw Failure.missing("Neither MC_DEMO_HOME nor HOME is set, so the demo agent does not know where to keep its files.", "export HOME=/path/to/your/home");
        }
        return new DemoHome(Path.of(home, ".mc-demo-agent").toAbsolutePath());
    }

    /** The transcript of a conversation that was begun in the folder {@code cwd}. */
    public Path transcript(Path cwd, String conversation) {
        StringBuilder folder = new StringBuilder();
        cwd.toString().codePoints().forEach(c -> folder.append(c < 128 && Character.isLetterOrDigit(c) ? (char) c : '-'));
        if (folder.length() > 200) { // a file name ends at 255 bytes
            folder.replace(192, folder.length(), Integer.toHexString(cwd.toString().hashCode()));
        }
        return root.resolve("projects").resolve(folder.toString()).resolve(conversation + ".jsonl");
    }

    /** What the running program with this pid says about itself. */
    public Path session(long pid) {
        return root.resolve("sessions").resolve(pid + ".json");
    }

    /** Creates the directories these files lie in, readable by the user alone. */
    public void createDirectories(Path transcript) {
        Home.privateDirectory(root);
        Home.privateDirectory(root.resolve("sessions"));
        Home.privateDirectory(transcript.getParent());
    }

    /** Whether the user has said that the folder, or the repository it belongs to, is trusted. */
    public boolean trusts(Path folder) throws IOException {
        Path file = trusted();
        return Files.exists(file) && Files.readAllLines(file).contains(trustLine(folder));
    }

    /** Records the user's yes. A line is appended, so that two programs at once lose nothing. */
    public void trust(Path folder) throws IOException {
        Home.privateDirectory(root);
        if (!trusts(folder)) {
            if (!Files.exists(trusted())) {
                createPrivately(trusted());
            }
            Files.write(trusted(), List.of(trustLine(folder)), StandardOpenOption.APPEND);
        }
    }

    private static void createPrivately(Path file) throws IOException {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            // another program was faster
        }
    }

    /** The file of trusted folders, one a line, percent-encoded because a path may hold a line break. */
    public Path trusted() {
        return root.resolve("trusted");
    }

    private static String trustLine(Path folder) {
        return URLEncoder.encode(trustKey(folder).toString(), StandardCharsets.UTF_8);
    }

    /** Trust is given to a repository's main checkout and covers its worktrees, as with Claude; elsewhere to the folder itself. */
    static Path trustKey(Path folder) {
        Path here = folder.toAbsolutePath().normalize();
        for (Path dir = here; dir != null; dir = dir.getParent()) {
            Path git = dir.resolve(".git");
            if (Files.isDirectory(git)) {
                return dir;
            }
            if (Files.isRegularFile(git)) {
                return mainCheckout(git).orElse(dir);
            }
        }
        return here;
    }

    private static Optional<Path> mainCheckout(Path gitFile) {
        try {
            Path worktree = gitFile.resolveSibling(Files.readString(gitFile).replaceFirst("^gitdir: ", "").stripTrailing());
            Path common = worktree.resolve(Files.readString(worktree.resolve("commondir")).stripTrailing()).normalize();
            return Optional.ofNullable(common.getParent());
        } catch (IOException e) {
            return Optional.empty(); // a submodule, or a worktree that is being removed: the folder stands for itself
        }
    }
}
