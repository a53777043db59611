package mc.text;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import mc.Failure;

/**
 * A YAML mapping read key by key. Every mistake is a {@link Failure} of kind USAGE that names the file and the key, because the
 * file may be the user's own. Immutable and thread-safe.
 *
 * @param where the file the mapping came from, as shown in errors
 * @param path the keys that lead to this mapping, with a dot after each; empty at the top
 */
public record YamlSection(Map<String, Object> values, String where, String path) {

    /** The whole file {@code name} of the templates. */
    public static YamlSection of(Templates templates, String name) {
        return new YamlSection(templates.yaml(name), templates.home().templates().resolve(name).toString(), "");
    }

    public static YamlSection parse(String text, String where) {
        return new YamlSection(Templates.parseYaml(text, where), where, "");
    }

    public boolean has(String key) {
        return values.get(key) != null;
    }

    /** A text that must be there and not be blank. */
    public String text(String key) {
        return optional(key).orElseThrow(() -> wrong(key, "is missing"));
    }

    /** A text, or empty when the key is absent. A number or a boolean counts as the text it is written as. */
    public Optional<String> optional(String key) {
        Object value = values.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Map || value instanceof List || String.valueOf(value).isBlank()) {
            throw wrong(key, "must be a text");
        }
        return Optional.of(String.valueOf(value).strip());
    }

    /** A whole number from {@code min} to {@code max}, both included. */
    public int number(String key, int min, int max) {
        Object value = values.get(key);
        if (value == null) {
            throw wrong(key, "is missing");
        }
        if (!(value instanceof Integer number) || number < min || number > max) {
            throw wrong(key, "must be a whole number from " + min + " to " + max);
        }
        return number;
    }

    /** As {@link #number(String, int, int)}; {@code absent} when there is no such key. */
    public int number(String key, int min, int max, int absent) {
        return has(key) ? number(key, min, max) : absent;
    }

    /** A number of zero or more, with or without a fraction. */
    public double amount(String key) {
        if (!has(key)) {
            throw wrong(key, "is missing");
        }
        if (!(values.get(key) instanceof Number number) || !(number.doubleValue() >= 0) || Double.isInfinite(number.doubleValue())) {
            throw wrong(key, "must be a number of zero or more");
        }
        return number.doubleValue();
    }

    /** A list of texts; empty when the key is absent. */
    public List<String> texts(String key) {
        return list(key).stream().map(item -> {
            if (item == null || item instanceof Map || item instanceof List || String.valueOf(item).isBlank()) {
                throw wrong(key, "must be a list of texts");
            }
            return String.valueOf(item).strip();
        }).toList();
    }

    /** A list of whole numbers, exactly {@code count} of them. */
    public List<Integer> numbers(String key, int count) {
        List<Object> items = list(key);
        if (items.size() != count || !items.stream().allMatch(Integer.class::isInstance)) {
            throw wrong(key, "must be a list of " + count + " whole numbers");
        }
        return items.stream().map(Integer.class::cast).toList();
    }

    /** A list of mappings; empty when the key is absent. */
    public List<YamlSection> sections(String key) {
        List<YamlSection> sections = new ArrayList<>();
        for (Object item : list(key)) {
            sections.add(section(item, key + "[" + sections.size() + "]"));
        }
        return List.copyOf(sections);
    }

    /** A mapping of names to mappings, in the order of the file; empty when the key is absent. */
    public Map<String, YamlSection> named(String key) {
        Map<String, YamlSection> named = new LinkedHashMap<>();
        if (has(key)) {
            YamlSection outer = section(key);
            outer.values().forEach((name, value) -> named.put(name, outer.section(value, name)));
        }
        return named;
    }

    public YamlSection section(String key) {
        return section(values.get(key), key);
    }

    /** This mapping with one of its keys alone. */
    public YamlSection only(String key) {
        return new YamlSection(Collections.singletonMap(key, values.get(key)), where, path);
    }

    /** Refuses keys that nobody reads: they are spelling mistakes, which would otherwise change nothing in silence. */
    public YamlSection allow(Set<String> known) {
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                throw wrong(Untrusted.line(key, 40), "is not known here (known: " + String.join(", ", new TreeSet<>(known)) + ")");
            }
        }
        return this;
    }

    /** The failure that says what is wrong with a key of this mapping. */
    public Failure wrong(String key, String problem) {
        return Failure.usage("In " + where + ", " + path + key + " " + problem + ".", "Correct the file, or move it away to use the shipped one.");
    }

    private List<Object> list(String key) {
        Object value = values.get(key);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> items)) {
            throw wrong(key, "must be a list");
        }
        return new ArrayList<>(items);
    }

    private YamlSection section(Object value, String key) {
        if (!(value instanceof Map<?, ?> map)) {
            throw wrong(key, value == null ? "is missing" : "must be a mapping (key: value)");
        }
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((name, inner) -> copy.put(String.valueOf(name), inner));
        return new YamlSection(copy, where, path + key + ".");
    }
}
