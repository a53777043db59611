package mc.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
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
        table.put(new Event.MessageSubmitted("app-1", AGENT, ID, "new", false), Map.of(Set.of(Status.HELD, Status.TYPING, Status.TYPED, Status.UNPROVEN), Status.SUBMITTED));
        table.put(new Event.MessageRead("app-1", AGENT, ID), Map.of(Set.of(Status.SUBMITTED), Status.READ));
        table.put(new Event.MessageUnproven("app-1", AGENT, ID, "new"), Map.of(open, Status.UNPROVEN));
        table.put(new Event.MessageOffered("app-1", AGENT, ID), Map.of(Set.of(Status.QUEUED, Status.HELD), Status.HELD));
        table.put(new Event.MessageCutOff("app-1", AGENT, ID, "new"), Map.of(Set.of(Status.SUBMITTED), Status.UNPROVEN));
        table.put(new Event.MessageFailed("app-1", AGENT, ID, "new"), Map.of(open, Status.FAILED));
        table.put(new Event.MessageCancelled("app-1", AGENT, ID, "operator"), Map.of(Set.of(Status.QUEUED, Status.HELD), Status.CANCELLED));
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
        engine.submit(ID);
        assertThat(status(ID)).isEqualTo(Status.SUBMITTED);
        engine.signal(AGENT, new Signal.ToolEnded("Bash"));
        assertThat(status(ID)).isEqualTo(Status.SUBMITTED);
        engine.signal(AGENT, TURN_ENDED);
        assertThat(status(ID)).isEqualTo(Status.READ);
        engine.signal(AGENT, TURN_ENDED);
        assertThat(engine.log(Event.MessageRead.class)).hasSize(1);
    }

    @Test
    void theProgramsFilesMayTellOfTheTextsOwnTurnBeforeItsHook() {
        engine.signal(AGENT, new Signal.TurnEnded("done", 0));
        engine.queue(AGENT, ID, "hello");
        engine.record(new Event.MessageTyping("app-1", AGENT, ID), new Event.MessageTyped("app-1", AGENT, ID, 1));
        engine.record(new Event.AgentSighted("app-1", AGENT, engine.agent(AGENT).pid(), "transcript", "working", "a prompt was submitted", engine.clock().instant().plusSeconds(1).toString(), null, false));
        assertThat(engine.agent(AGENT).state().text()).isEqualTo("working");
        engine.signal(AGENT, new Signal.PromptSubmitted(engine.message(ID).typedText()));
        engine.signal(AGENT, new Signal.TurnEnded("Hello.", 0));
        assertThat(engine.message(ID).status()).isEqualTo(Status.READ);
    }

    @Test
    void aTextQueuedBehindATurnIsReadAfterItsOwn() {
        engine.signal(AGENT, new Signal.PromptSubmitted("the user's own"));
        engine.queue(AGENT, ID, "hello");
        engine.submit(ID);
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
        engine.type(ID);
        engine.signal("app-1-developer", prompt(ID));
        assertThat(status(ID)).as("another agent saw the text").isEqualTo(Status.TYPING);
        engine.type("m-bbbbbbbb");
        engine.record(new Event.MessageTyped("app-1", AGENT, ID, 1), new Event.MessageUnproven("app-1", AGENT, ID, "nothing came"));
        engine.signal(AGENT, prompt(ID, "m-bbbbbbbb", "m-zzzzzzzz", ID));
        engine.signal(AGENT, prompt(ID));
        assertThat(List.of(status(ID), status("m-bbbbbbbb"))).containsOnly(Status.SUBMITTED);
        assertThat(engine.log(Event.MessageSubmitted.class)).extracting(Event.MessageSubmitted::message).containsExactly(ID, "m-bbbbbbbb");
    }

    /** A person, or the agent's own notes, may quote a mark from a listing: what was not typed has not arrived. */
    @Test
    void aQuotedMarkProvesNothingOfATextThatNobodyHasTyped() {
        Event absorbed = new Event.MessagesAbsorbed("app-1", AGENT, List.of(ID), "stands in the transcript");
        Event handedOver = new Event.AgentSignalled("app-1", AGENT, "f", null, new Signal.ToolEnded("Bash"), List.of(ID));
        engine.queue(AGENT, ID, "IMPORTANT");
        engine.signal(AGENT, prompt(ID));
        engine.record(absorbed, handedOver);
        assertThat(status(ID)).as("queued").isEqualTo(Status.QUEUED);
        engine.record(new Event.MessageHeld("app-1", AGENT, ID, "tester is in a turn; it goes out when that ends"));
        engine.signal(AGENT, prompt(ID));
        engine.record(absorbed, handedOver);
        assertThat(status(ID)).as("held").isEqualTo(Status.HELD);
        assertThat(engine.database().<List<String>>read(sql -> Message.openToEvidence(sql, AGENT, List.of(ID)))).isEmpty();
        engine.record(new Event.MessageOffered("app-1", AGENT, ID));
        engine.signal(AGENT, prompt(ID));
        assertThat(status(ID)).as("it lies ready for a hook, so this prompt was somebody's").isEqualTo(Status.HELD);
        engine.type(ID);
        engine.signal(AGENT, prompt(ID));
        assertThat(status(ID)).as("typed, for all that is known").isEqualTo(Status.SUBMITTED);
        assertThat(engine.log(Event.MessageSubmitted.class)).hasSize(1);
    }

    @Test
    void whatLiesReadyForAHookIsProvenByWhatTheHookLeaves() {
        engine.queue(AGENT, ID, "urgent");
        engine.queue(AGENT, "m-bbbbbbbb", "urgent, too");
        engine.record(new Event.MessageOffered("app-1", AGENT, ID), new Event.MessageOffered("app-1", AGENT, "m-bbbbbbbb"));
        engine.record(new Event.MessagesAbsorbed("app-1", AGENT, List.of(ID), "stands in the transcript"));
        assertThat(status(ID)).isEqualTo(Status.SUBMITTED);
        engine.record(new Event.AgentSignalled("app-1", AGENT, "f", null, new Signal.ToolEnded("Bash"), List.of("m-bbbbbbbb")));
        assertThat(status("m-bbbbbbbb")).isEqualTo(Status.TYPED);
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
    void whatWaitsBehindAnotherSaysSoInItsStory() {
        engine.queue(AGENT, ID, "first");
        engine.queue(AGENT, "m-bbbbbbbb", "second");
        engine.record(new Event.MessageHeld("app-1", AGENT, ID, "tester is limited: until 20:00"));
        assertThat(engine.database().<MessageStory>read(sql -> MessageStory.of(sql, engine.message("m-bbbbbbbb"))).message().reason()).isEqualTo("waits behind " + ID + " (tester is limited: until 20:00)");
        assertThat(engine.database().<MessageStory>read(sql -> MessageStory.of(sql, engine.message(ID))).message().reason()).isEqualTo("tester is limited: until 20:00");
    }

    @Test
    void whatWasNotDeliveredWhenTheMissionEndsHasFailed() {
        engine.queue(AGENT, ID, "hello");
        engine.queue(AGENT, "m-bbbbbbbb", "second");
        engine.submit("m-bbbbbbbb");
        engine.record(new Event.MissionStopped("app-1", List.of()));
        assertThat(status(ID)).isEqualTo(Status.FAILED);
        assertThat(status("m-bbbbbbbb")).as("arrived, and its turn never ends").isEqualTo(Status.UNPROVEN);
        assertThat(engine.message("m-bbbbbbbb").reason()).isEqualTo("the mission ended before the turn did");
    }

    private void inTurn(String... ids) {
        for (String id : ids) {
            engine.queue(AGENT, id, "hello");
            engine.submit(id);
        }
    }

    private void interrupted(String at) {
        engine.record(new Event.AgentSighted("app-1", AGENT, 4_000_000L, "transcript", "ready", "interrupted by a person", at, null, false));
    }

    @Test
    void aTurnThatAPersonBreaksOffIsRead() {
        String before = engine.clock().instant().toString();
        engine.clock().advance(Duration.ofMillis(500));
        inTurn(ID, "m-bbbbbbbb");
        interrupted(before);
        assertThat(status(ID)).as("an interruption told late, of the turn before").isEqualTo(Status.SUBMITTED);
        engine.clock().advance(Duration.ofSeconds(1));
        engine.record(new Event.AgentSighted("app-1", AGENT, 1L, "transcript", "ready", "interrupted by a person", engine.clock().instant().toString(), null, false));
        assertThat(status(ID)).as("of an earlier program").isEqualTo(Status.SUBMITTED);
        interrupted(engine.clock().instant().toString());
        assertThat(status(ID)).isEqualTo(Status.READ);
        assertThat(engine.message(ID).reason()).isEqualTo("the turn was interrupted by a person");
        assertThat(status("m-bbbbbbbb")).as("it waits for a turn of its own").isEqualTo(Status.SUBMITTED);
        engine.signal(AGENT, TURN_ENDED);
        assertThat(status("m-bbbbbbbb")).isEqualTo(Status.READ);
    }

    /** A program that keeps no files which mc reads, and whose person has pressed Esc. */
    @Test
    void theScreensWordEndsATurnThatNothingElseTellsOf() {
        inTurn(ID);
        engine.clock().advance(Duration.ofSeconds(12));
        engine.record(new Event.ScreenSeen("app-1", AGENT, true));
        assertThat(status(ID)).isEqualTo(Status.SUBMITTED);
        engine.record(new Event.ScreenSeen("app-1", AGENT, false));
        assertThat(status(ID)).isEqualTo(Status.READ);
        assertThat(engine.message(ID).reason()).isEqualTo("its screen shows that the turn is over; nothing else tells how it ended");
        inTurn("m-bbbbbbbb");
        engine.record(new Event.ScreenSeen("app-1", AGENT, false));
        assertThat(status("m-bbbbbbbb")).as("it came after the look").isEqualTo(Status.SUBMITTED);
    }

    @Test
    void aTurnWhoseEndStandsInAFileIsNotEndedByTheScreen() {
        inTurn(ID);
        engine.record(new Event.AgentSighted("app-1", AGENT, 4_000_000L, "transcript", "working", "took up a prompt", engine.clock().instant().toString(), null, false));
        engine.clock().advance(Duration.ofSeconds(12));
        engine.record(new Event.ScreenSeen("app-1", AGENT, false));
        assertThat(status(ID)).isEqualTo(Status.SUBMITTED);
    }

    @Test
    void aTurnThatFailsIsNoReadingAndTheNextThatEndsIs() {
        inTurn(ID, "m-bbbbbbbb");
        for (int i = 0; i < 3; i++) {
            engine.signal(AGENT, new Signal.TurnFailed("rate_limit", "limit"));
            assertThat(List.of(status(ID), status("m-bbbbbbbb"))).containsOnly(Status.SUBMITTED);
        }
        assertThat(engine.message(ID).reason()).isEqualTo("its turn failed (rate_limit); it stands in the conversation, and is read when a turn ends");
        engine.signal(AGENT, TURN_ENDED);
        assertThat(List.of(status(ID), status("m-bbbbbbbb"))).containsOnly(Status.READ);
    }

    /** Claude Code takes a queued prompt up at the next tool call, when it has one; its record may be seen before or after the turn's end. */
    @Test
    void aQueuedTextThatWentIntoTheRunningTurnIsReadWithIt() {
        engine.signal(AGENT, new Signal.PromptSubmitted("the user's own"));
        inTurn(ID, "m-bbbbbbbb");
        Event absorbed = new Event.MessagesAbsorbed("app-1", AGENT, List.of(ID), "stands in the transcript");
        engine.record(absorbed, absorbed);
        assertThat(status(ID)).isEqualTo(Status.SUBMITTED);
        engine.signal(AGENT, TURN_ENDED);
        assertThat(status(ID)).isEqualTo(Status.READ);
        assertThat(status("m-bbbbbbbb")).isEqualTo(Status.SUBMITTED);
        engine.record(new Event.MessagesAbsorbed("app-1", AGENT, List.of("m-bbbbbbbb"), "stands in the transcript"));
        assertThat(status("m-bbbbbbbb")).isEqualTo(Status.READ);
    }

    @Test
    void whatTheScreenTakesForATurnHidesNoEnd() {
        engine.put(AGENT, AgentState.WORKING, "its screen shows a running turn", Source.SCREEN);
        inTurn(ID);
        engine.signal(AGENT, TURN_ENDED);
        assertThat(status(ID)).isEqualTo(Status.READ);
    }

    @Test
    void theEndOfTheProgramLeavesWhatItTookUpToItsNextTurnAndCutsOffItsQueue() {
        inTurn(ID, "m-bbbbbbbb");
        engine.record(new Event.AgentExited("app-1", AGENT, 1, null, ""));
        assertThat(status(ID)).isEqualTo(Status.SUBMITTED);
        assertThat(engine.message(ID).reason()).startsWith("its program ended before the turn did");
        assertThat(status("m-bbbbbbbb")).isEqualTo(Status.UNPROVEN);
        assertThat(engine.message("m-bbbbbbbb").reason()).isEqualTo("its program ended while the text waited there for a turn");
        engine.record(new Event.AgentRestarting("app-1", AGENT, "b-00000001", "operator", engine.clock().instant().toString(), false));
        engine.launched(AGENT);
        engine.signal(AGENT, new Signal.SessionStarted("conversation-of-" + AGENT, "resume"));
        engine.signal(AGENT, TURN_ENDED);
        assertThat(status(ID)).as("it stood in the conversation that went on").isEqualTo(Status.READ);
    }

    @Test
    void whatStoodInAConversationThatIsGoneIsNotKnownToHaveBeenRead() {
        List<Event> ends = List.of(new Event.AgentEnding("app-1", AGENT, "operator", "", "", ""), new Event.AgentSignalled("app-1", AGENT, "f", null, new Signal.SessionStarted("other", "clear"), List.of()),
                new Event.AgentRestarting("app-1", AGENT, "b-00000002", "operator", engine.clock().instant().toString(), true));
        for (int i = 0; i < ends.size(); i++) {
            String id = "m-0000000" + i;
            inTurn(id);
            engine.record(ends.get(i));
            assertThat(status(id)).as(ends.get(i).kind()).isEqualTo(Status.UNPROVEN);
        }
        assertThat(engine.log(Event.MessageCutOff.class)).extracting(Event.MessageCutOff::why).containsExactly("tester was ended by the operator before the turn did",
                "a new conversation began before the turn with it had ended", "a new conversation began before the turn with it had ended");
    }

    @Test
    void aLetterToTheOperatorIsNoBodysTurn() {
        engine.record(new Event.MessageQueued("app-1", null, ID, "mc", "hello", new Event.Letter("operator", "notification", null, false, true, null, null, null, null, false)));
        engine.signal(AGENT, prompt(ID));
        engine.signal(AGENT, TURN_ENDED);
        engine.record(new Event.MissionStopped("app-1", List.of()));
        assertThat(status(ID)).isEqualTo(Status.SUBMITTED);
    }
}
