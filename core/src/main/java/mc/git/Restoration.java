package mc.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mc.Failure;
import mc.process.Exec;

/**
 * Brings preserved work back into a new directory: a worktree on a new branch {@code recovered/<role>-<time>}, which starts where HEAD
 * was, with the files as they were, staged what was staged, and conflicts as they were. A merge or rebase itself is not taken up
 * again. The preserved ref stays. {@code branch} is the new branch. Immutable.
 */
public record Restoration(Path directory, String branch, Preserved work) {

    private static final Pattern TREE_LINE = Pattern.compile("(\\d{6}) \\w+ ([0-9a-f]+)\\t(\"?)(?:\\.mc-conflicts/([123])/)?(.*)", Pattern.DOTALL);
    private static final int MOST_BRANCHES = 1000;

    /** NOT_FOUND when there is no such preserved work; REFUSED when {@code target} is neither free nor an empty directory. */
    public static Restoration restore(Repository repository, String ref, Path target) {
        Preserved work = PreservedWork.list(repository).stream().filter(p -> p.ref().equals(ref)).findFirst()
                .orElseThrow(() -> Failure.notFound("There is no preserved work " + Git.shown(ref) + ".", "git -C " + Shell.quote(repository.top()) + " for-each-ref " + Preserved.ROOT));
        Path directory = Worktree.place(target);
        requireFree(directory);
        String base = work.head().orElse(work.commit());
        String branch = addWorktree(repository, work, directory, base);
        Worktree worktree = Worktree.at(repository, directory)
                .orElseThrow(() -> Failure.failed("git made the worktree " + Git.shown(directory.toString()) + " but does not list it.", ""));
        writeFiles(repository, worktree, base, work.commit());
        work.index().ifPresent(index -> stage(worktree.git(repository), index, work.counts().orElse(StatusCounts.CLEAN)));
        return new Restoration(directory, branch, work);
    }

    private static void requireFree(Path directory) {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> content = Files.list(directory)) {
            if (content.findAny().isEmpty() && !Files.isSymbolicLink(directory)) {
                return;
            }
        } catch (IOException e) {
            // a file, or one we may not read: not free
        }
        throw Failure.refused(Git.shown(directory.toString()) + " is already there; work is brought back into a new directory only.", "Give another directory.");
    }

    private static String addWorktree(Repository repository, Preserved work, Path directory, String base) {
        String wanted = work.role() + "-" + Preserved.STAMP.format(work.time());
        String folder = repository.git().run("show-ref", "--verify", "--quiet", "refs/heads/recovered").ok() ? "recovered-" : "recovered/";
        for (int number = 1; number <= MOST_BRANCHES; number++) {
            String branch = folder + wanted + (number == 1 ? "" : "-" + number);
            if (repository.git().run("show-ref", "--verify", "--quiet", "refs/heads/" + branch).ok()) {
                continue;
            }
            Exec.Result added = repository.git().timeout(Worktrees.CHECKOUT).change("worktree", "add", "--no-track", "-b", branch, "--", directory.toString(), base);
            if (!added.ok()) {
                throw Failure.failed("Cannot make the directory " + Git.shown(directory.toString()) + ": " + Git.complaint(added), "");
            }
            return branch;
        }
        throw Failure.failed("There are already " + MOST_BRANCHES + " branches " + folder + wanted + ".", "git branch -D those you do not need.");
    }

    /** Only paths that differ, byte for byte; the others were checked out with the user's filters. What goes, goes first: a directory may stand in a file's place. */
    private static void writeFiles(Repository repository, Worktree worktree, String base, String commit) {
        try (Shadow shadow = Shadow.of(repository, worktree)) {
            shadow.onCopiedIndex();
            Git raw = shadow.raw();
            for (String kind : new String[] {"--diff-filter=D", "--diff-filter=d"}) { // deleted; all but deleted
                String names = repository.git().text("diff-tree", "-r", "--name-only", "--no-renames", "--no-commit-id", kind, base, commit);
                if (!names.isEmpty()) { // quoted on their way, so any bytes will do
                    raw.input(names + "\n").mustChange("restore", "--source=" + commit, "--worktree", "--ignore-skip-worktree-bits", "--pathspec-from-file=-");
                }
            }
        }
    }

    private static void stage(Git git, String index, StatusCounts counts) {
        if (counts.conflicted() == 0) {
            git.mustChange("read-tree", "--reset", index); // keeps what is known of unchanged files
        } else {
            String entries = git.text("ls-tree", "-r", index).lines().map(Restoration::unflattened).map(line -> line + "\n").collect(Collectors.joining());
            git.mustChange("read-tree", "--empty");
            git.input(entries).mustChange("update-index", "--index-info");
        }
        git.run("update-index", "-q", "--refresh");
    }

    /** The reverse of what {@link Snapshot} does to the versions of a conflicted path. */
    private static String unflattened(String line) {
        Matcher m = TREE_LINE.matcher(line);
        if (!m.matches()) {
            throw Failure.failed("git ls-tree says something mc does not understand: " + Git.shown(line), "");
        }
        return m.group(1) + " " + m.group(2) + " " + (m.group(4) == null ? "0" : m.group(4)) + "\t" + m.group(3) + m.group(5);
    }
}
