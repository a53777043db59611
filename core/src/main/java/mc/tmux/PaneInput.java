package mc.tmux;

import java.util.List;
import java.util.UUID;

/** Puts text into a pane. Stateless. */
record PaneInput(OneShot door) {

    /**
     * Pastes through a buffer of its own, in one tmux process. A dead pane is refused in the same breath as the paste: tmux 3.2
     * and 3.3 crash, with every agent in them, when something is pasted into a dead pane (cmd-paste-buffer.c; mended in 3.4).
     */
    void paste(PaneId pane, String text) {
        checkText(text);
        String buffer = "mc-" + UUID.randomUUID();
        String target = pane.value();
        List<TmuxCommand> commands = List.of(
                TmuxCommand.of("copy-mode", "-q", "-t", target),
                TmuxCommand.of("load-buffer", "-b", buffer, "-"),
                TmuxCommand.of("if-shell", "-F", "-t", target, "#{pane_dead}", "display-message -p dead", "paste-buffer -p -d -b " + buffer + " -t " + target + " ; display-message -p pasted"));
        String outcome = "";
        try {
            outcome = door.send(commands, text, 1000).text().strip();
        } finally {
            if (!outcome.equals("pasted")) {
                deleteQuietly(buffer);
            }
        }
        if (!outcome.equals("pasted")) {
            throw new TmuxException.Refused("the process in pane " + pane + " has ended, so nothing was typed into it");
        }
    }

    private void deleteQuietly(String buffer) {
        try {
            door.send(List.of(TmuxCommand.of("delete-buffer", "-b", buffer)), 1000);
        } catch (TmuxException e) {
            // it was never loaded, or went with the server; the first error is the one to report
        }
    }

    /** An escape could end the bracketed paste early and type what follows as keys. */
    private static void checkText(String text) {
        if (text.isEmpty() || text.chars().anyMatch(c -> c != '\n' && c != '\t' && Character.isISOControl(c))) {
            throw new IllegalArgumentException("Text to paste must not be empty nor hold control characters");
        }
    }
}
