package mc.tmux;

/**
 * What a server tells without being asked. Each may come more than once (every watched session of a server reports the windows of all),
 * and some are missed while the connection is down: after {@link Reconnected} look at {@link TmuxServer#panes()}.
 */
public sealed interface TmuxNotice {

    /** The watched session through which the notice came. */
    SessionId session();

    /** The pane's process has ended; the pane stays, with its exit status, until its window is killed. */
    record PaneDied(SessionId session, WindowId window, PaneId pane) implements TmuxNotice {}

    record WindowOpened(SessionId session, WindowId window) implements TmuxNotice {}

    /** The window is gone, in this session or another of the server. */
    record WindowClosed(SessionId session, WindowId window) implements TmuxNotice {}

    /** Somebody renamed the window; the name is cleaned. */
    record WindowRenamed(SessionId session, WindowId window, String name) implements TmuxNotice {}

    /** Some session of the server was made, renamed or ended. */
    record SessionsChanged(SessionId session) implements TmuxNotice {}

    /** The server says that the session is no more. The watch is over. */
    record SessionEnded(SessionId session) implements TmuxNotice {}

    /** The server is gone, or another one has taken its place. The watch is over. */
    record ServerGone(SessionId session, String reason) implements TmuxNotice {}

    /** The connection is lost and being made again; until then the state of the session is unknown. */
    record Unreachable(SessionId session, String reason) implements TmuxNotice {}

    /** The connection is back; notices may have been missed. */
    record Reconnected(SessionId session) implements TmuxNotice {}
}
