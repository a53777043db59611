package mc.message;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words every text from mc begins with: {@code [mc ID from SENDER] }. The agent's program reports them back with the text, which
 * proves the delivery; the plain first character keeps a text from being read as a command. Stateless.
 */
public final class Marker {

    private static final Pattern MARKER = Pattern.compile("\\[mc ([mb]-[a-z0-9]{8}) from [^\\]\\n]{1,64}\\]");

    /** Blanks of any script, and what is not to be seen. */
    private static final String GAP = "[\\s\\p{Z}\\p{Cf}]*+";
    /** Letters that look like m and c: full-width, Cyrillic, Greek, Coptic, Roman numerals, small capitals, mathematical ones. */
    private static final String MC = "[mｍмⅿᴍΜϻⲙ\\x{1D400}-\\x{1D7FF}]" + GAP + "[cｃсⅽᴄϲⲥ\\x{1D400}-\\x{1D7FF}]";
    /** What a reader, or a program that looks only at the beginning, could take for a mark. */
    private static final Pattern LOOKALIKE = Pattern.compile("[\\[［〔【⟦❲⁅]" + GAP + MC + GAP + "(?=\\p{L}" + GAP + "[\\p{Pd}－−]" + GAP + "[\\p{L}\\p{N}])", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    private Marker() {}

    public static String of(String id, String sender) {
        return "[mc " + id + " from " + sender + "] ";
    }

    /**
     * A text in which no mark stands but that of {@code own}, and nothing that looks like one. What an agent is told may quote a screen or a message with its mark, and
     * the agent's program would report that as if the quoted text itself had arrived.
     */
    public static String onlyOf(String own, String text) {
        String others = MARKER.matcher(text).replaceAll(mark -> Matcher.quoteReplacement(mark.group(1).equals(own) ? mark.group() : "(mc " + mark.group(1) + ")"));
        return LOOKALIKE.matcher(others).replaceAll(like -> MARKER.matcher(others).region(like.start(), others.length()).lookingAt() ? "$0" : "(mc ");
    }

    /** The ids of all marks in a text that an agent's program reported. */
    public static List<String> idsIn(String text) {
        Matcher matcher = MARKER.matcher(text);
        return matcher.results().map(result -> result.group(1)).distinct().toList();
    }
}
