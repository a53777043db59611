package mc.upkeep;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mc.Failure;
import mc.Home;
import mc.event.EventLog;
import mc.store.Database;
import mc.text.Untrusted;

/** What a database consists of on the disk, and whether a file that claims to be one of mc's is. Stateless. */
final class DatabaseFiles {

    /** SQLite's companions of a database: the write-ahead log holds what is not in the file yet; the index of it can be made anew. */
    static final String LOG = "-wal";
    static final String INDEX = "-shm";

    private DatabaseFiles() {}

    /** What a whole database of mc's says of itself. */
    record Facts(int version, long events, String newest) {}

    /**
     * Copies a database nobody writes to, and what its write-ahead log holds, into one new file of the user's own, which can then be
     * opened without a trace at the original. A {@link Failure} when it is no database.
     */
    static Path copy(Path source, Path target) throws IOException {
        removeLeftovers(target);
        copyFile(source, target);
        if (Files.exists(companion(source, LOG))) {
            copyFile(companion(source, LOG), companion(target, LOG));
        }
        try {
            fold(target);
        } catch (RuntimeException e) {
            throw Failure.failed(source + " cannot be read as a database: " + Untrusted.line(Database.rootMessage(e), 300), "mc backup --list shows the backups there are.", e);
        }
        return target;
    }

    /** What the database at this path says of itself, after everything in it was checked; a {@link Failure} names what is wrong. */
    static Facts verified(Path file, Path shown) {
        try (Database database = Database.inspect(file)) {
            int version = database.version();
            if (!Database.isKnown(version)) {
                throw Failure.failed(version == 0 ? shown + " is no database of mc's." : shown + " was written by a newer mc (its version is " + version + ").", version == 0 ? "mc backup --list shows the backups there are." : "Install the newer mc, then restore it.");
            }
            List<String> faults = database.integrity();
            if (!faults.isEmpty()) {
                throw Failure.failed(shown + " is damaged: " + Untrusted.line(faults.get(0), 300), "Take another one: mc backup --list");
            }
            long broken = database.read(EventLog::firstBroken);
            if (broken != 0) {
                throw Failure.failed("The log of events in " + shown + " was changed, from event " + broken + " on.", "Take another one: mc backup --list");
            }
            String newest = database.read(sql -> sql.createQuery("select at from event order by seq desc limit 1").mapTo(String.class).findOne().orElse(""));
            return new Facts(version, database.read(EventLog::newest), newest);
        } catch (Failure e) {
            throw e;
        } catch (RuntimeException e) {
            throw Failure.failed(shown + " cannot be read as a database: " + Untrusted.line(Database.rootMessage(e), 300), "Take another one: mc backup --list", e);
        }
    }

    /** Makes the file alone everything; nobody else may have it open. */
    static void fold(Path file) {
        try (Database database = Database.inspect(file)) {
            database.fold();
        }
    }

    /** Where this process puts its copy of a database, beside the real one. */
    static Path copyName(Home home) {
        return companion(home.database(), ".copy-" + ProcessHandle.current().pid());
    }

    /** Copies of processes that were killed, and what is in this one's way. */
    private static void removeLeftovers(Path target) throws IOException {
        String own = target.getFileName().toString();
        String prefix = own.substring(0, own.lastIndexOf('-') + 1);
        try (Stream<Path> files = Files.list(target.toAbsolutePath().getParent())) {
            for (Path left : files.filter(f -> f.getFileName().toString().matches(Pattern.quote(prefix) + "[0-9]+")).toList()) {
                boolean isDead = ProcessHandle.of(Long.parseLong(left.getFileName().toString().substring(prefix.length()))).isEmpty();
                if (isDead || left.getFileName().toString().equals(own)) {
                    delete(left);
                }
            }
        }
    }

    /** Deletes a database that nobody needs, companions first: a log beside another file would be played into that. */
    static void delete(Path file) throws IOException {
        Files.deleteIfExists(companion(file, LOG));
        Files.deleteIfExists(companion(file, INDEX));
        Files.deleteIfExists(companion(file, "-journal"));
        Files.deleteIfExists(file);
    }

    static Path companion(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    /** A copy with mode 0600 that is on the disk when this returns. */
    static void copyFile(Path source, Path target) throws IOException {
        Files.createFile(target, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (FileChannel from = FileChannel.open(source, StandardOpenOption.READ); FileChannel to = FileChannel.open(target, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            long size = from.size();
            for (long done = 0; done < size; ) {
                long copied = from.transferTo(done, size - done, to);
                if (copied <= 0) {
                    throw new IOException(source + " became shorter while it was copied");
                }
                done += copied;
            }
            to.force(true);
        }
    }

    static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Puts a file under its name, whole or not at all, and sees to it that the directory on the disk says so. */
    static void put(Path temp, Path target) throws IOException {
        Files.move(temp, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync(target.getParent());
    }
}
