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
    private static final int FAR_ENOUGH = 30;

    /** The newest messages of a sender, oldest first. */
    static List<Spoken> newestBy(Handle sql, String mission, String sender) {
        return sql.createQuery("select * from (select rowid as n, id, sender, recipient, thread, created_at, substr(body, 1, :longest) as text from message"
                        + " where mission = :mission and sender = :sender order by rowid desc limit :limit) order by n")
                .bind("longest", Said.LONGEST).bind("mission", mission).bind("sender", sender).bind("limit", FAR_ENOUGH)
                .map((row, context) -> new Spoken(row.getString("id"), row.getString("sender"), row.getString("recipient"), row.getString("thread"), Instant.parse(row.getString("created_at")), row.getString("text"))).list();
    }

    /** Who got this text from the sender since then, in alphabetical order. */
    static List<String> recipients(Handle sql, String mission, String sender, String text, Instant since) {
        return sql.createQuery("select distinct recipient from (select recipient, created_at, body from message where mission = :mission and sender = :sender order by rowid desc limit :limit)"
                        + " where created_at >= :since and substr(body, 1, :longest) = :text order by recipient")
                .bind("longest", Said.LONGEST).bind("mission", mission).bind("sender", sender).bind("limit", FAR_ENOUGH).bind("since", since.toString()).bind("text", text).mapTo(String.class).list();
    }
}
