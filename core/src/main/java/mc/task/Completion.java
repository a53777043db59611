package mc.task;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** Work that an agent has reported as completed; {@code task} is null when it named none. Immutable. */
public record Completion(String id, String agent, String task, String text, Instant at) {

    /** Reads the table of completions. */
    static final class Table {

        private static final RowMapper<Completion> ROW = (row, context) -> new Completion(row.getString("id"), row.getString("agent"), row.getString("task"), row.getString("text"), Instant.parse(row.getString("at")));

        private Table() {}

        static Optional<Completion> byKey(Handle sql, String agent, String key) {
            return sql.createQuery("select * from completion where agent = :agent and report_key = :key").bind("agent", agent).bind("key", key).map(ROW).findOne();
        }

        /** The agent's report that says the same of the same task; of work without a task only its newest report counts, for the same words may be true again. */
        static Optional<Completion> same(Handle sql, String agent, String task, String text) {
            return sql.createQuery("select * from completion where agent = :agent order by at desc, rowid desc limit :depth").bind("agent", agent).bind("depth", task == null ? 1 : 1_000).map(ROW).stream()
                    .filter(c -> Objects.equals(c.task(), task) && c.text().equals(text)).findFirst();
        }

        static boolean hasAny(Handle sql, String agent) {
            return sql.createQuery("select exists (select 1 from completion where agent = :agent)").bind("agent", agent).mapTo(Boolean.class).one();
        }
    }
}
