/**
 * The one door to tmux (3.2 or newer). Everything is addressed by id, every call has a time limit, and an error means "unknown",
 * never "gone". Start at {@link mc.tmux.TmuxServer}.
 */
package mc.tmux;
