package mc.team;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mc.text.YamlSection;

/**
 * Conditions on the facts of a project, all or any of which must hold. A value is a boolean, a word, a number or a comparison
 * such as {@code ">5"}. Without conditions it always holds. Immutable and thread-safe.
 */
record Conditions(boolean any, Map<String, Condition> byMetric) {

    private static final Pattern COMPARISON = Pattern.compile("(>=|<=|>|<|==|=|!=)\\s*(\\d{1,9})");

    /** One comparison; {@code operator} is one of {@code > >= < <= = !=}. */
    record Condition(String operator, String value) {

        boolean holds(Metric metric) {
            if (!operator.matches("[<>]=?")) {
                return metric.value().equalsIgnoreCase(value) == operator.equals("=");
            }
            if (!metric.isNumber()) {
                return false;
            }
            long left = Long.parseLong(metric.value());
            long right = Long.parseLong(value);
            return switch (operator) {
                case ">" -> left > right;
                case ">=" -> left >= right;
                case "<" -> left < right;
                default -> left <= right;
            };
        }

        @Override
        public String toString() {
            return operator + " " + value;
        }
    }

    /** Whether they hold, and the facts that decided it. */
    record Verdict(boolean holds, String because) {}

    static Conditions of(YamlSection yaml, Set<String> flags) {
        String match = yaml.optional("match").orElse("all");
        if (!match.equals("all") && !match.equals("any")) {
            throw yaml.wrong("match", "must be all or any");
        }
        Map<String, Condition> conditions = new LinkedHashMap<>();
        if (yaml.has("conditions")) {
            YamlSection section = yaml.section("conditions");
            for (String metric : section.values().keySet()) {
                if (!flags.contains(metric) && !ProjectMetrics.COUNTED.contains(metric)) {
                    throw section.wrong(metric, "is no fact that mc knows (known: " + flags.stream().sorted().collect(Collectors.joining(", ")) + ", "
                            + String.join(", ", ProjectMetrics.COUNTED) + ")");
                }
                conditions.put(metric, condition(section, metric));
            }
        }
        return new Conditions(match.equals("any"), conditions);
    }

    Verdict judge(ProjectMetrics metrics) {
        List<String> met = new ArrayList<>();
        List<String> unmet = new ArrayList<>();
        byMetric.forEach((name, condition) -> {
            Metric metric = metrics.get(name);
            boolean holds = condition.holds(metric);
            (holds ? met : unmet).add(name + " is " + metric.value() + (holds && !metric.evidence().isEmpty() ? " (" + metric.evidence().get(0) + ")" : ""));
        });
        boolean holds = any ? !met.isEmpty() || byMetric.isEmpty() : unmet.isEmpty();
        return new Verdict(holds, String.join(", ", holds ? met : unmet));
    }

    private static Condition condition(YamlSection section, String metric) {
        String text = section.text(metric);
        Matcher comparison = COMPARISON.matcher(text);
        if (comparison.matches()) {
            String operator = comparison.group(1).equals("==") ? "=" : comparison.group(1);
            return new Condition(operator, comparison.group(2));
        }
        if (!text.matches("[A-Za-z0-9_]{1,40}")) {
            throw section.wrong(metric, "must be true, false, a word, a number or a comparison such as \">5\"");
        }
        return new Condition("=", text);
    }
}
