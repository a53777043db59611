package mc.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * How a worktree and its branch stand to their parents (a branch, and what a remote has of it) and to the remotes, now. Lists of commits hold the newest 1,000. Immutable.
 *
 * @param branch absent when HEAD is detached
 * @param head absent on a branch without commits; then everything else is empty
 * @param changedSince the time of the oldest change that is not committed, as the files tell; absent when nothing is, or only deletions are
 * @param conflictedSince likewise of the files in conflict
 * @param ahead how many commits no parent has
 * @param ours those of them that are no merges, newest first
 * @param missing ids of the parents' commits that the worktree lacks, newest first; {@code behind} counts them all
 * @param mergeBase where the worktree parted from them; absent when they have nothing in common
 * @param unpushed ids of the commits that no remote has, as far as this repository knows; empty without remotes
 * @param upstream the branch's upstream as git shows it (origin/main)
 * @param isPushed whether a remote has a branch of this name, as far as this repository knows
 */
public record BranchFacts(
        Optional<String> branch,
        Optional<String> head,
        StatusCounts counts,
        Optional<Instant> changedSince,
        Optional<Instant> conflictedSince,
        Optional<Operation> operation,
        int ahead,
        int behind,
        List<WorktreeFacts.Commit> ours,
        List<String> missing,
        Optional<String> mergeBase,
        boolean hasRemotes,
        List<String> unpushed,
        Optional<String> upstream,
        boolean isPushed) {

    private static final String MOST = "--max-count=1000";
    /** A look must not wait long for what an agent put there: git opens a .gitignore that is a pipe, and waits for who writes into it. */
    private static final Duration LOOK = Duration.ofSeconds(20);
    private static final int MOST_FILES = 2_000;

    /**
     * Looks at a worktree, running nothing that was planted in it. {@code parents} are full names of branches, or a commit where there is none.
     * A {@link mc.Failure} when git cannot tell, or not within 20 seconds; never an empty answer instead.
     */
    public static BranchFacts of(Repository repository, Worktree worktree, List<String> parents) {
        return of(repository, worktree, parents, LOOK);
    }

    static BranchFacts of(Repository repository, Worktree worktree, List<String> parents, Duration limit) {
        Git git = repository.git();
        List<String> status;
        try (Shadow shadow = Shadow.of(repository, worktree)) {
            status = shadow.git().timeout(limit).fields("status", "--porcelain=v2", "-z", "--no-renames", "--ignore-submodules=dirty", "--untracked-files=normal");
        }
        StatusCounts counts = StatusCounts.of(status);
        Optional<Instant> changed = oldest(worktree.path(), status, field -> true);
        Optional<Instant> conflicted = oldest(worktree.path(), status, field -> field.startsWith("u "));
        Optional<Operation> operation = Operation.in(worktree.adminDir());
        if (worktree.commit().isEmpty()) {
            return new BranchFacts(worktree.branch(), Optional.empty(), counts, changed, conflicted, operation, 0, 0, List.of(), List.of(), Optional.empty(), repository.hasRemotes(), List.of(), Optional.empty(), false);
        }
        String head = worktree.commit().get();
        List<String> bases = parents.stream().map(repository::commit).distinct().toList();
        int ahead = Branches.count(repository, List.of(head), bases);
        int behind = Branches.count(repository, bases, List.of(head));
        List<String> missing = behind == 0 ? List.of() : lines(git.text(words(List.of("rev-list", MOST, "^" + head), bases)));
        List<WorktreeFacts.Commit> ours = ahead == 0 ? List.of() : commits(git, words(List.of("--no-merges", head, "--not"), bases));
        List<String> unpushed = repository.hasRemotes() ? lines(git.text("rev-list", MOST, "--no-merges", head, "--not", "--remotes")) : List.of();
        Optional<String> branch = worktree.branch();
        return new BranchFacts(branch, worktree.commit(), counts, changed, conflicted, operation, ahead, behind, ours, missing,
                git.ask(words(List.of("merge-base", head), bases)), repository.hasRemotes(), unpushed,
                branch.map(name -> git.text("for-each-ref", "--format=%(upstream:short)", "refs/heads/" + name)).filter(name -> !name.isEmpty()),
                branch.isPresent() && !git.text("for-each-ref", "--count=1", "--format=%(refname)", "refs/remotes/*/" + branch.get()).isEmpty());
    }

    /** Those of a range, newest first. */
    static List<WorktreeFacts.Commit> commits(Git git, String... range) {
        List<String> args = new ArrayList<>(List.of("log", "-z", MOST, "--format=%H%x01%ct%x01%s"));
        args.addAll(List.of(range));
        args.add("--");
        return git.fields(args.toArray(String[]::new)).stream().map(line -> line.split("\u0001", 3))
                .map(parts -> new WorktreeFacts.Commit(parts[0], parts[2].strip(), Instant.ofEpochSecond(Long.parseLong(parts[1])))).toList();
    }

    /** When the first of these paths was written that was not written since; an entry is what {@code status --porcelain=v2} lists. */
    private static Optional<Instant> oldest(Path top, List<String> status, Predicate<String> which) {
        return status.stream().filter(which).limit(MOST_FILES).flatMap(field -> path(field).stream()).flatMap(name -> written(top, name).stream()).min(Instant::compareTo);
    }

    /** "1 XY sub mH mI mW hH hI PATH", "u XY sub m1 m2 m3 mW h1 h2 h3 PATH", "? PATH". */
    private static Optional<String> path(String field) {
        int blanks = field.startsWith("1 ") ? 9 : field.startsWith("u ") ? 11 : field.startsWith("? ") ? 2 : 0;
        String[] parts = field.split(" ", Math.max(1, blanks));
        return blanks > 0 && parts.length == blanks ? Optional.of(parts[blanks - 1]) : Optional.empty();
    }

    private static Optional<Instant> written(Path top, String name) {
        try {
            return Optional.of(Files.getLastModifiedTime(top.resolve(name), LinkOption.NOFOLLOW_LINKS).toInstant());
        } catch (IOException | java.nio.file.InvalidPathException e) {
            return Optional.empty(); // it was deleted
        }
    }

    private static String[] words(List<String> first, List<String> then) {
        return Stream.concat(first.stream(), then.stream()).toArray(String[]::new);
    }

    private static List<String> lines(String text) {
        return text.lines().toList();
    }
}
