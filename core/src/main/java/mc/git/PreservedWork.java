package mc.git;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mc.Failure;
import mc.process.Exec;

/**
 * Keeps the work in a worktree before the worktree goes: staged, unstaged and untracked files, and commits on no branch, in a commit at
 * {@code refs/mc/preserved/<mission>/<role>/<time>}. Its parents are HEAD, then what was staged when that differs from both, then what was
 * being merged. Not kept: ignored files, empty directories, and commits only the worktree's reflog still knows. Nothing planted
 * runs; filtered files (LFS) that were changed are kept as they are on disk. mc never deletes such a ref. Stateless.
 */
public final class PreservedWork {

    private static final int MOST_IN_ONE_SECOND = 1000;

    private PreservedWork() {}

    /** Preserves what is there now; empty when every bit of it is on a branch already. REFUSED when it holds what a commit cannot. */
    public static Optional<Preserved> preserve(Repository repository, Worktree worktree, Owner owner, Instant now) {
        return preserve(repository, Snapshot.take(repository, worktree), owner, now);
    }

    /** The newest first. */
    public static List<Preserved> list(Repository repository) {
        return list(repository, Preserved.ROOT);
    }

    static Optional<Preserved> preserve(Repository repository, Snapshot snapshot, Owner owner, Instant now) {
        if (snapshot.isInHead(repository) && (snapshot.branch().isPresent() || isOnABranch(repository, snapshot.head().get()))) {
            return Optional.empty();
        }
        String folder = Preserved.ROOT + owner.mission() + "/" + owner.role() + "/";
        Git git = owner.signing(repository.git()).set("core.fsync=committed,reference", "i18n.commitEncoding=UTF-8");
        Optional<String> index = stagedApart(repository, git, snapshot);
        String message = message(owner, snapshot, index);
        for (Preserved earlier : list(repository, folder)) { // the same once more, after a crash in a removal
            if (repository.git().text("log", "-1", "--format=%T%n%B", earlier.commit()).equals(snapshot.tree() + "\n" + message)) {
                return Optional.of(earlier);
            }
        }
        List<String> args = new ArrayList<>(List.of("commit-tree", snapshot.tree()));
        snapshot.head().ifPresent(parent -> args.addAll(List.of("-p", parent)));
        index.ifPresent(parent -> args.addAll(List.of("-p", parent)));
        snapshot.mergeHeads().forEach(parent -> args.addAll(List.of("-p", parent)));
        String commit = git.input(message).mustChange(args.toArray(String[]::new));
        String ref = store(git, commit, folder + Preserved.STAMP.format(now));
        verify(repository, ref, commit);
        return Preserved.parse(ref, commit, message);
    }

    static List<Preserved> list(Repository repository, String folder) {
        List<String> fields = repository.git().fields("for-each-ref", "--sort=-refname", "--format=%(refname)%00%(objectname)%00%(contents)%00", folder);
        List<Preserved> found = new ArrayList<>();
        for (int i = 0; i + 2 < fields.size(); i += 3) {
            String ref = fields.get(i).strip(); // for-each-ref ends each with a line break
            Preserved.parse(ref, fields.get(i + 1), fields.get(i + 2)).ifPresent(found::add);
        }
        found.sort(Comparator.comparing(Preserved::time).reversed());
        return List.copyOf(found);
    }

    private static boolean isOnABranch(Repository repository, String commit) {
        return !repository.git().text("for-each-ref", "--count=1", "--contains", commit, "--format=%(refname)", "refs/heads", "refs/remotes", "refs/tags").isEmpty();
    }

    /** A commit of what is staged, when neither HEAD nor the files say the same; its date is HEAD's, so that once more gives the same id. */
    private static Optional<String> stagedApart(Repository repository, Git git, Snapshot snapshot) {
        boolean likeHead = snapshot.head().isPresent() && snapshot.indexTree().equals(repository.git().text("rev-parse", snapshot.head().get() + "^{tree}"));
        if (likeHead || (snapshot.indexTree().equals(snapshot.tree()) && snapshot.head().isEmpty())) {
            return Optional.empty();
        }
        String date = snapshot.head().map(head -> repository.git().text("log", "-1", "--format=%ct", head)).orElse("0") + " +0000";
        List<String> args = new ArrayList<>(List.of("commit-tree", snapshot.indexTree()));
        snapshot.head().ifPresent(parent -> args.addAll(List.of("-p", parent)));
        return Optional.of(git.with(Map.of("GIT_AUTHOR_DATE", "@" + date, "GIT_COMMITTER_DATE", "@" + date)).input("What was staged\n").mustChange(args.toArray(String[]::new)));
    }

    private static String message(Owner owner, Snapshot snapshot, Optional<String> index) {
        return "Work of " + owner.role() + " in mission " + owner.mission() + "\n\n"
                + "Mc-Mission: " + owner.mission() + "\n"
                + "Mc-Role: " + owner.role() + "\n"
                + snapshot.branch().map(branch -> "Mc-Branch: " + branch + "\n").orElse("")
                + "Mc-Head: " + snapshot.head().orElse("none") + "\n"
                + "Mc-Index: " + index.orElse("none") + "\n"
                + "Mc-Counts: " + snapshot.counts().words() + "\n";
    }

    /** Never over an existing ref: a second one within the same second gets a number. */
    private static String store(Git git, String commit, String name) {
        for (int number = 1; number <= MOST_IN_ONE_SECOND; number++) {
            String ref = number == 1 ? name : name + "-" + number;
            Exec.Result result = git.change("update-ref", ref, commit, "0".repeat(commit.length()));
            if (result.ok()) {
                return ref;
            }
            if (!git.run("show-ref", "--verify", "--quiet", ref).ok()) {
                throw Failure.failed("Cannot write " + ref + ": " + Git.complaint(result), "Is the disk full?");
            }
        }
        throw Failure.failed("There are already " + MOST_IN_ONE_SECOND + " refs " + name + ".", "");
    }

    /** Every object of it can be read back. */
    private static void verify(Repository repository, String ref, String commit) {
        if (!repository.git().text("rev-parse", "--verify", ref).equals(commit)) {
            throw Failure.failed("The ref " + ref + " does not hold what was preserved.", "git -C " + Shell.quote(repository.top()) + " fsck");
        }
        Exec.Result whole = repository.git().timeout(Worktrees.CHECKOUT).run("rev-list", "--objects", "--quiet", "--no-walk", commit);
        if (!whole.ok()) {
            throw Failure.failed("What was preserved at " + ref + " cannot be read back: " + Git.complaint(whole), "git -C " + Shell.quote(repository.top()) + " fsck");
        }
    }
}
