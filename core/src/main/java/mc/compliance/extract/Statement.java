package mc.compliance.extract;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/**
 * What became of one sentence of a project's file that looks like a rule. Immutable.
 *
 * @param file the file's name in the project
 * @param line where the sentence begins, counted from 1
 * @param text the sentence, cleaned
 * @param rule the rule it is about; null when it was not understood
 * @param limit the limit or list it sets; null when it sets none
 * @param value the limit, when {@code limit} names a number
 * @param words the list, when {@code limit} names one
 * @param why what is to be said about it, in one line; empty when there is nothing
 */
public record Statement(String file, int line, String text, Outcome outcome, String rule, String limit, Integer value, List<String> words, String why) {

    /** What became of it. */
    public enum Outcome {
        /** The limit or list is in force. */
        TAKEN,
        /** It is understood, and a stricter one for the same limit holds. */
        OUTDONE,
        /** It asks for what holds anyway. */
        HOLDS,
        /** It is understood, and is not followed. */
        REFUSED,
        /** It looks like a rule, and mc knows none that it could be. */
        UNKNOWN;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Where it stands, as {@code CLAUDE.md:12}. */
    public String where() {
        return file + ":" + line;
    }

    Statement turned(Outcome other, String because) {
        return new Statement(file, line, text, other, rule, limit, value, words, because);
    }
}
