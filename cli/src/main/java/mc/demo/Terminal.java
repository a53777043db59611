package mc.demo;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import mc.Failure;

/** The terminal on standard input: raw while the program runs, as it was before afterwards. */
final class Terminal {

    /** Rows and columns. */
    record Size(int rows, int columns) {}

    private final String saved;
    private volatile Size size;

    private Terminal(String saved, Size size) {
        this.saved = saved;
        this.size = size;
    }

    /** Switches to raw mode; throws {@link Failure} when standard input is no terminal. */
    static Terminal open() {
        // one process for three steps; output processing stays on, so that a stack trace would still be readable
        String[] answer = stty("stty -g && stty size && stty raw -echo opost onlcr").split("\n");
        if (answer.length < 2) {
            throw Failure.missing("the demo agent needs a terminal on its standard input", "Start it in a tmux window.");
        }
        return new Terminal(answer[0].strip(), parse(answer[1]));
    }

    Size size() {
        return size;
    }

    /** Calls back, on some thread, whenever the window has changed its size. */
    void onResize(Runnable then) {
        handle("WINCH", () -> {
            String answer = stty("stty size");
            if (!answer.isBlank()) {
                size = parse(answer);
                then.run();
            }
        });
    }

    void restore() {
        try {
            new ProcessBuilder("stty", saved).redirectInput(ProcessBuilder.Redirect.INHERIT).start().waitFor(2, TimeUnit.SECONDS);
        } catch (IOException e) {
            // the terminal is gone already
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Size parse(String rowsAndColumns) {
        String[] parts = rowsAndColumns.strip().split(" ");
        int rows = parts.length == 2 ? Integer.parseInt(parts[0]) : 0;
        int columns = parts.length == 2 ? Integer.parseInt(parts[1]) : 0;
        return new Size(rows > 0 ? rows : 24, columns > 0 ? columns : 80); // a terminal nobody has sized says 0 0
    }

    private static String stty(String constantCommand) {
        try {
            Process process = new ProcessBuilder("/bin/sh", "-c", constantCommand)
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.to(new File("/dev/null")))
                    .start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0 ? answer : "";
        } catch (IOException e) {
            throw Failure.missing("cannot run stty: " + e.getMessage(), "Install coreutils.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** Java has no public way to hear of a signal; {@code sun.misc.Signal} is exported but compiles only with a warning, so it is called by name. */
    private static void handle(String signal, Runnable then) {
        try {
            Class<?> signals = Class.forName("sun.misc.Signal");
            Class<?> handlers = Class.forName("sun.misc.SignalHandler");
            Object handler = Proxy.newProxyInstance(handlers.getClassLoader(), new Class<?>[] {handlers}, (proxy, method, args) -> {
                if (method.getName().equals("handle")) {
                    then.run();
                }
                return null;
            });
            signals.getMethod("handle", signals, handlers).invoke(null, signals.getConstructor(String.class).newInstance(signal), handler);
        } catch (ReflectiveOperationException e) {
            throw Failure.missing("this JVM does not tell of signals: " + e, "Use OpenJDK 17 or newer.");
        }
    }
}
