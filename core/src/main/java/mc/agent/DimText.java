package mc.agent;

/**
 * Removes dim text (SGR 2) and then every other SGR sequence from a captured screen. Agent programs show suggestions dim in their
 * input line; taken for text they would look like something a person has typed. Stateless.
 */
final class DimText {

    private DimText() {}

    /** The screen without its dim parts and without colours. */
    static String without(String coloured) {
        StringBuilder out = new StringBuilder(coloured.length());
        boolean dim = false;
        int i = 0;
        while (i < coloured.length()) {
            char c = coloured.charAt(i);
            if (c == 0x1b && i + 1 < coloured.length() && coloured.charAt(i + 1) == '[') {
                int end = i + 2;
                while (end < coloured.length() && coloured.charAt(end) < 0x40) {
                    end++;
                }
                if (end < coloured.length() && coloured.charAt(end) == 'm') {
                    dim = dimAfter(coloured.substring(i + 2, end), dim);
                }
                i = Math.min(end + 1, coloured.length());
            } else {
                if (!dim || c == '\n') {
                    out.append(c);
                }
                i++;
            }
        }
        return out.toString();
    }

    private static boolean dimAfter(String parameters, boolean dim) {
        boolean now = dim;
        String[] codes = parameters.split("[;:]", -1);
        for (int i = 0; i < codes.length; i++) {
            switch (codes[i]) {
                case "", "0", "1", "22" -> now = false;
                case "2" -> now = true;
                case "38", "48", "58" -> i += i + 1 < codes.length && codes[i + 1].equals("5") ? 2 : 4; // a colour's own numbers follow
                default -> { }
            }
        }
        return now;
    }
}
