package mc.tmux;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mc.text.Untrusted;

/** Reads the notification lines of control mode (tmux(1), CONTROL MODE). */
final class NoticeLine {

    /** What each session's client subscribes to: whether any pane of the session is dead, looked at by tmux once a second. */
    static final String SUBSCRIPTION = "mc-dead:%*:#{pane_dead}";

    private static final Pattern DEAD = Pattern.compile("%subscription-changed mc-dead \\$\\d+ (@\\d+) \\d+ (%\\d+)(?: \\S+)* : 1");
    private static final Pattern WINDOW = Pattern.compile("%(window-add|unlinked-window-add|window-close|unlinked-window-close|window-renamed|unlinked-window-renamed) (@\\d+)(?: (.*))?");
    private static final int MAX_NAME = 100;

    private NoticeLine() {}

    /** Empty for lines mc has no use for. */
    static Optional<TmuxNotice> parse(SessionId session, String line) {
        Matcher dead = DEAD.matcher(line);
        if (dead.matches()) {
            return Optional.of(new TmuxNotice.PaneDied(session, new WindowId(dead.group(1)), new PaneId(dead.group(2))));
        }
        Matcher window = WINDOW.matcher(line);
        if (window.matches()) {
            WindowId id = new WindowId(window.group(2));
            String kind = window.group(1);
            if (kind.endsWith("add")) {
                return Optional.of(new TmuxNotice.WindowOpened(session, id));
            }
            if (kind.endsWith("close")) {
                return Optional.of(new TmuxNotice.WindowClosed(session, id));
            }
            return Optional.of(new TmuxNotice.WindowRenamed(session, id, Untrusted.line(window.group(3), MAX_NAME)));
        }
        return line.equals("%sessions-changed") ? Optional.of(new TmuxNotice.SessionsChanged(session)) : Optional.empty();
    }
}
