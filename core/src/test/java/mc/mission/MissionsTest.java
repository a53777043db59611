package mc.mission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import mc.Failure;
import mc.Home;
import mc.agent.Mission;
import mc.compliance.RuleBook;
import mc.compliance.Rules;
import mc.compliance.Violations;
import mc.compliance.git.GitActivity;
import mc.event.Event;
import mc.event.Job;
import mc.event.JobHandler;
import mc.event.Signal;
import mc.testing.Engine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class MissionsTest {

    @TempDir
    private Path dir;

    private Missions missions(Engine engine) {
        return new Missions(new Home(dir), engine.database(), engine.loop(), Clock.systemUTC());
    }

    @Test
    void theStatusTellsTheBranchAnAgentIsOnAndTheOneItWasGiven() {
        Violations violations = new Violations(new RuleBook(Rules.shipped()));
        try (Engine engine = new Engine(dir, violations, new GitActivity(violations))) {
            engine.mission("app-1", "tester", "developer");
            List.of("tester", "developer").forEach(role -> engine.record(new Event.WorktreeReady("app-1", "app-1-" + role, "/w/" + role, "main-" + role, "c0", "agent-branch", List.of())));
            engine.record(new Event.HeadMoved("app-1", "app-1-tester", "checkout", "moving from main-tester to stays-wrong", "c0", "2026-01-01T00:00:00Z", "c0", "stays-wrong"));
            engine.record(new Event.BranchPushed("app-1", "app-1-tester", "origin", "another", null, "c0", "2026-01-01T00:00:01Z"));
            assertThat(branches(engine)).containsExactly("main-tester on stays-wrong", "main-developer on main-developer");
            engine.record(new Event.HeadMoved("app-1", "app-1-tester", "checkout", "moving from stays-wrong to c0", "c0", "2026-01-01T00:00:02Z", "c0", null));
            assertThat(branches(engine)).first().isEqualTo("main-tester on null");
        }
    }

    private List<String> branches(Engine engine) {
        Missions missions = missions(engine);
        return missions.view(missions.choose("app-1", null)).agents().stream().map(a -> a.givenBranch() + " on " + a.branch()).toList();
    }

    @Test
    void aStopThatIsGivenUpEndsWithItsReasonAndCanBeAskedForAgain() throws Exception {
        try (Engine engine = Engine.live(dir)) {
            engine.mission("app-1", "tester");
            engine.mission("other-1", "tester");
            Missions missions = missions(engine);
            List<Object> told = new ArrayList<>();
            engine.loop().listen(recorded -> { // stands in for the job, which a stop asks for
                if (recorded.event() instanceof Event.MissionStopping) {
                    engine.loop().submit(List.of(new Event.JobGivenUp("mission.stop/other-1", "not ours"), new Event.HistorySaved("app-1", "app-1-tester", "/log"), new Event.JobGivenUp("mission.stop/app-1", "a process hangs")), tx -> { });
                }
            });
            assertThatThrownBy(() -> missions.stop(missions.choose("app-1", null), false, "operator", told::add)).isInstanceOf(Failure.class).hasMessageContaining("a process hangs");
            assertThat(told).containsExactly(Map.of("line", "app-1-tester: screen history in /log"));
            engine.loop().record(List.of(), tx -> tx.cancel("mission.stop/app-1")); // as the runner does when it gives up
            assertThatThrownBy(() -> missions.stop(missions.choose("app-1", null), false, "operator", told::add)).isInstanceOf(Failure.class);
            assertThat(engine.jobs()).as("asked for again").contains("mission.stop/app-1");
        }
    }

    @Test
    void aStopReturnsWhereEverythingIs() throws Exception {
        try (Engine engine = Engine.live(dir)) {
            engine.mission("app-1", "tester");
            Missions missions = missions(engine);
            engine.loop().listen(recorded -> {
                if (recorded.event() instanceof Event.MissionStopping) {
                    engine.loop().submit(List.of(new Event.WorkPreserved("app-1", "app-1-tester", "refs/mc/preserved/x", "c", "1 staged"), new Event.WorktreeRemoved("app-1", "app-1-tester", "/w", "main-tester"),
                            new Event.MissionStopped("app-1", List.of())), tx -> { });
                }
            });
            Map<String, Object> report = missions.stop(missions.choose("app-1", null), false, "operator", line -> { });
            assertThat(report).containsEntry("preserved", List.of("refs/mc/preserved/x"));
            assertThat(report.get("steps").toString()).contains("/w", "removed");
            Mission ended = missions.select("app-1", null, true).get(0);
            assertThat(missions.stop(ended, false, "operator", line -> { })).as("once more").containsEntry("mission", "app-1");
        }
    }

    @Test
    void waitingForTheStartEndsWhenAllAreBriefedOrStuckOrTheTimeIsOver() throws Exception {
        try (Engine engine = Engine.live(dir)) {
            engine.mission("app-1", "tester", "developer");
            List<Object> told = new ArrayList<>();
            Missions missions = missions(engine);
            assertThat(missions.awaitStart("app-1", Set.of(), Duration.ofMillis(50), told::add).agents()).extracting(Missions.AgentView::briefed).containsExactly(false, false);
            for (String agent : List.of("app-1-tester", "app-1-developer")) {
                engine.signal(agent, new Signal.PromptSubmitted("[mc " + Engine.briefing(agent) + " from mc] go"));
            }
            assertThat(missions.awaitStart("app-1", Set.of(), Duration.ofMillis(50), told::add).status()).as("the time is over while the start is still to come").isEqualTo(Mission.RUNNING);
            engine.loop().record(List.of(), tx -> tx.cancel("mission.prepare/app-1")); // as the runner does when it has run
            assertThat(missions.awaitStart("app-1", Set.of(), Duration.ofDays(1), told::add).status()).isEqualTo(Mission.RUNNING);
            assertThat(told).hasSizeGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void aDamagedPlanHidesNoMission() throws Exception {
        try (Engine engine = Engine.live(dir)) {
            engine.mission("app-1", "tester");
            Missions missions = missions(engine);
            Mission mission = missions.choose("app-1", null);
            MissionFolder folder = MissionFolder.of(new mc.Home(dir), "app-1", "app-1");
            for (String text : List.of("{", "[]", "\u0000")) {
                java.nio.file.Files.createDirectories(folder.dir());
                java.nio.file.Files.writeString(folder.planJson(), text);
                assertThat(missions.view(mission).agents()).as(text).hasSize(1).allSatisfy(a -> assertThat(a.task()).isNull());
                assertThatThrownBy(() -> missions.plan(mission)).as(text).isInstanceOf(Failure.class).hasMessageContaining("plan.json is damaged");
            }
        }
    }

    @Test
    void theMissionMeantIsFoundOrTheQuestionIsAskedBack() {
        try (Engine engine = Engine.live(dir)) {
            Missions missions = missions(engine);
            assertThatThrownBy(() -> missions.choose(null, null)).isInstanceOf(Failure.class).hasMessage("No mission is running.");
            engine.mission("one-1", "tester");
            assertThat(missions.choose(null, null).id()).isEqualTo("one-1");
            engine.mission("two-1", "tester");
            assertThatThrownBy(() -> missions.choose(null, null)).isInstanceOf(Failure.class).hasMessageContaining("one-1, two-1");
            assertThat(missions.choose(null, "/projects/two-1/src").id()).as("a directory inside").isEqualTo("two-1");
            assertThatThrownBy(() -> missions.choose(null, "/projects/two-10")).isInstanceOf(Failure.class);
            assertThat(missions.choose("two-1-impl", null).id()).as("by its session, as the old scripts did").isEqualTo("two-1");
            engine.record(Engine.created("two-2", "shop", "/projects/shop", "tester"));
            assertThat(missions.choose("shop", null).id()).as("by its project's name").isEqualTo("two-2");
            assertThatThrownBy(() -> missions.choose("\u001b[31mno", null)).isInstanceOf(Failure.class).hasMessageNotContaining("\u001b");
            assertThatThrownBy(() -> missions.agent(missions.choose("one-1", null), "painter")).isInstanceOf(Failure.class).hasMessageContaining("no painter");
        }
    }

    @Test
    void theJobsOfAMissionWaitForEachOtherAndNotForAnothers() throws Exception {
        OneAtATime inTurn = new OneAtATime();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        List<String> order = new CopyOnWriteArrayList<>();
        JobHandler launch = inTurn.of((job, record) -> {
            order.add("launch begins");
            inside.countDown();
            go.await();
            order.add("launch ends");
            return JobHandler.Outcome.done();
        });
        JobHandler stop = inTurn.of((job, record) -> {
            order.add("stop " + job.subject());
            return JobHandler.Outcome.done();
        });
        Thread launching = new Thread(() -> run(launch, "app-1"));
        launching.start();
        inside.await();
        Thread stopping = new Thread(() -> run(stop, "app-1"));
        stopping.start();
        await().until(() -> stopping.getState() == Thread.State.WAITING || !stopping.isAlive());
        run(stop, "other-1");
        go.countDown();
        launching.join();
        stopping.join();
        assertThat(order).containsExactly("launch begins", "stop other-1", "launch ends", "stop app-1");
    }

    private static void run(JobHandler handler, String mission) {
        try {
            handler.run(Job.of("x", mission, java.time.Instant.EPOCH), event -> { });
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
