package mc.agent.adapters;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import mc.Failure;

/**
 * The lock Claude Code takes before it rewrites its state file: a directory {@code FILE.lock}. A living holder touches it every
 * few seconds; one that has not been touched for ten is a dead program's (2.1.329 leaves them behind often). Not reentrant.
 */
final class ClaudeLock {

    private static final Duration STALE = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(12);

    private ClaudeLock() {}

    /** What is done while the lock is held. */
    interface Work<T> {
        T run() throws IOException;
    }

    /** Waits for the lock, at most twelve seconds, does the work and releases it. */
    static <T> T holding(Path file, Work<T> work) throws IOException {
        Path directory = file.resolveSibling(file.getFileName() + ".lock");
        take(directory, System.nanoTime() + PATIENCE.toNanos());
        try {
            return work.run();
        } finally {
            Files.deleteIfExists(directory);
        }
    }

    private static void take(Path directory, long deadline) throws IOException {
        while (true) {
            try {
                Files.createDirectory(directory);
                return;
            } catch (FileAlreadyExistsException e) {
                if (isStale(directory)) {
                    Files.deleteIfExists(directory);
                } else if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                    throw Failure.failed("Claude Code holds the lock " + directory + ".", "Try again in a moment; if no `claude` runs, remove that directory.");
                } else {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                }
            }
        }
    }

    private static boolean isStale(Path directory) throws IOException {
        try {
            return Files.getLastModifiedTime(directory).toInstant().plus(STALE).isBefore(Instant.now());
        } catch (NoSuchFileException e) {
            return false; // released just now
        }
    }
}
