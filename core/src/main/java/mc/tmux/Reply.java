package mc.tmux;

/** What a command printed, lines ended by line feeds; {@code truncated} when more came than the caller wanted kept. */
record Reply(String text, boolean truncated) {}
