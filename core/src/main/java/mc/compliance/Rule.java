package mc.compliance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import mc.text.Placeholders;

/**
 * One rule of the team. Immutable.
 *
 * @param id family and name, such as {@code git.push}
 * @param title the rule in one sentence; {@code {{minutes}}} stands for the limit of that name
 * @param enabled whether it is watched at all
 * @param remedy what mends it, a command where there is one; {@code {{role}}} and what else a finder gives are filled in
 * @param numbers its limits by name, such as {@code minutes}; a smaller one is stricter
 * @param words its lists by name, such as {@code meaningless}
 * @param source the file it stands in
 * @param changed by name, what says otherwise than the source: a file, with a line where one can be given. The names are those of numbers and
 *     words, {@code enabled}, {@code severity}, {@code title} and {@code remedy}
 */
public record Rule(
        String id, String title, Severity severity, boolean enabled, String remedy, Map<String, Integer> numbers, Map<String, List<String>> words, String source, Map<String, String> changed) {

    /** A limit; a rule without it is a mistake in the program, for the shipped file has them all. */
    public int number(String name) {
        Integer number = numbers.get(name);
        if (number == null) {
            throw new IllegalStateException("The rule " + id + " has no number " + name);
        }
        return number;
    }

    /** A list; when it has none of that name the one that is named {@code any}, else an empty one. */
    public List<String> words(String name) {
        return words.getOrDefault(name, words.getOrDefault(Rules.ANY, List.of()));
    }

    /** The rule in one sentence, with its limits. */
    public String sentence() {
        return Placeholders.fill(title, numbers.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().toString()))).replaceAll("(?<!\\S)1 (minute|commit)s\\b", "1 $1");
    }

    /** Where the limit, list or other part of this name comes from. */
    public String origin(String name) {
        return changed.getOrDefault(name, source);
    }

    /** @param where the file that says so, with its line */
    public Rule with(String limit, int value, String where) {
        return new Rule(id, title, severity, enabled, remedy, put(numbers, limit, value), words, source, put(changed, limit, where));
    }

    /** @param where the files that say so, with their lines */
    public Rule with(String list, List<String> values, String where) {
        return new Rule(id, title, severity, enabled, remedy, numbers, put(words, list, values), source, put(changed, list, where));
    }

    /** What the rule asks for, and which parts of that somebody set, without where that stands: two that agree in this are the same rule. */
    Rule asked() {
        Map<String, String> set = new TreeMap<>(changed);
        set.replaceAll((part, where) -> "");
        return new Rule(id, title, severity, enabled, remedy, numbers, words, "", set);
    }

    private static <T> Map<String, T> put(Map<String, T> map, String key, T value) {
        Map<String, T> copy = new LinkedHashMap<>(map);
        copy.put(key, value);
        return copy;
    }
}
