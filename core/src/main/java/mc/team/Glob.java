package mc.team;

import java.util.regex.Pattern;

/**
 * A pattern for names in a tree, in any case: {@code *} and {@code ?} stand for characters of one name, {@code [0-9]} for one of a
 * set. Without a slash it is tried against the name alone, with one against the path from the project's root. Immutable.
 */
record Glob(Pattern pattern, boolean wholePath) {

    /** Throws {@link java.util.regex.PatternSyntaxException} for a set that is not closed. */
    static Glob of(String text) {
        StringBuilder regex = new StringBuilder();
        boolean inSet = false;
        for (char c : text.toCharArray()) {
            if (c == '[' || c == ']' || inSet) {
                regex.append(c);
                inSet = c != ']';
            } else if (c == '*' || c == '?') {
                regex.append(c == '*' ? "[^/]*" : "[^/]");
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return new Glob(Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE), text.contains("/"));
    }

    boolean matches(ProjectTree.Entry entry) {
        return pattern.matcher(wholePath ? entry.path().toString() : entry.name()).matches();
    }

    boolean matches(String name) {
        return pattern.matcher(name).matches();
    }
}
