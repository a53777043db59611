package mc.text;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills {@code {{name}}} in a template. One pass: a value is put in as it is and never looked at again, so text from a spec
 * cannot pull in other values. Stateless and thread-safe.
 */
public final class Placeholders {

    private static final Pattern NAME = Pattern.compile("\\{\\{\\s*([A-Za-z][A-Za-z0-9]*)\\s*}}");

    private Placeholders() {}

    /** The template with every placeholder filled; one without a value is an {@link IllegalArgumentException} that names it. */
    public static String fill(String template, Map<String, String> values) {
        return NAME.matcher(template).replaceAll(match -> {
            String value = values.get(match.group(1));
            if (value == null) {
                throw new IllegalArgumentException("Unknown placeholder {{" + match.group(1) + "}}; known: " + new TreeSet<>(values.keySet()));
            }
            return Matcher.quoteReplacement(value);
        });
    }

    /** The names a template uses, sorted. */
    public static Set<String> names(String template) {
        Set<String> names = new TreeSet<>();
        NAME.matcher(template).results().forEach(match -> names.add(match.group(1)));
        return names;
    }
}
