package mc.compliance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import mc.agent.Agent;
import mc.text.Untrusted;
import org.jdbi.v3.core.Handle;

/** What an alert says: how many, which rules, and the worst few with what mends them, in full; short however many there are. */
final class AlertText {

    private static final int SHOWN = 4;
    private static final int RULES = 8;

    private AlertText() {}

    /** @param violations the worst first, at least one */
    static String of(List<Violation> violations, Handle sql) {
        List<String> lines = new ArrayList<>();
        int count = violations.size();
        lines.add((count == 1 ? "A rule was broken" : count + " rules were broken") + (count == 1 ? "." : " (" + counts(violations) + ")."));
        if (count > SHOWN) {
            lines.add("By rule: " + byRule(violations));
            lines.add("The worst:");
        }
        violations.stream().limit(SHOWN).forEach(v -> {
            String role = v.agent() == null ? "the team" : Agent.Table.find(sql, v.agent()).map(Agent::role).orElse(v.agent());
            lines.add("- " + v.id() + " " + v.rule() + " (" + v.severity().text() + ") by " + role + ": " + Untrusted.line(v.seen(), 240));
            lines.add("  Mend it: " + Untrusted.line(v.remedy()));
        });
        lines.add((count > SHOWN ? "And " + (count - SHOWN) + " more. " : "") + "See to it that this is mended; all that is open: mc compliance violations");
        return String.join("\n", lines);
    }

    private static String counts(List<Violation> violations) {
        Map<Severity, Long> counts = violations.stream().collect(Collectors.groupingBy(Violation::severity, () -> new TreeMap<Severity, Long>().descendingMap(), Collectors.counting()));
        return counts.entrySet().stream().map(e -> e.getValue() + " " + e.getKey().text().toLowerCase(Locale.ROOT)).collect(Collectors.joining(", "));
    }

    private static String byRule(List<Violation> violations) {
        Map<String, Long> counts = violations.stream().collect(Collectors.groupingBy(Violation::rule, LinkedHashMap::new, Collectors.counting()));
        String most = counts.entrySet().stream().sorted(Map.Entry.<String, Long>comparingByValue().reversed()).limit(RULES).map(e -> e.getKey() + " " + e.getValue()).collect(Collectors.joining(", "));
        return most + (counts.size() > RULES ? ", and " + (counts.size() - RULES) + " other rules" : "");
    }
}
