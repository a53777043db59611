package mc.agent;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The table of evidence: of each agent, the newest word of each source about the program that runs now. */
public final class Evidence {

    private static final RowMapper<Sighting> ROW = (row, context) -> new Sighting(
            Source.of(row.getString("source")),
            row.getString("state") == null ? null : AgentState.of(row.getString("state")),
            row.getString("what"),
            Instant.parse(row.getString("at")),
            row.getString("until") == null ? null : Instant.parse(row.getString("until")),
            row.getBoolean("lasting"));

    private Evidence() {}

    /** What is known of an agent, in no order. */
    public static List<Sighting> of(Handle sql, String agent) {
        return sql.createQuery("select * from evidence where agent = :agent").bind("agent", agent).map(ROW).list();
    }

    static void put(Handle sql, String agent, Sighting sighting) {
        sql.createUpdate("insert or replace into evidence(agent, source, state, what, at, until, lasting) values (:agent, :source, :state, :what, :at, :until, :lasting)")
                .bind("agent", agent)
                .bind("source", sighting.source().text())
                .bind("state", sighting.state() == null ? null : sighting.state().text())
                .bind("what", sighting.what())
                .bind("at", sighting.at().toString())
                .bind("until", sighting.until() == null ? null : sighting.until().toString())
                .bind("lasting", sighting.lasting())
                .execute();
    }

    /** What was known of an earlier run of the program says nothing of the next. */
    static void forget(Handle sql, String agent) {
        sql.createUpdate("delete from evidence where agent = :agent").bind("agent", agent).execute();
    }
}
