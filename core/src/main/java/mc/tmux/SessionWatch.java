package mc.tmux;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import mc.Failure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a control client on one session, opens it again when it ends while the session lives, and says so when it does not. The
 * listener is called by one thread at a time and must only pass the notice on. Closing the watch leaves the session alone.
 */
public final class SessionWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SessionWatch.class);
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
    private volatile Duration pause = FIRST_PAUSE;
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
        while (isOpen()) {
            String reason = connect();
            if (!isOpen()) {
                return;
            }
            Verdict verdict = verdict(reason);
            while (isOpen() && verdict.over().isEmpty()) {
                tellLost(reason);
                pauseOrClose();
                if (verdict.known()) {
                    break;
                }
                verdict = verdict(reason); // no new client before tmux answers: a hung server would keep each one's pipes open
            }
            if (isOpen() && verdict.over().isPresent()) {
                attached.completeExceptionally(verdict.over().get() instanceof TmuxNotice.ServerGone ? new TmuxException.NoServer(reason) : new TmuxException.NoTarget("can't find session: " + session));
                tell(verdict.over().get());
                return;
            }
        }
    }

    private boolean isOpen() {
        return closing.getCount() > 0;
    }

    /** One life of a client; returns why it ended. */
    private String connect() {
        try (ControlClient opened = ControlClient.start(settings, session)) {
            client = opened;
            if (!isOpen()) {
                return "closed";
            }
            Thread reader = new Thread(() -> opened.readToEnd(this::onAttached, this::tell), thread.getName() + "-reader");
            reader.setDaemon(true);
            reader.start();
            CompletableFuture.delayedExecutor(settings.timeout().toMillis(), TimeUnit.MILLISECONDS).execute(opened::closeUnlessReady);
            return opened.awaitEnd();
        } catch (Failure e) {
            return e.getMessage();
        } finally {
            client = null;
        }
    }

    private synchronized void onAttached() {
        pause = FIRST_PAUSE;
        attached.complete(null);
        if (lost) {
            lost = false;
            tell(new TmuxNotice.Reconnected(session));
        }
    }

    private synchronized void tellLost(String reason) {
        if (!lost) {
            lost = true;
            tell(new TmuxNotice.Unreachable(session, reason));
        }
    }

    private synchronized void tell(TmuxNotice notice) {
        try {
            listener.accept(notice);
        } catch (RuntimeException e) {
            LOG.error("The listener failed on {}", notice, e); // its bug must not end the watch
        }
    }

    /** What is known of the session after the connection ended: {@code over} tells that, and how, it is no more. */
    private record Verdict(boolean known, Optional<TmuxNotice> over) {}

    private Verdict verdict(String reason) {
        try {
            List<String> lines = new OneShot(settings).send(List.of(TmuxServer.IDENTITY, TmuxServer.SESSIONS), Door.USUAL_BYTES).text().lines().toList();
            if (!TmuxServer.identity(lines.get(0)).equals(server)) {
                return new Verdict(true, Optional.of(new TmuxNotice.ServerGone(session, "another tmux server has taken its place")));
            }
            boolean lives = lines.stream().skip(1).anyMatch(l -> l.startsWith(session + " "));
            return new Verdict(true, lives ? Optional.empty() : Optional.of(new TmuxNotice.SessionEnded(session)));
        } catch (TmuxException.NoServer e) {
            return new Verdict(true, Optional.of(new TmuxNotice.ServerGone(session, reason)));
        } catch (TmuxException | Failure e) {
            return new Verdict(false, Optional.empty());
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
