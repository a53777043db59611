package mc.agent;

import java.util.List;

/**
 * Removes dim text (SGR 2) and then every other SGR sequence from a captured screen. Agent programs show suggestions dim in their
 * input line; taken for text they would look like something a person has typed. The cursor stands on a suggestion's first
 * character as inverse text (SGR 7), so an inverse run that goes over into dim text without a gap is removed with it. Stateless.
 */
final class DimText {

    private DimText() {}

    /** The screen without its dim parts and without colours. */
    static String without(String coloured) {
        StringBuilder out = new StringBuilder(coloured.length());
        boolean dim = false;
        boolean inverse = false;
        int cursor = -1; // where in the output the inverse run began that ends here
        int i = 0;
        while (i < coloured.length()) {
            char c = coloured.charAt(i);
            if (c == 0x1b && i + 1 < coloured.length() && coloured.charAt(i + 1) == '[') {
                int end = i + 2;
                while (end < coloured.length() && coloured.charAt(end) < 0x40) {
                    end++;
                }
                if (end < coloured.length() && coloured.charAt(end) == 'm') {
                    String parameters = coloured.substring(i + 2, end);
                    boolean wasInverse = inverse;
                    dim = after(parameters, dim, "2", List.of("", "0", "1", "22"));
                    inverse = after(parameters, inverse, "7", List.of("", "0", "27"));
                    if (inverse && !wasInverse) {
                        cursor = out.length();
                    }
                    if (dim && !inverse && cursor >= 0) {
                        out.setLength(cursor);
                        cursor = -1;
                    }
                }
                i = Math.min(end + 1, coloured.length());
            } else {
                if (!inverse) {
                    cursor = -1;
                }
                if (!dim || c == '\n') {
                    out.append(c);
                }
                i++;
            }
        }
        return out.toString();
    }

    /** Whether the attribute is on after an SGR sequence: code {@code on} sets it, those of {@code off} end it. */
    private static boolean after(String parameters, boolean before, String on, List<String> off) {
        boolean now = before;
        String[] codes = parameters.split("[;:]", -1);
        for (int i = 0; i < codes.length; i++) {
            if (codes[i].equals("38") || codes[i].equals("48") || codes[i].equals("58")) {
                i += i + 1 < codes.length && codes[i + 1].equals("5") ? 2 : 4; // a colour's own numbers follow
            } else if (codes[i].equals(on)) {
                now = true;
            } else if (off.contains(codes[i])) {
                now = false;
            }
        }
        return now;
    }
}
