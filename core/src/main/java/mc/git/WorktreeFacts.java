package mc.git;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a worktree stands now. {@code branch} is absent when HEAD is detached, {@code commit} on a branch without commits;
 * {@code ahead} counts the commits the base does not have, {@code newest} is the newest of them. Untracked directories count as one. Immutable.
 */
public record WorktreeFacts(Optional<String> branch, Optional<String> commit, StatusCounts counts, int ahead, Optional<Commit> newest, Optional<Operation> operation) {

    /** A commit: full id, first line of its message as found (clean it before showing), and when it was committed. */
    public record Commit(String id, String subject, Instant time) {}

    /**
     * Looks at a worktree, running nothing that was planted in it. {@code base} is a commit id. A {@link mc.Failure} when git cannot
     * tell, the directory is gone, or the base is no commit; never an empty answer instead.
     */
    public static WorktreeFacts of(Repository repository, Worktree worktree, String base) {
        StatusCounts counts;
        try (Shadow shadow = Shadow.of(repository, worktree)) {
            counts = StatusCounts.of(shadow.git().fields("status", "--porcelain=v2", "-z", "--no-renames", "--ignore-submodules=dirty", "--untracked-files=normal"));
        }
        Optional<Operation> operation = Operation.in(worktree.adminDir());
        if (worktree.commit().isEmpty()) {
            return new WorktreeFacts(worktree.branch(), Optional.empty(), counts, 0, Optional.empty(), operation);
        }
        String range = repository.commit(base) + ".." + worktree.commit().get();
        int ahead = Integer.parseInt(repository.git().text("rev-list", "--count", range, "--"));
        return new WorktreeFacts(worktree.branch(), worktree.commit(), counts, ahead, ahead == 0 ? Optional.empty() : newest(repository, range), operation);
    }

    private static Optional<Commit> newest(Repository repository, String range) {
        List<String> fields = repository.git().fields("log", "-1", "--format=%H%x00%ct%x00%s", range, "--");
        return Optional.of(new Commit(fields.get(0), fields.get(2).strip(), Instant.ofEpochSecond(Long.parseLong(fields.get(1)))));
    }
}
