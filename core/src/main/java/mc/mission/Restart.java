package mc.mission;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * One restart of an agent, as the table knows it. Immutable.
 *
 * @param briefing the mark of that start's first prompt
 * @param askedBy {@link #OPERATOR}, {@link #BOOT} or {@link #MC}
 * @param why in which state the agent was before, in one line
 * @param downSince when it came into that state
 * @param fresh whether a new conversation was asked for
 */
record Restart(String briefing, String agent, Instant at, String askedBy, String why, Instant downSince, boolean fresh) {

    /** The user asked for it. */
    static final String OPERATOR = "operator";
    /** The machine was started, and the user had asked for that case. */
    static final String BOOT = "boot";
    /** The program crashed, and mc restarts it by itself. */
    static final String MC = "mc";

    private static final RowMapper<Restart> ROW = (row, context) -> new Restart(
            row.getString("briefing"), row.getString("agent"), Instant.parse(row.getString("at")), row.getString("asked_by"), row.getString("why"), Instant.parse(row.getString("down_since")), row.getInt("fresh") != 0);

    /** Reads and writes the table of restarts. */
    static final class Table {

        private Table() {}

        /** The restart whose first prompt has this mark; empty for an agent's very first start. */
        static Optional<Restart> find(Handle sql, String briefing) {
            return sql.createQuery("select * from restart where briefing = :briefing").bind("briefing", briefing).map(ROW).findOne();
        }

        /** How often mc has restarted the agent by itself since then, and since somebody else last asked for it. */
        static int automaticSince(Handle sql, String agent, Instant since) {
            Instant[] from = {since};
            sql.createQuery("select * from restart where agent = :agent and asked_by != 'mc'").bind("agent", agent).map(ROW).forEach(r -> from[0] = r.at().isAfter(from[0]) ? r.at() : from[0]);
            return (int) sql.createQuery("select * from restart where agent = :agent and asked_by = 'mc'").bind("agent", agent).map(ROW).stream().filter(r -> !r.at().isBefore(from[0])).count();
        }

        /** How often the agent has been started again. */
        static int count(Handle sql, String agent) {
            return sql.createQuery("select count(*) from restart where agent = :agent").bind("agent", agent).mapTo(Integer.class).one();
        }

        static void add(Handle sql, Restart r) {
            sql.createUpdate("insert into restart(briefing, agent, at, asked_by, why, down_since, fresh) values (:briefing, :agent, :at, :by, :why, :since, :fresh)")
                    .bind("briefing", r.briefing()).bind("agent", r.agent()).bind("at", r.at().toString()).bind("by", r.askedBy()).bind("why", r.why()).bind("since", r.downSince().toString()).bind("fresh", r.fresh() ? 1 : 0).execute();
        }
    }
}
