package mc.daemon;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import mc.Failure;
import mc.event.Event;
import mc.event.Reactor;
import mc.event.Recorded;
import mc.event.Tx;

/** The database refuses the next event of a kind, once, as on a full disk. */
final class Refusal implements Reactor {

    private final AtomicReference<Class<? extends Event>> next = new AtomicReference<>();

    void of(Class<? extends Event> kind) {
        next.set(kind);
    }

    /** Returns when it has refused. */
    void happens() {
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10)).until(() -> next.get() == null);
    }

    @Override
    public void react(Recorded recorded, Tx tx) {
        Class<? extends Event> kind = next.get();
        if (kind != null && kind.isInstance(recorded.event()) && next.compareAndSet(kind, null)) {
            throw Failure.failed("the disk is full", "");
        }
    }
}
