package mc.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A process that cannot be mistaken for another: its pid and when it started. A pid alone is reused by the kernel, and a zombie
 * still answers {@code kill -0}. {@code start} is the kernel's start tick on Linux (field 22 of {@code /proc/PID/stat}), the
 * start time in milliseconds elsewhere; only equality matters. Immutable.
 */
public record ProcessId(long pid, long start) {

    private static final Path PROC = Path.of("/proc");
    private static final int LOOK_EVERY_MS = 10;

    /** The process that has this pid now; empty when there is none, or only a zombie. */
    public static Optional<ProcessId> of(long pid) {
        if (Files.isDirectory(PROC.resolve("self"))) {
            return fromProc(pid);
        }
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).map(h -> new ProcessId(pid, h.info().startInstant().map(Instant::toEpochMilli).orElse(0L)));
    }

    public boolean isAlive() {
        return of(pid).filter(this::equals).isPresent();
    }

    /** Waits until it has ended (a zombie has); false when it still runs after {@code limit} or the wait was interrupted. */
    public boolean awaitEnd(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (isAlive()) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            try {
                Thread.sleep(LOOK_EVERY_MS); // the kernel tells only parents of an end
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    /** Asks it to end (SIGTERM), if it is still the same process. */
    public void terminate() {
        handle().ifPresent(ProcessHandle::destroy);
    }

    /** Ends it (SIGKILL), if it is still the same process. */
    public void kill() {
        handle().ifPresent(ProcessHandle::destroyForcibly);
    }

    private Optional<ProcessHandle> handle() {
        return isAlive() ? ProcessHandle.of(pid) : Optional.empty();
    }

    private static Optional<ProcessId> fromProc(long pid) {
        try {
            // "pid (name) state ...": the name may hold spaces and brackets, so count from the last bracket.
            String stat = new String(Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve("stat")), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            boolean gone = fields[0].equals("Z") || fields[0].equals("X");
            return gone ? Optional.empty() : Optional.of(new ProcessId(pid, Long.parseLong(fields[19])));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }
}
