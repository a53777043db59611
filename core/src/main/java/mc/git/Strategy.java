package mc.git;

import java.util.List;

/** A way to make a worktree. */
public enum Strategy {
    /** The starting branch itself; git allows it only while that branch is checked out nowhere else. */
    NORMAL("normal"),
    /** A new branch of the agent's own, from the starting commit. */
    AGENT_BRANCH("agent-branch"),
    /** The starting branch although it is checked out elsewhere: the two then share it, and a commit in one looks like a change undone in the other. */
    FORCE("force"),
    /** No branch, at the starting commit. */
    DETACHED("detached");

    /** A branch of the agent's own or none: what it commits never lands on the starting branch unasked. */
    public static final List<Strategy> OWN = List.of(AGENT_BRANCH, DETACHED);

    /** All four; an agent gets a branch of its own before one is shared. */
    public static final List<Strategy> SAFEST_FIRST = List.of(NORMAL, AGENT_BRANCH, FORCE, DETACHED);

    /** Shares the starting branch before it makes new ones. */
    public static final List<Strategy> LITERAL = List.of(NORMAL, FORCE, AGENT_BRANCH, DETACHED);

    private final String word;

    Strategy(String word) {
        this.word = word;
    }

    /** As users write it. */
    public String word() {
        return word;
    }
}
