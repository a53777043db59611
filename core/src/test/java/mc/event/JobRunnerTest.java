package mc.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mc.event.JobHandler.Outcome;
import mc.store.Database;
import mc.testing.Engine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@SuppressWarnings("try") // a runner works by being there
class JobRunnerTest {

    @TempDir
    private Path dir;

    private static JobRunner runner(Engine engine, JobHandler handler) {
        JobRunner runner = new JobRunner(engine.database(), engine.loop(), Clock.systemUTC(), Map.of("work", handler), Duration.ofMillis(1));
        runner.start();
        return runner;
    }

    private static Job job(String subject, Duration in) {
        return Job.of("work", subject, Instant.now().plus(in));
    }

    private static void schedule(Engine engine, Job... jobs) {
        engine.loop().record(List.of(), tx -> List.of(jobs).forEach(tx::schedule));
    }

    private static void awaitNoJobs(Engine engine) {
        await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(5)).until(() -> engine.jobs().isEmpty());
    }

    @Test
    void runsWhatIsDueAndNothingEarly() {
        try (Engine engine = Engine.live(dir)) {
            List<String> ran = new CopyOnWriteArrayList<>();
            try (JobRunner runner = runner(engine, (job, record) -> {
                ran.add(job.subject());
                assertThat(Instant.now()).isAfterOrEqualTo(job.due());
                return Outcome.done(new Event.DaemonStopping(job.subject()));
            })) {
                schedule(engine, job("later", Duration.ofMillis(150)), job("now", Duration.ZERO), job("tomorrow", Duration.ofDays(1)));
                await().until(() -> engine.log().size() == 2);
            }
            assertThat(ran).containsExactly("now", "later");
            assertThat(engine.jobs()).containsExactly("work/tomorrow");
        }
    }

    @Test
    void whatIsAskedForWhileItRunsRunsOnceMoreAndNeverTwiceAtOnce() throws Exception {
        try (Engine engine = Engine.live(dir)) {
            CountDownLatch inside = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            AtomicInteger runs = new AtomicInteger();
            AtomicInteger atOnce = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            try (JobRunner runner = runner(engine, (job, record) -> {
                most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                inside.countDown();
                go.await();
                runs.incrementAndGet();
                atOnce.decrementAndGet();
                return Outcome.done();
            })) {
                schedule(engine, job("a", Duration.ZERO));
                inside.await();
                for (int i = 0; i < 50; i++) {
                    schedule(engine, job("a", Duration.ZERO));
                }
                go.countDown();
                awaitNoJobs(engine);
            }
            assertThat(runs).hasValue(2);
            assertThat(most).hasValue(1);
        }
    }

    @Test
    void whatIsCancelledWhileItRunsFinishesAndWhatIsAskedForAfterThatRuns() throws Exception {
        for (boolean isAskedForAnew : List.of(false, true)) {
            try (Engine engine = Engine.live(dir)) {
                CountDownLatch inside = new CountDownLatch(1);
                CountDownLatch go = new CountDownLatch(1);
                AtomicInteger runs = new AtomicInteger();
                try (JobRunner runner = runner(engine, (job, record) -> {
                    inside.countDown();
                    go.await();
                    runs.incrementAndGet();
                    return Outcome.again(isAskedForAnew ? Duration.ofDays(1) : Duration.ZERO, new Event.DaemonStopping("run"));
                })) {
                    schedule(engine, job("a", Duration.ZERO));
                    inside.await();
                    engine.loop().record(List.of(), tx -> tx.cancel("work/a"));
                    if (isAskedForAnew) {
                        schedule(engine, job("a", Duration.ZERO));
                    }
                    go.countDown();
                    await().until(() -> runs.get() == (isAskedForAnew ? 2 : 1) && engine.log(Event.DaemonStopping.class).size() >= runs.get());
                }
                assertThat(engine.jobs()).hasSize(isAskedForAnew ? 1 : 0);
                engine.loop().record(List.of(), tx -> tx.cancel("work/a"));
                engine.loop().record(List.of(), tx -> tx.sql().execute("delete from event"));
            }
        }
    }

    @Test
    void noRequestIsLostBetweenTheEndOfARunAndTheNext() throws Exception {
        try (Engine engine = Engine.live(dir)) {
            Semaphore ended = new Semaphore(0);
            AtomicInteger asked = new AtomicInteger();
            AtomicInteger seen = new AtomicInteger();
            try (JobRunner runner = runner(engine, (job, record) -> {
                seen.set(asked.get());
                ended.release();
                return Outcome.done();
            })) {
                for (int i = 1; i <= 500; i++) { // each request comes while the run before it is being written down
                    asked.set(i);
                    schedule(engine, job("a", Duration.ZERO));
                    assertThat(ended.tryAcquire(10, TimeUnit.SECONDS)).as("request %d is answered", i).isTrue();
                    ended.drainPermits();
                    int wanted = i;
                    if (seen.get() < wanted) { // the run had begun before the request: another must follow
                        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> seen.get() >= wanted);
                    }
                }
            }
        }
    }

    @Test
    void whatFailsIsTriedAgainAndGivenUpInTheEnd() {
        try (Engine engine = Engine.live(dir)) {
            List<Integer> attempts = new CopyOnWriteArrayList<>();
            List<Instant> times = new CopyOnWriteArrayList<>();
            try (JobRunner runner = runner(engine, (job, record) -> {
                attempts.add(job.attempts());
                times.add(Instant.now());
                if (job.attempts() % 2 == 0) {
                    throw new java.io.IOException("no luck");
                }
                throw new StackOverflowError();
            })) {
                schedule(engine, job("a", Duration.ZERO), Job.of("unheard of", "b", Instant.now()));
                awaitNoJobs(engine);
            }
            assertThat(attempts).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
            for (int i = 1; i < times.size(); i++) {
                assertThat(Duration.between(times.get(i - 1), times.get(i))).isGreaterThanOrEqualTo(Duration.ofMillis(1L << i));
            }
            assertThat(engine.log()).containsExactlyInAnyOrder(new Event.JobGivenUp("work/a", "StackOverflowError"), new Event.JobGivenUp("unheard of/b", "this mc knows no jobs of the kind unheard of"));
        }
    }

    @Test
    void aNewRequestCountsTheAttemptsAnew() {
        try (Engine engine = Engine.live(dir)) {
            AtomicBoolean isBroken = new AtomicBoolean(true);
            List<Integer> attempts = new CopyOnWriteArrayList<>();
            try (JobRunner runner = runner(engine, (job, record) -> {
                attempts.add(job.attempts());
                if (attempts.size() % 5 == 0) {
                    record.accept(new Event.DaemonStopping("still wanted"));
                    schedule(engine, job);
                }
                if (isBroken.get()) {
                    throw new java.io.IOException("no luck");
                }
                return Outcome.done();
            })) {
                schedule(engine, job("a", Duration.ZERO));
                await().until(() -> attempts.size() >= 12);
                isBroken.set(false);
                awaitNoJobs(engine);
            }
            assertThat(engine.log(Event.JobGivenUp.class)).isEmpty();
            assertThat(attempts).startsWith(0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0);
        }
    }

    @Test
    void askingForAJobThatWaitsMakesItDueAtTheEarlierTimeAndCountsItsAttemptsAnew() {
        try (Engine engine = Engine.live(dir)) {
            Instant noon = Instant.parse("2030-01-01T12:00:00Z");
            schedule(engine, new Job("a", "work", "a", noon, 5));
            schedule(engine, new Job("a", "work", "a", noon.plusSeconds(60), 0));
            assertThat(engine.database().<List<Job>>read(Jobs::all)).containsExactly(new Job("a", "work", "a", noon, 0));
            schedule(engine, new Job("a", "work", "a", noon.minusSeconds(60), 0));
            assertThat(engine.database().<List<Job>>read(Jobs::all)).containsExactly(new Job("a", "work", "a", noon.minusSeconds(60), 0));
        }
    }

    @Test
    void aRunThatCannotBeWrittenDownHappensAgain() {
        AtomicBoolean refuses = new AtomicBoolean(true);
        try (Engine engine = Engine.live(dir, (recorded, tx) -> {
            if (refuses.get()) {
                throw mc.Failure.failed("not now", "");
            }
        })) {
            AtomicInteger runs = new AtomicInteger();
            try (JobRunner runner = runner(engine, (job, record) -> {
                if (runs.incrementAndGet() == 3) {
                    refuses.set(false);
                }
                return Outcome.done(new Event.DaemonStopping("done"));
            })) {
                schedule(engine, job("a", Duration.ZERO));
                awaitNoJobs(engine);
            }
            assertThat(runs).hasValue(3);
            assertThat(engine.log()).containsExactly(new Event.DaemonStopping("done"));
        }
    }

    /** A daemon killed with work at hand: what was begun and not written down runs again, what was written down does not. */
    @Test
    void twoThousandJobsSurviveACrash() throws Exception {
        int count = 2_000;
        Map<String, AtomicInteger> effects = new ConcurrentHashMap<>();
        Set<String> cutOff = ConcurrentHashMap.newKeySet();
        AtomicBoolean dead = new AtomicBoolean();
        Engine first = Engine.live(dir);
        JobRunner dropped = runner(first, (job, record) -> {
            effects.computeIfAbsent(job.subject(), s -> new AtomicInteger()).incrementAndGet();
            if (dead.get()) {
                cutOff.add(job.subject());
                new CountDownLatch(1).await(); // the process is gone: nothing more is heard of this run
            }
            return Outcome.done(new Event.DaemonStopping(job.subject()));
        });
        Job[] jobs = IntStream.range(0, count).mapToObj(i -> job("job-" + i, Duration.ZERO)).toArray(Job[]::new);
        schedule(first, jobs);
        await().pollInterval(Duration.ofMillis(1)).until(() -> effects.size() > count / 3);
        dead.set(true);
        await().until(() -> cutOff.size() > 50);
        int before = first.jobs().size();
        first.close(); // its thread ends; the jobs that hang never report

        try (Engine second = Engine.live(dir); JobRunner runner = runner(second, (job, record) -> {
            effects.computeIfAbsent(job.subject(), s -> new AtomicInteger()).incrementAndGet();
            return Outcome.done(new Event.DaemonStopping(job.subject()));
        })) {
            assertThat(before).isPositive();
            awaitNoJobs(second);
            Map<String, Long> written = second.log(Event.DaemonStopping.class).stream().collect(Collectors.groupingBy(Event.DaemonStopping::why, Collectors.counting()));
            assertThat(written).hasSize(count).allSatisfy((subject, times) -> assertThat(times).isEqualTo(1));
            List<String> twice = new ArrayList<>(effects.keySet());
            twice.removeIf(subject -> effects.get(subject).get() == 1);
            assertThat(cutOff).containsAll(twice);
            assertThat(effects.values()).allSatisfy(times -> assertThat(times.get()).isBetween(1, 2));
        } finally {
            dropped.close();
        }
    }

    @Test
    void aJobForLaterIsTakenUpAfterARestart() {
        try (Engine engine = Engine.live(dir)) {
            schedule(engine, job("overdue", Duration.ofDays(-3)), job("soon", Duration.ofMillis(200)));
        }
        Database reopened = Database.open(dir.resolve("mc.db"));
        assertThat(reopened.read(Jobs::all)).extracting(Job::subject).containsExactly("overdue", "soon");
        try (Engine engine = Engine.live(dir)) {
            List<String> ran = new CopyOnWriteArrayList<>();
            try (JobRunner runner = runner(engine, (job, record) -> {
                ran.add(job.subject());
                return Outcome.done();
            })) {
                awaitNoJobs(engine);
            }
            assertThat(ran).containsExactly("overdue", "soon");
        }
    }
}
