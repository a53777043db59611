package mc.mission;

import mc.text.Untrusted;

/**
 * What is said of an agent's work when it ends; a part nobody told of is empty. Cleaned and bounded here. Immutable.
 */
public record Handover(String completed, String issues, String handoff) {

    /** Nothing was told. */
    public static final Handover NONE = new Handover("", "", "");

    private static final int MAX = 8_000;

    public Handover {
        completed = clean(completed);
        issues = clean(issues);
        handoff = clean(handoff);
    }

    /** The three parts under their headings; further lines of a text are indented, so that none of them looks like a heading. */
    String text() {
        return "Tasks Completed: " + part(completed) + "\nIssues Encountered: " + part(issues) + "\nHandoff Notes: " + part(handoff) + "\n";
    }

    private static String part(String text) {
        return text.isEmpty() ? "-" : text.replace("\n", "\n  ");
    }

    private static String clean(String text) {
        String plain = Untrusted.block(text).strip();
        return plain.length() <= MAX ? plain : plain.substring(0, plain.offsetByCodePoints(0, plain.codePointCount(0, MAX - 1))) + "…";
    }
}
