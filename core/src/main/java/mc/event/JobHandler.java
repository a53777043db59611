package mc.event;

import java.time.Duration;
import java.util.List;

/**
 * Does one kind of job on a worker thread. It looks before it acts, for the same job may run again after a crash, and reports what
 * it did as events. Thrown exceptions mean: try again later, a few times.
 */
@FunctionalInterface
public interface JobHandler {

    /** How a run ended: the events to record, and in how long to run again; null when the job is done. */
    record Outcome(List<Event> events, Duration again) {

        public static Outcome done(Event... events) {
            return new Outcome(List.of(events), null);
        }

        public static Outcome again(Duration delay, Event... events) {
            return new Outcome(List.of(events), delay);
        }
    }

    /** @param record writes an event down at once, before the job goes on; returns when it is on disk */
    Outcome run(Job job, java.util.function.Consumer<Event> record) throws Exception;
}
