package mc.demo;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The ways this program ends. Thread-safe. */
final class Exit {

    private final Terminal terminal;
    private volatile String reason = "other";
    private volatile boolean reports;
    private volatile boolean prepared;

    Exit(Terminal terminal) {
        this.terminal = terminal;
    }

    /** From now on the end is reported, also when a signal brings it. */
    void reportsEnd() {
        reports = true;
    }

    /** From now on a signal ends the program without a word, as if it hung. */
    void saysNothing() {
        reports = false;
    }

    /** Ends the program in order; returns at once. */
    void inOrder(int code, String why) {
        reason = why;
        new Thread(() -> System.exit(code), "exit").start(); // the caller may be a thread that the end waits for
    }

    /** Ends as a crash does: nothing is reported, nothing is tidied. */
    void crash(int code) {
        terminal.restore();
        Runtime.getRuntime().halt(code);
    }

    void kill() throws InterruptedException {
        try {
            new ProcessBuilder("kill", "-KILL", Long.toString(ProcessHandle.current().pid())).start().waitFor();
        } catch (IOException e) {
            crash(137);
        }
    }

    /** What is done on the way out, by {@code /exit} and by a signal alike. */
    void prepare(Options options, Reporter reporter, Conversation conversation, Console console, String conversationId) {
        if (prepared) {
            throw new IllegalStateException("prepared twice");
        }
        prepared = true;
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                if (reports) {
                    Thread.sleep(options.duration("slow-exit").map(d -> d.toMillis()).orElse(0L));
                    conversation.stop();
                    reporter.report("SessionEnd", reason, Map.of("reason", reason)).get(5, TimeUnit.SECONDS);
                    reporter.forget();
                    console.close();
                    System.out.println("Resume this session with:\ndemo agent --resume " + conversationId);
                }
            } catch (Exception e) {
                System.err.println("The end could not be reported: " + e);
            } finally {
                terminal.restore();
            }
        }, "end"));
    }
}
