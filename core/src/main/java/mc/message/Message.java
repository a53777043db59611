package mc.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mc.event.Event.Letter;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * What one party says to another, and how far it got. Immutable.
 *
 * @param agent the recipient; null when it is for the operator
 * @param sender a role, operator, or mc
 * @param body sanitised text
 * @param acknowledgedAt when the recipient said that it has taken note; null before
 */
public record Message(String id, String mission, String agent, String sender, String body, Letter letter, Status status, String reason, int attempts, Instant createdAt, Instant changedAt, Instant acknowledgedAt) {

    /** The sender of what mc itself says. */
    public static final String MC = "mc";
    /** The sender and the recipient that is no agent but the user. */
    public static final String OPERATOR = "operator";
    /** What a message can be. */
    public static final List<String> TYPES = List.of("task-request", "status-update", "question", "notification");

    /** Stands between a sender's own words and what mc writes below them. */
    static final String ADDED = "\n\nmc adds: ";

    /** How far a message got; each step has its proof in the log. */
    public enum Status {
        /** Accepted and stored. */
        QUEUED,
        /** Waits; the reason says for what. It goes out by itself. */
        HELD,
        /** Is being typed, or was when the daemon died. */
        TYPING,
        /** Stands in the input line and Enter was pressed; or a hook says that it has handed it over. */
        TYPED,
        /** The agent's own evidence shows it; or it lies in the inbox of a recipient who is not typed to. */
        SUBMITTED,
        /** The turn it went into has ended; or the recipient has listed it in the inbox. */
        READ,
        /** Typed, and nothing shows that it arrived; or it arrived, and its turn can never end. */
        UNPROVEN,
        /** Not typed, and never will be. */
        FAILED,
        /** Taken back by its sender or the operator before it was handed over. */
        CANCELLED;

        /** Whether there is still something to do for it. */
        public boolean isOpen() {
            return this == QUEUED || this == HELD || this == TYPING || this == TYPED;
        }

        /** Whether mc has typed it, or has begun to, and its agent has not reported it: from now on a report of its mark is proof. */
        boolean isTypedUnreported() {
            return this == TYPING || this == TYPED || this == UNPROVEN;
        }

        /** Whether nobody has begun to hand it over, as far as the table knows: it may lie ready for a hook. */
        boolean isUntouched() {
            return this == QUEUED || this == HELD;
        }

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        public static Status of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    static final RowMapper<Message> ROW = (row, context) -> new Message(
            row.getString("id"),
            row.getString("mission"),
            row.getString("agent"),
            row.getString("sender"),
            row.getString("body"),
            new Letter(row.getString("recipient"), row.getString("type"), row.getString("subject"), row.getBoolean("urgent"), row.getBoolean("inbox"), row.getString("thread"),
                    row.getString("reply_to"), row.getString("not_before"), row.getString("send_key"), row.getBoolean("critical"), row.getString("copy_of")),
            Status.of(row.getString("status")),
            row.getString("reason"),
            row.getInt("attempts"),
            Instant.parse(row.getString("created_at")),
            Instant.parse(row.getString("changed_at")),
            row.getString("acknowledged_at") == null ? null : Instant.parse(row.getString("acknowledged_at")));

    /** What is typed: the mark that proves it, and the body. */
    public String typedText() {
        return Marker.of(id, sender) + Marker.onlyOf(id, body);
    }

    /** What its sender wrote. */
    public String own() {
        return own(body, letter);
    }

    /** What the sender of this body wrote: below what is critical mc adds for colleagues what is to be done about it. */
    public static String own(String body, Letter letter) {
        boolean hasMore = letter.critical() && letter.copyOf() == null && !letter.to().equals(OPERATOR) && !HubPolicy.isHub(letter.to());
        int end = hasMore ? body.lastIndexOf(ADDED) : -1;
        return end < 0 ? body : body.substring(0, end);
    }

    /** Whether it was sent with this text; mc may have written below it what is to be done about it. */
    public boolean isAbout(String text) {
        return own().equals(text);
    }

    /** The same; when it was not even tried, with the reason of the message it waits behind. */
    Message explained(Handle sql) {
        Optional<Message> first = status == Status.QUEUED ? nextFor(sql, agent).filter(next -> !next.id().equals(id)) : Optional.empty();
        return first.map(next -> new Message(id, mission, agent, sender, body, letter, status, "waits behind " + next.id() + (next.reason().isEmpty() ? "" : " (" + next.reason() + ")"), attempts, createdAt, changedAt, acknowledgedAt)).orElse(this);
    }

    public static Optional<Message> find(Handle sql, String id) {
        return sql.createQuery("select * from message where id = :id").bind("id", id).map(ROW).findOne();
    }

    /** The message that a sender gave this key. */
    static Optional<Message> withKey(Handle sql, String mission, String sender, String recipient, String key) {
        return sql.createQuery("select * from message where mission = :mission and sender = :sender and recipient = :recipient and send_key = :key")
                .bind("mission", mission).bind("sender", sender).bind("recipient", recipient).bind("key", key).map(ROW).findOne();
    }

    /**
     * The message of the agent that is to be delivered next: one that was begun, then the urgent ones, then the others, each in their
     * order; one that is not to go out before its time only from then on.
     */
    static Optional<Message> nextFor(Handle sql, String agent, Instant now) {
        return sql.createQuery("select * from message where agent = :agent and status in ('queued', 'held', 'typing', 'typed') and (not_before is null or rtrim(not_before, 'Z') <= rtrim(:now, 'Z'))"
                        + " order by status in ('typing', 'typed') desc, urgent desc, created_at, rowid limit 1")
                .bind("agent", agent).bind("now", now.toString()).map(ROW).findOne();
    }

    /** As {@link #nextFor(Handle, String, Instant)} at this moment. */
    static Optional<Message> nextFor(Handle sql, String agent) {
        return nextFor(sql, agent, Instant.now());
    }

    /** When the next message of the agent that waits for its time may go out. */
    static Optional<Instant> nextDue(Handle sql, String agent, Instant now) {
        return sql.createQuery("select min(not_before) from message where agent = :agent and status in ('queued', 'held') and rtrim(not_before, 'Z') > rtrim(:now, 'Z')")
                .bind("agent", agent).bind("now", now.toString()).mapTo(String.class).findOne().map(Instant::parse);
    }

    /** The newest messages of the agent that were typed and that nothing has proven yet. */
    static List<Message> unreported(Handle sql, String agent) {
        return sql.createQuery("select * from message where agent = :agent and status in ('typing', 'typed', 'unproven') order by created_at desc, rowid desc limit 20").bind("agent", agent).map(ROW).list();
    }

    /** The newest messages to the agent that are not known to have been read, oldest first. */
    public static List<Message> unread(Handle sql, String agent, int max) {
        return sql.createQuery("select * from (select *, rowid as n from message where agent = :agent and status not in ('read', 'failed', 'cancelled') order by created_at desc, rowid desc limit :max) order by created_at, n")
                .bind("agent", agent).bind("max", max).map(ROW).list();
    }

    /** The messages of a mission that were not delivered. */
    static List<Message> openIn(Handle sql, String mission) {
        return sql.createQuery("select * from message where mission = :mission and status in ('queued', 'held', 'typing', 'typed') order by created_at, rowid").bind("mission", mission).map(ROW).list();
    }

    /** The messages to the agent that were not delivered, oldest first. */
    static List<Message> openFor(Handle sql, String agent) {
        return sql.createQuery("select * from message where agent = :agent and status in ('queued', 'held', 'typing', 'typed') order by created_at, rowid").bind("agent", agent).map(ROW).list();
    }

    /** The messages whose turn has ended. */
    static List<String> endOfTurn(Handle sql, String agent) {
        return sql.createQuery("select id from message where agent = :agent and status = 'submitted' and not inbox and turns_left <= 0 order by created_at, rowid")
                .bind("agent", agent).mapTo(String.class).list();
    }

    /** The messages that the agent's program has, and whose turn has not ended. */
    static List<Message> inTurn(Handle sql, String agent) {
        return sql.createQuery("select * from message where agent = :agent and status = 'submitted' and not inbox order by created_at, rowid").bind("agent", agent).map(ROW).list();
    }

    /** Of these ids, the messages to the agent about which its own record may say something new: they were typed, or laid ready for a hook. The mark of any other is only quoted. */
    public static List<String> openToEvidence(Handle sql, String agent, List<String> ids) {
        return ids.isEmpty() ? List.of() : sql.createQuery("select id from message where agent = :agent and id in (<ids>) and not inbox and (status in ('typing', 'typed', 'unproven') or status = 'held' and offered or status = 'submitted' and behind)")
                .bind("agent", agent).bindList("ids", ids).mapTo(String.class).list();
    }
}
