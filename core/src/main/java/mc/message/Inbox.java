package mc.message;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import mc.event.Event;
import mc.event.EventLoop;
import mc.store.Database;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** What a recipient has got, the newest first, and its acknowledgements. Thread-safe. */
public final class Inbox {

    /** What a recipient has done with a message: nothing, read it, or said so ({@code mc ack}). */
    public static final List<String> STATES = List.of("unread", "read", "processed");

    public static final int MANY = 100;

    private final Database database;
    private final EventLoop loop;

    public Inbox(Database database, EventLoop loop) {
        this.database = database;
        this.loop = loop;
    }

    /** A message as listings show it; scripts rely on the names. {@code receipt} is how far it got, {@code status} what its recipient did with it, or cancelled. */
    public record Entry(String id, String mission, String from, String to, String type, String subject, String text, String status, Message.Status receipt, String reason, boolean urgent, boolean inbox, boolean critical, String thread,
            String replyTo, String notBefore, String createdAt, String changedAt, String acknowledgedAt) {

        public static Entry of(Message m) {
            Event.Letter l = m.letter();
            String status = m.status() == Message.Status.CANCELLED ? "cancelled" : m.acknowledgedAt() != null ? "processed" : m.status() == Message.Status.READ ? "read" : "unread";
            return new Entry(m.id(), m.mission(), m.sender(), l.to(), l.type(), l.subject(), m.body(), status, m.status(), m.reason(), l.urgent(), l.inbox(), l.critical(), l.thread(), l.replyTo(), l.notBefore(), m.createdAt().toString(), m.changedAt().toString(),
                    m.acknowledgedAt() == null ? null : m.acknowledgedAt().toString());
        }
    }

    private record Placed(long row, Message message) {}

    /**
     * The newest messages to somebody.
     *
     * @param to a role, or operator
     * @param from of this sender alone, or null
     * @param state one of {@link #STATES}, or null for all
     */
    public List<Message> list(String mission, String to, String from, String state, int limit) {
        Stream<String> wanted = state == null ? STATES.stream() : Stream.of(state);
        // One question for each state: so each is answered from an index, in order, however many messages there are.
        return database.read(sql -> wanted.flatMap(each -> inState(sql, mission, to, from, each, limit).stream()).sorted(Comparator.comparingLong(Placed::row).reversed()).limit(limit).map(Placed::message).toList());
    }

    private static List<Placed> inState(Handle sql, String mission, String to, String from, String state, int limit) {
        Query query = sql.createQuery(statement(from != null)).bind("mission", mission).bind("to", to).bind("state", state).bind("limit", limit);
        if (from != null) {
            query.bind("from", from);
        }
        return query.map((row, context) -> new Placed(row.getLong("n"), Message.ROW.map(row, context))).list();
    }

    static String statement(boolean isOfOneSender) {
        return "select rowid as n, * from message where mission = :mission and recipient = :to" + (isOfOneSender ? " and sender = :from" : "") + " and state = :state order by rowid desc limit :limit";
    }

    /** How many of the messages to somebody are unread, {@link #MANY} at most: then it says little how many more. */
    public static int unread(Handle sql, String mission, String to) {
        return sql.createQuery("select count(*) from (select 1 from message where mission = :mission and recipient = :to and state = 'unread' limit :many)").bind("mission", mission).bind("to", to).bind("many", MANY).mapTo(Integer.class).one();
    }

    /** The recipient has seen these; those that were only laid into the inbox are read with that. */
    public void seen(List<Message> messages) {
        Event[] read = messages.stream().filter(m -> m.letter().inbox() && m.status() == Message.Status.SUBMITTED).map(m -> new Event.MessageRead(m.mission(), m.agent(), m.id(), "read in the inbox")).toArray(Event[]::new);
        if (read.length > 0) {
            loop.record(read);
        }
    }

    /** The key of the answer that goes with an acknowledgement: there is one. */
    public static String answerKey(Message message) {
        return "ack-" + message.id();
    }

    /** What its recipient answered when it acknowledged the message. */
    public Optional<Message> answerTo(Message message, String recipient) {
        return database.read(sql -> Message.withKey(sql, message.mission(), recipient, message.sender(), answerKey(message)));
    }

    /** The recipient says that it has taken note; saying so again changes nothing. */
    public void acknowledge(Message message) {
        loop.record(List.of(), tx -> {
            if (Message.find(tx.sql(), message.id()).orElseThrow().acknowledgedAt() == null) {
                tx.append(new Event.MessageAcknowledged(message.mission(), message.agent(), message.id(), message.letter().to()));
            }
        });
    }
}
