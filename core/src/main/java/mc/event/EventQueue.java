package mc.event;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The events that somebody waits for, from the moment it is made. Close it to stop listening. Thread-safe. */
public final class EventQueue implements AutoCloseable {

    private final BlockingQueue<Recorded> events = new LinkedBlockingQueue<>();
    private final Runnable stop;

    public EventQueue(EventLoop loop, Predicate<Event> wanted) {
        stop = loop.listen(recorded -> {
            if (wanted.test(recorded.event())) {
                events.add(recorded);
            }
        });
    }

    /** The next event; null when none came in that time. */
    public Recorded poll(long millis) throws InterruptedException {
        return events.poll(millis, TimeUnit.MILLISECONDS);
    }

    /** Forgets what has come so far. */
    public void skip() {
        events.clear();
    }

    @Override
    public void close() {
        stop.run();
    }
}
