package mc.task;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * What an agent has committed and told nobody of. Everything but the agent may be null. Immutable.
 *
 * @param reportedAt when it last told of its work
 * @param head its newest commit since
 * @param asked the commit it was asked about
 * @param question the message that asked
 * @param toldAt when the orchestrator was told that it did not answer
 */
record Silence(String agent, Instant reportedAt, String head, String asked, String question, Instant toldAt) {

    /** Whether it was asked, has not told of its work since, and the orchestrator does not know. */
    boolean isUnanswered() {
        return head != null && asked != null && toldAt == null;
    }

    /** Whether there is something to ask that was not asked before. */
    boolean isToBeAsked() {
        return head != null && !head.equals(asked) && !isUnanswered();
    }

    static final class Table {

        private static final RowMapper<Silence> ROW = (row, context) -> new Silence(row.getString("agent"), instant(row.getString("reported_at")), row.getString("head"), row.getString("asked"), row.getString("question"), instant(row.getString("told_at")));

        /** That the agent made a commit; a merge or a rebase brings others'. */
        private static final String MADE = " from git_activity where agent = :agent and head = :commit and (act like 'commit%' or act like 'cherry-pick%')";

        private Table() {}

        static Optional<Silence> of(Handle sql, String agent) {
            return sql.createQuery("select * from silence where agent = :agent").bind("agent", agent).map(ROW).findOne();
        }

        static void committed(Handle sql, String agent, String commit) {
            sql.createUpdate("insert into silence(agent, head) values (:agent, :head) on conflict(agent) do update set head = :head").bind("agent", agent).bind("head", commit).execute();
        }

        /** The newest commit is this one again, or there is none any more when that is null. What was asked about another one is settled. */
        static void undone(Handle sql, String agent, String commit) {
            sql.createUpdate("update silence set head = :head, question = case when asked is :head then question end, told_at = case when asked is :head then told_at end, asked = case when asked is :head then asked end where agent = :agent")
                    .bind("head", commit).bind("agent", agent).execute();
        }

        /** Whether the agent made this commit after it last told of its work. */
        static boolean isUntold(Handle sql, String agent, String commit) {
            return sql.createQuery("select exists (select 1" + MADE + " and seen_at > coalesce((select reported_at from silence where agent = :agent), ''))").bind("agent", agent).bind("commit", commit).mapTo(Boolean.class).one();
        }

        /** Whether the commit was made on this branch; null stands for a detached HEAD. */
        static boolean isOn(Handle sql, String agent, String commit, String branch) {
            return sql.createQuery("select branch is :branch" + MADE + " order by rowid desc limit 1").bind("agent", agent).bind("commit", commit).bind("branch", branch).mapTo(Boolean.class).findOne().orElse(false);
        }

        /** The first line of the commit's message, as the agent's reflog has it; empty when it does not tell. */
        static String subject(Handle sql, String agent, String commit) {
            return sql.createQuery("select subject" + MADE + " order by rowid desc limit 1").bind("agent", agent).bind("commit", commit).mapTo(String.class).findOne().orElse("");
        }

        static void reported(Handle sql, String agent, Instant at) {
            sql.createUpdate("insert into silence(agent, reported_at) values (:agent, :at) on conflict(agent) do update set reported_at = :at, head = null, asked = null, question = null, told_at = null").bind("agent", agent).bind("at", at.toString()).execute();
        }

        static void asked(Handle sql, String agent, String commit, String message) {
            sql.createUpdate("update silence set asked = :commit, question = :message, told_at = null where agent = :agent").bind("commit", commit).bind("message", message).bind("agent", agent).execute();
        }

        static void told(Handle sql, String agent, Instant at) {
            sql.createUpdate("update silence set told_at = :at where agent = :agent").bind("at", at.toString()).bind("agent", agent).execute();
        }

        private static Instant instant(String text) {
            return text == null ? null : Instant.parse(text);
        }
    }
}
