package mc.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import mc.Home;
import mc.agent.AgentReactor;
import mc.event.CrashPoint;
import mc.event.Event;
import mc.event.EventLoop;
import mc.event.Job;
import mc.event.JobHandler.Outcome;
import mc.event.Signal;
import mc.message.MessageReactor;
import mc.mission.MissionReactor;
import mc.store.Database;
import mc.text.Templates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckInsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");

    @TempDir
    Path dir;

    private Database database;
    private CheckIns checkIns;
    private EventLoop loop;

    @BeforeEach
    void start() {
        Home home = new Home(dir.resolve("home"));
        home.createDirectories();
        database = Database.open(home.database());
        checkIns = new CheckIns(database, new Templates(home));
        loop = new EventLoop(database, Clock.fixed(NOW, ZoneOffset.UTC), List.of(new MissionReactor(), new MessageReactor(), new AgentReactor(), checkIns), CrashPoint.NONE);
        loop.start();
        List<Event.Seat> seats = List.of(new Event.Seat("m-1-orchestrator", "orchestrator", "Orchestrator", "", "demo", "b-aaaaaaaa"), new Event.Seat("m-1-developer", "developer", "Developer", "", "demo", "b-bbbbbbbb"));
        loop.record(
                new Event.MissionCreated("m-1", "m", "p", "/p", "s", "m-impl", "main", "c0ffee", "none", "small", "offline", "default", null, false, "own", seats),
                new Event.CheckInsPlanned("m-1", Map.of("m-1-orchestrator", 45, "m-1-developer", 60)));
    }

    @AfterEach
    void stop() {
        loop.close();
    }

    @Test
    void begin_when_the_whole_team_is_at_work_each_at_its_own_interval() {
        assertThat(due("m-1-developer")).isNull();

        briefAll();

        assertThat(due("m-1-orchestrator")).isEqualTo(NOW.plus(Duration.ofMinutes(45)));
        assertThat(due("m-1-developer")).isEqualTo(NOW.plus(Duration.ofMinutes(60)));
    }

    @Test
    void send_each_agent_the_text_for_its_role_and_come_again() {
        briefAll();

        Outcome developer = checkIn("m-1-developer");
        Outcome orchestrator = checkIn("m-1-orchestrator");

        assertThat(developer.again()).isEqualTo(Duration.ofMinutes(60));
        assertThat(((Event.MessageQueued) developer.events().get(0)).text()).contains("mc send orchestrator");
        assertThat(((Event.MessageQueued) orchestrator.events().get(0)).text()).contains("mc status").doesNotContain("mc send orchestrator");
    }

    @Test
    void leave_an_agent_alone_that_cannot_answer_and_say_why() {
        briefAll();
        loop.record(new Event.AgentSignalled("m-1", "m-1-developer", "f", null, new Signal.TurnFailed("rate_limit", "resets 8pm"), List.of()));

        Outcome outcome = checkIn("m-1-developer");

        assertThat(outcome.again()).isEqualTo(Duration.ofMinutes(60));
        assertThat(outcome.events()).singleElement().isInstanceOfSatisfying(Event.CheckInSkipped.class, skipped -> assertThat(skipped.why()).contains("limited", "resets 8pm"));
    }

    @Test
    void end_with_the_mission() {
        briefAll();

        loop.record(new Event.MissionStopping("m-1", false, "operator"));

        assertThat(due("m-1-developer")).isNull();
        assertThat(due("m-1-orchestrator")).isNull();
    }

    private Outcome checkIn(String agent) {
        return checkIns.run(Job.of(CheckIns.CHECK_IN, agent, NOW), event -> { });
    }

    private void briefAll() {
        loop.record(
                new Event.AgentSignalled("m-1", "m-1-orchestrator", "f1", null, new Signal.PromptSubmitted("x"), List.of("b-aaaaaaaa")),
                new Event.AgentSignalled("m-1", "m-1-developer", "f2", null, new Signal.PromptSubmitted("x"), List.of("b-bbbbbbbb")));
    }

    private Instant due(String agent) {
        return database.read(sql -> sql.createQuery("select due from job where key = :key").bind("key", Job.of(CheckIns.CHECK_IN, agent, NOW).key()).mapTo(Long.class).findOne())
                .map(Instant::ofEpochMilli).orElse(null);
    }
}
