package mc.git;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mc.Failure;

/**
 * A throw-away private git directory for looking into a worktree: it has the worktree's files, HEAD and index and the repository's
 * objects, but a configuration of its own. Whatever an agent planted in the shared or the worktree's configuration (filters, monitors,
 * {@code core.worktree}, includes, extensions) or plants while we look is not read at all, so nothing of it can run. Only plain
 * settings on a list ({@link Settings#harmless}) and the filters of the user's own files are carried over. Used by one thread.
 */
final class Shadow implements AutoCloseable {

    /** Over every .gitattributes: content as it is on disk. "-working-tree-encoding" is an error to git, "!" is the way to unset it. */
    private static final String RAW_ATTRIBUTES = "* -text -ident !eol !filter !working-tree-encoding\n";

    private final Path dir;
    private final Worktree worktree;
    private final Git plain;
    private final Git git;

    private Shadow(Path dir, Worktree worktree, Git plain, Git git) {
        this.dir = dir;
        this.worktree = worktree;
        this.plain = plain;
        this.git = git;
    }

    static Shadow of(Repository repository, Worktree worktree) {
        Settings settings = Settings.of(repository);
        try {
            Path dir = Files.createTempDirectory("mc-git-").toRealPath();
            try {
                fill(dir, repository, worktree, settings);
            } catch (IOException | RuntimeException e) {
                Trees.delete(dir);
                throw e;
            }
            Map<String, String> env = new HashMap<>(Map.of(
                    "GIT_DIR", dir.toString(),
                    "GIT_WORK_TREE", worktree.path().toString(),
                    "GIT_INDEX_FILE", worktree.adminDir().resolve("index").toString(),
                    "GIT_OBJECT_DIRECTORY", repository.commonDir().resolve("objects").toString(),
                    "GIT_CONFIG_GLOBAL", "/dev/null",
                    "GIT_CONFIG_NOSYSTEM", "1",
                    "GIT_ATTR_NOSYSTEM", "1"));
            Git plain = repository.git().in(worktree.path()).timeout(Worktrees.CHECKOUT).with(env)
                    .set("core.untrackedCache=false", "core.sparseCheckout=true", "diff.ignoreSubmodules=dirty", "core.fsync=committed,reference", "core.fsyncMethod=batch");
            return new Shadow(dir, worktree, plain.with(carried(settings.harmless())), plain.with(carried(both(settings))));
        } catch (NoSuchFileException e) {
            throw Failure.failed("The worktree " + Git.shown(worktree.path().toString()) + " changed while mc looked at it: " + e.getMessage(), "Try again.", e);
        } catch (IOException e) {
            throw Failure.failed("Cannot look into the worktree " + Git.shown(worktree.path().toString()) + ": " + e, "Is the disk full?", e);
        }
    }

    /** Sees the worktree as the user's git does, the user's filters included. For reading: the index is the worktree's own. */
    Git git() {
        return git;
    }

    /**
     * As {@link #git()}, on a copy of the index that may be written. The copy keeps its time: git tells by it which entries are
     * too young to trust, and with a younger index a file changed in the same second would pass for unchanged.
     */
    Git onCopiedIndex() {
        copyIndex();
        return git.with(Map.of("GIT_INDEX_FILE", dir.resolve("index").toString()));
    }

    /** From now on content is taken and given as it is, byte by byte, whatever attributes say; on the copied index. */
    Git raw() {
        try {
            Files.writeString(dir.resolve("info/attributes"), RAW_ATTRIBUTES);
        } catch (IOException e) {
            throw Failure.failed("Cannot write " + dir + ": " + e, "Is the disk full?", e);
        }
        return plain.with(Map.of("GIT_INDEX_FILE", dir.resolve("index").toString()));
    }

    /** A file of its own in the private directory. */
    Path scratch(String name) {
        return dir.resolve(name);
    }

    @Override
    public void close() {
        try {
            Trees.delete(dir);
        } catch (IOException e) {
            throw Failure.failed("Cannot delete the temporary directory " + dir + ": " + e, "rm -r " + Shell.quote(dir), e);
        }
    }

    private void copyIndex() {
        Path index = worktree.adminDir().resolve("index");
        try {
            if (Files.exists(index)) {
                Files.copy(index, dir.resolve("index"), StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw Failure.failed("Cannot copy " + Git.shown(index.toString()) + ": " + e, "Is the disk full?", e);
        }
    }

    private static void fill(Path dir, Repository repository, Worktree worktree, Settings settings) throws IOException {
        Files.createDirectories(dir.resolve("refs"));
        Files.createDirectories(dir.resolve("objects"));
        Files.createDirectories(dir.resolve("info"));
        Files.writeString(dir.resolve("HEAD"), worktree.commit().orElse("ref: refs/heads/none") + "\n");
        boolean sha256 = settings.value("extensions.objectformat", "sha1").equals("sha256");
        String shared = settings.value("core.sharedrepository", "false");
        Files.writeString(dir.resolve("config"), "[core]\n\trepositoryformatversion = 1\n\tbare = false\n"
                + (shared.matches("[a-z0-9]{1,10}") ? "\tsharedRepository = " + shared + "\n" : "")
                + (sha256 ? "[extensions]\n\tobjectFormat = sha256\n" : ""));
        copyIfFile(repository.commonDir().resolve("info/exclude"), dir.resolve("info/exclude"));
        copyIfFile(repository.commonDir().resolve("info/attributes"), dir.resolve("info/attributes"));
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(worktree.adminDir(), "sharedindex.*")) {
            for (Path part : parts) { // the other half of a split index
                Files.createSymbolicLink(dir.resolve(part.getFileName()), part);
            }
        }
    }

    private static void copyIfFile(Path from, Path to) throws IOException {
        if (Files.isRegularFile(from, LinkOption.NOFOLLOW_LINKS)) {
            Files.copy(from, to);
        }
    }

    private static List<Settings.Setting> both(Settings settings) {
        List<Settings.Setting> all = new ArrayList<>(settings.harmless());
        all.addAll(settings.usersFilters());
        return all;
    }

    /** Settings by environment: no quoting, and filter commands do not show in argv. */
    private static Map<String, String> carried(List<Settings.Setting> settings) {
        Map<String, String> env = new HashMap<>(Map.of("GIT_CONFIG_COUNT", String.valueOf(settings.size())));
        for (int i = 0; i < settings.size(); i++) {
            env.put("GIT_CONFIG_KEY_" + i, settings.get(i).key());
            env.put("GIT_CONFIG_VALUE_" + i, settings.get(i).value());
        }
        return env;
    }
}
