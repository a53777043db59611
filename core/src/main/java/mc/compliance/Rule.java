package mc.compliance;

import java.util.List;
import java.util.Map;

/**
 * One rule of the team. Immutable.
 *
 * @param id family and name, such as {@code git.push}
 * @param title the rule in one sentence
 * @param enabled whether it is watched at all
 * @param remedy what mends it, a command where there is one; {@code {{role}}} and what else a finder gives are filled in
 * @param numbers its limits by name, such as {@code minutes}
 * @param words its lists by name, such as {@code meaningless}
 * @param source where it stands: a file, with a line where one can be given
 */
public record Rule(String id, String title, Severity severity, boolean enabled, String remedy, Map<String, Integer> numbers, Map<String, List<String>> words, String source) {

    /** A limit; a rule without it is a mistake in the program or in the user's file, which is refused when read. */
    public int number(String name) {
        Integer number = numbers.get(name);
        if (number == null) {
            throw new IllegalStateException("The rule " + id + " has no number " + name);
        }
        return number;
    }

    /** A list; empty when it has none of that name. */
    public List<String> words(String name) {
        return words.getOrDefault(name, List.of());
    }
}
