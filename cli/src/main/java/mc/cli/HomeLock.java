package mc.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import mc.Failure;
import mc.Home;

/** A lock on a file of the home. It is the operating system's and goes with the process that holds it, however that ends. */
final class HomeLock implements AutoCloseable {

    /** The daemon's own, held from its first moment to its last. */
    static final String DAEMON = "mcd.lock";
    /** Held by the one command that starts the daemon while others wait for it. */
    static final String START = "mcd-start.lock";

    private static final FileAttribute<?> PRIVATE = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final FileChannel file;

    private HomeLock(FileChannel file) {
        this.file = file;
    }

    /** Takes the lock; empty when another holds it. */
    static Optional<HomeLock> take(Home home, String name) {
        Path path = home.run().resolve(name);
        try {
            FileChannel file = FileChannel.open(path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), PRIVATE);
            if (isTaken(file)) {
                return Optional.of(new HomeLock(file));
            }
            file.close();
            return Optional.empty();
        } catch (IOException e) {
            throw Failure.failed("Cannot ask for the lock " + path + ": " + e.getMessage(), "mc doctor looks for the cause.", e);
        }
    }

    private static boolean isTaken(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // by another thread of this program
        }
    }

    /** Whether another process holds it at this moment. */
    static boolean isHeld(Home home, String name) {
        Optional<HomeLock> lock = take(home, name);
        lock.ifPresent(HomeLock::close);
        return lock.isEmpty();
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
