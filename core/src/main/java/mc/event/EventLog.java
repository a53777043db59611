package mc.event;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import mc.text.Ids;
import mc.text.Json;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * The table of events. Each row's hash covers the row and the hash before it, so that a changed, moved or missing row shows. The
 * newest row's number and hash stand in a second place ({@code log_end}), so that rows cut off at the end show too. Stateless.
 */
public final class EventLog {

    private static final String GENESIS = "";
    /** As in the index of V2.sql, or that is not used. */
    private static final String MESSAGE = "case when json_valid(body) then json_extract(body, '$.message') end";

    private EventLog() {}

    static Recorded append(Handle sql, Event event, Instant at) {
        Last last = last(sql); // not the table's last row: after one that was cut off, the gap must stay to be seen
        long seq = last.seq() + 1;
        Row row = new Row(seq, at.toString(), event.kind(), event.mission(), event.agent(), Json.write(event));
        String hash = row.hash(last.hash());
        sql.createUpdate("insert into event(seq, at, kind, mission, agent, body, hash) values (:seq, :at, :kind, :mission, :agent, :body, :hash)")
                .bind("seq", seq)
                .bind("at", row.at())
                .bind("kind", row.kind())
                .bind("mission", row.mission())
                .bind("agent", row.agent())
                .bind("body", row.body())
                .bind("hash", hash)
                .execute();
        sql.createUpdate("insert into log_end(one, seq, hash) values (1, :seq, :hash) on conflict(one) do update set seq = excluded.seq, hash = excluded.hash").bind("seq", seq).bind("hash", hash).execute();
        return new Recorded(seq, at, event);
    }

    private record Last(long seq, String hash) {}

    private static Last last(Handle sql) {
        return sql.createQuery("select seq, hash from log_end").map((row, context) -> new Last(row.getLong("seq"), row.getString("hash"))).findOne().orElse(new Last(0, GENESIS));
    }

    /** The number of the newest event there ever was; 0 when there was none. */
    public static long newest(Handle sql) {
        return last(sql).seq();
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

    /** Events of these kinds after {@code after}, oldest first; the log is read from there on. */
    public static List<Recorded> ofKinds(Handle sql, long after, Collection<String> kinds, int limit) {
        return sql.createQuery("select seq, at, kind, body from event where seq > :after and +kind in (<kinds>) order by seq limit :limit") // the plus: there are few of other kinds, and an index would mean to sort
                .bind("after", after).bindList("kinds", List.copyOf(kinds)).bind("limit", limit)
                .map((row, context) -> recorded(row.getLong("seq"), row.getString("at"), row.getString("kind"), row.getString("body"))).list();
    }

    /** The newest event of this kind about the agent. */
    public static <T extends Event> Optional<T> newest(Handle sql, String mission, String agent, Class<T> kind) {
        return sql.createQuery("select seq, at, kind, body from event where mission = :mission and agent = :agent and kind = :kind order by seq desc limit 1")
                .bind("mission", mission).bind("agent", agent).bind("kind", kind.getSimpleName())
                .map((row, context) -> kind.cast(recorded(row.getLong("seq"), row.getString("at"), row.getString("kind"), row.getString("body")).event())).findOne();
    }

    /** The events about the agent after the newest one of this kind, oldest first. */
    public static List<Event> since(Handle sql, String mission, String agent, Class<? extends Event> kind) {
        return sql.createQuery("select seq, at, kind, body from event where mission = :mission and agent = :agent"
                        + " and seq > (select max(seq) from event where mission = :mission and agent = :agent and kind = :kind) order by seq")
                .bind("mission", mission).bind("agent", agent).bind("kind", kind.getSimpleName())
                .map((row, context) -> recorded(row.getLong("seq"), row.getString("at"), row.getString("kind"), row.getString("body")).event()).list();
    }

    /** What happened to a message, oldest first; at most a thousand events. */
    public static List<Recorded> ofMessage(Handle sql, String message) {
        return sql.createQuery("select seq, at, kind, body from event where " + MESSAGE + " = :message order by seq limit 1000").bind("message", message)
                .map((row, context) -> recorded(row.getLong("seq"), row.getString("at"), row.getString("kind"), row.getString("body"))).list();
    }

    /** The events with these numbers, oldest first. */
    public static List<Recorded> these(Handle sql, List<Long> numbers) {
        return numbers.isEmpty() ? List.of() : sql.createQuery("select seq, at, kind, body from event where seq in (<numbers>) order by seq").bindList("numbers", numbers)
                .map((row, context) -> recorded(row.getLong("seq"), row.getString("at"), row.getString("kind"), row.getString("body"))).list();
    }

    /** The number of the first event at or after this time, one after the newest when there is none; looked for by halving, for times only rise. */
    public static long firstSince(Handle sql, Instant since) {
        long low = 1;
        long high = newest(sql) + 1;
        while (low < high) {
            long middle = low + (high - low) / 2;
            boolean isBefore = sql.createQuery("select at from event where seq >= :middle order by seq limit 1").bind("middle", middle).mapTo(String.class).findOne().map(at -> Instant.parse(at).isBefore(since)).orElse(false);
            low = isBefore ? middle + 1 : low;
            high = isBefore ? high : middle;
        }
        return low;
    }

    /** The number after which the newest {@code count} events of a mission, or of all, begin. */
    public static long beforeNewest(Handle sql, String mission, int count) {
        Query query = sql.createQuery("select seq from event" + (mission == null ? "" : " where mission = :mission") + " order by seq desc limit 1 offset :count").bind("count", count);
        if (mission != null) {
            query.bind("mission", mission);
        }
        return query.mapTo(Long.class).findOne().orElse(0L);
    }

    /** The number of the first row that does not fit the chain, or is missing from it; 0 when all is whole. */
    public static long firstBroken(Handle sql) {
        return sql.inTransaction(EventLog::firstBrokenNow); // all of it at one moment: the log grows meanwhile
    }

    private static long firstBrokenNow(Handle sql) {
        String[] previous = {GENESIS};
        long[] expected = {1};
        long broken = sql.createQuery("select seq, at, kind, mission, agent, body, hash from event order by seq")
                .setFetchSize(500)
                .map((row, context) -> {
                    long seq = row.getLong("seq");
                    String hash = new Row(seq, row.getString("at"), row.getString("kind"), row.getString("mission"), row.getString("agent"), row.getString("body")).hash(previous[0]);
                    long wanted = expected[0];
                    boolean fits = seq == wanted && hash.equals(row.getString("hash"));
                    previous[0] = hash;
                    expected[0] = seq + 1;
                    return fits ? 0 : Math.min(seq, wanted);
                })
                .stream()
                .filter(seq -> seq != 0)
                .findFirst()
                .orElse(0L);
        Last last = last(sql);
        if (broken != 0 || last.seq() == expected[0] - 1 && last.hash().equals(previous[0])) {
            return broken;
        }
        return Math.min(last.seq() + 1, expected[0]);
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
