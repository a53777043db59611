package mc.demo;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The window: what is shown and what is typed. One thread, the loop, owns it; every method may be called from any thread and
 * does its work there.
 */
final class Console {

    /** Who hears what the person at the terminal wants; called on the loop. */
    interface Listener {
        void submitted(String text);

        void interrupted();

        /** Gives back the prompts that wait, so that they can be changed. */
        List<String> takeBack();

        void leave();
    }

    private final ScheduledThreadPoolExecutor loop = new ScheduledThreadPoolExecutor(1);
    private final Screen screen;
    private final Options options;
    private final String name;
    private final String mode;
    private final InputLine input;
    private final Deque<Dialog> dialogs = new ArrayDeque<>();
    private final List<Key> early = new ArrayList<>();
    private Listener listener;
    private int swallowEnters;
    private int swallowPastes;
    private boolean leaving;
    private volatile boolean frozen;
    private String streaming = "";
    private List<String> queued = List.of();
    private long busySince = -1;
    private int spin;
    private Future<?> ticking;

    Console(Screen screen, Options options, String name, String mode) {
        this.screen = screen;
        this.options = options;
        this.name = name;
        this.mode = mode;
        input = InputLine.holding(options.text("draft").orElse(""));
        swallowEnters = options.number("swallow-enter", 0);
        swallowPastes = options.number("swallow-paste", 0);
    }

    void listen(Listener heard) {
        execute(() -> {
            listener = heard;
            early.forEach(this::type);
            early.clear();
            redraw();
        });
    }

    /** Does something on the loop. A bug there must be seen, not leave a window that looks alive. */
    void execute(Runnable task) {
        loop.execute(() -> guarded(task));
    }

    /** Does something on the loop, later; the answer cancels it. */
    Future<?> later(Duration delay, Runnable task) {
        return loop.schedule(() -> guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(70);
        }
    }

    void print(List<String> lines) {
        execute(() -> {
            streaming = "";
            screen.draw(lines, live());
        });
    }

    /** Shows a text that is still growing; {@link #print} takes its place. */
    void stream(String text) {
        execute(() -> {
            streaming = text;
            redraw();
        });
    }

    void busy(boolean isBusy) {
        execute(() -> {
            busySince = isBusy ? System.nanoTime() : -1;
            if (ticking != null) {
                ticking.cancel(false);
            }
            ticking = isBusy ? loop.scheduleAtFixedRate(() -> guarded(this::tick), 250, 250, TimeUnit.MILLISECONDS) : null;
            redraw();
        });
    }

    void queued(List<String> waiting) {
        execute(() -> {
            queued = waiting;
            redraw();
        });
    }

    /** Shows a dialog until it is answered. */
    void open(Dialog dialog) {
        execute(() -> {
            dialogs.addLast(dialog);
            redraw();
        });
        dialog.answer.whenComplete((choice, error) -> execute(() -> {
            dialogs.remove(dialog);
            redraw();
        }));
    }

    void resize(Terminal.Size size) {
        execute(() -> screen.resize(size, live(size)));
    }

    /** Writes without end, so that the screen never comes to rest. */
    void makeNoise() {
        execute(() -> loop.scheduleAtFixedRate(() -> guarded(() -> screen.draw(List.of("  · noise " + spin++), live())), 100, 100, TimeUnit.MILLISECONDS));
    }

    /** Neither draws nor reads any more, as a program that hangs. */
    void freeze() {
        frozen = true;
        execute(Console::sleepForEver);
    }

    /** Leaves the window in order: nothing is drawn after this. */
    void close() throws InterruptedException {
        if (frozen) {
            return;
        }
        CountDownLatch left = new CountDownLatch(1);
        execute(() -> {
            screen.leave();
            left.countDown();
            sleepForEver();
        });
        left.await(1, TimeUnit.SECONDS);
    }

    private static void sleepForEver() {
        while (true) {
            LockSupport.park();
        }
    }

    void key(Key key) {
        if (frozen) {
            sleepForEver();
        }
        execute(() -> {
            if (!dialogs.isEmpty()) {
                dialogs.getFirst().key(key);
            } else if (listener == null) {
                early.add(key);
            } else {
                type(key);
            }
            redraw();
        });
    }

    private void type(Key key) {
        if (key instanceof Key.Typed typed) {
            input.type(typed.text());
        } else if (key instanceof Key.Pasted pasted) {
            if (swallowPastes > 0) {
                swallowPastes--;
            } else {
                input.paste(pasted.text());
            }
        } else {
            named((Key.Named) key);
        }
        leaving &= key == Key.Named.CANCEL || key == Key.Named.LEAVE;
    }

    private void named(Key.Named key) {
        switch (key) {
            case ENTER -> enter();
            case NEWLINE -> input.type("\n");
            case BACKSPACE -> input.backspace();
            case CLEAR -> input.clear();
            case UP -> {
                if (input.isEmpty()) {
                    input.type(String.join("\n", listener.takeBack()));
                }
            }
            case DOWN -> { }
            case ESCAPE -> listener.interrupted();
            case CANCEL, LEAVE -> cancel();
        }
    }

    private void enter() {
        if (input.isPasted() && swallowEnters > 0) {
            swallowEnters--;
        } else if (!input.continuesAfterBackslash()) {
            listener.submitted(input.take());
        }
    }

    /** Ctrl-C stops the turn, or empties the box, or leaves when pressed twice. */
    private void cancel() {
        if (busySince >= 0) {
            listener.interrupted();
        } else if (!input.isEmpty()) {
            input.clear();
        } else if (leaving) {
            listener.leave();
        } else {
            leaving = true;
        }
    }

    private void tick() {
        spin++;
        redraw();
    }

    private void redraw() {
        screen.draw(List.of(), live());
    }

    private Screen.Live live() {
        return live(screen.size());
    }

    private Screen.Live live(Terminal.Size size) {
        if (listener == null && dialogs.isEmpty()) {
            return new Screen.Live(List.of(""), 0, 0);
        }
        long seconds = busySince < 0 ? -1 : TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - busySince);
        String ghost = queued.isEmpty() ? options.text("ghost-text").orElse("") : "Press up to edit queued messages";
        String footer = leaving ? "Press Ctrl-C again to exit" : "⏸ " + mode + " mode" + (seconds < 0 ? "" : " · esc to interrupt");
        return new View(name, streaming, dialogs.isEmpty() ? seconds : -1, spin, queued, dialogs.peekFirst(), input.shown(), ghost, footer).live(size);
    }
}
