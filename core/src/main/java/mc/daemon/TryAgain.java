package mc.daemon;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what the outside has told of, and does it again when it fails: inotify and tmux tell a thing once, and on a full disk, or while
 * git or tmux do not answer, nothing could be made of it. The pause doubles from one failure to the next. A task must know by itself
 * when there is nothing to do any more, and what it finds out must not depend on how often it runs. Thread-safe.
 */
final class TryAgain implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TryAgain.class);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final Duration first;
    /** The tasks that wait for their next turn, by name: what fails twice is not done twice. */
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "try-again");
        thread.setDaemon(true);
        return thread;
    });

    TryAgain() {
        this(Duration.ofSeconds(1));
    }

    /** @param first the pause after a first failure */
    TryAgain(Duration first) {
        this.first = first;
    }

    /**
     * Runs the task here and now, and after a failure again on a thread of this object's, until it succeeds.
     *
     * @param what names the task in the log, and is the same for the same task
     */
    void run(String what, Runnable task) {
        run(what, task, task, first);
    }

    /** The same for a task that costs less the first time: {@code whole} is what is done after a failure. */
    void run(String what, Runnable task, Runnable whole) {
        run(what, task, whole, first);
    }

    private void run(String what, Runnable task, Runnable whole, Duration pause) {
        try {
            task.run();
        } catch (RuntimeException e) {
            failed(what, e, whole, pause);
        }
    }

    /** For a task that was begun elsewhere and has failed: {@code whole} is tried until it succeeds. */
    void failed(String what, Throwable why, Runnable whole) {
        failed(what, why, whole, first);
    }

    private void failed(String what, Throwable why, Runnable whole, Duration pause) {
        LOG.warn("{} failed, and is tried again: {}", what, why.toString());
        later(what, whole, pause);
    }

    private void later(String what, Runnable task, Duration pause) {
        if (!waiting.add(what)) {
            return;
        }
        try {
            timer.schedule(() -> {
                waiting.remove(what); // before it runs: a failure meanwhile may be about something newer
                run(what, task, task, pause.multipliedBy(2).compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST);
            }, pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("{} is left to the next start", what);
        }
    }

    /** Whether something waits for its next try. */
    boolean isBusy() {
        return !waiting.isEmpty();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
