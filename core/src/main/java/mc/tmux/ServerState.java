package mc.tmux;

import java.time.Instant;

/** Whether mc's tmux server runs, as far as can be known. */
public sealed interface ServerState {

    /** It answered. Pid and start time tell it from another server on the same socket, whose ids mean other panes. */
    record Running(long pid, Instant startedAt, String version) implements ServerState {}

    /** Nothing listens on the socket. */
    record NotRunning() implements ServerState {}

    /** It could not be asked; nothing is known to be gone. */
    record Unknown(String reason) implements ServerState {}
}
