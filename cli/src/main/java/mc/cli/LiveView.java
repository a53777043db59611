package mc.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import mc.Failure;

/** A screen that is redrawn in place after each event, and each second for the ages, until Ctrl-C. */
final class LiveView {

    private LiveView() {}

    /** Ends with the program, which leaves the terminal as it was. @param json whether the user asked for JSON, too, which no screen shows */
    static void run(Cli cli, boolean json, Function<ApiClient, List<String>> lines) {
        if (!cli.isTerminal() || json) {
            throw Failure.usage("--watch draws on a terminal.", "For scripts: mc events --follow --json, or mc status --json");
        }
        ApiClient.connect(cli).close(); // started if need be; later it is waited for
        BlockingQueue<Boolean> changes = new ArrayBlockingQueue<>(1);
        AtomicBoolean isOver = new AtomicBoolean();
        Runnable restore = () -> {
            synchronized (isOver) { // the loop goes on drawing while the program ends
                if (!isOver.getAndSet(true)) {
                    cli.out().print("\u001b[?7h\u001b[?25h\u001b[?1049l");
                    cli.out().flush();
                }
            }
        };
        Runtime.getRuntime().addShutdownHook(new Thread(restore));
        cli.out().print("\u001b[?1049h\u001b[?25l\u001b[?7l");
        try {
            while (true) {
                try (ApiClient api = ApiClient.open(cli.home(), cli.env()).orElse(null)) {
                    if (api == null) {
                        draw(List.of("The daemon does not run; waiting for it. Any other command starts it."), isOver, cli);
                    } else {
                        listen(cli, changes);
                    }
                    while (api != null) {
                        draw(lines.apply(api), isOver, cli);
                        changes.poll(1, TimeUnit.SECONDS);
                    }
                } catch (Failure e) {
                    if (e.kind() != Failure.Kind.FAILED) {
                        throw e;
                    }
                    draw(List.of(e.getMessage()), isOver, cli); // the daemon has gone, or is being replaced
                }
                changes.poll(1, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            restore.run();
        }
    }

    private static void listen(Cli cli, BlockingQueue<Boolean> changes) {
        Thread listener = new Thread(() -> ApiClient.open(cli.home(), cli.env()).ifPresent(events -> {
            try (events) {
                events.call("event.subscribe", Map.of("newest", 0), event -> changes.offer(true));
            }
        }), "events");
        listener.setDaemon(true);
        listener.setUncaughtExceptionHandler((thread, e) -> changes.offer(true)); // the next call tells what is wrong
        listener.start();
    }

    private static void draw(List<String> lines, AtomicBoolean isOver, Cli cli) {
        StringBuilder screen = new StringBuilder("\u001b[H");
        lines.forEach(line -> screen.append(line).append("\u001b[K\r\n"));
        synchronized (isOver) {
            if (!isOver.get()) {
                cli.out().print(screen.append("\u001b[J"));
                cli.out().flush();
            }
        }
    }
}
