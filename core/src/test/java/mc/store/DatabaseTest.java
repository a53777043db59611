package mc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import mc.Failure;
import mc.event.Event;
import mc.event.EventLog;
import mc.event.Recorded;
import mc.process.Exec;
import mc.testing.Engine;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {

    /** {@code scripts/torture --cuts 1000} makes the long run. */
    private static final int CUTS = Integer.getInteger("torture.cuts", 100);

    @TempDir
    private Path dir;

    private Path file() {
        return dir.resolve("mc.db");
    }

    private static String pragma(Handle sql, String name) {
        return sql.createQuery("PRAGMA " + name).mapTo(String.class).one();
    }

    @Test
    void makesItsTablesAndSettings() {
        Database database = Database.open(file());
        try (Handle writer = database.openWriter()) {
            assertThat(pragma(writer, "journal_mode")).isEqualTo("wal");
            assertThat(pragma(writer, "synchronous")).as("FULL").isEqualTo("2");
            assertThat(pragma(writer, "foreign_keys")).isEqualTo("1");
            assertThat(pragma(writer, "busy_timeout")).isEqualTo("5000");
            assertThat(pragma(writer, "user_version")).isEqualTo("2");
            writer.execute("insert into spooled values ('a')");
        }
        assertThat(database.<Integer>read(sql -> sql.createQuery("select count(*) from spooled").mapTo(Integer.class).one())).isEqualTo(1);
        assertThatThrownBy(() -> database.read(sql -> sql.execute("delete from spooled"))).hasMessageContaining("readonly");
        assertThat(database.quickCheck()).isEqualTo("ok");
        assertThat(dir.resolve("mc.db.before-v1")).as("nothing to save of a new database").doesNotExist();
        assertThat(Database.open(file()).<Integer>read(sql -> sql.createQuery("select count(*) from spooled").mapTo(Integer.class).one())).as("opened again").isEqualTo(1);
    }

    @Test
    void savesWhatWasThereBeforeItChangesTables() {
        try (Handle writer = Database.open(file()).openWriter()) {
            writer.createQuery("select name from sqlite_schema where type = 'table' and name not like 'sqlite%'").mapTo(String.class).list().forEach(table -> {
                writer.execute("PRAGMA foreign_keys = 0");
                writer.execute("drop table " + table);
            });
            writer.execute("create table from_of_old (x)");
            writer.execute("PRAGMA user_version = 0");
        }
        Database.open(file());
        assertThat(Database.open(dir.resolve("mc.db")).<Integer>read(sql -> sql.createQuery("select count(*) from from_of_old").mapTo(Integer.class).one())).isZero();
        assertThat(dir.resolve("mc.db.before-v1")).isRegularFile();
    }

    @Test
    void keepsTheMessagesOfTheFirstVersion() throws IOException {
        try (Handle writer = Database.open(file()).openWriter()) {
            writer.createQuery("select name from sqlite_schema where type = 'table' and name not like 'sqlite%'").mapTo(String.class).list().forEach(table -> {
                writer.execute("PRAGMA foreign_keys = 0");
                writer.execute("drop table " + table);
            });
            writer.createScript(new String(Database.class.getResourceAsStream("/mc/store/V1.sql").readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)).execute();
            writer.execute("insert into project values ('app', '/app', null, 't')");
            writer.execute("insert into mission(id, name, project, status, socket, session, starting_commit, team_type, size, planner, permission_mode, trust, worktree_strategy, created_at) values ('app-1', 'n', 'app', 's', 's', 's', 'c', 't', 's', 'p', 'm', 0, 'own', 't')");
            writer.execute("insert into agent(id, mission, position, role, title, purpose, adapter, state, since, reason, source, briefing) values ('app-1-tester', 'app-1', 0, 'tester', 't', 'p', 'demo', 'ready', 't', 'r', 's', 'b')");
            writer.execute("insert into message(id, mission, agent, sender, body, status, reason, attempts, turns_left, created_at, changed_at) values ('m-1', 'app-1', 'app-1-tester', 'operator', 'hello', 'held', 'why', 2, 1, 'then', 'now')");
            writer.execute("PRAGMA user_version = 1");
        }
        String kept = Database.open(file()).read(sql -> sql.createQuery("select id || ' ' || recipient || ' ' || sender || ' ' || body || ' ' || status || ' ' || attempts || ' ' || created_at from message").mapTo(String.class).one());
        assertThat(kept).isEqualTo("m-1 tester operator hello held 2 then");
    }

    @Test
    void refusesANewerDatabaseAndLeavesItAlone() throws IOException {
        try (Handle writer = Database.open(file()).openWriter()) {
            writer.execute("PRAGMA user_version = 3");
        }
        byte[] before = Files.readAllBytes(file());
        assertThatThrownBy(() -> Database.open(file())).isInstanceOfSatisfying(Failure.class, e -> {
            assertThat(e).hasMessageContaining("newer mc").hasMessageContaining("3");
            assertThat(e.hint()).contains("MC_HOME");
        });
        assertThat(Files.readAllBytes(file())).isEqualTo(before);
    }

    @Test
    void tellsWhenTheFileIsNoDatabaseOrNoFile() throws IOException {
        Files.writeString(file(), "This is a letter to my aunt. ".repeat(500));
        assertThatThrownBy(() -> Database.open(file())).isInstanceOf(Failure.class).hasMessageContaining("not a database");
        Files.delete(file());
        Files.createDirectory(file());
        assertThatThrownBy(() -> Database.open(file())).isInstanceOf(Failure.class).hasMessageContaining("Cannot open");
    }

    @Test
    void tellsTroubleOfTheDiskFromMistakesInAStatement() {
        try (Handle writer = Database.open(file()).openWriter()) {
            assertThat(Database.isTrouble(thrown(() -> writer.execute("insert into nothing values (1)")))).isFalse();
            writer.execute("insert into spooled values ('a')");
            assertThat(Database.isTrouble(thrown(() -> writer.execute("insert into spooled values ('a')")))).as("a constraint, with its extended code").isFalse();
            writer.execute("PRAGMA query_only = 1");
            assertThat(Database.isTrouble(thrown(() -> writer.execute("insert into spooled values ('b')")))).isTrue();
            assertThat(Database.isTrouble(new IllegalStateException("unrelated"))).isFalse();
        }
    }

    private static Throwable thrown(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return org.assertj.core.api.Assertions.catchThrowable(call);
    }

    /** The power fails: the write-ahead log ends anywhere. What is there afterwards is a beginning of what was written. */
    @Test
    void aCutWriteAheadLogLeavesABeginningOfTheLog() throws IOException {
        List<Event> written = copyOfARunning(dir.resolve("original"), false);
        long size = Files.size(dir.resolve("original/mc.db-wal"));
        int shortest = Integer.MAX_VALUE;
        for (int seed = 0; seed < CUTS; seed++) {
            Path cut = copy(dir.resolve("original"), dir.resolve("cut-" + seed));
            truncate(cut.resolve("mc.db-wal"), (long) (new Random(seed).nextDouble() * size));
            List<Event> found = read(Database.open(cut.resolve("mc.db")));
            assertThat(written.subList(0, found.size())).as("seed %d", seed).isEqualTo(found);
            shortest = Math.min(shortest, found.size());
        }
        assertThat(shortest).as("some cuts cost events").isLessThan(written.size());
    }

    /** The file itself is cut: that is told, when it is opened or when it is checked, and never shows another past. */
    @Test
    void aCutFileIsReportedOrHoldsABeginningOfTheLog() throws IOException {
        List<Event> written = copyOfARunning(dir.resolve("original"), true);
        long size = Files.size(dir.resolve("original/mc.db"));
        int reported = 0;
        for (int seed = 0; seed < CUTS; seed++) {
            Path cut = copy(dir.resolve("original"), dir.resolve("cut-" + seed));
            truncate(cut.resolve("mc.db"), (long) (new Random(seed).nextDouble() * size));
            try {
                Database database = Database.open(cut.resolve("mc.db"));
                if (!database.quickCheck().equals("ok")) {
                    reported++;
                    continue;
                }
                List<Event> found = read(database);
                assertThat(written.subList(0, found.size())).as("seed %d", seed).isEqualTo(found);
            } catch (Failure | org.jdbi.v3.core.JdbiException e) {
                reported++;
            }
        }
        assertThat(reported).isGreaterThan(CUTS / 2);
    }

    /** A disk that becomes full, then read-only: what cannot be done is said, nothing is half written, and it goes on when that ends. */
    @Test
    void troubleOfTheDiskIsToldAndLeavesNothingHalf() throws IOException {
        Path disk = Files.createDirectory(dir.resolve("disk"));
        assumeTrue(Exec.of("mount", "-t", "tmpfs", "-o", "size=50m", "tmpfs", disk.toString()).run().ok(), "only root may mount a small disk");
        try {
            Event big = new Event.DaemonStopping("x".repeat(1_000_000));
            List<Event> expected = List.of(new Event.DaemonStopping("before"), big, new Event.DaemonStopping("after"));
            try (Engine engine = new Engine(disk)) {
                engine.record(expected.get(0));
                remount(disk, "size=" + (Files.getFileStore(disk).getTotalSpace() - Files.getFileStore(disk).getUsableSpace()));
                for (int i = 0; i < 3; i++) {
                    assertThatThrownBy(() -> engine.record(big, new Event.DaemonStopping("lost"))).isInstanceOf(Failure.class).hasMessageContaining("could not write to its database");
                    assertThat(engine.log()).as("what is there can be read").containsExactly(expected.get(0));
                }
                remount(disk, "size=50m");
                engine.record(big, expected.get(2));
                assertThat(engine.database().integrity()).isEmpty();
                engine.database().close();
            }
            remount(disk, "ro");
            assertThatThrownBy(() -> Database.open(disk.resolve("mc.db"))).isInstanceOf(Failure.class).hasMessageContaining("Cannot open the database");
            remount(disk, "rw");
            try (Database database = Database.open(disk.resolve("mc.db"))) {
                assertThat(read(database)).isEqualTo(expected);
            }
        } finally {
            Exec.of("umount", "-l", disk.toString()).run();
        }
    }

    private static void remount(Path disk, String options) {
        assertThat(Exec.of("mount", "-o", "remount," + options, disk.toString()).run().stderr()).isEmpty();
    }

    private static List<Event> copyOfARunning(Path copy, boolean isCheckpointed) throws IOException {
        Path home = Files.createDirectories(copy.resolveSibling("running"));
        try (Engine engine = new Engine(home)) {
            for (int i = 0; i < 60; i++) {
                engine.record(new Event.DaemonStopping("number " + i + " " + "x".repeat(i * 10)));
            }
            if (isCheckpointed) {
                engine.loop().submit(List.of(), tx -> { }).join();
                try (Handle sql = engine.database().openWriter()) {
                    sql.createQuery("PRAGMA wal_checkpoint(TRUNCATE)").mapTo(String.class).list();
                }
            }
            copy(home, copy);
            return engine.log();
        }
    }

    private static List<Event> read(Database database) {
        assertThat(database.<Long>read(EventLog::firstBroken)).isZero();
        return database.read(sql -> EventLog.list(sql, 0, null, 1000)).stream().map(Recorded::event).toList();
    }

    private static Path copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (String name : List.of("mc.db", "mc.db-wal")) {
            if (Files.exists(from.resolve(name))) {
                Files.copy(from.resolve(name), to.resolve(name));
            }
        }
        return to;
    }

    private static void truncate(Path file, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
        }
    }

    @Test
    void theNativeLibraryIsUnpackedOnce() throws IOException {
        String path = System.clearProperty("org.sqlite.lib.path");
        String name = System.clearProperty("org.sqlite.lib.name");
        try {
            SqliteLibrary.unpackInto(dir.resolve("lib"));
            Path library = Path.of(System.getProperty("org.sqlite.lib.path"), System.getProperty("org.sqlite.lib.name"));
            assertThat(Files.size(library)).isGreaterThan(100_000);
            FileTime old = FileTime.fromMillis(1_000_000);
            Files.setLastModifiedTime(library, old);
            System.clearProperty("org.sqlite.lib.path");
            SqliteLibrary.unpackInto(dir.resolve("lib"));
            assertThat(System.getProperty("org.sqlite.lib.path")).isEqualTo(library.getParent().toString());
            assertThat(Files.getLastModifiedTime(library)).isEqualTo(old);
            try (Stream<Path> files = Files.list(library.getParent())) {
                assertThat(files).containsExactly(library);
            }
        } finally {
            restore("org.sqlite.lib.path", path);
            restore("org.sqlite.lib.name", name);
        }
    }

    private static void restore(String property, String value) {
        if (value == null) {
            System.clearProperty(property);
        } else {
            System.setProperty(property, value);
        }
    }
}
