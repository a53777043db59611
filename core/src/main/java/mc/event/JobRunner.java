package mc.event;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import mc.Failure;
import mc.store.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the jobs of the database when they are due, each on a worker thread, never two of a key at once. Nothing polls: a timer is
 * armed for each job when it is written, and for all of them at the start. What a run reports is recorded in the same transaction
 * that ends the job. Thread-safe.
 */
public final class JobRunner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
    private static final int MAX_ATTEMPTS = 8;
    private static final int MAX_WORKERS = 128;

    private final Database database;
    private final EventLoop loop;
    private final Clock clock;
    private final Map<String, JobHandler> handlers;
    private final Duration firstPause;
    /** The jobs that run, by key; true when one became due again meanwhile. */
    private final Map<String, Boolean> running = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(daemonThreads("job-timer"));
    private final ExecutorService workers = workers();

    public JobRunner(Database database, EventLoop loop, Clock clock, Map<String, JobHandler> handlers) {
        this(database, loop, clock, handlers, Duration.ofMillis(250));
    }

    /** @param firstPause half of the pause after a first failure; each further one doubles it */
    JobRunner(Database database, EventLoop loop, Clock clock, Map<String, JobHandler> handlers, Duration firstPause) {
        this.firstPause = firstPause;
        this.database = database;
        this.loop = loop;
        this.clock = clock;
        this.handlers = Map.copyOf(handlers);
    }

    /** Takes up every job the database holds and those to come. */
    public void start() {
        loop.listenToJobs(this::arm);
        database.read(Jobs::all).forEach(this::arm);
    }

    private void arm(Job job) {
        long delay = Math.max(0, Duration.between(clock.instant(), job.due()).toMillis());
        try {
            timer.schedule(() -> fire(job.key()), delay, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Stopping: {} waits for the next start", job.key());
        }
    }

    private void fire(String key) {
        if (running.merge(key, false, (before, now) -> true)) {
            return; // its end looks again
        }
        try {
            workers.execute(() -> run(key));
        } catch (RejectedExecutionException e) {
            running.remove(key);
        }
    }

    private void run(String key) {
        Optional<Job> rest = Optional.empty();
        try {
            Optional<Jobs.Stored> stored = database.read(sql -> Jobs.find(sql, key));
            if (stored.isEmpty()) {
                return;
            }
            if (stored.get().job().due().isAfter(clock.instant())) {
                rest = stored.map(Jobs.Stored::job);
                return;
            }
            rest = run(stored.get());
        } catch (RuntimeException e) {
            LOG.error("The job {} could not be ended; it will run again", key, e);
            rest = Optional.of(new Job(key, "", "", clock.instant().plusSeconds(1), 0));
        } finally {
            boolean wasDueAgain = running.remove(key);
            rest.ifPresent(this::arm);
            if (wasDueAgain) {
                fire(key); // it may have been asked for after its end was written and before this line
            }
        }
    }

    private Optional<Job> run(Jobs.Stored stored) {
        Job job = stored.job();
        try {
            JobHandler handler = Objects.requireNonNull(handlers.get(job.kind()), () -> "this mc knows no jobs of the kind " + job.kind());
            JobHandler.Outcome outcome = handler.run(job, loop::record);
            return finish(stored, outcome.events(), outcome.again() == null ? null : clock.instant().plus(outcome.again()), 0);
        } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
            return afterFailure(stored, e);
        }
    }

    private Optional<Job> afterFailure(Jobs.Stored stored, Throwable e) {
        Job job = stored.job();
        int attempts = job.attempts() + 1;
        if (attempts >= MAX_ATTEMPTS) {
            LOG.error("The job {} failed {} times and is given up", job.key(), attempts, e);
            return finish(stored, List.of(new Event.JobGivenUp(job.key(), describe(e))), null, attempts);
        }
        LOG.warn("The job {} failed (attempt {}): {}", job.key(), attempts, describe(e), e instanceof Failure ? null : e);
        return finish(stored, List.of(), clock.instant().plus(firstPause.multipliedBy(1L << attempts)), attempts);
    }

    private Optional<Job> finish(Jobs.Stored stored, List<Event> events, Instant again, int attempts) {
        Job[] rest = new Job[1];
        loop.record(events, tx -> rest[0] = Jobs.finish(tx.sql(), stored, again, attempts, tx.now()).orElse(null));
        return Optional.ofNullable(rest[0]);
    }

    private static String describe(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** Starts no further job and waits a moment for the running ones; what is cut off runs again at the next start. */
    @Override
    public void close() {
        timer.shutdownNow();
        workers.shutdown();
        try {
            workers.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        workers.shutdownNow();
    }

    /** Many may wait for an agent at once; many more would use up the descriptors. */
    private static ExecutorService workers() {
        ThreadPoolExecutor workers = new ThreadPoolExecutor(MAX_WORKERS, MAX_WORKERS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemonThreads("job"));
        workers.allowCoreThreadTimeOut(true);
        return workers;
    }

    private static java.util.concurrent.ThreadFactory daemonThreads(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
