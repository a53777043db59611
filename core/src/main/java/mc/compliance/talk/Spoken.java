package mc.compliance.talk;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import mc.message.HubPolicy;
import mc.store.TextTime;
import org.jdbi.v3.core.Handle;

/**
 * What was said a while ago, as much of it as the rules of talking look back at; the copies that mc makes are nobody's word. Immutable.
 *
 * @param to a role, or operator
 * @param thread null when it is on none
 * @param text as much of it as {@link Said} has of a new one
 */
record Spoken(String id, String from, String to, String thread, Instant at, String text) {

    /** How far the rules look back, however much was said since: so a check takes the same time after a million messages. */
    private static final int FAR_ENOUGH = 30;
    private static final String NEWEST = "select rowid as n, sender, recipient, thread, created_at from message where copy_of is null and mission = :mission and sender = ";

    /** The newest messages of a sender, oldest first. */
    static List<Spoken> newestBy(Handle sql, String mission, String sender) {
        return sql.createQuery("select * from (select rowid as n, id, sender, recipient, thread, created_at, substr(body, 1, :longest) as text from message"
                        + " where mission = :mission and sender = :sender and copy_of is null order by rowid desc limit :limit) order by n")
                .bind("longest", Said.LONGEST).bind("mission", mission).bind("sender", sender).bind("limit", FAR_ENOUGH)
                .map((row, context) -> new Spoken(row.getString("id"), row.getString("sender"), row.getString("recipient"), row.getString("thread"), Instant.parse(row.getString("created_at")), row.getString("text"))).list();
    }

    /** Who of two spoke to the other since then on this thread (null: on none), oldest first; what was said before either last wrote to a hub is left out. */
    static List<String> between(Handle sql, String mission, String one, String other, String thread, Instant since) {
        return sql.createQuery("with talk as (select * from (" + NEWEST + ":one order by rowid desc limit :limit) union all select * from (" + NEWEST + ":other order by rowid desc limit :limit))"
                        + " select sender, created_at from talk where n > coalesce((select max(n) from talk where recipient in (<hubs>)), 0) and thread is :thread and (sender = :one and recipient = :other or sender = :other and recipient = :one) order by n")
                .bind("mission", mission).bind("one", one).bind("other", other).bind("thread", thread).bind("limit", FAR_ENOUGH).bindList("hubs", HubPolicy.HUBS)
                .map((row, context) -> Map.entry(Instant.parse(row.getString("created_at")), row.getString("sender"))).stream().filter(said -> said.getKey().isAfter(since)).map(Map.Entry::getValue).toList();
    }

    /** Which colleagues got this text from the sender since then, in alphabetical order; what was laid into inboxes reaches nobody unasked. */
    static List<String> recipients(Handle sql, String mission, String sender, String text, Instant since) {
        return sql.createQuery("select distinct recipient from (select recipient, created_at, critical, inbox, substr(body, 1, :longest) as begin from message where mission = :mission and sender = :sender and copy_of is null order by rowid desc limit :limit)"
                        + " where not inbox and created_at >= :since and (begin = :text or critical and substr(begin, 1, length(:text) + 2) = :text || char(10, 10)) order by recipient") // mc writes below what is critical
                .bind("longest", Said.LONGEST).bind("mission", mission).bind("sender", sender).bind("limit", FAR_ENOUGH).bind("since", TextTime.bound(since)).bind("text", text).mapTo(String.class)
                .filter(to -> HubPolicy.isColleague(sender, to)).list();
    }
}
