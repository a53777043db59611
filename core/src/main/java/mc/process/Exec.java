package mc.process;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mc.Failure;
import org.zeroturnaround.exec.MessageLoggers;
import org.zeroturnaround.exec.ProcessExecutor;
import org.zeroturnaround.exec.ProcessResult;

/**
 * The one door to child processes: an argv array (never a shell string), always a timeout, output bounded, and after a timeout
 * the child and everything it started is killed. Immutable and thread-safe; each {@code with…} returns a changed copy.
 */
public record Exec(List<String> argv, Path directory, Map<String, String> env, boolean cleanEnv, byte[] input, Duration timeout, int maxOutput) {

    private static final int DEFAULT_MAX_OUTPUT = 8 * 1024 * 1024;

    /** What a finished child said. {@code stdout} and {@code stderr} are UTF-8, cut at the output bound. */
    public record Result(int exitCode, String stdout, String stderr, boolean timedOut, boolean truncated) {

        public boolean ok() {
            return exitCode == 0 && !timedOut;
        }
    }

    /** A call of the program {@code argv[0]} with ten seconds to finish, in the caller's directory and environment, without input. */
    public static Exec of(String... argv) {
        return of(List.of(argv));
    }

    public static Exec of(List<String> argv) {
        return new Exec(List.copyOf(argv), null, Map.of(), false, new byte[0], Duration.ofSeconds(10), DEFAULT_MAX_OUTPUT);
    }

    public Exec in(Path dir) {
        return new Exec(argv, dir, env, cleanEnv, input, timeout, maxOutput);
    }

    /** Adds variables to the inherited environment. */
    public Exec with(Map<String, String> more) {
        return new Exec(argv, directory, Map.copyOf(more), cleanEnv, input, timeout, maxOutput);
    }

    /** Runs with exactly these variables and no others. */
    public Exec withOnly(Map<String, String> all) {
        return new Exec(argv, directory, Map.copyOf(all), true, input, timeout, maxOutput);
    }

    public Exec input(String text) {
        return new Exec(argv, directory, env, cleanEnv, text.getBytes(StandardCharsets.UTF_8), timeout, maxOutput);
    }

    public Exec timeout(Duration limit) {
        return new Exec(argv, directory, env, cleanEnv, input, limit, maxOutput);
    }

    /** Bytes of each output stream that are kept; the rest is read and dropped. */
    public Exec maxOutput(int bytes) {
        return new Exec(argv, directory, env, cleanEnv, input, timeout, bytes);
    }

    /**
     * Runs to the end or to the timeout. A program that cannot be started is a {@link Failure} of kind MISSING; a timeout is a
     * result with {@code timedOut}, never an exception and never an empty answer.
     */
    public Result run() {
        Bounded out = new Bounded(maxOutput);
        Bounded err = new Bounded(maxOutput);
        ProcessExecutor executor = new ProcessExecutor()
                .command(argv)
                .redirectOutput(out)
                .redirectError(err)
                .redirectInput(new ByteArrayInputStream(input))
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .stopper(Exec::killTree)
                .setMessageLogger(MessageLoggers.NOP) // it would log the environment with its secrets
                .closeTimeout(1, TimeUnit.SECONDS);
        if (directory != null) {
            executor.directory(directory.toFile());
        }
        if (cleanEnv) {
            System.getenv().keySet().forEach(name -> executor.environment(name, null)); // null removes it from the child's
        }
        executor.environment(env);
        try {
            ProcessResult result = executor.execute();
            return new Result(result.getExitValue(), out.text(), err.text(), false, out.truncated || err.truncated);
        } catch (TimeoutException e) {
            return new Result(-1, out.text(), err.text(), true, out.truncated || err.truncated);
        } catch (IOException e) {
            throw Failure.of(Failure.Kind.MISSING, "Cannot run " + argv.get(0) + ": " + e.getMessage(), "Install it, or correct the PATH; `mc doctor` lists what mc needs.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.failed("Interrupted while " + argv.get(0) + " was running.", "");
        }
    }

    private static void killTree(Process process) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    /** Keeps the first bytes and swallows the rest, so that a chatty child neither blocks nor fills the memory. */
    private static final class Bounded extends OutputStream {
        private final java.io.ByteArrayOutputStream kept = new java.io.ByteArrayOutputStream();
        private final int max;
        private volatile boolean truncated;

        Bounded(int max) {
            this.max = max;
        }

        @Override
        public synchronized void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            int room = Math.min(length, max - kept.size());
            if (room < length) {
                truncated = true;
            }
            if (room > 0) {
                kept.write(bytes, offset, room);
            }
        }

        synchronized String text() {
            return kept.toString(StandardCharsets.UTF_8);
        }
    }

}
