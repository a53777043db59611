package mc.tmux;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import mc.Failure;

/**
 * Keeps a control client on one session, opens it again when it ends while the session lives, and says so when it does not. Its
 * thread is the client's reader; the listener runs on it and must only pass the notice on. Closing it leaves the session alone.
 */
public final class SessionWatch implements AutoCloseable {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final TmuxSettings settings;
    private final SessionId session;
    private final ServerState.Running server;
    private final Consumer<TmuxNotice> listener;
    private final CompletableFuture<Void> attached = new CompletableFuture<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile ControlClient client;
    private Duration pause = FIRST_PAUSE;
    private boolean lost;

    private SessionWatch(TmuxSettings settings, SessionId session, ServerState.Running server, Consumer<TmuxNotice> listener) {
        this.settings = settings;
        this.session = session;
        this.server = server;
        this.listener = listener;
        this.thread = new Thread(this::run, "tmux-" + settings.socket() + "-" + session);
        thread.setDaemon(true);
    }

    static SessionWatch start(TmuxSettings settings, SessionId session, ServerState.Running server, Consumer<TmuxNotice> listener) {
        SessionWatch watch = new SessionWatch(settings, session, server, listener);
        watch.thread.start();
        return watch;
    }

    public SessionId session() {
        return session;
    }

    /** Whether it tells nothing more: closed, or the session is over. */
    public boolean isOver() {
        return !thread.isAlive();
    }

    /** The client, while it can carry commands. */
    Optional<ControlClient> client() {
        return Optional.ofNullable(client).filter(ControlClient::isReady);
    }

    /** Completes when first attached; fails with a {@link TmuxException} when that is not possible. */
    CompletableFuture<Void> attached() {
        return attached;
    }

    private void run() {
        while (closing.getCount() > 0) {
            String reason = connect();
            if (closing.getCount() == 0) {
                return;
            }
            Optional<TmuxNotice> over = verdict(reason);
            if (over.isPresent()) {
                attached.completeExceptionally(over.get() instanceof TmuxNotice.ServerGone ? new TmuxException.NoServer(reason) : new TmuxException.NoTarget("can't find session: " + session));
                listener.accept(over.get());
                return;
            }
            if (!lost) {
                lost = true;
                listener.accept(new TmuxNotice.Unreachable(session, reason));
            }
            pauseOrClose();
        }
    }

    /** One life of a client; returns why it ended. */
    private String connect() {
        try (ControlClient opened = ControlClient.start(settings, session)) {
            client = opened;
            if (closing.getCount() == 0) {
                return "closed";
            }
            CompletableFuture.delayedExecutor(settings.timeout().toMillis(), TimeUnit.MILLISECONDS).execute(opened::closeUnlessReady);
            return opened.readToEnd(this::onAttached, listener);
        } catch (Failure e) {
            return e.getMessage();
        } finally {
            client = null;
        }
    }

    private void onAttached() {
        pause = FIRST_PAUSE;
        attached.complete(null);
        if (lost) {
            lost = false;
            listener.accept(new TmuxNotice.Reconnected(session));
        }
    }

    /** Whether the session is known to be over; empty when it lives or nothing is known. */
    private Optional<TmuxNotice> verdict(String reason) {
        try {
            List<String> lines = new OneShot(settings).send(List.of(TmuxServer.IDENTITY, TmuxServer.SESSIONS), Door.USUAL_BYTES).text().lines().toList();
            if (!TmuxServer.identity(lines.get(0)).equals(server)) {
                return Optional.of(new TmuxNotice.ServerGone(session, "another tmux server has taken its place"));
            }
            boolean lives = lines.stream().skip(1).anyMatch(l -> l.startsWith(session + " "));
            return lives ? Optional.empty() : Optional.of(new TmuxNotice.SessionEnded(session));
        } catch (TmuxException.NoServer e) {
            return Optional.of(new TmuxNotice.ServerGone(session, reason));
        } catch (TmuxException | Failure e) {
            return Optional.empty();
        }
    }

    private void pauseOrClose() {
        try {
            if (!closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        } catch (InterruptedException e) {
            closing.countDown();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        ControlClient open = client;
        if (open != null) {
            open.close();
        }
        attached.completeExceptionally(new TmuxException.NoAnswer("The watch was closed."));
    }
}
