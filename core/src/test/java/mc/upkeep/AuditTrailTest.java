package mc.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import mc.event.Event;
import mc.event.EventLog;
import mc.event.Recorded;
import mc.event.Signal;
import mc.testing.Engine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who did what, and whether the log still says so. */
class AuditTrailTest {

    @TempDir
    Path dir;

    private Engine engine;

    @BeforeEach
    void open() {
        engine = new Engine(dir);
        engine.mission("app-1", "orchestrator", "developer");
        engine.mission("other-1", "developer");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private List<Recorded> ask(String mission, String agent, Set<String> kinds, Instant since, int limit) {
        AuditTrail.One one = agent == null ? null : agent.equals("operator") ? AuditTrail.One.OPERATOR : new AuditTrail.One(agent, engine.agent(agent).role());
        return engine.database().read(sql -> AuditTrail.list(sql, new AuditTrail.Question(agent == null || one.agent() == null ? mission : engine.agent(agent).mission(), one, kinds, since, limit)));
    }

    @Test
    void theNewestThatFitComeOldestFirst() {
        for (int i = 0; i < 5; i++) {
            engine.queue("app-1-developer", "m-" + i, "text " + i);
            engine.signal("other-1-developer", new Signal.ToolStarted("Bash"));
            engine.queue("other-1-developer", "o-" + i, "text " + i);
        }
        engine.record(new Event.BackupMade("file", 1, 1));
        assertThat(ask(null, null, AuditTrail.KINDS, null, 4)).extracting(r -> r.event().kind()).containsExactly("MessageQueued", "MessageQueued", "MessageQueued", "BackupMade");
        assertThat(ask("app-1", null, AuditTrail.KINDS, null, 100)).extracting(r -> r.event().kind()).containsExactly("MissionCreated", "MessageQueued", "MessageQueued", "MessageQueued", "MessageQueued", "MessageQueued");
        assertThat(ask(null, "other-1-developer", Set.of("MessageQueued"), null, 2)).extracting(r -> ((Event.MessageQueued) r.event()).message()).containsExactly("o-3", "o-4");
        assertThat(ask(null, null, AuditTrail.KINDS, null, 1_000)).extracting(Recorded::seq).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aTimeCutsTheOlderOff() {
        engine.queue("app-1-developer", "m-1", "text");
        engine.clock().advance(Duration.ofHours(1));
        engine.queue("app-1-developer", "m-2", "text");
        Instant between = engine.clock().instant().minusSeconds(60);
        assertThat(ask(null, null, AuditTrail.KINDS, between, 10)).hasSize(1);
        assertThat(ask(null, null, AuditTrail.KINDS, engine.clock().instant(), 10)).hasSize(1);
        assertThat(ask(null, null, AuditTrail.KINDS, engine.clock().instant().plusSeconds(1), 10)).isEmpty();
        assertThat(ask(null, null, AuditTrail.KINDS, Instant.EPOCH, 10)).hasSize(4);
    }

    private static AuditLine line(Event event) {
        return AuditLine.of(event, id -> id.equals("app-1-developer") ? "developer" : id);
    }

    @Test
    void eachLineSaysWhoAndToWhom() {
        Event.MessageQueued letter = new Event.MessageQueued("app-1", "app-1-developer", "m-1", "orchestrator", "hello");
        assertThat(line(letter)).isEqualTo(new AuditLine("orchestrator", "developer", "hello"));
        assertThat(line(new Event.MessageQueued("app-1", null, "m-3", "developer", "a copy", new Event.Letter("operator", "notification", null, false, true, null, null, null, null, false, "m-1")))).isEqualTo(new AuditLine("mc", "operator", "a copy"));
        assertThat(line(new Event.HeadMoved("app-1", "app-1-developer", "commit", "Begin", "c", "t", null, "feature/x"))).isEqualTo(new AuditLine("developer", "feature/x", "commit: Begin"));
        assertThat(line(new Event.MissionStopping("app-1", false, "operator"))).isEqualTo(new AuditLine("operator", "", ""));
        assertThat(line(new Event.AgentLost("app-1", "app-1-developer", "gone"))).isEqualTo(new AuditLine("mc", "developer", "gone"));
        assertThat(line(new Event.CompletionReported("app-1", "app-1-developer", "c-1", null, "done", null)).actor()).isEqualTo("developer");
        assertThat(line(new Event.CompletionReported("app-1", "app-1-developer", "c-1", null, "done", null, "operator")).actor()).isEqualTo("operator (for developer)");
        assertThat(line(new Event.MessageRead("app-1", null, "m-1"))).isEqualTo(new AuditLine("operator", "m-1", ""));
        assertThat(line(new Event.MessageAcknowledged("app-1", "app-1-developer", "m-1", "developer"))).isEqualTo(new AuditLine("developer", "m-1", ""));
        assertThat(line(new Event.RulesTaken("/app", 1, "d", List.of(), "")).words()).isEqualTo("version 1, as shipped");
        assertThat(AuditTrail.USUAL).hasSize(AuditTrail.KINDS.size() - 1);
        assertThat(Event.KINDS.keySet()).containsAll(AuditTrail.KINDS).containsAll(MirrorLines.KINDS);
    }

    /** Whoever follows the copies or the trail sees what became of each message. */
    @Test
    void everyStepOfAMessageIsTold() {
        List<String> told = Event.KINDS.keySet().stream().filter(kind -> kind.startsWith("Message") && !Set.of("MessageTyping", "MessageOffered", "MessagesAbsorbed").contains(kind)).toList();
        assertThat(MirrorLines.KINDS).containsAll(told);
        assertThat(AuditTrail.KINDS).containsAll(told.stream().filter(kind -> !Set.of("MessageHeld", "MessageTyped", "MessageSubmitted").contains(kind)).toList());
    }

    @Test
    void whoIsAskedAboutSentAndDidToo() {
        engine.record(new Event.MessageQueued("app-1", "app-1-orchestrator", "m-1", "developer", "from the developer"));
        engine.record(new Event.MessageQueued("app-1", "app-1-developer", "m-2", "operator", "to the developer"));
        engine.record(new Event.MessageQueued("app-1", null, "m-3", "developer", "to the operator", new Event.Letter("operator", "question", null, false, true, null, null, null, null, false)));
        engine.record(new Event.MessageQueued("other-1", "other-1-developer", "o-1", "developer", "another developer's to itself"));
        engine.record(new Event.WatchSet("app-1", false, "operator"));
        engine.record(new Event.ThreadStarted("app-1", "t-1", "about", "developer", null));
        assertThat(said("app-1-developer")).containsExactly("from the developer", "to the developer", "to the operator", "about");
        assertThat(said("operator")).containsExactly("", "to the developer", "to the operator", "the rules are not watched");
        assertThat(said("app-1-orchestrator")).containsExactly("from the developer");
    }

    private List<String> said(String whom) {
        return ask("app-1", whom, AuditTrail.KINDS, null, 10).stream().map(recorded -> line(recorded.event()).words()).toList();
    }

    @Test
    void noQuestionReadsTheWholeLog() {
        for (AuditTrail.One one : java.util.Arrays.asList(null, AuditTrail.One.OPERATOR, new AuditTrail.One("app-1-developer", "developer"))) {
            for (String filter : AuditTrail.filters(new AuditTrail.Question("app-1", one, Set.of(), null, 50), "MessageQueued")) {
                String question = AuditTrail.newest("kind", filter).replace(":kind", "'MessageQueued'").replace(":mission", "'app-1'").replace(":agent", "'app-1-developer'").replace(":role", "'developer'").replace(":first", "5").replace(":limit", "50");
                List<String> plan = engine.database().read(sql -> sql.createQuery("explain query plan " + question).map((row, context) -> row.getString("detail")).list());
                assertThat(plan).as(filter).anySatisfy(step -> assertThat(step).startsWith("SEARCH event USING").contains("INDEX event_")).noneSatisfy(step -> assertThat(step).containsAnyOf("SCAN event", "TEMP B-TREE"));
            }
        }
        List<String> following = engine.database().read(sql -> sql.createQuery("explain query plan select seq, at, kind, body from event where seq > 5 and +kind in ('MessageQueued') order by seq limit 500").map((row, context) -> row.getString("detail")).list());
        assertThat(following).containsExactly("SEARCH event USING INTEGER PRIMARY KEY (rowid>?)");
    }

    @Test
    void oneChangedRowOfTenThousandIsFound() {
        engine.loop().record(java.util.stream.IntStream.range(0, 10_000).<Event>mapToObj(i -> new Event.BackupMade("file " + i, i, i)).toList(), tx -> { });
        assertThat(engine.database().read(EventLog::firstBroken)).isZero();
        long row = 100 + new Random(7).nextInt(9_000);
        engine.loop().record(List.of(), tx -> tx.sql().createUpdate("update event set body = replace(body, 'file', 'File') where seq = :row").bind("row", row).execute());
        assertThat(engine.database().read(EventLog::firstBroken)).isEqualTo(row);
    }
}
