package mc.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A child process of the demo agent: a hook or a tool call. The engine's own door to processes is not used here, because its
 * libraries would double the start-up time of this program.
 */
final class Child {

    private static final int MAX_OUTPUT = 256 * 1024;

    private Child() {}

    /** How a child ended; each output is cut at 256 KB. */
    record Result(int exitCode, String stdout, String stderr, boolean timedOut) {}

    /**
     * Runs a program to its end. At the timeout, or when the calling thread is interrupted, it is killed with everything it started.
     *
     * @throws IOException when it cannot be started
     */
    static Result run(List<String> argv, Map<String, String> env, String input, Duration timeout) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(argv);
        builder.environment().putAll(env);
        Process process = builder.start();
        Pump out = Pump.start(process.getInputStream());
        Pump err = Pump.start(process.getErrorStream());
        feed(process.getOutputStream(), input);
        boolean finished;
        try {
            finished = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            kill(process);
            throw e;
        }
        if (!finished) {
            kill(process);
        }
        return new Result(finished ? process.exitValue() : -1, out.text(), err.text(), !finished);
    }

    private static void kill(Process process) {
        List<ProcessHandle> started = process.descendants().toList();
        process.destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
    }

    /** A child that does not read must not stop us, so what is larger than a pipe goes in from a thread of its own. */
    private static void feed(OutputStream stdin, String input) {
        byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
        Runnable write = () -> {
            try (stdin) {
                stdin.write(bytes);
            } catch (IOException e) {
                // the child ended without reading it all, which is its right
            }
        };
        if (bytes.length < 4096) {
            write.run();
        } else {
            daemon("stdin", write);
        }
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Reads one stream; what is over the bound is read and dropped. */
    private static final class Pump {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private Thread thread;

        static Pump start(InputStream in) {
            Pump pump = new Pump();
            pump.thread = daemon("output", () -> pump.drain(in));
            return pump;
        }

        private void drain(InputStream in) {
            byte[] buffer = new byte[8192];
            try (in) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    synchronized (kept) {
                        kept.write(buffer, 0, Math.min(n, MAX_OUTPUT - kept.size()));
                    }
                }
            } catch (IOException e) {
                // the stream was closed by the kill
            }
        }

        /** What came; a grandchild that still holds the pipe is not waited for. */
        String text() throws InterruptedException {
            thread.join(500);
            synchronized (kept) {
                return kept.toString(StandardCharsets.UTF_8);
            }
        }
    }
}
