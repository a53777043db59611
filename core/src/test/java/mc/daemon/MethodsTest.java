package mc.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mc.Failure;
import mc.Home;
import mc.compliance.RuleBook;
import mc.compliance.Rules;
import mc.event.Event;
import mc.event.EventLog;
import mc.event.Recorded;
import mc.event.Signal;
import mc.message.HubPolicy;
import mc.message.Recall;
import mc.message.UrgentDesk;
import mc.mission.Checkpoints;
import mc.mission.Members;
import mc.mission.Missions;
import mc.mission.Orchestration;
import mc.plan.PlannerAnswer;
import mc.testing.Engine;
import mc.testing.ShippedData;
import mc.text.Ids;
import mc.text.Json;
import mc.text.Templates;
import mc.tmux.TmuxServer;
import mc.tmux.TmuxSettings;
import mc.upkeep.Mirror;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may do what. */
@Timeout(30)
class MethodsTest {

    private static final String TOKEN = "the tester's secret";

    @TempDir
    private Path dir;

    private Engine engine;
    private Methods methods;
    private final CountDownLatch end = new CountDownLatch(1);

    @BeforeEach
    void open() throws IOException {
        Home home = new Home(dir);
        home.createDirectories();
        engine = Engine.live(dir);
        Config config = Config.load(home, Map.of());
        Adapters adapters = new Adapters(new Templates(home), config, Map.of());
        TmuxSettings settings = TmuxSettings.of("mc-test-none", Map.of("PATH", "/usr/bin:/bin", "TMUX_TMPDIR", dir.toString()));
        Orchestration orchestration = new Orchestration(home, engine.database(), engine.loop(), settings, adapters::get, (prompt, schema, repository, env, model) -> new PlannerAnswer.None("no planner"));
        Clock clock = Clock.systemUTC();
        RuleBook book = new RuleBook(Rules.shipped());
        Members members = new Members(home, engine.database(), engine.loop(), settings, adapters::get, clock);
        methods = new Methods(home, config, Instant.EPOCH, engine.database(), engine.loop(), orchestration, new Missions(home, engine.database(), engine.loop(), clock), members, new Checkpoints(home, engine.loop(), clock),
                new HubPolicy(ShippedData.DATA.matrices()), java.util.Optional.empty(), new Recall(engine.database(), engine.loop(), new UrgentDesk(home)), new TmuxServer(settings), new RulesWatcher(home, engine.database(), engine.loop(), book, new TryAgain()), book, new Mirror(home, engine.database(), engine.loop()), end::countDown);
        engine.mission("app-1", "tester", "developer");
        engine.mission("other-1", "tester");
        engine.record(new Event.AgentLaunched("app-1", "app-1-tester", "@1", "%1", 1, 1, "c", Ids.hash(TOKEN)));
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private Object call(String token, String method, String... params) throws Exception {
        ObjectNode node = Json.object();
        for (int i = 0; i < params.length; i += 2) {
            node.put(params[i], params[i + 1]);
        }
        return methods.all().get(method).call(new ApiServer.Call(node, methods.caller(token), value -> { }));
    }

    private static void assertKind(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, Failure.Kind kind, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind)).hasMessageContaining(message);
    }

    @Test
    void tokensNameTheirAgentUntilItsMissionEnds() {
        assertThat(methods.caller("")).isInstanceOf(Caller.Operator.class);
        assertThat(((Caller.Member) methods.caller(TOKEN)).agent().id()).isEqualTo("app-1-tester");
        assertKind(() -> methods.caller(TOKEN + "x"), Failure.Kind.REFUSED, "not known");
        assertKind(() -> methods.caller(Ids.hash(TOKEN)), Failure.Kind.REFUSED, "not known");
        engine.record(new Event.MissionStopped("app-1", List.of()));
        assertKind(() -> methods.caller(TOKEN), Failure.Kind.REFUSED, "not known");
    }

    @Test
    void anAgentMayNotDoWhatIsTheOperators() {
        for (String method : List.of("daemon.stop", "mission.plan", "mission.start", "mission.resume", "mission.stop", "preserved.restore", "backup.make", "agent.add", "agent.end", "agent.restart", "violation.resolve", "compliance.watch")) {
            assertKind(() -> call(TOKEN, method, "mission", "app-1", "project", "/p", "spec", "/s", "proposal", "p", "ref", "r", "to", "/t", "id", "v-1", "why", "w", "on", "false"), Failure.Kind.REFUSED, "tester may not");
        }
        assertThatThrownBy(() -> methods.all().get("daemon.validate").call(new ApiServer.Call(Json.object().put("fix", true), methods.caller(TOKEN), value -> { }))).hasMessageContaining("tester may not");
        assertThat(engine.log(Event.MissionStopping.class)).isEmpty();
        assertThat(end.getCount()).isEqualTo(1);
    }

    @Test
    void everyMethodIsEitherRefusedToAgentsOrKnownToBeHarmless() {
        assertThat(methods.all().keySet()).containsExactlyInAnyOrder(
                "task.list", "task.show", "task.move", "report.send", "deps.list", "deps.set", "deps.remove", "checkin.run", "standup.start", "standup.show", "standup.list",
                "violation.list", "violation.resolve", "compliance.check", "compliance.analyze", "compliance.report", "compliance.watch", "mission.dashboard",
                "daemon.stop", "mission.plan", "mission.start", "mission.resume", "mission.stop", "preserved.restore", "backup.make", "agent.add", "agent.end", "agent.restart",
                "daemon.hello", "daemon.check", "daemon.validate", "daemon.health", "mission.await", "mission.list", "mission.choose", "mission.attach", "message.send", "message.cancel", "message.receipt", "message.inbox", "message.show", "message.ack", "thread.create", "thread.list", "thread.show", "thread.follow", "agent.peek", "agent.why", "agent.show", "agent.checkpoint", "worktree.list", "plan.show", "git.status", "git.health", "git.risk", "git.startingBranch", "event.list", "event.subscribe", "preserved.list", "rules.list", "audit.list", "audit.verify");
    }

    @Test
    void anAgentSpeaksForItselfAndInItsOwnMission() throws Exception {
        assertKind(() -> call(TOKEN, "message.send", "to", "developer", "text", "hi", "from", "developer", "waitMs", "1"), Failure.Kind.REFUSED, "in the name of");
        assertKind(() -> call(TOKEN, "message.send", "to", "developer", "text", "hi", "from", "operator", "waitMs", "1"), Failure.Kind.REFUSED, "in the name of");
        call(TOKEN, "message.send", "to", "developer", "text", "hi", "mission", "other-1", "waitMs", "1");
        call(TOKEN, "message.send", "to", "developer", "text", "hi", "from", "tester", "waitMs", "1");
        call("", "message.send", "to", "tester", "text", "hi", "mission", "app-1", "waitMs", "1");
        call("", "message.send", "to", "tester", "text", "hi", "mission", "app-1", "from", "developer", "waitMs", "1");
        assertThat(engine.log(Event.MessageQueued.class)).extracting(m -> m.from() + " to " + m.agent())
                .containsExactly("tester to app-1-developer", "tester to app-1-developer", "operator to app-1-tester", "developer to app-1-tester");
    }

    private Object report(String token, String... words) throws Exception {
        ObjectNode params = Json.object().put("mission", "app-1");
        List.of(words).forEach(params.putArray("words")::add);
        return methods.all().get("report.send").call(new ApiServer.Call(params, methods.caller(token), value -> { }));
    }

    @Test
    void anAgentReportsForItselfAndOnlyWhoLeadsAsksTheOthers() throws Exception {
        assertKind(() -> report(TOKEN, "developer", "T1 complete"), Failure.Kind.REFUSED, "tester cannot report for developer");
        assertKind(() -> report("", "All is well."), Failure.Kind.USAGE, "who reports");
        assertKind(() -> report("", "plumber", "All is well."), Failure.Kind.NOT_FOUND, "There is no plumber");
        assertKind(() -> report("", "--tester", "All is well."), Failure.Kind.USAGE, "who reports");
        report(TOKEN, "developer did well");
        report(TOKEN, "tester", "All tests pass.");
        report(TOKEN, "All", "tests", "pass.");
        report("", "developer", "It is there.");
        assertThat(engine.log(Event.CompletionReported.class)).extracting(Event.CompletionReported::by).containsExactly(null, null, null, "operator");
        assertThat(engine.log(Event.CompletionReported.class)).extracting(c -> c.agent() + " " + c.text())
                .containsExactly("app-1-tester developer did well", "app-1-tester All tests pass.", "app-1-tester All tests pass.", "app-1-developer It is there.");
        for (String method : List.of("deps.set", "deps.remove", "checkin.run", "standup.start")) {
            assertKind(() -> call(TOKEN, method, "role", "developer"), Failure.Kind.REFUSED, "tester may not");
        }
    }

    private String inbox(String... params) throws Exception {
        List<String> ids = new ArrayList<>();
        Json.MAPPER.valueToTree(call("", "message.inbox", params)).path("messages").forEach(m -> ids.add(m.path("mission").asText() + " " + m.path("id").asText()));
        return String.join(", ", ids);
    }

    private int unread(int mission) throws Exception {
        return Json.MAPPER.valueToTree(call("", "mission.list")).path("missions").path(mission).path("unreadLetters").asInt(-1);
    }

    @Test
    void theOperatorsLettersAreCountedAndListedOfEveryMissionAndOfTheLastOneThatEnded() throws Exception {
        for (String mission : List.of("app-1", "other-1")) {
            engine.record(new Event.MessageQueued(mission, null, "m-" + mission, "tester", "May I?", new Event.Letter("operator", "question", null, false, true, null, null, null, null, false)));
        }
        assertThat(List.of(unread(0), unread(1))).containsExactly(1, 1);
        assertThat(inbox("peek", "true")).isEqualTo("other-1 m-other-1, app-1 m-app-1");
        assertThat(inbox("mission", "app-1")).isEqualTo("app-1 m-app-1");
        assertThat(List.of(unread(0), unread(1))).containsExactly(0, 1);
        engine.record(new Event.MissionStopped("app-1", List.of()), new Event.MissionStopped("other-1", List.of()));
        assertThat(Json.MAPPER.valueToTree(call("", "mission.list")).path("last").toString()).contains("\"other-1\"", "\"unreadLetters\":1");
        assertThat(inbox()).isEqualTo("other-1 m-other-1");
    }

    @Test
    void anAgentNotesOnlyWhereItStandsItself() {
        assertKind(() -> call(TOKEN, "agent.checkpoint", "role", "developer"), Failure.Kind.REFUSED, "cannot note where another one stands");
        engine.record(new Event.AgentEnding("app-1", "app-1-tester", "operator", "", "", ""));
        assertKind(() -> methods.caller(TOKEN), Failure.Kind.REFUSED, "not known");
    }

    @Test
    void theOperatorEndsTheDaemon() throws Exception {
        call("", "daemon.stop");
        assertThat(end.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void eventsAreListedByMission() throws Exception {
        List<Object> sent = new ArrayList<>();
        methods.all().get("event.list").call(new ApiServer.Call(Json.object().put("mission", "other-1"), new Caller.Operator(), sent::add));
        assertThat(sent).hasSize(1).first().asString().contains("MissionCreated").contains("other-1");
        sent.clear();
        methods.all().get("event.list").call(new ApiServer.Call(Json.object().put("newest", 2), new Caller.Operator(), sent::add));
        assertThat(sent).hasSize(2);
        sent.clear();
        engine.record(Collections.nCopies(1_500, new Event.MissionContinued("app-1", false)).toArray(Event[]::new));
        methods.all().get("event.list").call(new ApiServer.Call(Json.object().put("newest", 1_000_000), new Caller.Operator(), sent::add));
        assertThat(sent.size()).as("all that was asked for, however many").isEqualTo(engine.database().read(EventLog::newest).intValue()).isGreaterThan(1_500);
        assertThat(sent).doesNotHaveDuplicates();
        assertThat(new Recorded(3, Instant.EPOCH, new Event.MissionContinued("m", false)).json().toString()).isEqualTo("{\"seq\":3,\"at\":\"1970-01-01T00:00:00Z\",\"kind\":\"MissionContinued\",\"mission\":\"m\",\"trust\":false}");
    }

    @Test
    void theTimeOfAnEventIsThatOfTheLogAndGitsStandsBesideIt() {
        Event.HeadMoved own = new Event.HeadMoved("m", "m-developer", "commit", "Add", "c0ffee", "2026-01-02T03:04:05Z", null, null);
        Event.AgentSignalled signal = new Event.AgentSignalled("m", "m-developer", "file", "2100-01-01T00:00:00Z", new Signal.TurnEnded("Done.", 0), List.of());
        assertThat(new Recorded(3, Instant.EPOCH, own).json().toString()).contains("\"at\":\"1970-01-01T00:00:00Z\"", "\"gitAt\":\"2026-01-02T03:04:05Z\"");
        assertThat(new Recorded(4, Instant.EPOCH, signal).json().toString()).contains("\"at\":\"1970-01-01T00:00:00Z\"", "\"sourceAt\":\"2100-01-01T00:00:00Z\"");
    }

    @Test
    void theHomeIsTheUsersAlone() throws Exception {
        for (Path each : List.of(dir, dir.resolve("run"), dir.resolve("run/spool"), dir.resolve("run/launch"), dir.resolve("registry"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each))).as("%s", each).isEqualTo("rwx------");
        }
    }
}
