package mc.tmux;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import mc.process.ChildPipe;

/**
 * One {@code tmux -C attach-session}: carries commands without a process for each, and the server's notifications. The thread
 * that calls {@link #readToEnd} reads; any other may {@link #send}, one at a time. A client that once failed to answer in time is
 * of no more use (its answers could be taken for another's) and ends itself.
 */
final class ControlClient implements Door, AutoCloseable {

    /** More than a pipe holds could block the writer beyond its time limit. */
    private static final int MAX_LINE_BYTES = 32 * 1024;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final SessionId session;
    private final ChildPipe pipe;
    private final Duration timeout;
    private final ReentrantLock turn = new ReentrantLock(true);
    private volatile Thread reader;
    private volatile boolean ready;
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private volatile ControlFrame frame;
    private String lastWords = "tmux closed the connection"; // of the reader alone

    private ControlClient(SessionId session, ChildPipe pipe, Duration timeout) {
        this.session = session;
        this.pipe = pipe;
        this.timeout = timeout;
    }

    /** Starts the client: without pane output, without a say in window sizes, told about dead panes. */
    static ControlClient start(TmuxSettings settings, SessionId session) {
        List<TmuxCommand> attach = List.of(
                TmuxCommand.of("attach-session", "-t", session.value(), "-f", "no-output,ignore-size"),
                TmuxCommand.of("refresh-client", "-B", NoticeLine.SUBSCRIPTION));
        List<String> argv = settings.argv(List.of("-N", "-C"));
        argv.addAll(TmuxCommand.argv(attach));
        return new ControlClient(session, ChildPipe.start(argv, settings.env()), settings.timeout());
    }

    /** Whether it is attached and has not ended. */
    boolean isReady() {
        return ready && !ended.isDone();
    }

    /**
     * Reads until the connection ends; {@code whenReady} and {@code notices} run on this thread. It can stay blocked for a while
     * after the end: the server holds this pipe itself, so killing the client does not close it as long as the server hangs.
     */
    void readToEnd(Runnable whenReady, Consumer<TmuxNotice> notices) {
        reader = Thread.currentThread();
        try {
            for (var line = pipe.readLine(); line.isPresent() && !ended.isDone(); line = pipe.readLine()) {
                accept(line.get(), whenReady, notices);
            }
        } finally {
            end(lastWords);
        }
    }

    private void accept(String line, Runnable whenReady, Consumer<TmuxNotice> notices) {
        ControlFrame pending = frame;
        if (pending != null) {
            if (pending.accept(line)) {
                frame = null; // before the answer is given: the next question may follow at once
                pending.complete();
                pending.notices().forEach(n -> outside(n, whenReady, notices));
            }
        } else {
            outside(line, whenReady, notices);
        }
    }

    /** A line that belongs to no answer: a notification, or why the client could not attach. */
    private void outside(String line, Runnable whenReady, Consumer<TmuxNotice> notices) {
        if (line.startsWith("%session-changed ")) {
            if (!line.startsWith("%session-changed " + session + " ")) {
                end("tmux moved the connection to another session");
            } else if (!ready) {
                ready = true;
                whenReady.run();
            }
        } else if (line.startsWith("%exit ")) {
            lastWords = line.substring(6);
        } else if (line.startsWith("%")) {
            NoticeLine.parse(session, line).ifPresent(notices);
        } else if (!ready) {
            lastWords = line;
        }
    }

    /** Waits for the end and says why it came. */
    String awaitEnd() {
        return ended.join();
    }

    void closeUnlessReady() {
        if (!isReady()) {
            end("it did not attach in time");
        }
    }

    @Override
    public Reply send(List<TmuxCommand> commands, int maxBytes) {
        if (Thread.currentThread() == reader) {
            throw new IllegalStateException("A listener must not ask tmux: its thread is the one that reads the answer");
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            if (!turn.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw TmuxErrors.timeout(commands, timeout);
            }
            try {
                return exchange(commands, maxBytes, deadline);
            } finally {
                turn.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TmuxException.NoAnswer("Interrupted while waiting for tmux, so the state is unknown.");
        }
    }

    /** Whether the commands are small enough for this door. */
    static boolean fits(List<TmuxCommand> commands) {
        return commands.stream().flatMap(c -> c.words().stream()).mapToLong(w -> 4L * w.length() + 3).sum() < MAX_LINE_BYTES;
    }

    private Reply exchange(List<TmuxCommand> commands, int maxBytes, long deadline) throws InterruptedException {
        byte[] nonce = new byte[16];
        RANDOM.nextBytes(nonce);
        ControlFrame asked = new ControlFrame(commands, HexFormat.of().formatHex(nonce), maxBytes);
        frame = asked;
        boolean answered = false;
        try {
            if (ended.isDone()) {
                throw new TmuxException.NoAnswer("The connection to tmux has ended (" + ended.join() + "), so the state is unknown, not gone.");
            }
            pipe.write(asked.lines());
            Reply reply = asked.answer().get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            answered = true;
            return reply;
        } catch (ExecutionException e) {
            answered = !(e.getCause() instanceof TmuxException.NoAnswer);
            throw (TmuxException) e.getCause();
        } catch (TimeoutException e) {
            throw TmuxErrors.timeout(commands, timeout);
        } catch (IOException e) {
            throw new TmuxException.NoAnswer("The connection to tmux broke (" + e.getMessage() + "), so the state is unknown, not gone.");
        } finally {
            if (!answered) {
                end("a command was not answered");
            }
        }
    }

    private synchronized void end(String reason) {
        ended.complete(reason);
        pipe.kill();
        ControlFrame pending = frame;
        if (pending != null) {
            pending.fail(ended.join());
        }
    }

    @Override
    public void close() {
        end("closed");
    }
}
