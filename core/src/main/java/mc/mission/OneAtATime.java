package mc.mission;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import mc.event.JobHandler;

/**
 * Lets the jobs of one mission run one after the other: its end must not begin while its agents are still being started, or one
 * would be started after it. Thread-safe.
 */
final class OneAtATime {

    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

    /** The same handler, which waits while another one of these is at work on the same mission. */
    JobHandler of(JobHandler handler) {
        return (job, record) -> {
            ReentrantLock lock = locks.computeIfAbsent(job.subject(), mission -> new ReentrantLock());
            lock.lockInterruptibly();
            try {
                return handler.run(job, record);
            } finally {
                lock.unlock();
            }
        };
    }
}
