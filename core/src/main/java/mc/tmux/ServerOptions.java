package mc.tmux;

import java.util.ArrayList;
import java.util.List;

/**
 * The options of mc's server, as data. What agents' lives depend on is always set, the rest only when the user brought no
 * configuration. No value holds {@code #(}. Option names are those of tmux 3.2 to 3.7; a newer one is skipped by older servers.
 */
final class ServerOptions {

    /** {@code scope}: {@code -s} server, {@code -g} session, {@code -gw} window and pane. */
    record Option(String scope, String name, String value) {}

    static final List<Option> SAFETY = List.of(
            new Option("-s", "exit-empty", "on"),
            new Option("-s", "exit-unattached", "off"),
            new Option("-g", "destroy-unattached", "off"),
            new Option("-g", "detach-on-destroy", "on"),
            new Option("-g", "base-index", "0"),
            new Option("-g", "renumber-windows", "off"),
            new Option("-g", "default-size", "200x50"),
            new Option("-g", "default-command", ""),
            new Option("-g", "update-environment", ""), // a person's terminal must not leak its variables to agents
            new Option("-g", "lock-after-time", "0"),
            new Option("-g", "set-titles", "off"),
            new Option("-gw", "remain-on-exit", "on"),
            new Option("-gw", "allow-rename", "off"),
            new Option("-gw", "allow-passthrough", "off"), // since 3.3
            new Option("-gw", "automatic-rename", "off"),
            new Option("-gw", "pane-base-index", "0"),
            new Option("-gw", "synchronize-panes", "off"),
            new Option("-gw", "window-size", "latest"));

    static final List<Option> COMFORT = List.of(
            new Option("-s", "escape-time", "10"),
            new Option("-s", "focus-events", "on"),
            new Option("-s", "default-terminal", "screen-256color"), // the one every terminfo has
            new Option("-g", "history-limit", "50000"),
            new Option("-g", "mouse", "on"),
            new Option("-g", "status-left", "[#{session_name}] "),
            new Option("-g", "status-left-length", "40"),
            new Option("-g", "status-right", ""),
            new Option("-gw", "window-status-format", "#{window_index}:#{window_name}#{window_flags}"),
            new Option("-gw", "window-status-current-format", "#{window_index}:#{window_name}#{window_flags}"));

    private ServerOptions() {}

    /** The commands that set them; setting them again changes nothing. */
    static List<TmuxCommand> commands(boolean userHasConfig) {
        List<Option> options = new ArrayList<>(SAFETY);
        if (!userHasConfig) {
            options.addAll(COMFORT);
        }
        return options.stream().map(o -> TmuxCommand.of("set-option", "-q", o.scope, o.name, o.value)).toList();
    }
}
