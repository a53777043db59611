package mc.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import mc.event.Event;
import mc.event.Job;
import mc.event.JobHandler.Outcome;
import mc.event.Signal;
import mc.testing.Engine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UndeliveredTest {

    private static final String AGENT = "app-1-tester";

    @TempDir
    private Path dir;

    private Engine engine;
    private Undelivered undelivered;

    @BeforeEach
    void start() {
        AtomicReference<Undelivered> reactor = new AtomicReference<>();
        engine = new Engine(dir, (recorded, tx) -> reactor.get().react(recorded, tx));
        undelivered = new Undelivered(engine.database());
        reactor.set(undelivered);
        engine.mission("app-1", "tester", "developer");
        engine.launched(AGENT);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private List<Event> tell() {
        assertThat(engine.jobs()).contains("undelivered/app-1");
        Outcome outcome = undelivered.run(Job.of(Undelivered.TELL, "app-1", engine.clock().instant()), engine::record);
        assertThat(outcome.again()).isNull();
        return outcome.events();
    }

    private List<Event.MessageQueued> fromMc() {
        return engine.log(Event.MessageQueued.class).stream().filter(m -> m.from().equals("mc")).toList();
    }

    private void send(String id, String from) {
        engine.record(new Event.MessageQueued("app-1", AGENT, id, from, "text of " + id));
    }

    @Test
    void whatFailsTogetherIsToldInOneLetterToEachSenderThatLivesAndToTheOperator() {
        send("m-00000001", "developer");
        send("m-00000002", "developer");
        send("m-00000003", "operator");
        send("m-00000004", "tester");
        engine.record(new Event.MessageTyped("app-1", AGENT, "m-00000001", 1));
        engine.record(new Event.AgentEnding("app-1", AGENT, "operator", "", "", ""));
        tell().forEach(engine::record);
        assertThat(fromMc()).extracting(Event.MessageQueued::agent).containsExactly("app-1-developer", null);
        assertThat(fromMc().get(0).text().lines()).containsExactly(
                "Your message m-00000001 is not known to have been read by tester: tester was ended by the operator before it reported the text. It began: text of m-00000001",
                "Your message m-00000002 did not reach tester: tester was ended by the operator. It began: text of m-00000002");
        Event.MessageQueued letter = fromMc().get(1);
        assertThat(letter.letter()).extracting(Event.Letter::to, Event.Letter::subject, Event.Letter::inbox).containsExactly("operator", "4 messages were not delivered", true);
        assertThat(letter.text()).contains("The message m-00000003 from operator did not reach tester");
        assertThat(tell()).as("told once").isEmpty();
    }

    @Test
    void whatIsProvenMeanwhileIsNotTold() {
        send("m-00000001", "developer");
        engine.record(new Event.MessageTyped("app-1", AGENT, "m-00000001", 1), new Event.MessageUnproven("app-1", AGENT, "m-00000001", "nothing came"));
        engine.signal(AGENT, new Signal.PromptSubmitted("[mc m-00000001 from developer] text"));
        assertThat(tell()).isEmpty();
    }

    @Test
    void theEndOfAMissionIsOneLetterHoweverManyWereOnTheirWay() {
        for (int i = 0; i < 30; i++) {
            send(String.format("m-%08d", i), "developer");
        }
        engine.record(new Event.AgentEnding("app-1", "app-1-developer", "operator", "", "", ""));
        engine.record(new Event.MissionStopped("app-1", List.of()));
        tell().forEach(engine::record);
        assertThat(fromMc()).singleElement().satisfies(letter -> assertThat(letter.text()).endsWith("and 10 more.").contains("the mission has ended"));
    }

    @Test
    void nobodyIsWrittenToInAMissionThatHasEnded() {
        send("m-00000001", "developer");
        engine.record(new Event.MissionStopped("app-1", List.of()));
        tell().forEach(engine::record);
        assertThat(fromMc()).extracting(Event.MessageQueued::agent).containsExactly((String) null);
    }

    @Test
    void aLetterThatTellsOfAFailureAndFailsItselfIsNoStorm() {
        send("m-00000001", "mc");
        engine.record(new Event.MessageFailed("app-1", AGENT, "m-00000001", "the end"));
        tell().forEach(engine::record);
        assertThat(fromMc()).extracting(Event.MessageQueued::agent).containsExactly(AGENT, null);
        assertThat(tell()).isEmpty();
    }
}
