package mc.upkeep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mc.Failure;
import mc.Home;
import mc.mission.LaunchFiles;
import mc.store.Database;
import mc.text.Untrusted;
import mc.tmux.TmuxException;
import mc.tmux.TmuxServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a backup in the place of the database, while no daemon runs. Whatever dies in between, there is one whole database afterwards:
 * the one before or the one put back.
 */
public final class Restore implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Restore.class);

    private final Home home;
    private final Path file;
    private final Path copy;
    private final DatabaseFiles.Facts facts;

    private Restore(Home home, Path file, Path copy, DatabaseFiles.Facts facts) {
        this.home = home;
        this.file = file;
        this.copy = copy;
        this.facts = facts;
    }

    /** What was put back, and where the one before lies; empty when there was none. */
    public record Done(Optional<Path> aside) {}

    /** Makes a copy of the file beside the database and checks everything in it: what was checked is what will be put back, whatever becomes of the file. */
    public static Restore prepare(Home home, Path file) {
        if (!Files.isRegularFile(file)) {
            throw Failure.notFound("There is no backup " + file + ".", "mc backup --list");
        }
        Path copy = DatabaseFiles.copyName(home);
        try {
            if (Files.exists(home.database()) && Files.isSameFile(file, home.database())) {
                throw Failure.usage(file + " is the database itself.", "mc backup --list shows what can be put back.");
            }
            DatabaseFiles.copy(file, copy);
            return new Restore(home, file, copy, DatabaseFiles.verified(copy, file));
        } catch (IOException e) {
            deleteQuietly(copy);
            throw Failure.failed("Cannot copy " + file + ": " + e.getMessage(), "Check the disk; nothing was changed.", e);
        } catch (RuntimeException e) {
            deleteQuietly(copy);
            throw e;
        }
    }

    /** How many events it holds. */
    public long events() {
        return facts.events();
    }

    /** When its newest event happened, as an ISO time; empty when it has none. */
    public String newest() {
        return facts.newest();
    }

    /**
     * The agents of this home that run, whatever any database says: an older one would not know of them. Throws when tmux does not
     * answer.
     */
    public static List<String> runningAgents(Home home, TmuxServer tmux) {
        try {
            return tmux.panesIfRunning().stream().filter(p -> !p.dead()).flatMap(p -> LaunchFiles.agentIn(home, p).stream()).sorted().toList();
        } catch (TmuxException e) {
            throw Failure.refused("tmux does not say whether agents run: " + e.getMessage(), "Try again; mc doctor looks at tmux. --force restores all the same.");
        }
    }

    /** Puts the copy in the database's place, while the lock keeps every daemon away; what was there is kept among the backups first. */
    public Done swap(DaemonLock lock, Instant now) {
        try {
            lock.requireHeld();
            Database.markRestored(copy, Untrusted.line(file.getFileName().toString(), 200));
            DatabaseFiles.sync(copy);
            Optional<Path> aside = keepAside(now);
            // a log beside another database would be played into it
            Files.deleteIfExists(DatabaseFiles.companion(home.database(), DatabaseFiles.LOG));
            Files.deleteIfExists(DatabaseFiles.companion(home.database(), DatabaseFiles.INDEX));
            DatabaseFiles.put(copy, home.database());
            return new Done(aside);
        } catch (IOException e) {
            throw Failure.failed("Cannot put the backup in place: " + e.getMessage(), "Check the disk; the database before is still in use, or among the backups: mc backup --list", e);
        }
    }

    /** Copies the database with its log as they are, which SQLite might take for rubbish and delete; after this the database is one file, unless it is damaged. */
    private Optional<Path> keepAside(Instant now) throws IOException {
        Path present = home.database();
        if (!Files.exists(present)) {
            return Optional.empty();
        }
        Path aside = Backups.free(home, "before-restore-", now);
        Path log = DatabaseFiles.companion(present, DatabaseFiles.LOG);
        if (Files.exists(log) && Files.size(log) > 0) {
            DatabaseFiles.copyFile(log, DatabaseFiles.companion(aside, DatabaseFiles.LOG));
        }
        DatabaseFiles.copyFile(present, aside);
        DatabaseFiles.sync(aside.getParent());
        try {
            DatabaseFiles.fold(present);
            DatabaseFiles.fold(aside); // what the one could read, the other can
            DatabaseFiles.sync(aside);
        } catch (RuntimeException e) {
            LOG.debug("The database before is damaged; it is kept as {}", aside, e);
        }
        return Optional.of(aside);
    }

    private static void deleteQuietly(Path copy) {
        try {
            DatabaseFiles.delete(copy);
        } catch (IOException e) {
            // the next copy takes it away
        }
    }

    /** Takes the copy away if it was not put back. */
    @Override
    public void close() {
        deleteQuietly(copy);
    }
}
