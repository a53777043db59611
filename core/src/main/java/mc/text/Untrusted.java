package mc.text;

/**
 * Text from agents, screens, specs, branch and file names, made safe to show or store. Removes terminal escape sequences, C0
 * and C1 control characters, bidirectional overrides and zero-width characters; what remains cannot move a cursor, hide itself
 * or reorder a line. Idempotent: cleaning twice gives the same text. Stateless and thread-safe.
 */
public final class Untrusted {

    private Untrusted() {}

    /** One line, however long: as {@link #block(String)}, with line breaks and tabs turned into single spaces. For commands: half of one is none. */
    public static String line(String text) {
        return block(text).replaceAll("[\\n\\t ]+", " ").strip();
    }

    /** As {@link #line(String)}, cut at {@code max} code points. */
    public static String line(String text, int max) {
        String flat = line(text);
        if (flat.codePointCount(0, flat.length()) <= max) {
            return flat;
        }
        return flat.substring(0, flat.offsetByCodePoints(0, Math.max(0, max - 1))) + "…";
    }

    /** Several lines: keeps line feeds and tabs, removes everything that is not plain text. Null becomes the empty text. */
    public static String block(String text) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        StringBuilder out = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            int width = Character.charCount(c);
            if (c == 0x1b) {
                i = afterEscape(text, i + 1);
            } else if (c == 0x9b) {
                i = afterControlSequence(text, i + 1);
            } else if (c == 0x90 || c == 0x9d || c == 0x98 || c == 0x9e || c == 0x9f) {
                i = afterString(text, i + 1);
            } else if (c == '\r') {
                if (i + 1 >= text.length() || text.charAt(i + 1) != '\n') {
                    out.append('\n');
                }
                i++;
            } else {
                if (isPlain(c)) {
                    out.appendCodePoint(c);
                }
                i += width;
            }
        }
        return out.toString();
    }

    /** Whether a code point may stay: no control, format, surrogate or private-use trickery; line feed and tab may. */
    private static boolean isPlain(int c) {
        if (c == '\n' || c == '\t') {
            return true;
        }
        if (isInvisible(c)) {
            return false;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /**
     * Characters that take no room and may carry hidden text, though they are no format characters: the fillers, the variation
     * selectors, and the whole of the plane of tags, assigned or not. (Property Default_Ignorable_Code_Point of Unicode.)
     */
    private static boolean isInvisible(int c) {
        return c == 0x034f || c == 0x115f || c == 0x1160 || c == 0x17b4 || c == 0x17b5 || c >= 0x180b && c <= 0x180f || c == 0x2065 || c == 0x3164 || c >= 0xfe00 && c <= 0xfe0f || c == 0xffa0
                || c >= 0xfff0 && c <= 0xfff8 || c >= 0xe0000 && c <= 0xe0fff;
    }

    private static int afterEscape(String text, int i) {
        if (i >= text.length()) {
            return i;
        }
        char kind = text.charAt(i);
        if (kind == '[') {
            return afterControlSequence(text, i + 1);
        }
        if (kind == ']' || kind == 'P' || kind == 'X' || kind == '^' || kind == '_' || kind == 'k') {
            return afterString(text, i + 1);
        }
        int end = i;
        while (end < text.length() && text.charAt(end) >= 0x20 && text.charAt(end) <= 0x2f) {
            end++;
        }
        boolean isFinal = end < text.length() && text.charAt(end) >= 0x30 && text.charAt(end) <= 0x7e;
        return isFinal ? end + 1 : end;
    }

    private static int afterControlSequence(String text, int i) {
        int end = i;
        while (end < text.length() && text.charAt(end) >= 0x20 && text.charAt(end) <= 0x3f) {
            end++;
        }
        boolean isFinal = end < text.length() && text.charAt(end) >= 0x40 && text.charAt(end) <= 0x7e;
        return isFinal ? end + 1 : end;
    }

    /** Skips an OSC, DCS or title string up to BEL or ST; an unterminated one ends at the line's end, so that it hides no more. */
    private static int afterString(String text, int i) {
        int end = i;
        while (end < text.length()) {
            char c = text.charAt(end);
            if (c == 0x07 || c == 0x9c) {
                return end + 1;
            }
            if (c == 0x1b) {
                return end + 1 < text.length() && text.charAt(end + 1) == '\\' ? end + 2 : end;
            }
            if (c == '\n') {
                return end;
            }
            end++;
        }
        return end;
    }
}
