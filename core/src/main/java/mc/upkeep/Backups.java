package mc.upkeep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mc.Failure;
import mc.Home;
import mc.event.Event;
import mc.event.EventLoop;
import mc.event.Job;
import mc.event.JobHandler;
import mc.store.Database;
import mc.text.Untrusted;

/**
 * Copies of the database in {@code MC_HOME/backup}: one a day, of which the newest seven stay, and those somebody asked for, which mc
 * never deletes. Each was read back and found whole before it got its name. Thread-safe.
 */
public final class Backups implements JobHandler {

    /** Job: the copy of the day. */
    public static final String DAILY = "backup.daily";

    private static final int KEPT = 7;
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration FIRST = Duration.ofMinutes(5);
    private static final Duration HALF_MADE = Duration.ofHours(1);
    private static final Duration LATER = Duration.ofHours(6);
    private static final long ROOM_LEFT = 64L * 1024 * 1024;
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Pattern NAME = Pattern.compile("mc-(daily-|before-restore-)?([0-9]{8}T[0-9]{6}Z)(-[0-9]+)?\\.db");

    private final Home home;
    private final Database database;
    private final Clock clock;

    public Backups(Home home, Database database, Clock clock) {
        this.home = home;
        this.database = database;
        this.clock = clock;
    }

    /**
     * One backup.
     *
     * @param kind {@code daily}, {@code before-restore} or {@code asked}
     */
    public record Backup(Path file, String kind, Instant at, long bytes) {}

    /** A backup that was just made: how many events it holds, and the newest one's time. */
    public record Made(Path file, long bytes, long events) {}

    /** Sees to it that a backup is made each day from now on. */
    public void start(EventLoop loop) {
        loop.record(List.of(), tx -> tx.schedule(Job.of(DAILY, "database", tx.now().plus(FIRST))));
    }

    /** Every backup in mc's own directory, newest first. */
    public static List<Backup> list(Home home) {
        Path dir = dir(home);
        if (!Files.isDirectory(dir)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(dir)) {
            return files.flatMap(Backups::backup).sorted(Comparator.comparing(Backup::at).thenComparing(b -> b.file().toString()).reversed()).toList();
        } catch (IOException e) {
            throw Failure.failed("Cannot look into " + dir + ": " + e.getMessage(), "Mend the directory's rights: chmod 700 " + dir, e);
        }
    }

    private static Stream<Backup> backup(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (!name.matches() || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Stream.empty();
        }
        try {
            String kind = name.group(1) == null ? "asked" : name.group(1).substring(0, name.group(1).length() - 1);
            return Stream.of(new Backup(file, kind, Instant.from(STAMP.parse(name.group(2))), Files.size(file)));
        } catch (IOException | DateTimeParseException e) {
            return Stream.empty(); // gone meanwhile, or no name mc gives
        }
    }

    /** Makes a backup of this moment in mc's own directory. */
    public Made make() {
        return make(free(home, "", clock.instant()));
    }

    /** As {@link #make()}, into a file that does not exist yet. */
    public Made make(Path target) {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw Failure.refused(target + " is already there; a backup goes into a new file only.", "Name another file, or leave the name out.");
        }
        Path dir = target.toAbsolutePath().getParent();
        if (!Files.isDirectory(dir)) {
            throw Failure.notFound("The directory " + dir + " does not exist.", "mkdir -p '" + dir + "'");
        }
        try {
            long size = Files.size(home.database());
            long room = Files.getFileStore(dir).getUsableSpace();
            if (room < size + ROOM_LEFT) {
                throw Failure.missing("There is too little room on the disk of " + dir + " for a backup: " + (room >> 20) + " MB free, and " + (size + ROOM_LEFT >> 20) + " MB are needed.", "Free some, or name a file on another disk: mc backup FILE");
            }
            return write(target, dir);
        } catch (IOException e) {
            throw Failure.failed("Cannot write the backup " + target + ": " + e.getMessage(), "Check the disk and the directory's rights.", e);
        }
    }

    private Made write(Path target, Path dir) throws IOException {
        Path temp = Files.createTempFile(dir, ".mc-backup-", ".tmp", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            database.copyTo(temp);
            DatabaseFiles.Facts facts = DatabaseFiles.verified(temp, target);
            Files.deleteIfExists(DatabaseFiles.companion(temp, DatabaseFiles.LOG));
            Files.deleteIfExists(DatabaseFiles.companion(temp, DatabaseFiles.INDEX));
            DatabaseFiles.sync(temp);
            long bytes = Files.size(temp);
            DatabaseFiles.put(temp, target);
            return new Made(target, bytes, facts.events());
        } catch (org.jdbi.v3.core.JdbiException e) {
            throw Failure.failed("The database could not be copied: " + Untrusted.line(Database.rootMessage(e), 300), "mc validate looks for the cause.", e);
        } finally {
            DatabaseFiles.delete(temp);
        }
    }

    /** A name nobody has, in mc's own directory, which is made if need be. */
    static Path free(Home home, String kind, Instant at) {
        Home.privateDirectory(dir(home));
        Path file = dir(home).resolve("mc-" + kind + STAMP.format(at) + ".db");
        for (int number = 2; Files.exists(file, LinkOption.NOFOLLOW_LINKS); number++) {
            file = dir(home).resolve("mc-" + kind + STAMP.format(at) + "-" + number + ".db");
        }
        return file;
    }

    private static Path dir(Home home) {
        return home.root().resolve("backup");
    }

    /** Makes the copy of the day if there is none of the last 24 hours. A day on which it cannot be made is told, and older copies stay. */
    @Override
    public Outcome run(Job job, Consumer<Event> record) {
        List<Backup> daily = list(home).stream().filter(b -> b.kind().equals("daily")).toList();
        Instant now = clock.instant();
        Instant due = daily.isEmpty() ? now : daily.get(0).at().plus(DAY);
        if (due.isAfter(now) && !due.isAfter(now.plus(DAY))) { // a copy from the future, of a clock that was wrong, is none of today
            return Outcome.again(Duration.between(now, due));
        }
        try {
            clean();
            Made made = make(free(home, "daily-", now));
            forget();
            return Outcome.again(DAY, new Event.BackupMade(made.file().toString(), made.bytes(), made.events()));
        } catch (Failure e) {
            return Outcome.again(LATER, new Event.BackupSkipped(Untrusted.line(e.getMessage(), 500)));
        } catch (IOException e) {
            return Outcome.again(LATER, new Event.BackupSkipped("an old one could not be deleted: " + Untrusted.line(e.getMessage(), 500)));
        }
    }

    /** Halves of copies that a crash left behind; one that is being made now is younger. */
    private void clean() throws IOException {
        Home.privateDirectory(dir(home));
        Instant old = Instant.now().minus(HALF_MADE); // the file system's time, not this one's
        try (Stream<Path> files = Files.list(dir(home))) {
            for (Path half : files.filter(f -> f.getFileName().toString().matches("\\.mc-backup-.*\\.tmp(-wal|-shm|-journal)?")).toList()) {
                if (Files.getLastModifiedTime(half).toInstant().isBefore(old)) {
                    Files.deleteIfExists(half);
                }
            }
        }
    }

    private void forget() throws IOException {
        for (Backup old : list(home).stream().filter(b -> b.kind().equals("daily")).skip(KEPT).toList()) {
            Files.deleteIfExists(old.file());
        }
    }
}
