package mc.git;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A worktree that is there and ready. {@code commit} is the full id it stands on; {@code reused} says that it, or parts of it, were
 * there before; {@code attempts} are the ways tried by this call, in order, with the reason each failed; {@code notes} are sentences for the user. Immutable.
 */
public record CreatedWorktree(Path path, Strategy strategy, Optional<String> branch, String commit, boolean reused, List<Attempt> attempts, List<String> notes) {

    /** One way that was tried; {@code reason} says why it did not work, and is empty when it did. */
    public record Attempt(Strategy strategy, String reason) {

        public boolean worked() {
            return reason.isEmpty();
        }
    }
}
