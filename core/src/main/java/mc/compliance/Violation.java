package mc.compliance;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import mc.store.TextTime;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;

/**
 * A broken rule: what was seen and what mends it. Immutable.
 *
 * @param agent who broke it; null when it is the whole team's
 * @param key tells this case from others of the same rule
 * @param rules the version of the set that said so
 * @param toldIn the message that told the orchestrator; null when it has not been told
 * @param resolvedAt null while it is open; so are {@code resolvedBy}, {@code resolution} and {@code outcome} (mended, dismissed or lapsed)
 */
public record Violation(String id, String mission, String agent, String rule, Severity severity, String key, String seen, String remedy, int rules, Instant at, String toldIn, Instant resolvedAt, String resolvedBy, String resolution, String outcome) {

    // Of a million violations a few are open. SQLite does not know that and would take another index, so those of the open ones are named
    // below: 1 ms in the place of 2 s.

    private static final RowMapper<Violation> ROW = (row, context) -> new Violation(
            row.getString("id"), row.getString("mission"), row.getString("agent"), row.getString("rule"), Severity.of(row.getString("severity")), row.getString("key"), row.getString("seen"), row.getString("remedy"),
            row.getInt("rules"), Instant.parse(row.getString("at")), row.getString("told_in"), row.getString("resolved_at") == null ? null : Instant.parse(row.getString("resolved_at")),
            row.getString("resolved_by"), row.getString("resolution"), row.getString("outcome"));

    /**
     * Which violations are wanted; null stands for all.
     *
     * @param from the earliest time, included
     * @param to the latest, excluded
     */
    public record Wanted(boolean open, String agent, String rule, Severity severity, Instant from, Instant to) {}

    public boolean isOpen() {
        return resolvedAt == null;
    }

    public static Optional<Violation> find(Handle sql, String id) {
        return sql.createQuery("select * from violation where id = :id").bind("id", id).map(ROW).findOne();
    }

    /** The newest of a mission that are wanted, newest first. */
    public static List<Violation> list(Handle sql, String mission, Wanted wanted, int limit) {
        StringBuilder where = new StringBuilder(wanted.open() ? "select * from violation indexed by violation_open_at where mission = :mission and resolved_at is null" : "select * from violation where mission = :mission");
        Map<String, Object> values = new TreeMap<>();
        narrow(where, values, " and agent = :agent", "agent", wanted.agent());
        narrow(where, values, " and rule = :rule", "rule", wanted.rule());
        narrow(where, values, " and severity = :severity", "severity", wanted.severity() == null ? null : wanted.severity().text());
        narrow(where, values, " and at >= :from", "from", wanted.from() == null ? null : TextTime.bound(wanted.from()));
        narrow(where, values, " and at < :to", "to", wanted.to() == null ? null : TextTime.bound(wanted.to()));
        Query query = sql.createQuery(where.append(" order by at desc, rowid desc limit :limit").toString()).bind("mission", mission).bind("limit", limit);
        return query.bindMap(values).map(ROW).list();
    }

    private static void narrow(StringBuilder where, Map<String, Object> values, String condition, String name, String value) {
        if (value != null) {
            where.append(condition);
            values.put(name, value);
        }
    }

    /** How many are open, by severity. */
    public static Map<Severity, Integer> countOpen(Handle sql, String mission) {
        return sql.createQuery("select severity, count(*) as n from violation indexed by violation_open where mission = :mission and resolved_at is null group by severity").bind("mission", mission)
                .reduceRows(new TreeMap<>(), (counts, row) -> {
                    counts.put(Severity.of(row.getColumn("severity", String.class)), row.getColumn("n", Integer.class));
                    return counts;
                });
    }

    /** How many each agent has open, by the agent's id; those of the whole team are not in it. */
    public static Map<String, Integer> countOpenByAgent(Handle sql, String mission) {
        return sql.createQuery("select agent, count(*) as n from violation indexed by violation_open where mission = :mission and resolved_at is null and agent is not null group by agent").bind("mission", mission)
                .reduceRows(new TreeMap<>(), (counts, row) -> {
                    counts.put(row.getColumn("agent", String.class), row.getColumn("n", Integer.class));
                    return counts;
                });
    }

    /**
     * The open critical ones that no agent has heard of, nor the operator, oldest first: of which nobody was told, or in a message that
     * has not arrived yet.
     */
    static List<Violation> unheard(Handle sql, String mission) {
        return sql.createQuery("select v.* from violation v indexed by violation_open where v.mission = :mission and v.severity = 'critical' and v.resolved_at is null and v.operator_told_in is null"
                        + " and (v.told_in is null or exists (select 1 from message m where m.id = v.told_in and m.status in ('queued', 'held', 'typing', 'typed'))) order by v.at, v.rowid")
                .bind("mission", mission).map(ROW).list();
    }

    /** Whether this very case is open. */
    public static boolean isOpen(Handle sql, String mission, String rule, String key) {
        return sql.createQuery("select exists (select 1 from violation indexed by violation_once where mission = :mission and rule = :rule and key = :key and resolved_at is null)")
                .bind("mission", mission).bind("rule", rule).bind("key", key).mapTo(Boolean.class).one();
    }

    /** The open cases of one rule in a mission, oldest first. */
    public static List<Violation> open(Handle sql, String mission, String rule) {
        return sql.createQuery("select * from violation indexed by violation_once where mission = :mission and rule = :rule and resolved_at is null order by at, rowid").bind("mission", mission).bind("rule", rule).map(ROW).list();
    }

    /** The open cases of one rule in a mission whose key is this, or begins with it and a slash. */
    public static List<Violation> open(Handle sql, String mission, String rule, String key) {
        return sql.createQuery("select * from violation indexed by violation_once where mission = :mission and rule = :rule and resolved_at is null and (key = :key or key >= :key || '/' and key < :key || '0') order by at, rowid") // 0 comes after the slash
                .bind("mission", mission).bind("rule", rule).bind("key", key).map(ROW).list();
    }

    /** All open ones of a mission, or of one agent of it when that is not null. */
    static List<Violation> allOpen(Handle sql, String mission, String agent) {
        return sql.createQuery("select * from violation indexed by violation_open where mission = :mission and resolved_at is null and (:agent is null or agent = :agent) order by at, rowid").bind("mission", mission).bind("agent", agent).map(ROW).list();
    }

    /** The open ones that nobody was told of, the worst first. */
    static List<Violation> untold(Handle sql, String mission) {
        return sql.createQuery("select * from violation indexed by violation_open where mission = :mission and resolved_at is null and told_in is null").bind("mission", mission).map(ROW).stream()
                .sorted(java.util.Comparator.comparing(Violation::severity).reversed().thenComparing(Violation::at)).toList();
    }

    /** Whether somebody, and not mc itself, resolved this case. */
    public static boolean isSettled(Handle sql, String mission, String rule, String key) {
        return sql.createQuery("select exists (select 1 from violation where mission = :mission and rule = :rule and key = :key and outcome = 'dismissed')").bind("mission", mission).bind("rule", rule).bind("key", key).mapTo(Boolean.class).one();
    }
}
