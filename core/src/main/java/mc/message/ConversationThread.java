package mc.message;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mc.Failure;
import mc.text.Closest;
import mc.text.Untrusted;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** A conversation with a title, which messages of one mission belong to. Immutable. */
public record ConversationThread(String id, String mission, String title, String startedBy, Instant startedAt) {

    private static final int LONGEST = 120;
    private static final RowMapper<ConversationThread> ROW = (row, context) -> new ConversationThread(row.getString("id"), row.getString("mission"), row.getString("title"), row.getString("started_by"), Instant.parse(row.getString("started_at")));

    /** A text as a title: one line of bounded length without marks; one without any is a usage failure. */
    public static String title(String text) {
        String title = Marker.onlyOf("", Untrusted.line(text, LONGEST));
        if (title.isEmpty()) {
            throw Failure.usage("The title of the thread is empty.", "mc thread create \"what it is about\"");
        }
        return title;
    }

    /** Reads the table of threads. */
    public static final class Table {

        private Table() {}

        public static Optional<ConversationThread> find(Handle sql, String id) {
            return sql.createQuery("select * from thread where id = :id").bind("id", id).map(ROW).findOne();
        }

        /** The thread with this id or exactly this title; none, or several, is a failure that names what there is. */
        public static ConversationThread named(Handle sql, String mission, String name) {
            Optional<ConversationThread> byId = find(sql, name).filter(t -> t.mission().equals(mission));
            if (byId.isPresent()) {
                return byId.get();
            }
            List<ConversationThread> titled = titled(sql, mission, name);
            if (titled.size() > 1) {
                throw Failure.usage("Several threads are called \"" + Untrusted.line(name, 80) + "\".", "Name it by its id: " + String.join(", ", titled.stream().map(ConversationThread::id).toList()));
            }
            return titled.stream().findFirst().orElseThrow(() -> {
                List<String> near = Closest.to(name, newest(sql, mission, 200).stream().map(ConversationThread::title).toList());
                return Failure.notFound("There is no thread \"" + Untrusted.line(name, 80) + "\" in the mission " + mission + "." + (near.isEmpty() ? "" : " Did you mean \"" + String.join("\" or \"", near) + "\"?"),
                        "mc thread list shows them; mc thread create \"TITLE\" makes one.");
            });
        }

        /** At most ten of exactly this title. */
        static List<ConversationThread> titled(Handle sql, String mission, String title) {
            return sql.createQuery("select * from thread where mission = :mission and title = :title order by rowid limit 10").bind("mission", mission).bind("title", title).map(ROW).list();
        }

        /** A mission's threads, the newest first. */
        static List<ConversationThread> newest(Handle sql, String mission, int limit) {
            return sql.createQuery("select * from thread where mission = :mission order by rowid desc limit :limit").bind("mission", mission).bind("limit", limit).map(ROW).list();
        }
    }
}
