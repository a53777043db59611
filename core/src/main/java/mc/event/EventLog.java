package mc.event;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mc.text.Ids;
import mc.text.Json;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * The table of events. Each row's hash covers the row and the hash before it, so that a changed, moved or missing row shows; only
 * rows cut off at the end do not. Stateless.
 */
public final class EventLog {

    private static final String GENESIS = "";

    private EventLog() {}

    static Recorded append(Handle sql, Event event, Instant at) {
        record Last(long seq, String hash) {}
        Last last = sql.createQuery("select seq, hash from event order by seq desc limit 1")
                .map((row, context) -> new Last(row.getLong("seq"), row.getString("hash")))
                .findOne()
                .orElse(new Last(0, GENESIS));
        long seq = last.seq() + 1;
        Row row = new Row(seq, at.toString(), event.kind(), event.mission(), event.agent(), Json.write(event));
        sql.createUpdate("insert into event(seq, at, kind, mission, agent, body, hash) values (:seq, :at, :kind, :mission, :agent, :body, :hash)")
                .bind("seq", seq)
                .bind("at", row.at())
                .bind("kind", row.kind())
                .bind("mission", row.mission())
                .bind("agent", row.agent())
                .bind("body", row.body())
                .bind("hash", row.hash(last.hash()))
                .execute();
        return new Recorded(seq, at, event);
    }

    /** Events after {@code after}, oldest first, of one mission or of all ({@code mission} null). */
    public static List<Recorded> list(Handle sql, long after, String mission, int limit) {
        Query query = sql.createQuery("select seq, at, kind, body from event where seq > :after" + (mission == null ? "" : " and mission = :mission") + " order by seq limit :limit")
                .bind("after", after)
                .bind("limit", limit);
        if (mission != null) {
            query.bind("mission", mission);
        }
        return query.map((row, context) -> recorded(row.getLong("seq"), row.getString("at"), row.getString("kind"), row.getString("body"))).list();
    }

    /** The newest event of this kind about the agent. */
    public static <T extends Event> Optional<T> newest(Handle sql, String mission, String agent, Class<T> kind) {
        return sql.createQuery("select seq, at, kind, body from event where mission = :mission and agent = :agent and kind = :kind order by seq desc limit 1")
                .bind("mission", mission).bind("agent", agent).bind("kind", kind.getSimpleName())
                .map((row, context) -> kind.cast(recorded(row.getLong("seq"), row.getString("at"), row.getString("kind"), row.getString("body")).event())).findOne();
    }

    /** The number after which the newest {@code count} events of a mission, or of all, begin. */
    public static long beforeNewest(Handle sql, String mission, int count) {
        Query query = sql.createQuery("select seq from event" + (mission == null ? "" : " where mission = :mission") + " order by seq desc limit 1 offset :count").bind("count", count);
        if (mission != null) {
            query.bind("mission", mission);
        }
        return query.mapTo(Long.class).findOne().orElse(0L);
    }

    /** The number of the first row that does not fit the chain; 0 when all do. */
    public static long firstBroken(Handle sql) {
        String[] previous = {GENESIS};
        long[] expected = {1};
        return sql.createQuery("select seq, at, kind, mission, agent, body, hash from event order by seq")
                .setFetchSize(500)
                .map((row, context) -> {
                    long seq = row.getLong("seq");
                    String hash = new Row(seq, row.getString("at"), row.getString("kind"), row.getString("mission"), row.getString("agent"), row.getString("body")).hash(previous[0]);
                    boolean fits = seq == expected[0] && hash.equals(row.getString("hash"));
                    previous[0] = hash;
                    expected[0] = seq + 1;
                    return fits ? 0 : seq;
                })
                .stream()
                .filter(seq -> seq != 0)
                .findFirst()
                .orElse(0L);
    }

    private static Recorded recorded(long seq, String at, String kind, String body) {
        Class<? extends Event> type = Event.KINDS.get(kind);
        if (type == null) {
            throw new IllegalStateException("The log holds an event of the unknown kind " + kind);
        }
        return new Recorded(seq, Instant.parse(at), Json.parse(body, type));
    }

    private record Row(long seq, String at, String kind, String mission, String agent, String body) {

        String hash(String previous) {
            return Ids.hash(previous + '\n' + seq + '\n' + at + '\n' + kind + '\n' + mission + '\n' + agent + '\n' + body);
        }
    }
}
