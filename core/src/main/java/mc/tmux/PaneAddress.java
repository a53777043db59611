package mc.tmux;

/** Where a pane is. Ids are unique within one run of a server; another server gives the same ids again. */
public record PaneAddress(SessionId session, WindowId window, PaneId pane) {}
