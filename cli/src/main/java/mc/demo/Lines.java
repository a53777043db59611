package mc.demo;

import java.util.ArrayList;
import java.util.List;
import mc.text.Untrusted;

/**
 * The lines of a conversation as they are shown. Every text is made safe first, and only the first line of each entry starts in the first column: so
 * no text can draw an input box or a dialog that a reader of the screen would take for real.
 */
final class Lines {

    private static final int SHOWN = 12;
    private static final int LONGEST = 1000;
    private static final String GREY = "\u001b[38;5;244m";
    private static final String PLAIN = "\u001b[m";

    private Lines() {}

    static List<String> prompt(String text) {
        return entry("\u001b[1m❯ ", "  ", text, true);
    }

    static List<String> said(String text) {
        return entry("● ", "  ", text, true);
    }

    static List<String> tool(String command) {
        return entry("● \u001b[1mBash\u001b[m(", "       ", command + ")", true);
    }

    static List<String> result(String output) {
        return entry(GREY + "  ⎿  ", GREY + "     ", output.isBlank() ? "Done" : output.stripTrailing(), false);
    }

    static List<String> worked(long seconds) {
        return List.of("", GREY + "✻ Worked for " + seconds + "s" + PLAIN);
    }

    static List<String> note(String text) {
        return entry(GREY + "● ", GREY + "  ", text, true);
    }

    private static List<String> entry(String first, String others, String text, boolean spaced) {
        List<String> all = Untrusted.block(text).replace("\t", "    ").lines().toList();
        List<String> lines = new ArrayList<>();
        if (spaced) {
            lines.add("");
        }
        for (int i = 0; i < Math.min(SHOWN, all.size()); i++) {
            String line = all.get(i);
            lines.add((i == 0 ? first : others) + (line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line));
        }
        if (all.size() > SHOWN) {
            lines.add(others + "… +" + (all.size() - SHOWN) + " lines");
        }
        return lines;
    }
}
