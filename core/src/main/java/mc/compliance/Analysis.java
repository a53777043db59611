package mc.compliance;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/**
 * Where a day's work was held up, drawn from the tables of messages and violations. A day is one of UTC, as in the names of the logs.
 * Seconds are whole. Immutable; scripts rely on the names.
 *
 * @param pairs how many messages went from one to the other, the most first; the copies that mc makes for hubs do not count
 * @param readers how long messages waited until their turn had ended, by role, the slowest first
 * @param holds why messages had to wait, and how many for that reason
 * @param slowestAcks the longest times until a task was acknowledged
 * @param rules how often each rule was broken, the most first
 * @param silences when agents gave no sign, and for how long; null while it lasts
 * @param exchanges who did not come to an end: both roles, and the thread if there is one, with slashes
 */
public record Analysis(String date, List<Pair> pairs, List<Reader> readers, List<Hold> holds, List<Ack> slowestAcks, List<RuleCount> rules, List<Silence> silences, List<String> exchanges) {

    /** Messages from one to the other. */
    public record Pair(String from, String to, int messages) {}

    /** How long it took until a role had read what it got. */
    public record Reader(String role, int messages, Long medianSeconds) {}

    /** What messages waited for. */
    public record Hold(String role, String reason, int messages) {}

    /** How long a task waited for its acknowledgement. */
    public record Ack(String message, String role, long seconds) {}

    /** How often a rule was broken, and how many of these are open. */
    public record RuleCount(String rule, int found, int open) {}

    /** When a role gave no sign. */
    public record Silence(String role, String at, Long minutes) {}

    private static final int SHOWN = 10;

    public static Analysis of(Handle sql, String mission, LocalDate date) {
        Map<String, Object> day = Map.of("mission", mission, "from", date.toString(), "to", date.plusDays(1).toString());
        return new Analysis(date.toString(), pairs(sql, day), readers(sql, day), holds(sql, day), acks(sql, day), rules(sql, day), silences(sql, day),
                sql.createQuery("select distinct key from violation where mission = :mission and rule = 'comm.exchanges' and at >= :from and at < :to order by 1").bindMap(day).mapTo(String.class).list());
    }

    private static List<Pair> pairs(Handle sql, Map<String, Object> day) {
        return sql.createQuery("select sender, recipient, count(*) as n from message where mission = :mission and created_at >= :from and created_at < :to and copy_of is null group by sender, recipient order by n desc, sender, recipient limit " + SHOWN)
                .bindMap(day).map((row, context) -> new Pair(row.getString("sender"), row.getString("recipient"), row.getInt("n"))).list();
    }

    private static List<Reader> readers(Handle sql, Map<String, Object> day) {
        Map<String, List<Long>> seconds = new TreeMap<>();
        sql.createQuery("select recipient, created_at, changed_at from message where mission = :mission and created_at >= :from and created_at < :to and status = 'read' and not inbox").bindMap(day)
                .map((row, context) -> Map.entry(row.getString("recipient"), seconds(row.getString("created_at"), row.getString("changed_at"))))
                .forEach(entry -> seconds.computeIfAbsent(entry.getKey(), role -> new ArrayList<>()).add(entry.getValue()));
        return seconds.entrySet().stream().map(e -> new Reader(e.getKey(), e.getValue().size(), Median.of(e.getValue())))
                .sorted(java.util.Comparator.comparing(Reader::medianSeconds).reversed()).toList();
    }

    /** From the log itself: a message forgets what it waited for once it is out. */
    private static List<Hold> holds(Handle sql, Map<String, Object> day) {
        return sql.createQuery("select a.role, json_extract(e.body, '$.why') as why, count(distinct json_extract(e.body, '$.message')) as n from event e join agent a on a.id = e.agent"
                        + " where e.mission = :mission and e.kind = 'MessageHeld' and e.at >= :from and e.at < :to group by a.role, why order by n desc, a.role, why limit " + SHOWN)
                .bindMap(day).map((row, context) -> new Hold(row.getString("role"), row.getString("why"), row.getInt("n"))).list();
    }

    private static List<Ack> acks(Handle sql, Map<String, Object> day) {
        return sql.createQuery("select id, recipient, created_at, acknowledged_at from message where mission = :mission and created_at >= :from and created_at < :to and acknowledged_at is not null").bindMap(day)
                .map((row, context) -> new Ack(row.getString("id"), row.getString("recipient"), seconds(row.getString("created_at"), row.getString("acknowledged_at")))).stream()
                .sorted(java.util.Comparator.comparing(Ack::seconds).reversed()).limit(SHOWN).toList();
    }

    private static List<RuleCount> rules(Handle sql, Map<String, Object> day) {
        return sql.createQuery("select rule, count(*) as n, sum(resolved_at is null) as open from violation where mission = :mission and at >= :from and at < :to group by rule order by n desc, rule")
                .bindMap(day).map((row, context) -> new RuleCount(row.getString("rule"), row.getInt("n"), row.getInt("open"))).list();
    }

    private static List<Silence> silences(Handle sql, Map<String, Object> day) {
        return sql.createQuery("select a.role, v.at, v.resolved_at from violation v join agent a on a.id = v.agent where v.mission = :mission and v.rule = 'flow.silent' and v.at >= :from and v.at < :to order by v.at").bindMap(day)
                .map((row, context) -> new Silence(row.getString("role"), row.getString("at"),
                        row.getString("resolved_at") == null ? null : seconds(row.getString("at"), row.getString("resolved_at")) / 60)).list();
    }

    private static long seconds(String from, String to) {
        return Duration.between(Instant.parse(from), Instant.parse(to)).toSeconds();
    }
}
