package mc.tmux;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * One pane as tmux sees it. Names, command and path are text that agents control: clean before showing.
 *
 * @param pid the pane's own process, still given after it ended; 0 when there never was one
 * @param exitStatus of a dead pane whose process exited by itself
 * @param exitSignal of a dead pane whose process was killed; tmux tells from 3.3 on, before that both are empty
 * @param diedAt from tmux 3.3 on
 * @param people terminals attached to the session; mc's own control clients, which have no terminal, do not count
 * @param mode such as {@code copy-mode}; empty when none
 */
public record PaneInfo(
        PaneAddress address,
        String sessionName,
        String windowName,
        int windowIndex,
        long pid,
        boolean dead,
        OptionalInt exitStatus,
        OptionalInt exitSignal,
        Optional<Instant> diedAt,
        String startCommand,
        String currentPath,
        int width,
        int height,
        int people,
        String mode,
        Instant sessionCreated) {

    private static final List<String> FIELDS = List.of(
            "session_id", "window_id", "pane_id", "session_name", "window_name", "window_index", "pane_pid", "pane_dead", "pane_dead_status", "pane_dead_signal", "pane_dead_time",
            "pane_start_command", "pane_current_path", "pane_width", "pane_height", "session_attached_list", "pane_mode", "session_created");

    /** Every field quoted and ended by a space; see {@link TmuxQuoting#records}. */
    static final String FORMAT = FIELDS.stream().map(f -> "#{q:" + f + "} ").collect(Collectors.joining());

    static List<PaneInfo> parse(String text) {
        return TmuxQuoting.records(text, FIELDS.size()).stream().map(PaneInfo::of).toList();
    }

    private static PaneInfo of(List<String> f) {
        PaneAddress address = new PaneAddress(new SessionId(f.get(0)), new WindowId(f.get(1)), new PaneId(f.get(2)));
        return new PaneInfo(address, f.get(3), f.get(4), Integer.parseInt(f.get(5)), f.get(6).isEmpty() ? 0 : Long.parseLong(f.get(6)), f.get(7).equals("1"), number(f.get(8)), number(f.get(9)),
                f.get(10).isEmpty() ? Optional.empty() : Optional.of(time(f.get(10))), f.get(11), f.get(12), Integer.parseInt(f.get(13)), Integer.parseInt(f.get(14)), people(f.get(15)), f.get(16), time(f.get(17)));
    }

    /** A client's name is its terminal's path, or client-PID when it has none (server-client.c). */
    private static int people(String clients) {
        return (int) Arrays.stream(clients.split(",")).filter(c -> !c.isEmpty() && !c.matches("client-\\d+")).count();
    }

    private static OptionalInt number(String text) {
        return text.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text));
    }

    private static Instant time(String seconds) {
        return Instant.ofEpochSecond(Long.parseLong(seconds));
    }
}
