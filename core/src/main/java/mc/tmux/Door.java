package mc.tmux;

import java.util.List;

/** A way to have the server run commands: a process for each call, or a control client that stays. */
interface Door {

    /** How much of an answer is kept unless said otherwise. */
    int USUAL_BYTES = 8 * 1024 * 1024;

    /**
     * Runs the commands in order, stopping at the first that fails, and returns what they printed, one after the other. Only the
     * last may print text that an agent controls. Throws {@link TmuxException}; after a NoAnswer it is unknown what was done.
     */
    Reply send(List<TmuxCommand> commands, int maxBytes);
}
