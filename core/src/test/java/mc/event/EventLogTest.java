package mc.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mc.testing.Engine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventLogTest {

    @TempDir
    private Path dir;

    private static void write(Engine engine, int count) {
        List<CompletableFuture<?>> written = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            written.add(engine.loop().submit(List.of(new Event.DaemonStopping("number " + i)), tx -> { }));
        }
        written.forEach(CompletableFuture::join);
    }

    private static long firstBroken(Engine engine) {
        return engine.database().read(EventLog::firstBroken);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "7 | update event set body = replace(body, '7', '8') where seq = 7",
        "7 | update event set at = '2031-01-01T00:00:00Z' where seq = 7",
        "7 | update event set kind = 'DaemonStarted' where seq = 7",
        "7 | update event set mission = 'another' where seq = 7",
        "7 | update event set agent = 'another' where seq = 7",
        "7 | update event set hash = upper(hash) where seq = 7",
        "1 | delete from event where seq = 1",
        "5 | delete from event where seq = 5",
        "3 | update event set seq = case seq when 3 then -4 when 4 then -3 else seq end; update event set seq = abs(seq)",
        "7 | delete from event where seq = 7; insert into event select 7, at, kind, mission, agent, body, hash from event where seq = 8",
        "21 | insert into event select 21, at, kind, mission, agent, body, hash from event where seq = 20",
        "20 | delete from event where seq = 20",
        "11 | delete from event where seq > 10",
        "1 | delete from event",
        "1 | delete from event; delete from log_end where one = 2",
        "21 | update log_end set seq = 21",
        "20 | update log_end set seq = 19",
        "21 | insert into event select 22, at, kind, mission, agent, body, hash from event where seq = 20",
    })
    void whateverWasTamperedWithShows(long expected, String tampering) {
        try (Engine engine = new Engine(dir)) {
            write(engine, 20);
            assertThat(firstBroken(engine)).isZero();
            engine.loop().record(List.of(), tx -> tx.sql().createScript(tampering).execute());
            assertThat(firstBroken(engine)).isEqualTo(expected);
        }
    }

    @Test
    void whatWasCutOffStaysToBeSeenWhenTheLogGoesOn() {
        try (Engine engine = new Engine(dir)) {
            write(engine, 20);
            engine.loop().record(List.of(), tx -> tx.sql().execute("delete from event where seq > 17"));
            write(engine, 5);
            assertThat(firstBroken(engine)).isEqualTo(18);
            assertThat(engine.database().<List<Recorded>>read(sql -> EventLog.list(sql, 0, null, 100))).extracting(Recorded::seq).endsWith(17L, 21L, 22L, 23L, 24L, 25L);
        }
    }

    @Test
    void tenThousandEventsAreVerifiedWithinASecondOfWork() {
        try (Engine engine = new Engine(dir)) {
            write(engine, 10_000);
            long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            assertThat(firstBroken(engine)).isZero();
            assertThat(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(1));
            engine.loop().record(List.of(), tx -> tx.sql().execute("update event set body = '{}' where seq = 9999"));
            assertThat(firstBroken(engine)).isEqualTo(9999);
        }
    }

    @Test
    void listsWhatIsAskedFor() {
        try (Engine engine = new Engine(dir)) {
            write(engine, 5);
            engine.mission("m", "tester");
            write(engine, 2);
            assertThat(engine.database().<List<Recorded>>read(sql -> EventLog.list(sql, 4, null, 3))).extracting(Recorded::seq).containsExactly(5L, 6L, 7L);
            assertThat(engine.database().<List<Recorded>>read(sql -> EventLog.list(sql, 0, "m", 10))).extracting(r -> r.event().kind()).containsExactly("MissionCreated");
            assertThat(engine.database().<Long>read(sql -> EventLog.beforeNewest(sql, null, 3))).isEqualTo(5);
            assertThat(engine.database().<Long>read(sql -> EventLog.beforeNewest(sql, "m", 3))).isZero();
            assertThat(engine.database().<Long>read(sql -> EventLog.beforeNewest(sql, null, 0))).isEqualTo(8);
        }
    }
}
