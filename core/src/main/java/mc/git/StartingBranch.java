package mc.git;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import mc.Failure;
import mc.text.SafeFiles;

/**
 * The branch a mission started on, kept as a bare name in {@code STARTING_BRANCH} of the common git directory, where every worktree
 * finds it. Agents can write there too, so what is read is a claim to compare with mc's own record. Stateless.
 */
public final class StartingBranch {

    private static final String SENTENCE = "Project started on branch: ";
    private static final int LONGEST = 4096;

    private StartingBranch() {}

    /** Records the repository's branch; with a detached HEAD there is none, and an older record goes. */
    public static void write(Repository repository) {
        write(repository, repository.branch());
    }

    /** Records the branch a mission starts from, which need not be the one checked out. */
    public static void write(Repository repository, Optional<String> branch) {
        Path file = file(repository);
        try {
            if (branch.isPresent()) {
                SafeFiles.write(file, branch.get() + "\n");
            } else {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw Failure.failed("Cannot record the starting branch in " + Git.shown(file.toString()) + ": " + e, "Is the disk full or the directory read-only?", e);
        }
    }

    /** The recorded name; also understands a file that holds the sentence "Project started on branch: X". Empty when none is recorded. */
    public static Optional<String> read(Repository repository) {
        Path file = file(repository);
        String text;
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            text = new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8).strip();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Failure.failed("Cannot read the starting branch from " + Git.shown(file.toString()) + ": " + e, "", e);
        }
        String name = text.startsWith(SENTENCE) ? text.substring(SENTENCE.length()).strip() : text;
        if (name.isEmpty() || name.equals("HEAD")) {
            return Optional.empty();
        }
        if (!repository.git().run("check-ref-format", "refs/heads/" + name).ok()) {
            throw Failure.failed(Git.shown(file.toString()) + " does not hold the name of a branch: " + Git.shown(name), "Write the bare branch name into it, or delete it.");
        }
        return Optional.of(name);
    }

    private static Path file(Repository repository) {
        return repository.commonDir().resolve("STARTING_BRANCH");
    }
}
