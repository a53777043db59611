package mc.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mc.event.Event;
import mc.event.Signal;
import mc.testing.Engine;
import mc.testing.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each thing that may be told of an agent, in each state it may be in. */
class AgentReactorTest {

    private static final String AGENT = "app-1-tester";
    private static final String OTHER = "app-1-developer";

    @TempDir
    private Path dir;

    private Engine engine;

    @BeforeEach
    void makeMission() {
        engine = new Engine(dir);
        engine.mission("app-1", "tester", "developer");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** What a signal makes of a living agent; {@code state} null: it says nothing about the state. */
    private record Expected(Signal signal, AgentState state, String reason) {}

    private static final List<Expected> SIGNALS = List.of(
            new Expected(new Signal.SessionStarted("c-2", "startup"), AgentState.READY, "its session began"),
            new Expected(new Signal.PromptSubmitted("do it"), AgentState.WORKING, "a prompt was submitted"),
            new Expected(new Signal.ToolStarted("Bash"), AgentState.WORKING, "runs Bash"),
            new Expected(new Signal.ToolEnded("Bash"), AgentState.WORKING, "ran Bash"),
            new Expected(new Signal.PermissionRequested("Bash", "Bash: rm x"), AgentState.WAITING, "asks for permission: Bash: rm x"),
            new Expected(new Signal.InputRequested("question: which?"), AgentState.WAITING, "question: which?"),
            new Expected(new Signal.TurnEnded("done", 0), AgentState.READY, "its turn ended"),
            new Expected(new Signal.TurnEnded("done", 2), AgentState.WORKING, "its turn ended with 2 background task(s) running"),
            new Expected(new Signal.TurnFailed("rate_limit", "resets at 3pm"), AgentState.LIMITED, "usage limit: resets at 3pm"),
            new Expected(new Signal.TurnFailed("overloaded", "try later"), AgentState.READY, "its turn failed (overloaded): try later"),
            new Expected(new Signal.SessionEnded("logout"), null, null),
            new Expected(new Signal.Other("Notification:idle_prompt"), null, null));

    @Test
    void everySignalIsInTheTable() {
        assertThat(SIGNALS.stream().<Class<?>>map(e -> e.signal().getClass()).distinct().toList()).containsExactlyInAnyOrder(Signal.class.getPermittedSubclasses());
    }

    @Test
    void aSignalMovesALivingAgentAndNoOther() {
        for (AgentState before : AgentState.values()) {
            for (Expected expected : SIGNALS) {
                check(before, expected.signal().toString(), before.isLive() ? expected.state() : null, expected.reason(), "hook", () -> engine.signal(AGENT, expected.signal()));
            }
        }
    }

    @Test
    void aSubagentsToolEndsAWaitOnly() {
        for (AgentState before : AgentState.values()) {
            check(before, "a subagent's tool", before == AgentState.WAITING ? AgentState.WORKING : null, "a subagent's question was answered", "hook", () -> engine.signal(AGENT, new Signal.Other("PostToolUse:subagent")));
        }
    }

    @Test
    void whatScreenAndTmuxShowMovesALivingAgentOnly() {
        for (AgentState before : AgentState.values()) {
            boolean isLive = before.isLive();
            check(before, "dialog", isLive ? AgentState.WAITING : null, "folder trust (answer it)", "screen", () -> engine.record(new Event.DialogSeen("app-1", AGENT, "folder trust", "answer it")));
            check(before, "idle screen", isLive ? AgentState.READY : null, "its screen shows an empty input line", "screen", () -> engine.record(new Event.ScreenSeen("app-1", AGENT, false)));
            check(before, "busy screen", isLive ? AgentState.WORKING : null, "its screen shows a running turn", "screen", () -> engine.record(new Event.ScreenSeen("app-1", AGENT, true)));
            check(before, "nothing", isLive ? AgentState.UNKNOWN : null, "silence", "screen", () -> engine.record(new Event.AgentUnclear("app-1", AGENT, "silence")));
            check(before, "lost", isLive ? AgentState.LOST : null, "its pane is gone", "tmux", () -> engine.record(new Event.AgentLost("app-1", AGENT, "its pane is gone")));
            check(before, "exit", before == AgentState.EXITED ? null : AgentState.EXITED, "its program ended with exit code 3; last words: ouch", "tmux", () -> engine.record(new Event.AgentExited("app-1", AGENT, 3, null, "ouch")));
            check(before, "kill", before == AgentState.EXITED ? null : AgentState.EXITED, "its program was ended by signal 9", "tmux", () -> engine.record(new Event.AgentExited("app-1", AGENT, null, "9", "")));
            check(before, "untold end", before == AgentState.EXITED ? null : AgentState.EXITED, "its program ended", "tmux", () -> engine.record(new Event.AgentExited("app-1", AGENT, null, null, "")));
            check(before, "no start", AgentState.EXITED, "could not be started: no room", "mc", () -> engine.record(new Event.LaunchFailed("app-1", AGENT, "no room")));
            check(before, "start", AgentState.STARTING, "its program was started and has not reported yet", "mc",
                    () -> engine.record(new Event.AgentLaunched("app-1", AGENT, "@1", "%1", 5, 6, "new conversation " + engine.clock().instant(), "hash")));
            check(before, "commit", null, null, null, () -> engine.record(new Event.HeadMoved("app-1", AGENT, "commit", "Add it", "abc", "2030-01-01T00:00:00Z", null, null)));
        }
    }

    /** @param state what the agent is to become; null when it is to stay as it is */
    private void check(AgentState before, String what, AgentState state, String reason, String source, Runnable happens) {
        engine.put(AGENT, before, "as before", Source.MC);
        engine.put(OTHER, before, "as before", Source.MC);
        Agent other = engine.agent(OTHER);
        var since = engine.agent(AGENT).since();
        engine.clock().advance(Duration.ofSeconds(10));
        happens.run();
        Agent agent = engine.agent(AGENT);
        String label = before + ": " + what;
        assertThat(agent.state()).as(label).isEqualTo(state == null ? before : state);
        assertThat(agent.reason()).as(label).isEqualTo(state == null ? "as before" : reason);
        assertThat(agent.source()).as(label).isEqualTo(state == null ? Source.MC : Source.of(source));
        assertThat(agent.since()).as(label + ": since").isEqualTo(agent.state() == before ? since : engine.clock().instant());
        assertThat(engine.agent(OTHER)).as(label + ": the other agent").isEqualTo(other);
    }

    @Test
    void theMissionIsUnderWayOnceWhenTheLastFirstTurnStarts() {
        Signal tester = new Signal.PromptSubmitted("[mc " + Engine.briefing(AGENT) + " from mc] You are the tester");
        Signal developer = new Signal.PromptSubmitted("[mc " + Engine.briefing(OTHER) + " from mc] You are the developer");
        engine.signal(AGENT, tester);
        engine.signal(AGENT, tester);
        engine.signal(AGENT, developer);
        engine.signal(OTHER, new Signal.PromptSubmitted("no mark"));
        assertThat(engine.log(Event.MissionUnderWay.class)).isEmpty();
        assertThat(engine.agent(AGENT).briefedAt()).isEqualTo(TestClock.START);
        assertThat(engine.agent(OTHER).briefedAt()).as("neither another's mark nor none is proof").isNull();
        engine.signal(OTHER, developer);
        engine.signal(OTHER, developer);
        engine.signal(AGENT, tester);
        assertThat(engine.log(Event.MissionUnderWay.class)).containsExactly(new Event.MissionUnderWay("app-1"));
    }

    @Test
    void aCommitIsOfTheMomentMcSawItWhateverGitSays() {
        Instant begin = engine.clock().instant();
        engine.clock().advance(Duration.ofHours(3));
        Instant now = engine.clock().instant();
        for (String lie : List.of("1970-01-01T00:00:01Z", "2100-01-01T00:00:00Z")) {
            engine.record(new Event.HeadMoved("app-1", AGENT, "commit", "Add it", "abc", lie, null, null));
            assertThat(engine.agent(AGENT).lastCommitAt()).as(lie).isEqualTo(now);
        }
        for (Map.Entry<String, Instant> missed : Map.of("1970-01-01T00:00:01Z", begin, "2100-01-01T00:00:00Z", now, now.minusSeconds(60).toString(), now.minusSeconds(60)).entrySet()) {
            engine.record(new Event.HeadMoved("app-1", AGENT, "commit", "Add it", "abc", missed.getKey(), null, null, true));
            assertThat(engine.agent(AGENT).lastCommitAt()).as("while mc was down: " + missed.getKey()).isEqualTo(missed.getValue());
        }
    }

    @Test
    void keepsWhereAnAgentWorksAndWhatItCommitted() {
        engine.record(new Event.WorktreeReady("app-1", AGENT, "/w/tester", "main-tester", "c0ffee", "own branch", List.of()));
        engine.record(new Event.AgentLaunched("app-1", AGENT, "@3", "%7", 123, 456, "c-1", "hash"));
        engine.signal(AGENT, new Signal.SessionStarted("c-2", "resume"));
        engine.signal(AGENT, new Signal.SessionStarted("", ""));
        engine.record(new Event.HeadMoved("app-1", AGENT, "commit", "Add it", "abc", "2030-02-03T04:05:06Z", null, null));
        Agent agent = engine.agent(AGENT);
        assertThat(List.of(agent.worktree(), agent.branch(), agent.baseCommit(), agent.windowId(), agent.paneId(), agent.conversation(), agent.lastCommitSubject(), agent.lastCommitAt().toString()))
                .containsExactly("/w/tester", "main-tester", "c0ffee", "@3", "%7", "c-2", "Add it", engine.clock().instant().toString());
        assertThat(agent.process()).hasValueSatisfying(p -> assertThat(p.pid()).isEqualTo(123));
        assertThat(engine.jobs()).as("it may have ended before its pane was known").contains("agent.look/" + AGENT, "agent.autopsy/" + AGENT);
        assertThat(engine.database().<java.util.Optional<Agent>>read(sql -> Agent.Table.byToken(sql, "hash"))).hasValueSatisfying(a -> assertThat(a.id()).isEqualTo(AGENT));
    }

    /** A daemon killed between the start of a program and its note of it hears from the program first. */
    @Test
    void aStartWrittenDownLateUndoesNothingThatTheProgramHasReported() {
        engine.signal(AGENT, new Signal.SessionStarted("c-1", "startup"));
        engine.signal(AGENT, new Signal.PromptSubmitted("[mc " + Engine.briefing(AGENT) + " from mc] You are the tester"));
        engine.clock().advance(Duration.ofSeconds(5));
        engine.record(new Event.AgentLaunched("app-1", AGENT, "@3", "%7", 123, 456, "c-1", "hash"));
        Agent agent = engine.agent(AGENT);
        assertThat(agent.state()).isEqualTo(AgentState.WORKING);
        assertThat(agent.since()).isEqualTo(TestClock.START);
        assertThat(agent.paneId()).isEqualTo("%7");
        assertThat(engine.jobs()).as("it may have ended since").contains("agent.autopsy/" + AGENT);
    }

    @Test
    void agentsAreListedInTheTeamsOrderAndNotAfterTheEnd() {
        List<String> ids = new ArrayList<>(engine.database().<List<Agent>>read(sql -> Agent.Table.ofMission(sql, "app-1")).stream().map(Agent::id).toList());
        assertThat(ids).containsExactly(AGENT, OTHER);
        assertThat(engine.database().<List<Agent>>read(Agent.Table::ofLiveMissions)).hasSize(2);
        engine.launched(AGENT);
        engine.record(new Event.MissionStopped("app-1", List.of()));
        assertThat(engine.database().<List<Agent>>read(Agent.Table::ofLiveMissions)).isEmpty();
        assertThat(engine.database().<java.util.Optional<Agent>>read(sql -> Agent.Table.byToken(sql, "hash-of-" + AGENT))).as("a token dies with its mission").isEmpty();
    }
}
