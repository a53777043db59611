package mc.event;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import mc.Failure;
import mc.store.Database;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of the database. Its thread takes what was submitted, appends the events to the log and runs every reactor on them
 * inside one {@code BEGIN IMMEDIATE} transaction; what was submitted together is written together or not at all. Several
 * submissions that wait share a commit, each behind a savepoint of its own. All public methods are thread-safe.
 */
public final class EventLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);
    private static final int BATCH = 64;

    private final Database database;
    private final Clock clock;
    private final CrashPoint crash;
    private final List<Reactor> reactors;
    private final BlockingQueue<Work> queue = new LinkedBlockingQueue<>();
    private final List<Consumer<Recorded>> listeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<Job>> jobListeners = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::run, "event-loop");
    private volatile boolean closing;
    private volatile boolean ended;

    /** What was submitted together; {@code also} runs after the events, in the same transaction. {@code oneByOne}: each event with all that it leads to before the next. */
    private record Work(List<Event> events, boolean oneByOne, Consumer<Tx> also, CompletableFuture<List<Recorded>> done) {}

    public EventLoop(Database database, Clock clock, List<Reactor> reactors, CrashPoint crash) {
        this.crash = crash;
        this.database = database;
        this.clock = clock;
        this.reactors = List.copyOf(reactors);
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Submits events; the future completes when they are on disk, or with the {@link Failure} of the reactor that refused them. */
    public CompletableFuture<List<Recorded>> submit(List<Event> events, Consumer<Tx> also) {
        return submit(events, false, also);
    }

    private CompletableFuture<List<Recorded>> submit(List<Event> events, boolean oneByOne, Consumer<Tx> also) {
        Work work = new Work(List.copyOf(events), oneByOne, also, new CompletableFuture<>());
        if (closing) {
            work.done().completeExceptionally(stopping());
        } else {
            queue.add(work);
            refuseIfEnded();
        }
        return work.done();
    }

    /** Records events and returns when they are on disk. */
    public List<Recorded> record(Event... events) {
        return await(submit(List.of(events), tx -> { }));
    }

    /** Records events and something else in one transaction, and returns when it is on disk. */
    public List<Recorded> record(List<Event> events, Consumer<Tx> also) {
        return await(submit(events, also));
    }

    /**
     * Records events that happened one after the other, as if each had been recorded by itself but all of them or none: what the first
     * leads to is handled before the second, such as a prompt's before the end of its turn.
     */
    public List<Recorded> recordOneByOne(List<Event> events, Consumer<Tx> also) {
        return await(submit(events, true, also));
    }

    /** Calls {@code listener} for every event once it is on disk, in order, on the loop's thread: be quick. Run the answer to stop. */
    public Runnable listen(Consumer<Recorded> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Calls {@code listener} for every job once it is on disk. */
    void listenToJobs(Consumer<Job> listener) {
        jobListeners.add(listener);
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private void run() {
        try (Handle sql = database.openWriter()) {
            while (!closing || !queue.isEmpty()) {
                List<Work> batch = new ArrayList<>();
                batch.add(queue.take());
                queue.drainTo(batch, BATCH - 1);
                commit(sql, batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("The database cannot be opened for writing", e);
        } finally {
            ended = true;
            refuseIfEnded();
        }
    }

    /** Nobody must wait for a thread that has ended. */
    private void refuseIfEnded() {
        for (Work work = ended ? queue.poll() : null; work != null; work = queue.poll()) {
            work.done().completeExceptionally(stopping());
        }
    }

    private static Failure stopping() {
        return Failure.failed("The daemon is stopping.", "Try again in a moment; mc daemon logs tells why, if nobody asked for it.");
    }

    private void commit(Handle sql, List<Work> batch) {
        List<Transaction> applied = new ArrayList<>();
        try {
            sql.execute("BEGIN IMMEDIATE");
            for (Work work : batch) {
                sql.execute("SAVEPOINT work");
                Transaction transaction = new Transaction(sql, clock.instant(), work);
                try {
                    transaction.apply();
                    applied.add(transaction);
                } catch (RuntimeException | Error e) {
                    if (Database.isTrouble(e)) {
                        throw e; // not this work's fault, and SQLite may have undone the whole transaction
                    }
                    sql.execute("ROLLBACK TO work");
                    if (!(e instanceof Failure)) {
                        LOG.error("A reactor failed on {}", work.events(), e);
                    }
                    work.done().completeExceptionally(e);
                }
                sql.execute("RELEASE work");
            }
            applied.forEach(transaction -> crash.before(transaction.recorded));
            sql.execute("COMMIT");
            applied.forEach(transaction -> crash.after(transaction.recorded));
        } catch (RuntimeException | Error e) {
            rollback(sql);
            LOG.error("The database refused a write", e);
            Failure failure = Failure.failed("mc could not write to its database: " + Database.rootMessage(e), (Database.isLocked(e) ? "Another program holds mc.db locked: find it (lsof names it) and end it" : "Free disk space or mend the disk") + ", then try again; nothing was changed.", e);
            batch.forEach(work -> work.done().completeExceptionally(failure));
            return;
        }
        for (Transaction transaction : applied) {
            transaction.publish();
        }
    }

    private static void rollback(Handle sql) {
        try {
            sql.execute("ROLLBACK");
        } catch (RuntimeException e) {
            LOG.debug("Nothing to roll back", e);
        }
    }

    @Override
    public void close() {
        closing = true;
        submitNothing();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void submitNothing() {
        queue.add(new Work(List.of(), false, tx -> { }, new CompletableFuture<>()));
    }

    /** One submission while it is being written. */
    private final class Transaction implements Tx {
        private final Handle sql;
        private final Instant now;
        private final Work work;
        private final Deque<Event> pending = new ArrayDeque<>();
        private final List<Recorded> recorded = new ArrayList<>();
        private final List<Job> jobs = new ArrayList<>();

        Transaction(Handle sql, Instant now, Work work) {
            this.sql = sql;
            this.now = now;
            this.work = work;
        }

        void apply() {
            for (Event event : work.events()) {
                pending.add(event);
                if (work.oneByOne()) {
                    handlePending();
                }
            }
            handlePending();
            work.also().accept(this);
            handlePending();
        }

        private void handlePending() {
            while (!pending.isEmpty()) {
                Recorded next = EventLog.append(sql, pending.poll(), now);
                recorded.add(next);
                reactors.forEach(reactor -> reactor.react(next, this));
            }
        }

        void publish() {
            recorded.forEach(event -> listeners.forEach(listener -> quietly(() -> listener.accept(event))));
            jobs.forEach(job -> jobListeners.forEach(listener -> quietly(() -> listener.accept(job))));
            work.done().complete(List.copyOf(recorded));
        }

        @Override
        public Handle sql() {
            return sql;
        }

        @Override
        public Instant now() {
            return now;
        }

        @Override
        public void append(Event event) {
            pending.add(event);
        }

        @Override
        public void schedule(Job job) {
            Jobs.put(sql, job);
            jobs.add(job);
        }

        @Override
        public void cancel(String jobKey) {
            Jobs.remove(sql, jobKey);
        }

        private void quietly(Runnable call) {
            try {
                call.run();
            } catch (RuntimeException e) {
                LOG.error("A listener failed", e);
            }
        }
    }
}
