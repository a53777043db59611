package mc.event;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * The table of jobs. {@code generation} changes each time a job is asked for, so that a request made while it runs is not lost; it
 * begins at random, so that a job cancelled and asked for anew while it runs is not taken for the one that ran.
 */
final class Jobs {

    record Stored(Job job, long generation) {}

    private static final RowMapper<Stored> ROW = (row, context) -> new Stored(
            new Job(row.getString("key"), row.getString("kind"), row.getString("subject"), Instant.ofEpochMilli(row.getLong("due")), row.getInt("attempts")),
            row.getLong("generation"));

    private Jobs() {}

    static void put(Handle sql, Job job) {
        sql.createUpdate("insert into job(key, kind, subject, due, attempts, generation) values (:key, :kind, :subject, :due, :attempts, random() / 2)"
                        + " on conflict(key) do update set due = min(due, excluded.due), attempts = excluded.attempts, generation = generation + 1")
                .bind("key", job.key())
                .bind("kind", job.kind())
                .bind("subject", job.subject())
                .bind("due", job.due().toEpochMilli())
                .bind("attempts", job.attempts())
                .execute();
    }

    static void remove(Handle sql, String key) {
        sql.createUpdate("delete from job where key = :key").bind("key", key).execute();
    }

    /**
     * Ends a run: the job goes, or stays for {@code again}. One that was asked for meanwhile stays in any case, with its attempts
     * counted anew, and is due at once unless the run has failed ({@code attempts} &gt; 0). Returns the job if it stays.
     */
    static Optional<Job> finish(Handle sql, Stored run, Instant again, int attempts, Instant now) {
        String key = run.job().key();
        Optional<Stored> current = find(sql, key);
        if (current.isEmpty()) {
            return Optional.empty();
        }
        boolean askedAgain = current.get().generation() != run.generation();
        if (!askedAgain && again == null) {
            remove(sql, key);
            return Optional.empty();
        }
        Instant due = again == null || askedAgain && attempts == 0 ? now : again;
        int counted = askedAgain ? 0 : attempts;
        sql.createUpdate("update job set due = :due, attempts = :attempts where key = :key")
                .bind("due", due.toEpochMilli())
                .bind("attempts", counted)
                .bind("key", key)
                .execute();
        return Optional.of(new Job(key, run.job().kind(), run.job().subject(), due, counted));
    }

    static Optional<Stored> find(Handle sql, String key) {
        return sql.createQuery("select * from job where key = :key").bind("key", key).map(ROW).findOne();
    }

    static List<Job> all(Handle sql) {
        return sql.createQuery("select * from job order by due").map(ROW).map(Stored::job).list();
    }
}
