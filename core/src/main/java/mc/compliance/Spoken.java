package mc.compliance;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * What was said a while ago, as much of it as the rules of talking look back at. Immutable.
 *
 * @param to a role, or operator
 * @param thread null when it is on none
 * @param text as much of it as {@link Said} has of a new one
 */
record Spoken(String id, String from, String to, String thread, Instant at, String text) {

    /** How far the rules look back, however much was said since: so a check takes the same time after a million messages. */
    private static final int FAR_ENOUGH = 50;

    /** The newest messages of a sender, oldest first. */
    static List<Spoken> newestBy(Handle sql, String mission, String sender) {
        return sql.createQuery("select * from (select rowid as n, id, sender, recipient, thread, created_at, substr(body, 1, :longest) as text from message"
                        + " where mission = :mission and sender = :sender order by rowid desc limit :limit) order by n")
                .bind("longest", Said.LONGEST).bind("mission", mission).bind("sender", sender).bind("limit", FAR_ENOUGH)
                .map((row, context) -> new Spoken(row.getString("id"), row.getString("sender"), row.getString("recipient"), row.getString("thread"), Instant.parse(row.getString("created_at")), row.getString("text"))).list();
    }
}
