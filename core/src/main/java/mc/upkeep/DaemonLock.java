package mc.upkeep;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import mc.Home;

/**
 * The lock that lets one process work on a home: the daemon, or who takes its place while it is mended. It is the operating system's,
 * so that it goes with the process however that ends. The system gives it up as soon as the process closes the file anywhere: a
 * process has one of a kind at most.
 */
public final class DaemonLock implements AutoCloseable {

    private final RandomAccessFile file;
    private final FileLock lock;

    private DaemonLock(RandomAccessFile file, FileLock lock) {
        this.file = file;
        this.lock = lock;
    }

    /** Takes the lock; empty when another process has it. */
    public static Optional<DaemonLock> tryLock(Home home) throws IOException {
        return tryLock(home.run().resolve("mcd.lock"));
    }

    /** Takes the turn to start the daemon, which one command has while others wait for the daemon; empty when another process has it. */
    public static Optional<DaemonLock> tryTurnToStart(Home home) throws IOException {
        return tryLock(home.run().resolve("mcd-start.lock"));
    }

    /** Whether a process works on the home at this moment. */
    public static boolean isHeld(Home home) throws IOException {
        Optional<DaemonLock> lock = tryLock(home);
        if (lock.isPresent()) {
            lock.get().close();
        }
        return lock.isEmpty();
    }

    private static Optional<DaemonLock> tryLock(Path path) throws IOException {
        try {
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            // as after every start but the first
        }
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        try {
            FileLock lock = file.getChannel().tryLock();
            if (lock != null) {
                return Optional.of(new DaemonLock(file, lock));
            }
        } catch (OverlappingFileLockException e) {
            // this process has it
        }
        file.close();
        return Optional.empty();
    }

    /** For what must not be done without it. */
    void requireHeld() {
        if (!lock.isValid()) {
            throw new IllegalStateException("The daemon's lock was given up");
        }
    }

    @Override
    public void close() throws IOException {
        lock.release();
        file.close();
    }
}
