package mc.event;

import java.time.Instant;
import org.jdbi.v3.core.Handle;

/**
 * One thing to do, kept in the database until it is done. The key makes it idempotent: there is never more than one job of a key.
 *
 * @param key unique, such as {@code deliver/m-7}
 * @param kind which handler runs it
 * @param subject what it is about: an id the handler looks up, so that it acts on what is true when it runs
 * @param due when it may run
 * @param attempts how often it was tried before
 */
public record Job(String key, String kind, String subject, Instant due, int attempts) {

    /** Whether a job of this kind and subject is still to be done, or is being done. */
    public static boolean isOpen(Handle sql, String kind, String subject) {
        return Jobs.find(sql, of(kind, subject, Instant.EPOCH).key()).isPresent();
    }

    public static Job of(String kind, String subject, Instant due) {
        return new Job(kind + "/" + subject, kind, subject, due, 0);
    }
}
