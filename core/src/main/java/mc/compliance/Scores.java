package mc.compliance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/**
 * How well a family of rules was kept: what was found in a period, and what became of it. Immutable; scripts rely on the names.
 *
 * @param family comm, git or flow
 * @param score how much of what was found is mended, in percent; 100 when nothing was found
 * @param medianMinutes the median time until it was mended; null when nothing was
 */
public record Scores(String family, int score, int found, int open, int resolved, Long medianMinutes) {

    /** Of a mission since then, a row a family in alphabetical order. */
    public static List<Scores> since(Handle sql, String mission, Instant since) {
        Map<String, List<Long>> mended = new TreeMap<>();
        Map<String, Integer> open = new TreeMap<>();
        List.of("comm", "flow", "git").forEach(family -> {
            mended.put(family, new ArrayList<>());
            open.put(family, 0);
        });
        sql.createQuery("select substr(rule, 1, instr(rule, '.') - 1) as family, at, resolved_at from violation where mission = :mission and at >= :since").bind("mission", mission).bind("since", since.toString())
                .map((row, context) -> new String[] {row.getString("family"), row.getString("at"), row.getString("resolved_at")}).forEach(row -> {
                    if (row[2] == null) {
                        open.merge(row[0], 1, Integer::sum);
                    } else {
                        mended.computeIfAbsent(row[0], f -> new ArrayList<>()).add(Duration.between(Instant.parse(row[1]), Instant.parse(row[2])).toMinutes());
                    }
                });
        List<Scores> scores = new ArrayList<>();
        mended.forEach((family, minutes) -> {
            int found = minutes.size() + open.getOrDefault(family, 0);
            scores.add(new Scores(family, found == 0 ? 100 : 100 * minutes.size() / found, found, open.getOrDefault(family, 0), minutes.size(), Median.of(minutes)));
        });
        return scores;
    }
}
