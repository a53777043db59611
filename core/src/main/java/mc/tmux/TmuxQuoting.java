package mc.tmux;

import java.util.ArrayList;
import java.util.List;

/** The four quotings tmux needs. Stateless; facts from tmux's cmd-parse.y and format.c, checked in tests against a real tmux. */
final class TmuxQuoting {

    private TmuxQuoting() {}

    /** A word of a control-mode line: in double quotes, with octal escapes, so that the line stays one line and nothing is expanded. */
    static String controlWord(String word) {
        StringBuilder out = new StringBuilder(word.length() + 2).append('"');
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            boolean plain = c >= 0x80 || Character.isLetterOrDigit(c) || "_-./ :@%,=".indexOf(c) >= 0;
            if (plain) {
                out.append(c);
            } else {
                out.append('\\').append((char) ('0' + (c >> 6))).append((char) ('0' + (c >> 3 & 7))).append((char) ('0' + (c & 7)));
            }
        }
        return out.append('"').toString();
    }

    /** A word of the tmux program's argv: only a {@code ;} at its end means something there (it ends the command). */
    static String argvWord(String word) {
        return word.endsWith(";") ? word.substring(0, word.length() - 1) + "\\;" : word;
    }

    /**
     * Text for an argument that tmux expands as a format ({@code -c}), so that it comes out as it went in. {@code #} is doubled,
     * except before {@code [}: tmux leaves such a run of {@code #} as it is, for styles.
     */
    static String literal(String text) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        int i = 0;
        while (i < text.length()) {
            int end = i;
            while (end < text.length() && text.charAt(end) == '#') {
                end++;
            }
            if (end == i) {
                out.append(text.charAt(i++));
            } else {
                boolean style = end < text.length() && text.charAt(end) == '[';
                out.append("#".repeat(style ? end - i : 2 * (end - i)));
                i = end;
            }
        }
        return out.toString();
    }

    /**
     * Reads records of {@code fields} fields printed with {@code #{q:…}}, each field ended by one space and each record by a line
     * feed. Data cannot forge either: {@code q:} puts a backslash before its spaces, and only the place after the last field's
     * space is a record's end. From tmux 3.4 on, control characters arrive as {@code \n} or {@code \033}; both forms are read.
     * tmux 3.4 alone puts one more backslash before a {@code $} that starts a name; a bare {@code $} gives that away.
     */
    static List<List<String>> records(String text, int fields) {
        List<List<String>> records = new ArrayList<>();
        List<String> record = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i++);
            if (c == '\\' && i < text.length()) {
                i = unescape(text, i, field);
            } else if (c == '$' && field.length() > 0 && field.charAt(field.length() - 1) == '\\') {
                field.setCharAt(field.length() - 1, c);
            } else if (c != ' ') {
                field.append(c);
            } else {
                record.add(field.toString());
                field.setLength(0);
                if (record.size() == fields) {
                    records.add(List.copyOf(record));
                    record.clear();
                    if (i < text.length() && text.charAt(i++) != '\n') {
                        throw malformed(text);
                    }
                }
            }
        }
        if (!record.isEmpty() || field.length() > 0) {
            throw malformed(text);
        }
        return records;
    }

    private static int unescape(String text, int i, StringBuilder out) {
        char c = text.charAt(i);
        if (c >= '0' && c <= '3' && i + 2 < text.length()) {
            out.append((char) Integer.parseInt(text.substring(i, i + 3), 8));
            return i + 3;
        }
        int control = "abtnvfr".indexOf(c);
        out.append(control < 0 ? c : (char) (7 + control));
        return i + 1;
    }

    private static TmuxException.NoAnswer malformed(String text) {
        return new TmuxException.NoAnswer("tmux answered with something mc cannot read: " + mc.text.Untrusted.line(text, 200));
    }
}
