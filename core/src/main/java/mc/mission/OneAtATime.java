package mc.mission;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import mc.event.Job;
import mc.event.JobHandler;

/**
 * Lets the jobs of one mission run one after the other: its end must not begin while its agents are still being started, or one
 * would be started after it. Thread-safe.
 */
final class OneAtATime {

    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

    /** The same handler, which waits while another one of these is at work on the same mission. */
    JobHandler of(JobHandler handler) {
        return of(handler, Job::subject);
    }

    /** @param missionOf tells which mission the job is about */
    JobHandler of(JobHandler handler, Function<Job, String> missionOf) {
        return (job, record) -> {
            ReentrantLock lock = locks.computeIfAbsent(missionOf.apply(job), mission -> new ReentrantLock());
            lock.lockInterruptibly();
            try {
                return handler.run(job, record);
            } finally {
                lock.unlock();
            }
        };
    }
}
