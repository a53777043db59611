package mc.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import mc.Failure;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The SQLite file. Only the daemon opens it: one connection writes (the event loop's), others read. WAL mode with
 * {@code synchronous=FULL}, so that what was reported as done survives a power cut. Thread-safe.
 */
public final class Database implements AutoCloseable {

    private static final int VERSION = 2;
    private static final Set<Integer> OF_THE_STATEMENT = Set.of(SQLiteErrorCode.SQLITE_ERROR.code, SQLiteErrorCode.SQLITE_CONSTRAINT.code, SQLiteErrorCode.SQLITE_MISMATCH.code, SQLiteErrorCode.SQLITE_MISUSE.code,
            SQLiteErrorCode.SQLITE_RANGE.code, SQLiteErrorCode.SQLITE_TOOBIG.code);

    private final Path file;
    private final Jdbi writer;
    private final Jdbi reader;
    private final Readers readers = new Readers(() -> connect(true));
    private final boolean isOnlyLookedAt;

    private Database(Path file, boolean isOnlyLookedAt) {
        this.file = file;
        this.isOnlyLookedAt = isOnlyLookedAt;
        this.writer = Jdbi.create(() -> connect(false));
        this.reader = Jdbi.create(readers);
    }

    /**
     * Opens or creates the database and brings its tables up to date. A copy is written beside it before each change of the
     * tables; a file from a newer mc is refused.
     */
    public static Database open(Path file) {
        SqliteLibrary.unpackInto(file.resolveSibling("run").resolve("lib"));
        Database database = new Database(file, false);
        database.migrate();
        return database;
    }

    /** One that is only looked at, as it is: no table is changed, and a version this mc does not know is no failure. Close it. */
    public static Database inspect(Path file) {
        SqliteLibrary.unpackInto(file.resolveSibling("run").resolve("lib"));
        return new Database(file, true);
    }

    /** The writing connection; the caller closes it. */
    public Handle openWriter() {
        return writer.open();
    }

    /** Asks something of the newest committed state. */
    public <T> T read(Function<Handle, T> question) {
        return reader.withHandle(question::apply);
    }

    /** What SQLite's own check of the file says; {@code ok} when all is well. */
    public String quickCheck() {
        return read(sql -> sql.createQuery("PRAGMA quick_check(1)").mapTo(String.class).one());
    }

    /** What SQLite's whole check of the file and of what its rows refer to finds; empty when all is well. */
    public List<String> integrity() {
        return read(sql -> {
            List<String> faults = new ArrayList<>(sql.createQuery("PRAGMA integrity_check(20)").mapTo(String.class).list());
            faults.removeIf("ok"::equals);
            sql.createQuery("PRAGMA foreign_key_check").map((row, context) -> "row " + row.getLong("rowid") + " of " + row.getString("table") + " refers to nothing in " + row.getString("parent")).forEach(faults::add);
            return faults.size() > 20 ? faults.subList(0, 20) : faults;
        });
    }

    /** The number of the last script that made its tables; 0 when it is none of mc's. */
    public int version() {
        return read(sql -> sql.createQuery("PRAGMA user_version").mapTo(Integer.class).one());
    }

    /** Whether this mc can work with a database of that version, perhaps after bringing its tables up to date. */
    public static boolean isKnown(int version) {
        return version > 0 && version <= VERSION;
    }

    /** Writes a whole, compact copy of the newest committed state into an empty or new file, while others go on reading and writing. */
    public void copyTo(Path target) {
        try (Handle sql = writer.open()) {
            sql.execute("VACUUM INTO ?", target.toString());
        }
    }

    /** Brings what still stands in the write-ahead log into the file and gives the log up, so that the file alone is everything. Nobody else may have it open. */
    public void fold() {
        try (Handle sql = writer.open()) {
            String mode = sql.createQuery("PRAGMA journal_mode = DELETE").mapTo(String.class).one();
            if (!mode.equals("delete")) {
                throw Failure.failed("The database " + file + " is in use.", "End what has it open, then try again.");
            }
        }
    }

    /** Leaves word in a copy for the daemon that finds it in the database's place, see the table {@code restored}; then the file alone is everything. */
    public static void markRestored(Path copy, String from) {
        try (Database database = open(copy)) {
            try (Handle sql = database.openWriter()) {
                sql.execute("insert into restored(file) values (?)", from);
            }
            database.fold();
        }
    }

    /** Closes the connections that are kept for reading; whoever still reads finishes. */
    @Override
    public void close() {
        try {
            readers.close();
        } catch (SQLException e) {
            throw new IllegalStateException("A connection to " + file + " cannot be closed", e);
        }
    }

    private Connection connect(boolean readOnly) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        if (!isOnlyLookedAt) {
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        }
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(5_000);
        config.enforceForeignKeys(true);
        Connection connection = config.createConnection("jdbc:sqlite:" + file);
        if (readOnly) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA query_only = 1"); // the driver's own read-only modes bind nothing, or cannot open a log that is new
            }
        }
        return connection;
    }

    private void migrate() {
        boolean isNew = isNew();
        try (Handle sql = openWriter()) {
            int found = sql.createQuery("PRAGMA user_version").mapTo(Integer.class).one();
            if (found > VERSION) {
                throw Failure.failed(
                        "The database " + file + " was written by a newer mc (its version is " + found + ", this mc knows " + VERSION + ").",
                        "Install the newer mc again, or set MC_HOME to another directory.");
            }
            for (int version = found + 1; version <= VERSION; version++) {
                if (!isNew) {
                    backup(sql, version - 1);
                }
                sql.execute("BEGIN IMMEDIATE");
                sql.createScript(script(version)).execute();
                sql.execute("PRAGMA user_version = " + version);
                sql.execute("COMMIT");
            }
        } catch (org.jdbi.v3.core.JdbiException e) {
            throw Failure.failed("Cannot open the database " + file + ": " + rootMessage(e), "Check the disk and the file's owner. mc validate looks closer; mc backup --list shows what mc restore can put back.", e);
        }
    }

    /** Makes a new file the user's alone before SQLite would make one that others may read; its companions get the same rights. */
    private boolean isNew() {
        try {
            if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
                Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            return Files.size(file) == 0;
        } catch (IOException e) {
            throw Failure.failed("Cannot open the database " + file + ": " + e.getMessage(), "Check the disk and the file's owner. mc validate looks closer; mc backup --list shows what mc restore can put back.", e);
        }
    }

    private void backup(Handle sql, int version) {
        Path copy = file.resolveSibling(file.getFileName() + ".before-v" + (version + 1));
        if (!Files.exists(copy)) {
            sql.execute("VACUUM INTO ?", copy.toString());
        }
    }

    /** Whether another program kept the database from being used for longer than mc waits. */
    public static boolean isLocked(Throwable e) {
        return rootMessage(e).contains("SQLITE_BUSY") || rootMessage(e).contains("SQLITE_LOCKED");
    }

    /**
     * Whether an exception tells of the disk or the file (full, read-only, damaged, locked) and not of what was asked: a broken
     * rule of a table or a mistake in a statement.
     */
    public static boolean isTrouble(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLiteException sqlite) {
                return !OF_THE_STATEMENT.contains(sqlite.getResultCode().code & 0xff); // the lower byte is the primary code
            }
        }
        return false;
    }

    /** What the driver said. */
    public static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage();
    }

    private static String script(int version) {
        try (InputStream in = Database.class.getResourceAsStream("/mc/store/V" + version + ".sql")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("The tables' script V" + version + " cannot be read", e);
        }
    }
}
