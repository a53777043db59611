package mc.git;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of a reflog: HEAD went from one commit to another. Ids are full; {@code who} is "Name &lt;address&gt;", {@code zone}
 * "+0100", {@code action} git's word for it ("commit (amend)"), {@code message} the rest. Text is as found: clean it before showing. Immutable.
 */
public record ReflogEntry(String before, String after, String who, Instant time, String zone, String action, String message) {

    private static final Pattern LINE = Pattern.compile("([0-9a-f]{40}|[0-9a-f]{64}) ([0-9a-f]{40}|[0-9a-f]{64}) (.*>) (\\d{1,12}) ([+-]\\d{4})(?:\\t(.*))?");
    private static final Pattern MOVED = Pattern.compile("moving from (\\S+) to (\\S+)");
    private static final Set<String> COMMITTING = Set.of("commit", "merge", "rebase", "cherry-pick", "revert", "pull", "am");

    /** The entry in this line; empty when it is none. */
    static Optional<ReflogEntry> parse(String line) {
        Matcher m = LINE.matcher(line);
        if (!m.matches()) {
            return Optional.empty();
        }
        String text = m.group(6) == null ? "" : m.group(6);
        int colon = text.indexOf(": ");
        String action = colon < 0 ? text : text.substring(0, colon);
        String message = colon < 0 ? "" : text.substring(colon + 2);
        return Optional.of(new ReflogEntry(m.group(1), m.group(2), m.group(3), Instant.ofEpochSecond(Long.parseLong(m.group(4))), m.group(5), action, message));
    }

    /** The names HEAD went from and to; empty when it is no checkout. Branch names hold no blanks. */
    public List<String> moved() {
        Matcher m = MOVED.matcher(message);
        return action.equals("checkout") && m.matches() ? List.of(m.group(1), m.group(2)) : List.of();
    }

    /** Whether it may have brought new commits. A merge's action reads "merge BRANCH", an interactive rebase's "rebase (pick)". */
    public boolean bringsCommits() {
        return !before.equals(after) && bringsCommits(action);
    }

    /** As {@link #bringsCommits()}, of the action alone. */
    public static boolean bringsCommits(String action) {
        return COMMITTING.contains(action.split("[ (]", 2)[0]);
    }

    /** Whether it tells of a push; git 2.39 writes these words into the log of the remote's branch and nothing else. */
    public boolean isPush() {
        return action.equals("update by push");
    }

    /** git branch -m, of the branch that is checked out, writes "Branch: renamed refs/heads/A to refs/heads/B" twice, by way of no commit. */
    boolean isRename() {
        return action.equals("Branch") && message.startsWith("renamed refs/heads/");
    }
}
