package mc.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mc.agent.AgentState;
import mc.agent.Source;
import mc.event.Event;
import mc.event.Signal;
import mc.message.Message.Status;
import mc.testing.Engine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessageReactorTest {

    private static final String AGENT = "app-1-tester";
    private static final String ID = "m-aaaaaaaa";
    private static final Signal TURN_ENDED = new Signal.TurnEnded("done", 0);

    @TempDir
    private Path dir;

    private Engine engine;

    @BeforeEach
    void launch() {
        engine = new Engine(dir);
        engine.mission("app-1", "tester", "developer");
        engine.launched(AGENT);
        engine.put(AGENT, AgentState.READY, "", Source.HOOK);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static Signal prompt(String... ids) {
        StringBuilder text = new StringBuilder();
        for (String id : ids) {
            text.append("[mc ").append(id).append(" from operator] hello\n");
        }
        return new Signal.PromptSubmitted(text.toString());
    }

    private Status status(String id) {
        return engine.message(id).status();
    }

    private void put(Status status) {
        engine.loop().record(List.of(), tx -> tx.sql().createUpdate("update message set status = :status, reason = 'before', turns_left = 1").bind("status", status.text()).execute());
    }

    /** Each thing that may be written down of a message, and from which steps it moves one on to which. */
    @Test
    void aMessageOnlyEverMovesOn() {
        Map<Event, Map<Set<Status>, Status>> table = new LinkedHashMap<>();
        Set<Status> open = Set.of(Status.QUEUED, Status.HELD, Status.TYPING, Status.TYPED);
        table.put(new Event.MessageHeld("app-1", AGENT, ID, "new"), Map.of(Set.of(Status.QUEUED, Status.HELD), Status.HELD, Set.of(Status.TYPING), Status.TYPING, Set.of(Status.TYPED), Status.TYPED));
        table.put(new Event.MessageTyping("app-1", AGENT, ID), Map.of(Set.of(Status.QUEUED, Status.HELD, Status.TYPING), Status.TYPING));
        table.put(new Event.MessageTyped("app-1", AGENT, ID, 2), Map.of(open, Status.TYPED));
        table.put(new Event.MessageSubmitted("app-1", AGENT, ID, "new", false), Map.of(open, Status.SUBMITTED, Set.of(Status.UNPROVEN), Status.SUBMITTED));
        table.put(new Event.MessageRead("app-1", AGENT, ID), Map.of(Set.of(Status.SUBMITTED), Status.READ));
        table.put(new Event.MessageUnproven("app-1", AGENT, ID, "new"), Map.of(open, Status.UNPROVEN));
        table.put(new Event.MessageFailed("app-1", AGENT, ID, "new"), Map.of(open, Status.FAILED));
        engine.queue(AGENT, ID, "hello");
        table.forEach((event, moves) -> {
            for (Status before : Status.values()) {
                put(before);
                engine.record(event);
                Status expected = moves.entrySet().stream().filter(move -> move.getKey().contains(before)).map(Map.Entry::getValue).findFirst().orElse(before);
                assertThat(status(ID)).as("%s when %s", event.kind(), before).isEqualTo(expected);
                boolean isMoved = moves.keySet().stream().anyMatch(from -> from.contains(before));
                assertThat(engine.message(ID).reason().equals("before")).as("%s when %s: the reason", event.kind(), before).isEqualTo(!isMoved);
            }
        });
    }

    @Test
    void aTextThatStartsATurnIsReadWhenThatEnds() {
        engine.queue(AGENT, ID, "hello");
        engine.signal(AGENT, prompt(ID));
        assertThat(status(ID)).isEqualTo(Status.SUBMITTED);
        engine.signal(AGENT, new Signal.ToolEnded("Bash"));
        assertThat(status(ID)).isEqualTo(Status.SUBMITTED);
        engine.signal(AGENT, TURN_ENDED);
        assertThat(status(ID)).isEqualTo(Status.READ);
        engine.signal(AGENT, TURN_ENDED);
        assertThat(engine.log(Event.MessageRead.class)).hasSize(1);
    }

    @Test
    void aTextQueuedBehindATurnIsReadAfterItsOwn() {
        engine.signal(AGENT, new Signal.PromptSubmitted("the user's own"));
        engine.queue(AGENT, ID, "hello");
        engine.signal(AGENT, prompt(ID));
        engine.signal(AGENT, TURN_ENDED);
        assertThat(status(ID)).as("the turn that ran before").isEqualTo(Status.SUBMITTED);
        engine.signal(AGENT, TURN_ENDED);
        assertThat(status(ID)).isEqualTo(Status.READ);
    }

    @Test
    void proofCountsOnceForTheRightAgentAndLateToo() {
        engine.queue(AGENT, ID, "hello");
        engine.queue(AGENT, "m-bbbbbbbb", "second");
        engine.launched("app-1-developer");
        engine.signal("app-1-developer", prompt(ID));
        assertThat(status(ID)).as("another agent saw the text").isEqualTo(Status.QUEUED);
        engine.record(new Event.MessageTyped("app-1", AGENT, ID, 1), new Event.MessageUnproven("app-1", AGENT, ID, "nothing came"));
        engine.signal(AGENT, prompt(ID, "m-bbbbbbbb", "m-zzzzzzzz", ID));
        engine.signal(AGENT, prompt(ID));
        assertThat(List.of(status(ID), status("m-bbbbbbbb"))).containsOnly(Status.SUBMITTED);
        assertThat(engine.log(Event.MessageSubmitted.class)).extracting(Event.MessageSubmitted::message).containsExactly(ID, "m-bbbbbbbb");
    }

    @Test
    void theDeliveryIsWokenByWhateverMayLetItGoOn() {
        engine.queue(AGENT, ID, "hello");
        List<Event> signs = List.of(new Event.AgentSignalled("app-1", AGENT, "f", null, TURN_ENDED, List.of()), new Event.ScreenSeen("app-1", AGENT, false),
                new Event.AgentLaunched("app-1", AGENT, "@1", "%1", 1, 1, "c", "h"), new Event.AgentLost("app-1", AGENT, ""), new Event.AgentExited("app-1", AGENT, 0, null, ""));
        for (Event sign : signs) {
            engine.loop().record(List.of(), tx -> tx.cancel("deliver/" + AGENT));
            engine.record(sign);
            assertThat(engine.jobs()).as(sign.kind()).contains("deliver/" + AGENT);
        }
        engine.signal("app-1-developer", TURN_ENDED);
        assertThat(engine.jobs()).as("nothing waits for this one").doesNotContain("deliver/app-1-developer");
    }

    @Test
    void theOldestOpenMessageIsNext() {
        engine.queue(AGENT, ID, "first");
        engine.queue("app-1-developer", "m-dddddddd", "for another");
        engine.queue(AGENT, "m-bbbbbbbb", "second");
        assertThat(engine.database().<String>read(sql -> Message.nextFor(sql, AGENT).orElseThrow().id())).isEqualTo(ID);
        engine.record(new Event.MessageFailed("app-1", AGENT, ID, ""));
        assertThat(engine.database().<String>read(sql -> Message.nextFor(sql, AGENT).orElseThrow().id())).isEqualTo("m-bbbbbbbb");
    }

    @Test
    void whatWasNotDeliveredWhenTheMissionEndsHasFailed() {
        engine.queue(AGENT, ID, "hello");
        engine.queue(AGENT, "m-bbbbbbbb", "second");
        engine.signal(AGENT, prompt("m-bbbbbbbb"));
        engine.record(new Event.MissionStopped("app-1", List.of()));
        assertThat(status(ID)).isEqualTo(Status.FAILED);
        assertThat(status("m-bbbbbbbb")).isEqualTo(Status.SUBMITTED);
    }
}
