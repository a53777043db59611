package mc.message;

import static mc.message.Letterbox.say;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mc.event.Event;
import mc.testing.Engine;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InboxTest {

    private static final int MANY = 200_000;

    @TempDir
    private Path dir;

    private Engine engine;
    private Outbox outbox;
    private Inbox inbox;

    @BeforeEach
    void open() {
        engine = new Engine(dir);
        engine.mission("app-1", "orchestrator", "developer", "tester");
        outbox = Letterbox.outbox(engine, dir, MessageSettings.USUAL);
        inbox = new Inbox(engine.database(), engine.loop());
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private List<String> texts(String to, String from, String state, int limit) {
        return inbox.list("app-1", to, from, state, limit).stream().map(Message::body).toList();
    }

    private String lay(String from, String to, String text) throws InterruptedException {
        return say(outbox, new Draft(from, Letterbox.roles(engine, to), false, text, null, null, false, true, false, null, null, null, null)).get(0).id();
    }

    @Test
    void unreadThenReadThenProcessed() throws Exception {
        String one = lay("developer", "tester", "one");
        lay("orchestrator", "tester", "two");
        say(outbox, Draft.of("developer", Letterbox.roles(engine, "tester").get(0), "typed"));
        lay("developer", "operator", "not the tester's");
        assertThat(texts("tester", null, null, 10)).containsExactly("typed", "two", "one");
        assertThat(texts("tester", "developer", null, 10)).containsExactly("typed", "one");
        assertThat(texts("tester", "developer", null, 1)).containsExactly("typed");
        assertThat(texts("tester", null, "unread", 10)).hasSize(3);
        inbox.seen(inbox.list("app-1", "tester", null, null, 10));
        assertThat(texts("tester", null, "unread", 10)).as("what is typed is read when its turn ends").containsExactly("typed");
        assertThat(texts("tester", null, "read", 10)).containsExactly("two", "one");
        assertThat(engine.message(one).reason()).isEqualTo("read in the inbox");
        int events = engine.log().size();
        inbox.seen(inbox.list("app-1", "tester", null, null, 10));
        assertThat(engine.log()).hasSize(events);
        inbox.acknowledge(engine.message(one));
        inbox.acknowledge(engine.message(one));
        assertThat(engine.log(Event.MessageAcknowledged.class)).containsExactly(new Event.MessageAcknowledged("app-1", "app-1-tester", one, "tester"));
        assertThat(texts("tester", null, "processed", 10)).containsExactly("one");
        assertThat(texts("tester", null, "read", 10)).containsExactly("two");
        assertThat(texts("tester", null, null, 10)).containsExactly("typed", "two", "one");
        assertThat(Inbox.Entry.of(engine.message(one)).status()).isEqualTo("processed");
    }

    @Test
    void theOperatorHasAnInboxToo() throws Exception {
        String id = say(outbox, Draft.of("developer", Letterbox.roles(engine, "operator").get(0), "May I merge?")).get(0).id();
        inbox.seen(inbox.list("app-1", "operator", null, null, 10));
        assertThat(engine.message(id).status()).isEqualTo(Message.Status.READ);
        inbox.acknowledge(engine.message(id));
        assertThat(engine.message(id).acknowledgedAt()).isNotNull();
    }

    @Test
    void theStoryOfAMessageIsItsEventsInOrder() throws Exception {
        String id = lay("developer", "tester", "one");
        lay("developer", "tester", "another");
        inbox.seen(List.of(engine.message(id)));
        inbox.acknowledge(engine.message(id));
        MessageStory story = engine.database().read(sql -> MessageStory.of(sql, engine.message(id)));
        assertThat(story.steps()).extracting(MessageStory.Step::what).containsExactly("MessageQueued", "MessageRead", "MessageAcknowledged");
        assertThat(story.message().status()).isEqualTo("processed");
    }

    /** Whatever there is, a listing reads what it shows: every question is answered from an index, in the order of the index. */
    @Test
    void noListingReadsTheWholeTableOrSortsIt() {
        engine.loop().record(List.of(), tx -> {
            tx.sql().execute("insert into thread values ('t-1', 'app-1', 'x', 'developer', '2026-01-01T00:00:00Z')");
            tx.sql().execute("with recursive n(i) as (select 1 union all select i + 1 from n where i < " + MANY + ") insert into message(id, mission, agent, recipient, sender, type, body, urgent, inbox, critical, thread, status, reason, attempts, created_at, changed_at)"
                    + " select 'm-' || i, 'app-1', 'app-1-tester', 'tester', 'developer', 'notification', 'x', 0, 1, 0, 't-1', 'read', '', 0, '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z' from n");
        });
        engine.database().read(sql -> {
            Map<String, Object> all = Map.of("mission", "app-1", "to", "tester", "from", "developer", "state", "unread", "limit", 20, "thread", "t-1", "title", "x", "message", "m-1");
            for (String statement : List.of(Inbox.statement(false), Inbox.statement(true), Threads.newest(), "select * from thread where mission = :mission and title = :title order by rowid limit 10",
                    "select * from thread where mission = :mission order by rowid desc limit :limit", "select seq, at, kind, body from event where " + "case when json_valid(body) then json_extract(body, '$.message') end = :message order by seq limit 1000")) {
                assertThat(plan(sql, statement, all)).as(statement).doesNotContain("SCAN");
                assertThat(plan(sql, statement, all)).as(statement).doesNotContain("TEMP B-TREE");
            }
            return null;
        });
        assertThat(texts("tester", "developer", "unread", 20)).isEmpty();
        assertThat(texts("tester", null, null, 20)).hasSize(20);
        assertThat(new Threads(engine.database(), engine.loop()).list("app-1", 20)).hasSize(1);
        assertThat(new Threads(engine.database(), engine.loop()).messages("t-1", 20)).hasSize(20);
    }

    private static String plan(Handle sql, String statement, Map<String, Object> values) {
        return String.join("; ", sql.createQuery("explain query plan " + statement).bindMap(values).map((row, context) -> row.getString("detail")).list());
    }
}
