package mc.message;

import java.util.List;
import java.util.regex.Pattern;
import mc.Failure;
import mc.event.Event;
import mc.event.EventLoop;
import mc.store.Database;
import mc.text.Ids;
import org.jdbi.v3.core.Handle;

/** Begins and shows conversations. Thread-safe. */
public final class Threads {

    private static final Pattern LIKE_AN_ID = Pattern.compile("[A-Za-z]-[A-Za-z0-9]{8}");

    private final Database database;
    private final EventLoop loop;

    public Threads(Database database, EventLoop loop) {
        this.database = database;
        this.loop = loop;
    }

    /** A thread as listings show it; {@code lastAt} and {@code lastFrom} are null before its first message. */
    public record Summary(String id, String mission, String title, String startedBy, String startedAt, String lastAt, String lastFrom) {}

    /** Begins one; a second of the same title is refused. */
    public Summary create(String mission, String title, String by) {
        String clean = ConversationThread.title(title);
        if (LIKE_AN_ID.matcher(clean).matches()) {
            throw Failure.usage("The title \"" + clean + "\" looks like an id.", "Say in words what the thread is about: mc thread create \"Login page\"");
        }
        String id = Ids.random("t");
        loop.record(List.of(), tx -> {
            ConversationThread.Table.titled(tx.sql(), mission, clean).stream().findFirst().ifPresent(same -> {
                throw Failure.refused("There is a thread of that title already: " + same.id() + ".", "mc send ROLE --thread " + same.id() + " \"...\"");
            });
            tx.append(new Event.ThreadStarted(mission, id, clean, by, null));
        });
        return database.read(sql -> summary(sql, ConversationThread.Table.find(sql, id).orElseThrow()));
    }

    /** A mission's threads, the newest first. */
    public List<Summary> list(String mission, int limit) {
        return database.read(sql -> ConversationThread.Table.newest(sql, mission, limit).stream().map(t -> summary(sql, t)).toList());
    }

    /** The thread with this id or title. */
    public Summary get(String mission, String name) {
        return database.read(sql -> summary(sql, ConversationThread.Table.named(sql, mission, name)));
    }

    /** The newest messages of a thread, oldest first. */
    public List<Inbox.Entry> messages(String thread, int limit) {
        return database.read(sql -> sql.createQuery("select * from (" + newest() + ") order by n").bind("thread", thread).bind("limit", limit).map(Message.ROW).stream().map(Inbox.Entry::of).toList());
    }

    static String newest() {
        return "select rowid as n, * from message where thread = :thread and status <> 'cancelled' order by rowid desc limit :limit";
    }

    private static Summary summary(Handle sql, ConversationThread t) {
        List<Message> last = sql.createQuery(newest()).bind("thread", t.id()).bind("limit", 1).map(Message.ROW).list();
        return new Summary(t.id(), t.mission(), t.title(), t.startedBy(), t.startedAt().toString(), last.isEmpty() ? null : last.get(0).createdAt().toString(), last.isEmpty() ? null : last.get(0).sender());
    }
}
