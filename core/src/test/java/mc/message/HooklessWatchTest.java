package mc.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import mc.Home;
import mc.agent.Adapter;
import mc.agent.Agent;
import mc.agent.AgentState;
import mc.agent.ScreenManifest.View;
import mc.agent.Source;
import mc.agent.Terminal;
import mc.agent.adapters.ManifestAdapter;
import mc.event.Event;
import mc.event.Job;
import mc.event.JobHandler.Outcome;
import mc.message.Message.Status;
import mc.testing.Engine;
import mc.text.Templates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may be claimed of a program that only its screen speaks for. */
class HooklessWatchTest {

    private static final String AGENT = "app-1-tester";
    private static final String ID = "m-aaaaaaaa";
    private static final String IDLE = "> ";
    private static final String BUSY = "Thinking\n> ";

    @TempDir
    private Path dir;

    private Engine engine;
    private HooklessWatch watch;
    private Adapter adapter;
    private String screen = "";

    private final Terminal terminal = new Terminal() {
        @Override
        public View view(Agent agent) {
            return adapter.screens().read(screen, screen);
        }

        @Override
        public String screen(Agent agent) {
            return screen;
        }

        @Override
        public void paste(Agent agent, String text) {
            throw new AssertionError("a look types nothing");
        }

        @Override
        public void pressEnter(Agent agent) {
            throw new AssertionError("a look types nothing");
        }
    };

    @BeforeEach
    void launch() throws IOException {
        engine = new Engine(dir);
        describe("argv: [sh, '{prompt}']");
        engine.mission("app-1", "tester");
        engine.launched(AGENT);
        startWatch();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private void describe(String launch) throws IOException {
        Files.createDirectories(dir.resolve("templates/agents"));
        Files.writeString(dir.resolve("templates/agents/other.yaml"), """
                prompt: '^> (?<draft>.*)$'
                busy: ['^Thinking']
                dialogs: [{label: a question, answer: Answer it., all: ['^Sure\\?']}]
                limits: ['^Limit, resets (?<until>.*)$']
                ended: ['^Bye']
                launch:
                """ + "  " + launch + "\n");
        adapter = ManifestAdapter.find("other", new Templates(new Home(dir))).orElseThrow();
    }

    /** As a daemon does when it starts: a fresh object, which remembers nothing. */
    private void startWatch() {
        watch = new HooklessWatch(new Home(dir), engine.database(), terminal, kind -> adapter, engine.clock(), (job, record) -> {
            throw new AssertionError("it has no hooks");
        });
    }

    private Outcome look(String shown) throws Exception {
        screen = shown;
        engine.clock().advance(Duration.ofSeconds(1));
        Outcome outcome = watch.run(Job.of("agent.look", AGENT, engine.clock().instant()), engine::record);
        engine.record(outcome.events().toArray(Event[]::new));
        return outcome;
    }

    private AgentState state() {
        return engine.agent(AGENT).state();
    }

    private void typed() {
        engine.queue(AGENT, ID, "hello");
        engine.record(new Event.MessageTyping("app-1", AGENT, ID), new Event.MessageTyped("app-1", AGENT, ID, 1));
    }

    @Test
    void theScreenTellsEachStateOnce() throws Exception {
        look(IDLE);
        assertThat(state()).isEqualTo(AgentState.READY);
        assertThat(engine.agent(AGENT).source()).isEqualTo(Source.SCREEN);
        assertThat(look(IDLE).events()).as("nothing new").isEmpty();
        look(BUSY);
        assertThat(state()).isEqualTo(AgentState.WORKING);
        look("Sure?");
        assertThat(engine.agent(AGENT).reason()).isEqualTo("a question (Answer it.)");
        assertThat(state()).isEqualTo(AgentState.WAITING);
        look("Bye\n> ");
        assertThat(state()).isEqualTo(AgentState.UNKNOWN);
        assertThat(engine.agent(AGENT).reason()).contains("its process still runs");
    }

    @Test
    void aScreenThatFitsNothingCountsWhenItStays() throws Exception {
        look("starting up");
        assertThat(state()).isEqualTo(AgentState.STARTING);
        look(IDLE);
        look("half a screen");
        assertThat(state()).as("it may be redrawn").isEqualTo(AgentState.READY);
        look("half a screen");
        look("half a screen");
        assertThat(state()).isEqualTo(AgentState.UNKNOWN);
        assertThat(look("half a screen").events()).isEmpty();
        look(IDLE);
        assertThat(state()).isEqualTo(AgentState.READY);
    }

    @Test
    void aProgramStartedWithItsPromptHasBegunWhenThatOrATurnIsSeen() throws Exception {
        look(IDLE);
        assertThat(engine.agent(AGENT).briefedAt()).as("an input line proves nothing").isNull();
        look("[mc " + Engine.briefing(AGENT) + " from mc] go\n> ");
        assertThat(engine.agent(AGENT).briefedAt()).isNotNull();
        assertThat(engine.log(Event.PromptSeen.class)).hasSize(1);
    }

    @Test
    void aTurnThatRunsProvesThePromptItWasStartedWith() throws Exception {
        look(BUSY);
        assertThat(engine.agent(AGENT).briefedAt()).isNotNull();
    }

    @Test
    void aProgramThatTakesNoPromptGetsItTypedOnce() throws Exception {
        describe("argv: [sh]");
        look(BUSY);
        assertThat(engine.agent(AGENT).briefedAt()).as("a turn is no proof of what was not typed").isNull();
        look(IDLE);
        assertThat(engine.log(Event.MessageQueued.class)).singleElement().satisfies(queued -> {
            assertThat(queued.message()).isEqualTo(Engine.briefing(AGENT));
            assertThat(queued.text()).contains(dir.resolve("run/launch").resolve(AGENT).toString());
        });
        engine.record(new Event.MessageTyped("app-1", AGENT, Engine.briefing(AGENT), 1));
        look("[mc " + Engine.briefing(AGENT) + " from mc] Your briefing\nThinking\n> ");
        assertThat(engine.agent(AGENT).briefedAt()).isNotNull();
    }

    @Test
    void aMarkOutsideOfTheInputLineProvesAText() throws Exception {
        look(IDLE);
        typed();
        look("> [mc " + ID + " from operator] hello");
        assertThat(engine.message(ID).status()).as("it stands in the input line").isEqualTo(Status.TYPED);
        look("[mc " + ID + " from operator] hello\nSure?");
        assertThat(engine.message(ID).status()).as("a dialog hides the input line").isEqualTo(Status.TYPED);
        look("[mc " + ID + " from operator] hello\n> ");
        assertThat(engine.message(ID).status()).isEqualTo(Status.SUBMITTED);
        assertThat(engine.message(ID).reason()).contains("screen, outside of the input line");
    }

    @Test
    void aTurnThatBeganProvesATextThatIsGoneFromTheInputLine() throws Exception {
        look(IDLE);
        typed();
        look("> [mc " + ID + " from operator] hello");
        look("Thinking\n> [mc " + ID + " from operator] hello");
        assertThat(engine.message(ID).status()).as("another turn").isEqualTo(Status.TYPED);
        look(BUSY);
        assertThat(engine.message(ID).status()).as("that turn ran before the text was gone").isEqualTo(Status.TYPED);
        look(IDLE);
        assertThat(engine.message(ID).status()).isEqualTo(Status.TYPED);
    }

    @Test
    void aTurnAfterAnIdleLookIsTakenForTheTextsOwn() throws Exception {
        look(IDLE);
        typed();
        look(BUSY);
        assertThat(engine.message(ID).status()).isEqualTo(Status.SUBMITTED);
        assertThat(engine.message(ID).reason()).contains("left the input line");
    }

    @Test
    void aTurnThatIsNoLongerToBeSeenIsReadUnlessALimitEndedIt() throws Exception {
        look(IDLE);
        typed();
        look(BUSY);
        look("Limit, resets never\n> ");
        assertThat(state()).isEqualTo(AgentState.LIMITED);
        look(IDLE);
        assertThat(engine.message(ID).status()).as("a turn that failed is no reading").isEqualTo(Status.SUBMITTED);
        look(BUSY);
        look("Sure?");
        assertThat(engine.message(ID).status()).isEqualTo(Status.SUBMITTED);
        look(IDLE);
        assertThat(engine.message(ID).status()).isEqualTo(Status.READ);
        assertThat(engine.message(ID).reason()).startsWith("its screen shows that the turn is over");
    }

    @Test
    void aLimitEndsWhenItsPrintedTimeIsOverAlthoughTheWordsStay() throws Exception {
        Instant until = engine.clock().instant().plus(Duration.ofHours(2)).truncatedTo(java.time.temporal.ChronoUnit.MINUTES);
        String words = "Limit, resets " + until.toString().substring(11, 16) + " (UTC)\n> ";
        look(words);
        assertThat(state()).isEqualTo(AgentState.LIMITED);
        assertThat(engine.agent(AGENT).limitedUntil()).isEqualTo(until);
        startWatch();
        assertThat(look(words).events()).as("the next daemon knows").isEmpty();
        engine.clock().advance(Duration.ofHours(3)); // by the clock alone that time would be tomorrow's
        look(words);
        assertThat(state()).isEqualTo(AgentState.READY);
        startWatch();
        look(words);
        assertThat(state()).as("it was over already").isEqualTo(AgentState.READY);
    }

    @Test
    void anAgentWithoutAPaneIsLookedAtNoMore() throws Exception {
        engine.record(new Event.AgentExited("app-1", AGENT, 0, null, ""));
        assertThat(look(IDLE)).isEqualTo(Outcome.done());
        assertThat(List.of(AgentState.EXITED)).contains(state());
    }
}
