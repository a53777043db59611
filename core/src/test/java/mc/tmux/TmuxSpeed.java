package mc.tmux;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import mc.testing.TestTmux;

/** A benchmark, not a test: what a look at tmux costs with a control client and with a process each. Run its main. */
public final class TmuxSpeed {

    private static final int ROUNDS = 500;
    private static final int PANES = 20;

    private TmuxSpeed() {}

    public static void main(String[] args) {
        PrintStream out = System.out;
        try (TestTmux tmux = new TestTmux()) {
            TmuxServer server = tmux.server();
            PaneAddress first = server.createSession("speed", "w0", tmux.home(), List.of("/bin/sleep", "1000"));
            for (int i = 1; i < PANES; i++) {
                server.createWindow(first.session(), "w" + i, tmux.home(), List.of("/bin/sleep", "1000"));
            }
            print(out, "a process: panes() of " + PANES, server::panes);
            print(out, "a process: capture", () -> server.capture(first.pane(), CaptureRange.visible(), true));
            print(out, "a process: paste", () -> server.paste(first.pane(), "text"));
            server.watch(first.session(), n -> {});
            print(out, "control client: round trip", () -> server.look(TmuxCommand.of("display-message", "-p", "x")));
            print(out, "control client: panes() of " + PANES, server::panes);
            print(out, "control client: capture", () -> server.capture(first.pane(), CaptureRange.visible(), true));
            print(out, "control client: press", () -> server.press(first.pane(), Key.UP));
            notices(out, server, first);
        }
    }

    /** From the moment a pane's process or the server is killed until the listener hears of it. */
    private static void notices(PrintStream out, TmuxServer server, PaneAddress pane) {
        BlockingQueue<TmuxNotice> heard = new LinkedBlockingQueue<>();
        server.watch(pane.session(), heard::add);
        long serverPid = ((ServerState.Running) server.probe()).pid();
        long panePid = server.panes().get(0).pid();
        out.printf("%-40s %d ms%n", "death of a pane is told after", await(heard, panePid, TmuxNotice.PaneDied.class));
        out.printf("%-40s %d ms%n", "death of the server is told after", await(heard, serverPid, TmuxNotice.ServerGone.class));
    }

    private static long await(BlockingQueue<TmuxNotice> heard, long pid, Class<? extends TmuxNotice> kind) {
        long begin = System.nanoTime();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        try {
            TmuxNotice notice;
            do {
                notice = heard.poll(10, TimeUnit.SECONDS);
            } while (notice != null && !kind.isInstance(notice));
            return notice == null ? -1 : Duration.ofNanos(System.nanoTime() - begin).toMillis();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void print(PrintStream out, String what, Runnable call) {
        long[] nanos = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            long begin = System.nanoTime();
            call.run();
            nanos[i] = System.nanoTime() - begin;
        }
        Arrays.sort(nanos);
        out.printf("%-40s median %6d us, 95th percentile %6d us%n", what, micros(nanos[ROUNDS / 2]), micros(nanos[ROUNDS * 95 / 100]));
    }

    private static long micros(long nanos) {
        return Duration.ofNanos(nanos).toNanos() / 1000;
    }
}
