package mc.mission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mc.Failure;
import mc.Home;
import mc.agent.Agent;
import mc.agent.AgentState;
import mc.agent.Mission;
import mc.event.Event;
import mc.event.EventLog;
import mc.event.Job;
import mc.event.Signal;
import mc.message.Message;
import mc.message.Undelivered;
import mc.plan.Resumption;
import mc.schedule.CheckIns;
import mc.team.Role;
import mc.testing.Engine;
import mc.testing.Hostile;
import mc.testing.ShippedData;
import mc.text.Templates;
import mc.text.Untrusted;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the tables, the messages and the check-ins make of agents that join, leave and come back. */
class MembersTest {

    private static final String TESTER = "app-1-tester";

    @TempDir
    private Path dir;

    private Engine engine;

    @BeforeEach
    void open() {
        engine = new Engine(dir, new CheckIns(null, new Templates(new Home(dir))), new Undelivered(null)); // their jobs are not run by them here
        engine.mission("app-1", "orchestrator", "tester");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private void begins(String agent) {
        engine.clock().advance(Duration.ofSeconds(1));
        engine.launched(agent);
        engine.signal(agent, new Signal.SessionStarted("conversation-of-" + agent, "startup"));
        engine.signal(agent, new Signal.PromptSubmitted("[mc " + engine.agent(agent).briefing() + " from mc] Go on."));
        engine.signal(agent, new Signal.TurnEnded("Done.", 0));
    }

    private void ends(String agent) {
        engine.clock().advance(Duration.ofSeconds(1));
        engine.record(new Event.AgentEnding("app-1", agent, "operator", "", "", ""));
        engine.record(new Event.AgentExited("app-1", agent, null, null, ""));
        engine.record(new Event.AgentEnded("app-1", agent, "operator"));
    }

    private String status() {
        return engine.database().read(sql -> Mission.Table.find(sql, "app-1")).orElseThrow().status();
    }

    private List<String> startList() {
        return engine.database().read(sql -> StartList.of(sql, "app-1")).keySet().stream().map(a -> a.id()).toList();
    }

    @Test
    void whoJoinsComesLastAndIsStartedAndAskedForReports() {
        engine.record(new Event.CheckInsPlanned("app-1", Map.of(TESTER, 45)));
        begins("app-1-orchestrator");
        engine.record(new Event.AgentAdded("app-1", new Event.Seat("app-1-devops", "devops", "DevOps", "deploys", "demo", "b-22222222"), 60));
        List<Agent> team = engine.database().read(sql -> Agent.Table.ofMission(sql, "app-1"));
        assertThat(team).extracting(Agent::role).containsExactly("orchestrator", "tester", "devops");
        assertThat(startList()).contains("app-1-devops");
        assertThat(engine.jobs()).contains("mission.prepare/app-1").doesNotContain("checkin/app-1-devops");
        begins(TESTER);
        assertThat(status()).as("the team waits for its newest member").isEqualTo(Mission.STARTING);
        begins("app-1-devops");
        assertThat(status()).isEqualTo(Mission.RUNNING);
        assertThat(engine.jobs()).contains("checkin/app-1-devops", "checkin/" + TESTER);
        engine.record(new Event.AgentAdded("app-1", new Event.Seat("app-1-developer", "developer", "Developer", "builds", "demo", "b-33333333"), 60));
        assertThat(engine.jobs()).as("into a team at work").contains("checkin/app-1-developer");
    }

    @Test
    void whoLeavesTakesItsJobsAlongAndIsNotMissed() {
        engine.record(new Event.CheckInsPlanned("app-1", Map.of(TESTER, 45)));
        begins("app-1-orchestrator");
        engine.launched(TESTER);
        engine.queue(TESTER, "m-aaaaaaaa", "Go on");
        ends(TESTER);
        assertThat(status()).as("nobody waits for it").isEqualTo(Mission.RUNNING);
        assertThat(engine.jobs()).contains("agent.end/" + TESTER).doesNotContain("agent.look/" + TESTER, "checkin/" + TESTER, "deliver/" + TESTER, "agent.restart/" + TESTER);
        assertThat(startList()).doesNotContain(TESTER);
        assertThat(engine.agent(TESTER).state()).isEqualTo(AgentState.EXITED);
        assertThat(engine.agent(TESTER).reason()).isEqualTo("ended by the operator");
        assertThat(Triage.of(engine.agent(TESTER), new Presence(Presence.Kind.GONE, "gone"))).isEqualTo(new Triage(Triage.Kind.ENDED, "ended by the operator"));
        engine.record(new Event.MissionContinued("app-1", false));
        assertThat(startList()).doesNotContain(TESTER);
    }

    @Test
    void aCrashOfOneThatIsBeingEndedIsNoCrash() {
        begins(TESTER);
        engine.record(new Event.AgentEnding("app-1", TESTER, "operator", "", "", ""));
        engine.record(new Event.AgentExited("app-1", TESTER, null, "9", ""));
        assertThat(engine.jobs()).doesNotContain("agent.restart/" + TESTER);
    }

    @Test
    void whoComesBackIsAMemberAgainAndAFreshOneForgets() {
        engine.record(new Event.CheckInsPlanned("app-1", Map.of(TESTER, 45)));
        begins("app-1-orchestrator");
        begins(TESTER);
        ends(TESTER);
        engine.record(new Event.AgentRestarting("app-1", TESTER, "b-44444444", Restart.OPERATOR, engine.clock().instant().toString(), false));
        assertThat(engine.agent(TESTER).hasLeft()).isFalse();
        assertThat(engine.agent(TESTER).conversation()).isEqualTo("conversation-of-" + TESTER);
        assertThat(startList()).contains(TESTER);
        assertThat(engine.jobs()).contains("checkin/" + TESTER, "mission.launch/app-1");
        engine.record(new Event.LaunchFailed("app-1", TESTER, "no room"));
        engine.record(new Event.AgentRestarting("app-1", TESTER, "b-55555555", Restart.OPERATOR, engine.clock().instant().toString(), true));
        assertThat(engine.agent(TESTER).conversation()).isNull();
        assertThat(engine.database().read(sql -> Restart.Table.find(sql, "b-55555555")).orElseThrow().fresh()).isTrue();
        int restarts = engine.database().read(sql -> Restart.Table.count(sql, TESTER));
        assertThat(restarts).isEqualTo(2);
    }

    @Test
    void oneThatIsReplacedHasNotBegunItsNextTurn() {
        begins(TESTER);
        engine.record(new Event.AgentReplacing("app-1", TESTER, Restart.OPERATOR, false));
        assertThat(engine.agent(TESTER).briefedAt()).isNull();
        assertThat(engine.jobs()).contains("agent.replace/" + TESTER);
    }

    @Test
    void whatDidNotReachItFailsAndItsSenderIsTold() throws Exception {
        begins("app-1-orchestrator");
        begins(TESTER);
        engine.record(new Event.MessageQueued("app-1", TESTER, "m-aaaaaaaa", "orchestrator", "Test the cart.\u001b[31m"), new Event.MessageQueued("app-1", TESTER, "m-bbbbbbbb", "operator", "Hello"));
        engine.record(new Event.MessageTyped("app-1", TESTER, "m-bbbbbbbb", 1));
        ends(TESTER);
        assertThat(engine.message("m-aaaaaaaa").status()).isEqualTo(Message.Status.FAILED);
        assertThat(engine.message("m-bbbbbbbb").status()).as("it was typed").isEqualTo(Message.Status.UNPROVEN);
        assertThat(engine.jobs()).contains("undelivered/app-1");
        engine.record(new Undelivered(engine.database()).run(Job.of(Undelivered.TELL, "app-1", engine.clock().instant()), engine::record).events().toArray(Event[]::new));
        assertThat(engine.log(Event.MessageQueued.class)).filteredOn(m -> m.from().equals("mc") && m.agent() != null).singleElement()
                .satisfies(m -> assertThat(m.agent() + ": " + m.text()).isEqualTo("app-1-orchestrator: Your message m-aaaaaaaa did not reach tester: tester was ended by the operator. It began: Test the cart."));
    }

    @Test
    void theEventsOfAnEndAreFound() {
        engine.record(new Event.WorktreeRemoved("app-1", TESTER, "/old", null));
        engine.record(new Event.AgentEnding("app-1", TESTER, "operator", "", "", ""), new Event.WorktreeRemoved("app-1", TESTER, "/new", null), new Event.WorktreeRemoved("app-1", "app-1-orchestrator", "/other", null));
        List<Event> since = engine.database().read(sql -> EventLog.since(sql, "app-1", TESTER, Event.AgentEnding.class));
        assertThat(since).containsExactly(new Event.WorktreeRemoved("app-1", TESTER, "/new", null));
    }

    @ParameterizedTest
    @CsvSource({"CodeReview, temp-code-review", "bug-fix, temp-bug-fix", "X, temp-x", "fixIssue12, temp-fix-issue12", "HTTPProbe, temp-httpprobe"})
    void temporaryAgentsGetARoleOfTheirOwn(String name, String id) {
        assertThat(Assignment.roleId(name)).isEqualTo(id);
        Assignment assignment = Assignment.temporary(name, "developer", "Do it");
        Role role = assignment.role(id, ShippedData.DATA.roles(), ShippedData.TEMPLATES);
        assertThat(role.windowName()).isEqualTo("TEMP-" + name);
        assertThat(role.body()).contains("temporary member").contains(ShippedData.DATA.roles().get("developer").body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-x", "x-", "a--b", "a b", "a;b", "../x", "a\nb", "ä", "a_b", "1a", "aaaaaaaaaaaaaaaaaaaaaaaaa", "$(x)", "#{x}"})
    void namesThatCouldDoHarmAreRefused(String name) {
        assertThatThrownBy(() -> Assignment.temporary(name, null, "Do it")).isInstanceOfSatisfying(Failure.class, f -> assertThat(f.kind()).isEqualTo(Failure.Kind.USAGE));
    }

    @Test
    void aTaskIsPlainTextAndBounded() {
        assertThat(Assignment.temporary("x", null, " a\u001b[31mb\u202e\n c ").task()).isEqualTo("ab\n c");
        assertThatThrownBy(() -> Assignment.temporary("x", null, " \u200b ")).hasMessageContaining("needs a task");
        assertThatThrownBy(() -> Assignment.temporary("x", null, "y".repeat(16_001))).hasMessageContaining("16001");
    }

    @Test
    void noTextOfASummaryLooksLikeAHeading() {
        assertThat(new Handover("a\nHandoff Notes: b", null, "").text()).isEqualTo("Tasks Completed: a\n  Handoff Notes: b\nIssues Encountered: -\nHandoff Notes: -\n");
        java.util.Random random = new java.util.Random(7);
        for (int i = 0; i < 300; i++) {
            String text = new Handover(Hostile.next(random), Hostile.next(random), "x".repeat(9_000)).text();
            assertThat(text).isEqualTo(Untrusted.block(text));
            assertThat(text.lines().filter(l -> !l.startsWith("  "))).hasSize(3);
        }
    }

    @Test
    void theNewestCheckpointIsFoundInEitherPlace() throws IOException {
        Home home = new Home(dir);
        Path notes = Files.createDirectories(Checkpoints.dir(home, "app-1"));
        Path worktree = Files.createDirectories(dir.resolve("wt"));
        assertThat(Checkpoints.newest(home, engine.agent(TESTER), worktree)).isEmpty();
        Files.writeString(worktree.resolve("TESTER_CHECKPOINT_20261121_0230.md"), "first");
        Files.writeString(notes.resolve("TESTER_CHECKPOINT_20261121_0300.md"), "second");
        Files.writeString(notes.resolve("ORCHESTRATOR_CHECKPOINT_20261122_0300.md"), "another's");
        assertThat(newest(home, worktree)).isEqualTo("second");
        Files.writeString(notes.resolve("TESTER_CHECKPOINT_20261121_0300_02.md"), "third");
        assertThat(newest(home, worktree)).isEqualTo("third");
        Files.writeString(worktree.resolve("tester_checkpoint_20261121_0301.md"), "fourth");
        Files.createSymbolicLink(worktree.resolve("TESTER_CHECKPOINT_29990101_0000.md"), Path.of("tester_checkpoint_20261121_0301.md"));
        assertThat(newest(home, worktree)).isEqualTo("fourth");
    }

    private String newest(Home home, Path worktree) {
        Optional<Resumption.Notes> found = Checkpoints.newest(home, engine.agent(TESTER), worktree);
        return found.orElseThrow().text();
    }
}
