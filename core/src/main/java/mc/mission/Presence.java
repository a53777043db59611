package mc.mission;

/**
 * Whether an agent's program is there, as tmux and the process table showed a moment ago. Immutable.
 *
 * @param why what was seen, for {@link Kind#UNCLEAR} what kept mc from knowing
 */
record Presence(Kind kind, String why) {

    enum Kind {
        /** It runs in a window of mc's. */
        RUNS,
        /** It is about to be started, or is being started. */
        STARTS,
        /** Its process lives, but tmux answers that no window of mc's has it: it may be about to end, as after the death of a tmux server. */
        DETACHED,
        /** Neither tmux, asked twice, nor the process table has it. */
        GONE,
        /** Something could not be asked, or the answers do not fit together. */
        UNCLEAR
    }
}
