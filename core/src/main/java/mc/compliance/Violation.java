package mc.compliance;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * A broken rule: what was seen and what mends it. Immutable.
 *
 * @param agent who broke it; null when it is the whole team's
 * @param key tells this case from others of the same rule
 * @param rules the version of the set that said so
 * @param toldIn the message that told the orchestrator; null when it has not been told
 * @param resolvedAt null while it is open; so are {@code resolvedBy} and {@code resolution}
 */
public record Violation(String id, String mission, String agent, String rule, Severity severity, String key, String seen, String remedy, int rules, Instant at, String toldIn, Instant resolvedAt, String resolvedBy, String resolution) {

    private static final RowMapper<Violation> ROW = (row, context) -> new Violation(
            row.getString("id"), row.getString("mission"), row.getString("agent"), row.getString("rule"), Severity.of(row.getString("severity")), row.getString("key"), row.getString("seen"), row.getString("remedy"),
            row.getInt("rules"), Instant.parse(row.getString("at")), row.getString("told_in"), row.getString("resolved_at") == null ? null : Instant.parse(row.getString("resolved_at")),
            row.getString("resolved_by"), row.getString("resolution"));

    /** The open cases of one rule in a mission whose key is, or begins with, this. */
    static List<Violation> open(Handle sql, String mission, String rule, String key) {
        return sql.createQuery("select * from violation where mission = :mission and rule = :rule and resolved_at is null and (key = :key or substr(key, 1, length(:key) + 1) = :key || '/') order by at, rowid")
                .bind("mission", mission).bind("rule", rule).bind("key", key).map(ROW).list();
    }

    /** Whether this case was ever found, open or not. */
    static boolean isKnown(Handle sql, String mission, String rule, String key) {
        return sql.createQuery("select 1 from violation where mission = :mission and rule = :rule and key = :key limit 1").bind("mission", mission).bind("rule", rule).bind("key", key).mapTo(Integer.class).findOne().isPresent();
    }
}
