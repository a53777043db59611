package mc.git;

import java.util.ArrayList;
import java.util.List;

/**
 * What somebody has to know to go on with the work in a worktree: its last commits (newest first, abbreviated id and subject) and the
 * files that are not committed ({@code git status}'s two letters and the path). Texts are as found: clean them before showing.
 *
 * @param more how many more files there are than are listed
 */
public record OpenWork(List<String> commits, List<String> files, int more) {

    private static final int MAX_COMMITS = 8;
    private static final int MAX_FILES = 40;

    /** Looks at a worktree, running nothing that was planted in it. {@code base} is a commit id; a {@link mc.Failure} when git cannot tell. */
    public static OpenWork of(Repository repository, Worktree worktree, String base) {
        List<String> files;
        try (Shadow shadow = Shadow.of(repository, worktree)) {
            files = new ArrayList<>(shadow.git().fields("status", "--porcelain", "-z", "--no-renames", "--ignore-submodules=dirty", "--untracked-files=normal"));
        }
        files.removeIf(String::isEmpty);
        List<String> commits = worktree.commit().map(head -> repository.git().text("log", "-" + MAX_COMMITS, "--format=%h %s", repository.commit(base) + ".." + head, "--").lines().toList()).orElse(List.of());
        return new OpenWork(commits, List.copyOf(files.subList(0, Math.min(MAX_FILES, files.size()))), Math.max(0, files.size() - MAX_FILES));
    }
}
