package mc.tmux;

import java.time.Duration;
import java.util.List;
import mc.text.Untrusted;

/** Which kind of error tmux's words mean. The wordings are those of tmux 3.2 to 3.7 (client.c, cmd-find.c, cmd-queue.c). */
final class TmuxErrors {

    private static final List<String> NO_SERVER = List.of("no server running on ", "(No such file or directory)", "(Connection refused)");
    private static final List<String> NO_ANSWER = List.of("lost server", "server exited", "error connecting to ", "protocol version mismatch", "open terminal failed");
    private static final List<String> NO_TARGET = List.of("can't find ", "no current target", "no current session", "no current client", "no sessions");

    private TmuxErrors() {}

    /** {@code fromClient}: printed by the tmux program itself, not sent by a server, so it may be about the connection. */
    static TmuxException of(String text, boolean fromClient) {
        String line = Untrusted.line(text, 300);
        if (line.isEmpty()) {
            return new TmuxException.NoAnswer("tmux failed without saying why, so the state is unknown, not gone.");
        }
        if (fromClient && (line.startsWith(NO_SERVER.get(0)) || line.startsWith("error connecting to ") && NO_SERVER.stream().anyMatch(line::endsWith))) {
            return new TmuxException.NoServer(line);
        }
        if (fromClient && NO_ANSWER.stream().anyMatch(line::startsWith)) {
            return new TmuxException.NoAnswer("tmux: " + line + " (the state is unknown, not gone)");
        }
        if (NO_TARGET.stream().anyMatch(line::startsWith)) {
            return new TmuxException.NoTarget(line);
        }
        return new TmuxException.Refused(line);
    }

    static TmuxException.NoAnswer timeout(List<TmuxCommand> commands, Duration limit) {
        return new TmuxException.NoAnswer("tmux did not answer " + commands.get(commands.size() - 1).name() + " within " + limit.toMillis() + " ms, so the state is unknown, not gone.");
    }
}
