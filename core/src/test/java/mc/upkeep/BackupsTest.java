package mc.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import mc.Failure;
import mc.Home;
import mc.event.Event;
import mc.event.EventLog;
import mc.event.Job;
import mc.event.JobHandler.Outcome;
import mc.event.Recorded;
import mc.message.Message;
import mc.store.Database;
import mc.testing.Engine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups that are made, kept, forgotten and put back. */
class BackupsTest {

    private static final Instant NOW = Instant.parse("2030-05-06T07:08:09Z");

    @TempDir
    private Path dir;

    private Home home;

    @BeforeEach
    void open() {
        home = new Home(dir.resolve("home"));
        home.createDirectories();
    }

    private static Outcome run(Backups backups, Engine engine) {
        return backups.run(Job.of(Backups.DAILY, "database", engine.clock().instant()), engine::record);
    }

    private static List<Event> events(Path file) {
        try (Database database = Database.inspect(file)) {
            return database.read(sql -> EventLog.list(sql, 0, null, 10_000)).stream().map(Recorded::event).toList();
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(home.root().resolve("backup"))) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    private void restore(Path file) throws IOException {
        try (Restore restore = Restore.prepare(home, file); DaemonLock lock = DaemonLock.tryLock(home).orElseThrow()) {
            restore.swap(lock, NOW);
        }
    }

    @Test
    void oneADayAndTheNewestSevenStay() throws IOException {
        try (Engine engine = new Engine(home.root())) {
            Backups backups = new Backups(home, engine.database(), engine.clock());
            engine.record(new Event.DaemonStopping("first"));
            Backups.Made asked = backups.make();
            Path half = Files.writeString(home.root().resolve("backup/.mc-backup-123.tmp"), "of a daemon that was killed");
            Files.setLastModifiedTime(half, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
            for (int day = 0; day < 9; day++) {
                Outcome made = run(backups, engine);
                assertThat(made.events()).hasSize(1).first().isInstanceOf(Event.BackupMade.class);
                assertThat(made.again()).isEqualTo(Duration.ofDays(1));
                engine.clock().advance(Duration.ofHours(10));
                assertThat(run(backups, engine)).as("a restart makes no second one").isEqualTo(Outcome.again(Duration.ofHours(14)));
                engine.clock().advance(Duration.ofHours(14));
            }
            assertThat(names()).hasSize(8).contains(asked.file().getFileName().toString()).filteredOn(n -> n.startsWith("mc-daily-")).hasSize(7).first().asString().startsWith("mc-daily-20300103T");
            assertThat(names()).as("nothing half").allMatch(n -> n.endsWith("Z.db"));
            assertThat(events(asked.file())).isEqualTo(engine.log());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(asked.file()))).isEqualTo("rw-------");
            assertThat(Backups.list(home).get(0).kind()).isEqualTo("daily");
        }
    }

    @Test
    void aDayWithoutABackupIsToldAndOlderOnesStay() throws IOException {
        try (Engine engine = new Engine(home.root())) {
            Backups backups = new Backups(home, engine.database(), engine.clock());
            run(backups, engine);
            engine.clock().advance(Duration.ofDays(2));
            engine.record(new Event.DaemonStopping("a"), new Event.DaemonStopping("b"));
            engine.loop().record(List.of(), tx -> tx.sql().execute("delete from event where seq = 1"));
            Outcome skipped = run(backups, engine);
            assertThat(skipped.events()).hasSize(1).first().isInstanceOfSatisfying(Event.BackupSkipped.class, e -> assertThat(e.why()).contains("was changed, from event 1 on"));
            assertThat(skipped.again()).isEqualTo(Duration.ofHours(6));
            assertThat(names()).containsExactly("mc-daily-20300101T000000Z.db");
        }
    }

    @Test
    void aBackupGoesIntoANewFileOnly() {
        try (Engine engine = new Engine(home.root())) {
            Backups backups = new Backups(home, engine.database(), engine.clock());
            Path mine = dir.resolve("it's mine.db");
            backups.make(mine);
            assertThatThrownBy(() -> backups.make(mine)).isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.REFUSED));
            assertThatThrownBy(() -> backups.make(dir.resolve("nowhere/x.db"))).isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.NOT_FOUND));
        }
    }

    @Test
    void whatWasToBeDoneThenIsLetGoOf() throws IOException {
        Path backup;
        try (Engine engine = new Engine(home.root())) {
            engine.mission("app-1", "tester", "developer");
            engine.launched("app-1-tester");
            engine.queue("app-1-tester", "m-1", "hello");
            backup = new Backups(home, engine.database(), engine.clock()).make().file();
            assertThat(engine.jobs()).contains("deliver/app-1-tester", "mission.prepare/app-1");
            engine.record(new Event.MessageSubmitted("app-1", "app-1-tester", "m-1", "after the backup", false));
        }
        restore(backup);
        assertThat(home.root().resolve("mc.db-wal")).doesNotExist();
        assertThat(names()).contains("mc-before-restore-20300506T070809Z.db");
        assertThat(events(home.root().resolve("backup/mc-before-restore-20300506T070809Z.db"))).as("the one before is whole").last().isInstanceOf(Event.MessageSubmitted.class);
        try (Engine engine = new Engine(home.root())) {
            for (int start = 0; start < 2; start++) {
                Restored.settle(engine.database(), engine.loop());
                assertThat(engine.log(Event.DatabaseRestored.class)).as("once").containsExactly(new Event.DatabaseRestored(backup.getFileName().toString()));
            }
            assertThat(engine.message("m-1").status()).isEqualTo(Message.Status.UNPROVEN);
            assertThat(engine.log(Event.LaunchFailed.class)).extracting(Event::agent).containsExactly("app-1-developer");
            assertThat(engine.log(Event.JobGivenUp.class)).extracting(Event.JobGivenUp::job).containsExactly("deliver/app-1-tester", "mission.prepare/app-1");
            assertThat(engine.jobs()).as("only what does no harm").doesNotContain("deliver/app-1-tester", "mission.prepare/app-1").contains("agent.look/app-1-tester");
            assertThat(engine.agent("app-1-developer").reason()).contains("could not be started").contains("put back");
            assertThat(engine.database().<Long>read(EventLog::firstBroken)).isZero();
        }
    }

    @Test
    void onlyAWholeDatabaseOfMcsIsPutBack() throws IOException {
        Path good;
        try (Engine engine = new Engine(home.root())) {
            for (int i = 0; i < 50; i++) {
                engine.record(new Event.DaemonStopping("number " + i));
            }
            good = new Backups(home, engine.database(), engine.clock()).make().file();
        }
        byte[] before = Files.readAllBytes(home.database());
        Path letter = Files.writeString(dir.resolve("letter.db"), "Dear aunt. ".repeat(1_000));
        Path half = Files.copy(good, dir.resolve("half.db"));
        try (FileChannel cut = FileChannel.open(half, StandardOpenOption.WRITE)) {
            cut.truncate(Files.size(half) / 2);
        }
        Path changed = changed(good, "changed.db", "update event set body = '{}' where seq = 9");
        Path shorter = changed(good, "shorter.db", "delete from event where seq > 40");
        Path newer = changed(good, "newer.db", "PRAGMA user_version = 99");
        Path foreign = changed(good, "foreign.db", "PRAGMA user_version = 0");
        for (Path bad : List.of(letter, half, changed, shorter, newer, foreign)) {
            assertThatThrownBy(() -> restore(bad)).as(bad.toString()).isInstanceOf(Failure.class).hasMessageContaining(bad.toString());
        }
        assertThatThrownBy(() -> restore(newer)).hasMessageContaining("newer mc");
        assertThatThrownBy(() -> restore(home.database())).hasMessageContaining("the database itself");
        assertThat(Files.readAllBytes(home.database())).isEqualTo(before);
        try (Stream<Path> files = Files.list(home.root())) {
            assertThat(files.filter(f -> f.getFileName().toString().contains("copy"))).as("no copy is left").isEmpty();
        }
    }

    private Path changed(Path good, String name, String how) throws IOException {
        Path file = Files.copy(good, dir.resolve(name));
        try (Database database = Database.inspect(file); var sql = database.openWriter()) {
            sql.execute(how);
        }
        return file;
    }

    /** What still stands in the log beside a database that was copied by hand belongs to it. */
    @Test
    void aDatabaseIsPutBackWithItsLogAndADamagedOneIsKeptWithIts() throws IOException {
        Path copied = Files.createDirectory(dir.resolve("copied"));
        try (Engine engine = new Engine(home.root())) {
            engine.record(new Event.DaemonStopping("in the log only"));
            for (String name : List.of("mc.db", "mc.db-wal")) {
                Files.copy(home.root().resolve(name), copied.resolve(name));
            }
            assertThat(Files.size(copied.resolve("mc.db-wal"))).isPositive();
        }
        Files.writeString(home.database(), "damaged ".repeat(5_000));
        Files.writeString(home.root().resolve("mc.db-wal"), "its log");
        Files.writeString(home.root().resolve("mc.db-shm"), "its index");
        restore(copied.resolve("mc.db"));
        assertThat(events(home.database())).hasSize(1).last().isEqualTo(new Event.DaemonStopping("in the log only"));
        assertThat(home.root().resolve("backup/mc-before-restore-20300506T070809Z.db")).content().startsWith("damaged");
        assertThat(home.root().resolve("backup/mc-before-restore-20300506T070809Z.db-wal")).content().isEqualTo("its log");
        assertThat(home.root().resolve("mc.db-wal")).doesNotExist();
    }
}
