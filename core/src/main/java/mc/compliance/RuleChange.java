package mc.compliance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What one set of rules asks for otherwise than another. Immutable; scripts rely on the names.
 *
 * @param rule the rule's id
 * @param part the name of the limit or list, or {@code enabled}, {@code severity}, {@code title} or {@code remedy}
 * @param before a number, a list of texts or a text; null when there was none
 * @param after likewise; null when there is none any more
 * @param from the file, with a line where one can be given, that says so now
 */
public record RuleChange(String rule, String part, Object before, Object after, String from) {

    /** In the order of the rules; empty when both ask for the same. */
    public static List<RuleChange> between(Rules before, Rules after) {
        List<RuleChange> changes = new ArrayList<>();
        after.byId().forEach((id, rule) -> {
            Map<String, Object> now = parts(rule);
            Map<String, Object> then = before.byId().containsKey(id) ? parts(before.byId().get(id)) : Map.of();
            Map<String, Object> all = new LinkedHashMap<>(now);
            then.forEach(all::putIfAbsent);
            all.keySet().stream().filter(part -> !Objects.equals(then.get(part), now.get(part))).forEach(part -> changes.add(new RuleChange(id, part, then.get(part), now.get(part), rule.origin(part))));
        });
        return changes;
    }

    private static Map<String, Object> parts(Rule rule) {
        Map<String, Object> parts = new LinkedHashMap<>(Map.of("enabled", rule.enabled()));
        parts.put("severity", rule.severity().text());
        parts.putAll(rule.numbers());
        parts.putAll(rule.words());
        parts.put("title", rule.title());
        parts.put("remedy", rule.remedy());
        return parts;
    }
}
