package mc.plan;

import java.util.List;
import java.util.stream.Collectors;
import mc.text.Untrusted;

/**
 * Where an agent stands that is to go on with work begun earlier. Texts are as found, and cleaned here. Immutable.
 *
 * @param news sentences of mc about what happened
 * @param commits its last commits, newest first, a line each
 * @param files what is not committed, a line each
 * @param moreFiles how many more there are
 * @param messages what it may not have read, oldest first
 * @param checkpoint its newest notes; null when it made none
 */
public record Resumption(List<String> news, List<String> commits, List<String> files, int moreFiles, List<String> messages, Notes checkpoint) {

    /** A file of notes: its path and what is in it. */
    public record Notes(String path, String text) {}

    /** The state of the work as plain text. */
    String text() {
        String more = moreFiles > 0 ? "\n  and " + moreFiles + " more" : "";
        String notes = checkpoint == null ? "none" : Untrusted.line(checkpoint.path(), 300) + "\n" + Untrusted.block(checkpoint.text()).strip();
        return "Last commits of yours\n" + lines(commits, 200) + "\nNot committed\n" + lines(files, 300) + more + "\nMessages that you may not have read\n" + lines(messages, 1_500)
                + "\nYour newest checkpoint: " + notes;
    }

    private static String lines(List<String> lines, int max) {
        return lines.isEmpty() ? "  none" : lines.stream().map(l -> "  " + Untrusted.line(l, max)).collect(Collectors.joining("\n"));
    }
}
