package mc.process;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mc.Failure;

/**
 * A child that stays and is talked to in lines. Standard error comes with standard output. One thread may read while others
 * write. It ends when its input is closed, or is killed; when mc dies, the kernel closes its input.
 */
public final class ChildPipe implements AutoCloseable {

    private static final int MAX_LINE = 1024 * 1024;

    private final Process process;
    private final InputStream out;

    private ChildPipe(Process process) {
        this.process = process;
        this.out = new BufferedInputStream(process.getInputStream(), 64 * 1024);
    }

    /** Starts {@code argv} with exactly the given environment; a {@link Failure} of kind MISSING when the program cannot be run. */
    public static ChildPipe start(List<String> argv, Map<String, String> env) {
        ProcessBuilder builder = new ProcessBuilder(argv).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(env);
        try {
            return new ChildPipe(builder.start());
        } catch (IOException e) {
            throw Failure.missing("Cannot run " + argv.get(0) + ": " + e.getMessage(), "Install it, or correct the PATH; `mc doctor` lists what mc needs.");
        }
    }

    /** The next line without its end, as UTF-8 with broken bytes replaced; what goes beyond 1 MiB of it is dropped. Empty at the end. */
    public Optional<String> readLine() {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        try {
            int b = out.read();
            if (b < 0) {
                return Optional.empty();
            }
            while (b >= 0 && b != '\n') {
                if (line.size() < MAX_LINE) {
                    line.write(b);
                }
                b = out.read();
            }
            return Optional.of(line.toString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty(); // killed while being read
        }
    }

    /** Writes all of it, or throws. May block once the child stops reading and the pipe (64 KiB on Linux) is full. */
    public void write(String text) throws IOException {
        process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    public long pid() {
        return process.pid();
    }

    /** Kills the child at once. A reader sees the end, unless somebody else holds the pipe too. */
    public void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        kill();
    }
}
