package mc.demo;

import java.util.ArrayList;
import java.util.List;

/** How many columns a text takes on a terminal. An estimate: programs disagree about emoji, so nothing breaks when it is off by one. */
final class Cells {

    private Cells() {}

    static int width(String text) {
        return text.codePoints().map(Cells::width).sum();
    }

    private static int width(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        boolean wide = c >= 0x1100 && (c <= 0x115f || (c >= 0x2e80 && c <= 0xa4cf && c != 0x303f) || (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff)
                || (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) || (c >= 0xffe0 && c <= 0xffe6) || (c >= 0x1f300 && c <= 0x1faff) || (c >= 0x20000 && c <= 0x3fffd));
        return wide ? 2 : 1;
    }

    /** The text in rows of at most {@code columns}, broken at its line feeds and wherever a row is full. At least one row. */
    static List<String> wrap(String text, int columns) {
        List<String> rows = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            StringBuilder row = new StringBuilder();
            int used = 0;
            for (int i = 0; i < line.length(); i += Character.charCount(line.codePointAt(i))) {
                int c = line.codePointAt(i);
                if (used + width(c) > columns && used > 0) {
                    rows.add(row.toString());
                    row.setLength(0);
                    used = 0;
                }
                row.appendCodePoint(c);
                used += width(c);
            }
            rows.add(row.toString());
        }
        return rows;
    }

    /** The text cut to at most {@code columns}. */
    static String cut(String text, int columns) {
        return wrap(text, Math.max(1, columns)).get(0);
    }
}
