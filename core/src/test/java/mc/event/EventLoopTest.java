package mc.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mc.Failure;
import mc.store.Database;
import mc.testing.Engine;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class EventLoopTest {

    @TempDir
    private Path dir;

    private static Event event(String text) {
        return new Event.DaemonStopping(text);
    }

    /** Schedules a job for every event, and then refuses what is bad in one of several ways. */
    private static void picky(Recorded recorded, Tx tx) {
        String text = recorded.event() instanceof Event.DaemonStopping stopping ? stopping.why() : "";
        tx.schedule(Job.of("note", text, Instant.EPOCH));
        switch (text) {
            case "refused" -> throw Failure.refused("not this one", "");
            case "bug" -> throw new IllegalStateException("a bug");
            case "deep" -> throw new StackOverflowError();
            case "rule" -> tx.sql().execute("insert into job values ('note/rule', '', '', 0, 0, 0)");
            case "leads to a refused one" -> tx.append(event("refused"));
            default -> { }
        }
    }

    /** Holds the loop's thread until the answer is run, so that what is submitted meanwhile shares a commit. */
    private static Runnable hold(Engine engine) throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        engine.loop().submit(List.of(), tx -> {
            held.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        held.await();
        return release::countDown;
    }

    private static CompletableFuture<List<Recorded>> submit(Engine engine, String... texts) {
        return engine.loop().submit(List.of(texts).stream().map(EventLoopTest::event).toList(), tx -> { });
    }

    private static List<String> texts(Engine engine) {
        return engine.log(Event.DaemonStopping.class).stream().map(Event.DaemonStopping::why).toList();
    }

    @Test
    void whatIsRefusedIsUndoneAloneAndItsNeighboursStay() throws Exception {
        try (Engine engine = new Engine(dir, EventLoopTest::picky)) {
            List<Event> heard = new CopyOnWriteArrayList<>();
            engine.loop().listen(recorded -> heard.add(recorded.event()));
            Runnable release = hold(engine);
            var first = submit(engine, "first");
            var refused = submit(engine, "before", "refused", "after");
            var second = submit(engine, "second");
            var bug = submit(engine, "bug");
            var deep = submit(engine, "deep");
            var rule = submit(engine, "rule");
            var indirectly = submit(engine, "leads to a refused one");
            var third = submit(engine, "third");
            release.run();
            assertThat(List.of(first.join(), second.join(), third.join())).extracting(r -> r.get(0).seq()).containsExactly(1L, 2L, 3L);
            assertThatThrownBy(refused::join).hasCauseInstanceOf(Failure.class).hasMessageContaining("not this one");
            assertThatThrownBy(bug::join).hasCauseInstanceOf(IllegalStateException.class);
            assertThatThrownBy(deep::join).hasCauseInstanceOf(StackOverflowError.class);
            assertThatThrownBy(rule::join).hasMessageContaining("UNIQUE");
            assertThatThrownBy(indirectly::join).hasCauseInstanceOf(Failure.class);
            assertThat(texts(engine)).containsExactly("first", "second", "third");
            assertThat(engine.jobs()).containsExactly("note/first", "note/second", "note/third");
            assertThat(heard).containsExactly(event("first"), event("second"), event("third"));
            assertThat(engine.database().<Long>read(EventLog::firstBroken)).isZero();
        }
    }

    @Test
    void aRefusalReachesWhoeverRecordsAndWaits() {
        try (Engine engine = new Engine(dir, EventLoopTest::picky)) {
            assertThatThrownBy(() -> engine.record(event("refused"))).isInstanceOf(Failure.class).hasMessage("not this one");
            assertThatThrownBy(() -> engine.record(event("deep"))).isInstanceOf(CompletionException.class).hasCauseInstanceOf(StackOverflowError.class);
            assertThat(engine.record(event("fine"))).hasSize(1);
        }
    }

    @Test
    void appendedEventsComeAfterAllThatWasSubmittedAndBeforeWhatElseIsDone() {
        Reactor chain = (recorded, tx) -> {
            if (recorded.event().equals(event("one"))) {
                tx.append(event("from one"));
            }
        };
        try (Engine engine = new Engine(dir, chain)) {
            List<String> seen = new ArrayList<>();
            List<Recorded> recorded = engine.loop().record(List.of(event("one"), event("two")), tx -> {
                tx.sql().createQuery("select seq from event").mapTo(String.class).forEach(seen::add);
                tx.append(event("last"));
            });
            assertThat(recorded).extracting(r -> ((Event.DaemonStopping) r.event()).why()).containsExactly("one", "two", "from one", "last");
            assertThat(seen).hasSize(3);
        }
    }

    @Test
    void manyThreadsLoseNothingAndKeepEachOnesOrder() throws Exception {
        try (Engine engine = new Engine(dir)) {
            List<Long> heard = new CopyOnWriteArrayList<>();
            engine.loop().listen(recorded -> heard.add(recorded.seq()));
            engine.loop().listen(recorded -> {
                if (recorded.seq() == 1) {
                    throw new IllegalStateException("a listener's bug is its own");
                }
            });
            List<Thread> threads = IntStream.range(0, 4).mapToObj(t -> new Thread(() -> {
                List<CompletableFuture<?>> written = new ArrayList<>();
                for (int i = 0; i < 500; i++) {
                    written.add(submit(engine, t + "-" + i));
                }
                written.forEach(CompletableFuture::join);
            })).toList();
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            Map<String, List<String>> byThread = texts(engine).stream().collect(Collectors.groupingBy(text -> text.substring(0, 1)));
            for (int t = 0; t < 4; t++) {
                String name = String.valueOf(t);
                assertThat(byThread.get(name)).isEqualTo(IntStream.range(0, 500).mapToObj(i -> name + "-" + i).toList());
            }
            assertThat(heard).hasSize(2000).isSorted().doesNotHaveDuplicates();
            assertThat(engine.database().<Long>read(EventLog::firstBroken)).isZero();
        }
    }

    @Test
    void aFullDiskIsToldAndWorkGoesOnWhenThereIsRoomAgain() throws Exception {
        try (Engine engine = new Engine(dir)) {
            engine.record(event("before"));
            engine.loop().record(List.of(), tx -> tx.sql().execute("PRAGMA max_page_count = 60"));
            Runnable release = hold(engine);
            List<CompletableFuture<?>> submitted = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                submitted.add(submit(engine, "x".repeat(100_000)));
            }
            release.run();
            for (CompletableFuture<?> each : submitted) {
                assertThatThrownBy(each::join).cause().isInstanceOf(Failure.class).hasMessageContaining("could not write").hasMessageContaining("full");
            }
            assertThat(engine.record(event("small"))).as("a small one still fits").hasSize(1);
            engine.loop().record(List.of(), tx -> tx.sql().execute("PRAGMA max_page_count = 1000000"));
            engine.record(event("after"));
            assertThat(texts(engine)).containsExactly("before", "small", "after");
            assertThat(engine.database().<Long>read(EventLog::firstBroken)).isZero();
            assertThat(engine.database().quickCheck()).isEqualTo("ok");
        }
    }

    @Test
    void aDatabaseThatSomebodyElseHoldsIsToldAndWorkGoesOnAfterwards() {
        try (Engine engine = new Engine(dir)) {
            engine.loop().record(List.of(), tx -> tx.sql().execute("PRAGMA busy_timeout = 20"));
            try (Handle other = engine.database().openWriter()) {
                other.execute("BEGIN IMMEDIATE");
                assertThatThrownBy(() -> engine.record(event("refused"))).isInstanceOf(Failure.class).hasMessageContaining("could not write").hasMessageContaining("locked");
                other.execute("ROLLBACK");
            }
            engine.record(event("after"));
            assertThat(texts(engine)).containsExactly("after");
        }
    }

    @Test
    void nobodyWaitsForALoopThatHasEnded() throws IOException {
        Database database = Database.open(dir.resolve("mc.db"));
        Files.delete(dir.resolve("mc.db"));
        Files.createDirectory(dir.resolve("mc.db"));
        try (EventLoop loop = new EventLoop(database, Clock.systemUTC(), List.of(), CrashPoint.NONE)) {
            CompletableFuture<List<Recorded>> early = loop.submit(List.of(event("early")), tx -> { });
            loop.start();
            assertThat(early).failsWithin(Duration.ofSeconds(10)).withThrowableThat().havingCause().isInstanceOf(Failure.class);
            assertThat(loop.submit(List.of(event("late")), tx -> { })).failsWithin(Duration.ofSeconds(10)).withThrowableThat().havingCause().isInstanceOf(Failure.class);
        }
        Engine engine = new Engine(Files.createDirectory(dir.resolve("other")));
        CompletableFuture<List<Recorded>> last = submit(engine, "last");
        engine.close();
        assertThat(last).isCompleted();
        assertThat(submit(engine, "too late")).isCompletedExceptionally();
    }
}
