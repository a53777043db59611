package mc.compliance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mc.store.TextTime;
import org.jdbi.v3.core.Handle;

/**
 * How well a family of rules was kept: what was found in a period, and what became of it. Immutable; scripts rely on the names.
 *
 * @param family comm, git or flow
 * @param score how much of what was found is mended, in percent; 100 when nothing was found
 * @param dismissed what a person closed
 * @param lapsed what ended without being mended: with its agent, its rule or the mission, or because it is long past
 * @param medianMinutes the median time until it was mended; null when nothing was
 */
public record Scores(String family, int score, int found, int open, int mended, int dismissed, int lapsed, Long medianMinutes) {

    private static final List<String> FAMILIES = List.of("comm", "flow", "git");
    private static final String OPEN = "open";

    /** Of a mission since then, a row a family in alphabetical order. */
    public static List<Scores> since(Handle sql, String mission, Instant since) {
        Map<String, Map<String, List<Long>>> found = new TreeMap<>(); // by family and outcome, the minutes each took
        FAMILIES.forEach(family -> found.put(family, new HashMap<>()));
        sql.createQuery("select substr(rule, 1, instr(rule, '.') - 1) as family, at, resolved_at, outcome from violation where mission = :mission and at >= :since").bind("mission", mission).bind("since", TextTime.bound(since))
                .map((row, context) -> new Case(row.getString("family"), row.getString("outcome") == null ? OPEN : row.getString("outcome"), minutes(row.getString("at"), row.getString("resolved_at"))))
                .forEach(one -> found.get(one.family()).computeIfAbsent(one.outcome(), outcome -> new ArrayList<>()).add(one.minutes()));
        return found.entrySet().stream().map(family -> of(family.getKey(), family.getValue())).toList();
    }

    private record Case(String family, String outcome, Long minutes) {}

    private static Scores of(String family, Map<String, List<Long>> cases) {
        int all = cases.values().stream().mapToInt(List::size).sum();
        List<Long> mended = cases.getOrDefault(Violations.MENDED, List.of());
        return new Scores(family, all == 0 ? 100 : 100 * mended.size() / all, all, count(cases, OPEN), mended.size(), count(cases, Violations.DISMISSED), count(cases, Violations.LAPSED), Median.of(mended));
    }

    private static int count(Map<String, List<Long>> cases, String outcome) {
        return cases.getOrDefault(outcome, List.of()).size();
    }

    private static Long minutes(String from, String to) {
        return to == null ? null : Duration.between(Instant.parse(from), Instant.parse(to)).toMinutes();
    }
}
