package mc.mission;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import mc.agent.AgentState;
import mc.event.Event;
import mc.event.Job;
import mc.event.Signal;
import mc.testing.Engine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is restarted by itself and how often, and which agents are to be started. */
class RestartReactorTest {

    private static final String AGENT = "app-1-tester";
    private static final String RESTART = "agent.restart/" + AGENT;

    @TempDir
    private Path dir;

    private Engine engine;
    private int starts;

    @BeforeEach
    void open() {
        engine = new Engine(dir);
        engine.mission("app-1", "tester", "developer");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** No two things happen at the very same time. */
    private void tick() {
        engine.clock().advance(Duration.ofMillis(1));
    }

    private void works() {
        tick();
        engine.launched(AGENT);
        tick();
        engine.signal(AGENT, new Signal.SessionStarted("conversation-of-" + AGENT, "startup"));
        engine.signal(AGENT, new Signal.PromptSubmitted("[mc " + engine.agent(AGENT).briefing() + " from mc] Go on."));
        assertThat(engine.agent(AGENT).briefedAt()).isNotNull();
    }

    private void exits(Integer code, String signal) {
        tick();
        engine.record(new Event.AgentExited("app-1", AGENT, code, signal, "bye"));
    }

    private void restart(String by) {
        tick();
        engine.record(new Event.AgentRestarting("app-1", AGENT, String.format("b-%08d", ++starts), by, engine.clock().instant().toString(), false));
        engine.loop().record(List.of(), tx -> tx.cancel(RESTART));
    }

    private Set<String> startList() {
        return engine.database().read(sql -> StartList.of(sql, "app-1")).keySet().stream().map(a -> a.role()).collect(Collectors.toSet());
    }

    @Test
    void aCrashAfterTheFirstTurnIsAnsweredByARestart() {
        works();
        exits(null, "9");
        assertThat(engine.jobs()).contains(RESTART);
        assertThat(engine.agent(AGENT).state()).isEqualTo(AgentState.EXITED);
    }

    @Test
    void anEndThatIsNoCrashIsNot() throws Exception {
        works();
        exits(0, null);
        assertThat(engine.jobs()).as("in order").doesNotContain(RESTART);
        restart("operator");
        works();
        exits(null, null);
        assertThat(engine.jobs()).as("nobody saw how").doesNotContain(RESTART);
        restart("operator");
        works();
        tick();
        engine.record(new Event.AgentLost("app-1", AGENT, "its window was closed"));
        assertThat(engine.jobs()).as("a closed window").doesNotContain(RESTART);
        restart("operator");
        works();
        engine.signal(AGENT, new Signal.SessionEnded("prompt_input_exit"));
        exits(1, null);
        assertThat(job().events()).as("the user told it to").isEmpty();
        restart("operator");
        works();
        exits(1, null);
        assertThat(job().events()).as("this time it did not").hasSize(1);
    }

    private mc.event.JobHandler.Outcome job() throws Exception {
        return new AutomaticRestart(engine.database(), engine.clock()).run(Job.of("agent.restart", AGENT, engine.clock().instant()), e -> { });
    }

    @Test
    void aVeryFirstStartThatFailsIsTheUsersToJudge() {
        engine.launched(AGENT);
        exits(1, null);
        assertThat(engine.jobs()).doesNotContain(RESTART);
        assertThat(startList()).containsExactly("developer");
    }

    @Test
    void whoKeepsCrashingStaysDownUntilSomebodyAsksOrTimeHasPassed() {
        works();
        for (int i = 0; i < 3; i++) {
            exits(1, null);
            assertThat(engine.jobs()).contains(RESTART);
            restart("mc"); // and it dies before its first turn
            engine.launched(AGENT);
        }
        exits(1, null);
        assertThat(engine.jobs()).doesNotContain(RESTART);
        assertThat(engine.log(Event.AgentLeftDown.class)).hasSize(1);
        assertThat(engine.agent(AGENT).reason()).startsWith("stays down after 3 restart(s) within 10 minutes; when its cause is mended: mc resume --role tester; its program ended with exit code 1");
        exits(1, null);
        assertThat(engine.log(Event.AgentLeftDown.class)).as("told once").hasSize(1);

        engine.clock().advance(Duration.ofSeconds(1));
        restart("operator");
        works();
        exits(1, null);
        assertThat(engine.jobs()).as("the operator has mended something").contains(RESTART);
        for (int i = 0; i < 3; i++) {
            restart("mc");
            engine.clock().advance(Duration.ofMinutes(4));
            works();
            exits(1, null);
        }
        assertThat(engine.log(Event.AgentLeftDown.class)).as("twelve minutes for three").hasSize(1);
    }

    @Test
    void aRestartIsAskedForOnceAndStartsAnew() {
        works();
        exits(1, null);
        restart("operator");
        String briefing = engine.agent(AGENT).briefing();
        assertThat(engine.agent(AGENT).state()).isEqualTo(AgentState.STARTING);
        assertThat(engine.agent(AGENT).paneId()).isNull();
        assertThat(engine.agent(AGENT).briefedAt()).isNull();
        assertThat(engine.agent(AGENT).conversation()).isEqualTo("conversation-of-" + AGENT);
        assertThat(startList()).contains("tester");
        assertThat(engine.jobs()).contains("mission.launch/app-1");
        restart("operator");
        assertThat(engine.agent(AGENT).briefing()).as("the second one comes too late").isEqualTo(briefing);
        assertThat(engine.database().<String>read(sql -> Restart.Table.find(sql, briefing).orElseThrow().why())).contains("exit code 1");
        works();
        assertThat(startList()).doesNotContain("tester");
        restart("operator");
        assertThat(startList()).as("it runs").doesNotContain("tester");
        assertThat(engine.log(Event.MissionUnderWay.class)).isEmpty();
        tick();
        engine.record(new Event.AgentLost("app-1", AGENT, "gone"));
        restart("operator");
        engine.record(new Event.MissionStopping("app-1", false, "operator"));
        assertThat(startList()).isEmpty();
    }

    @Test
    void whatTheProgramReportedBeforeItsLaunchWasWrittenDownStaysTrue() {
        works();
        exits(1, null);
        restart("mc");
        tick();
        engine.signal(AGENT, new Signal.SessionStarted("conversation-of-" + AGENT, "resume"));
        engine.signal(AGENT, new Signal.PromptSubmitted("[mc " + engine.agent(AGENT).briefing() + " from mc] Go on."));
        assertThat(startList()).as("its pane is not known yet").contains("tester");
        tick();
        engine.launched(AGENT);
        assertThat(engine.agent(AGENT).state()).isEqualTo(AgentState.WORKING);
        assertThat(startList()).doesNotContain("tester");
    }
}
