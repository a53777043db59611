package mc.compliance;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import mc.event.Event;
import mc.event.EventLoop;
import mc.event.Job;
import mc.event.JobHandler;
import mc.event.Tx;

/**
 * A rule with a clock: a job comes when the time is over, and the rule looks again before it speaks. It looks and speaks in one
 * transaction of the loop, so that nothing that mends it can come in between. Until then it costs nothing.
 */
public interface TimedRule {

    /** The kind of its jobs. */
    String kind();

    /** Looks at what the job is about; in how long to look again, or empty when that is settled. Pure, as a reactor. */
    Optional<Duration> look(String subject, Tx tx);

    /** Starts its clock for a subject; one that runs already goes on. */
    default void start(String subject, Duration limit, Tx tx) {
        tx.schedule(Job.of(kind(), subject, tx.now().plus(limit)));
    }

    /** Stops its clocks that began with a message of this sender, to one recipient or, when that is null, to anybody. */
    default void stop(Tx tx, String mission, String sender, String recipient) {
        tx.sql().createQuery("select job.subject from job join message m on m.id = job.subject where job.kind = :kind and m.mission = :mission and m.sender = :sender and (:recipient is null or m.recipient = :recipient)")
                .bind("kind", kind()).bind("mission", mission).bind("sender", sender).bind("recipient", recipient).mapTo(String.class).list()
                .forEach(message -> tx.cancel(Job.of(kind(), message, tx.now()).key()));
    }

    /** The handler of its jobs. */
    default JobHandler handler(EventLoop loop) {
        return (Job job, Consumer<Event> record) -> {
            Duration[] again = new Duration[1];
            loop.record(java.util.List.of(), tx -> again[0] = look(job.subject(), tx).orElse(null));
            return new JobHandler.Outcome(java.util.List.of(), again[0]);
        };
    }
}
