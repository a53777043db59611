package mc.agent.check;

/**
 * One thing mc relies on in an agent program, and whether the installed program still does it. Immutable.
 *
 * @param signal what was tried, in a few words
 * @param saw what the program did, in one line of sanitised text
 * @param without what mc does when it has to do without this
 * @param remedy what a person can do; empty when there is nothing to do
 */
public record Probe(String signal, Verdict verdict, String saw, String without, String remedy) {

    public enum Verdict {
        /** As mc expects it. */
        WORKS,
        /** Something came, and it is not what mc expects. */
        CHANGED,
        /** It did not come within the time. */
        MISSING,
        /** Could not be tried, because something before it did not work. */
        UNTRIED
    }
}
