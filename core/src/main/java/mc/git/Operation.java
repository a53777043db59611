package mc.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Something git has begun in a worktree and not ended. The marker files are those git's own {@code wt-status.c} looks for. */
public enum Operation {
    REBASE("a rebase", "git rebase --abort"),
    APPLY("applying patches (git am)", "git am --abort"),
    MERGE("a merge", "git merge --abort"),
    CHERRY_PICK("a cherry-pick", "git cherry-pick --abort"),
    REVERT("a revert", "git revert --abort"),
    BISECT("a bisect", "git bisect reset");

    private final String words;
    private final String giveUp;

    Operation(String words, String giveUp) {
        this.words = words;
        this.giveUp = giveUp;
    }

    /** For a sentence: "a rebase". */
    public String words() {
        return words;
    }

    /** The command that gives it up. */
    public String giveUp() {
        return giveUp;
    }

    /** What is under way in the worktree whose own git directory this is. */
    public static Optional<Operation> in(Path gitDir) {
        if (Files.exists(gitDir.resolve("rebase-apply/applying"))) {
            return Optional.of(APPLY);
        }
        if (Files.exists(gitDir.resolve("rebase-merge")) || Files.exists(gitDir.resolve("rebase-apply"))) {
            return Optional.of(REBASE);
        }
        if (Files.exists(gitDir.resolve("MERGE_HEAD"))) {
            return Optional.of(MERGE);
        }
        if (Files.exists(gitDir.resolve("CHERRY_PICK_HEAD"))) {
            return Optional.of(CHERRY_PICK);
        }
        if (Files.exists(gitDir.resolve("REVERT_HEAD"))) {
            return Optional.of(REVERT);
        }
        if (Files.exists(gitDir.resolve("sequencer/todo"))) {
            return Optional.of(sequence(gitDir.resolve("sequencer/todo")));
        }
        return Files.exists(gitDir.resolve("BISECT_LOG")) ? Optional.of(BISECT) : Optional.empty();
    }

    /** Between two commits of a series only the list of those to come is left. */
    private static Operation sequence(Path todo) {
        try {
            return Files.readString(todo, StandardCharsets.ISO_8859_1).startsWith("revert") ? REVERT : CHERRY_PICK;
        } catch (IOException e) {
            return CHERRY_PICK;
        }
    }
}
