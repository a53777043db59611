package mc.git;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A worktree to be made: where, for whom, from what. {@code startingBranch} is absent when the mission started on a detached HEAD,
 * {@code startingCommit} a full commit id, {@code strategies} the ways to try, in order. Immutable.
 */
public record WorktreeRequest(Path path, Owner owner, Optional<String> startingBranch, String startingCommit, List<Strategy> strategies) {

    public WorktreeRequest {
        path = Worktree.place(path);
        strategies = List.copyOf(strategies);
    }
}
