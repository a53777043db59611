package mc.event;

import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** The open transaction a reactor works in. Valid only during the call; used by the loop's thread alone. */
public interface Tx {

    /** The connection of the transaction. */
    Handle sql();

    /** The time of the event being handled. */
    Instant now();

    /** Appends a further event; it is handled after the current one, in the same transaction. */
    void append(Event event);

    /** Sees to it that the job is done: a new one is added, one with the same key becomes due at the earlier of both times. */
    void schedule(Job job);

    /** Forgets a job; one that is running finishes. */
    void cancel(String jobKey);
}
