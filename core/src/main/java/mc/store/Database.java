package mc.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
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
public final class Database {

    private static final int VERSION = 1;
    private static final Set<Integer> OF_THE_STATEMENT = Set.of(SQLiteErrorCode.SQLITE_ERROR.code, SQLiteErrorCode.SQLITE_CONSTRAINT.code, SQLiteErrorCode.SQLITE_MISMATCH.code, SQLiteErrorCode.SQLITE_MISUSE.code,
            SQLiteErrorCode.SQLITE_RANGE.code, SQLiteErrorCode.SQLITE_TOOBIG.code);

    private final Path file;
    private final Jdbi writer;
    private final Jdbi reader;

    private Database(Path file) {
        this.file = file;
        this.writer = Jdbi.create(() -> connect(false));
        this.reader = Jdbi.create(new Readers(() -> connect(true)));
    }

    /**
     * Opens or creates the database and brings its tables up to date. A copy is written beside it before each change of the
     * tables; a file from a newer mc is refused.
     */
    public static Database open(Path file) {
        SqliteLibrary.unpackInto(file.resolveSibling("run").resolve("lib"));
        Database database = new Database(file);
        database.migrate();
        return database;
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

    private Connection connect(boolean readOnly) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
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
        boolean isNew = !Files.exists(file);
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
            throw Failure.failed("Cannot open the database " + file + ": " + rootMessage(e), "Check the disk and the file's owner; `mc doctor` looks closer.", e);
        }
    }

    private void backup(Handle sql, int version) {
        Path copy = file.resolveSibling(file.getFileName() + ".before-v" + (version + 1));
        if (!Files.exists(copy)) {
            sql.execute("VACUUM INTO ?", copy.toString());
        }
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
