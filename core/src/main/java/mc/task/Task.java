package mc.task;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import mc.text.Json;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * One task of a mission's plan and how it stands. Immutable.
 *
 * @param role whose it is
 * @param dependsOn the ids of the tasks that must be done before
 * @param state open, blocked or done: what somebody said of it
 * @param note what was said with it; may be empty
 * @param changedBy a role or operator; null as long as nothing was said
 */
public record Task(String mission, String id, String role, String title, List<String> dependsOn, State state, String note, String changedBy, Instant changedAt) {

    /** What somebody said of a task. */
    public enum State {
        OPEN,
        BLOCKED,
        DONE;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static State of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    /** The title as it is shown beside the id. */
    public String name() {
        return id + " " + title;
    }

    public boolean isDone() {
        return state == State.DONE;
    }

    /** The tasks before it that are not done, by their ids; ones the plan does not have are in nobody's way. */
    public List<String> waitsFor(List<Task> all) {
        Set<String> open = all.stream().filter(t -> !t.isDone()).map(Task::id).collect(Collectors.toSet());
        return dependsOn.stream().filter(open::contains).toList();
    }

    /** How it stands for a reader: done, blocked, waiting (for tasks before it) or ready. */
    public String standing(List<Task> all) {
        return state != State.OPEN ? state.text() : waitsFor(all).isEmpty() ? "ready" : "waiting";
    }

    /** Reads the table of tasks. */
    public static final class Table {

        private static final RowMapper<Task> ROW = (row, context) -> {
            List<String> dependsOn = new ArrayList<>();
            Json.parse(row.getString("depends_on")).forEach(id -> dependsOn.add(id.asText()));
            return new Task(row.getString("mission"), row.getString("id"), row.getString("role"), row.getString("title"), List.copyOf(dependsOn), State.of(row.getString("state")),
                    row.getString("note"), row.getString("changed_by"), Instant.parse(row.getString("changed_at")));
        };

        private Table() {}

        /** The tasks of a mission in the plan's order. */
        public static List<Task> ofMission(Handle sql, String mission) {
            return sql.createQuery("select * from task where mission = :mission order by position").bind("mission", mission).map(ROW).list();
        }

        public static Optional<Task> find(Handle sql, String mission, String id) {
            return sql.createQuery("select * from task where mission = :mission and id = :id").bind("mission", mission).bind("id", id).map(ROW).findOne();
        }

        /** Whether the role has something left to do. */
        static boolean hasOpen(Handle sql, String mission, String role) {
            return sql.createQuery("select exists (select 1 from task where mission = :mission and role = :role and state != 'done')").bind("mission", mission).bind("role", role).mapTo(Boolean.class).one();
        }
    }
}
