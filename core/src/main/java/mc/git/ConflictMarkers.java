package mc.git;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Finds what a merge was given up to: lines of a conflict that somebody took as its resolution. Stateless. */
public final class ConflictMarkers {

    /** The lines that git 2.39 puts around the two sides, seven signs and the side's name; the "=======" between them begins headings too. */
    private static final String MARKER = "^(<<<<<<<|>>>>>>>) ";
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final int MOST_FILES = 500;

    private ConflictMarkers() {}

    /**
     * The files whose staged or committed content has such lines that {@code base} has not, sorted, as found; none when git tells of none. Of what a
     * worktree changed since {@code base}, a commit id, the first 500 such files count. Runs nothing that was planted.
     */
    public static List<String> in(Repository repository, Worktree worktree, String base) {
        try (Shadow shadow = Shadow.of(repository, worktree)) {
            Git git = shadow.git().timeout(LONGEST);
            List<String> changed = git.fields("diff", "--cached", "-G" + MARKER, "--name-only", "-z", "--diff-filter=d", "--no-renames", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all", base, "--");
            if (changed.isEmpty()) {
                return List.of();
            }
            List<String> args = new ArrayList<>(List.of("grep", "--cached", "-l", "-z", "-I", "-E", "-e", MARKER, "--")); // a line that was taken out is a difference, too
            args.addAll(changed.stream().limit(MOST_FILES).toList());
            return git.ask(args.toArray(String[]::new)).map(found -> List.of(found.split("\0"))).orElse(List.of());
        }
    }
}
