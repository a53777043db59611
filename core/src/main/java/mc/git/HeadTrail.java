package mc.git;

import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * On which branch HEAD stood, followed from one entry of its reflog to the next; what git 2.39 writes at a checkout, a rename and a rebase
 * (detached from "rebase (start)" to "rebase (finish): returning to refs/heads/B"). Used by one thread.
 */
public final class HeadTrail {

    private static final Pattern RETURNED = Pattern.compile("returning to refs/heads/(\\S+)");
    private static final Pattern RENAMED = Pattern.compile("renamed refs/heads/\\S+ to refs/heads/(\\S+)");

    private final Predicate<String> isBranch;
    private String branch;

    /**
     * @param branch where HEAD stood before the first entry; null when detached
     * @param isBranch tells a branch from a commit: a checkout's entry names either
     */
    public HeadTrail(String branch, Predicate<String> isBranch) {
        this.branch = branch;
        this.isBranch = isBranch;
    }

    /** Where HEAD stands now; null when detached, or when that branch is gone. */
    public String branch() {
        return branch;
    }

    /**
     * To be called once for each entry in their order: whether HEAD went to another commit or branch with it. What git writes when it makes
     * a worktree (no action), and the "reset: moving to HEAD" of that and of a stash, lead nowhere.
     */
    public boolean follow(ReflogEntry entry) {
        String was = branch;
        List<String> moved = entry.moved();
        if (!moved.isEmpty()) {
            branch = isBranch.test(moved.get(1)) ? moved.get(1) : null;
        } else if (entry.isRename()) {
            branch = name(RENAMED, entry.message());
        } else if (entry.action().startsWith("rebase")) {
            String returned = name(RETURNED, entry.message());
            branch = returned != null || entry.action().equals("rebase (start)") ? returned : branch;
        }
        if (entry.after().matches("0+")) {
            return false; // the first of the two lines of a rename
        }
        return !entry.action().isEmpty() && (!entry.before().equals(entry.after()) || !Objects.equals(was, branch));
    }

    private static String name(Pattern pattern, String message) {
        Matcher m = pattern.matcher(message);
        return m.matches() ? m.group(1) : null;
    }
}
