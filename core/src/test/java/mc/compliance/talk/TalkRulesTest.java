package mc.compliance.talk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import mc.agent.AgentState;
import mc.agent.Source;
import mc.compliance.Clock;
import mc.compliance.RuleBench;
import mc.compliance.Scores;
import mc.compliance.Severity;
import mc.compliance.Violation;
import mc.compliance.Violations;
import mc.event.Event;
import mc.event.Signal;
import mc.testing.Engine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What agents say to each other, held against the shipped rules: found once, with its evidence, and closed when it is mended. */
class TalkRulesTest {

    @TempDir
    private Path dir;

    private RuleBench bench;

    @BeforeEach
    void open() {
        bench = new RuleBench(dir, "orchestrator", "project_manager", "developer", "tester", "testrunner", "devops", "researcher", "code_reviewer", "documentation_writer");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aWayThatTheMatrixDoesNotNameIsFoundOnceAndMendedByAWordToTheHub() {
        bench.say("developer", "tester", "Please test the login.");
        bench.say("developer", "orchestrator", "The login is there.");
        bench.say("orchestrator", "researcher", "Look into caches.");
        assertThat(bench.open()).isEmpty();
        String id = bench.say("documentation_writer", "tester", "Which \u001b[31mcases are there?");
        bench.say("documentation_writer", "tester", "And which else?");
        assertThat(bench.open("comm.hub")).singleElement().satisfies(v -> {
            assertThat(v.agent()).isEqualTo("app-1-documentation_writer");
            assertThat(v.severity()).isEqualTo(Severity.MEDIUM);
            assertThat(v.seen()).contains(id, "documentation_writer to tester", "\"Which cases are there?\"");
            assertThat(v.remedy()).contains("mc send orchestrator");
        });
        bench.say("documentation_writer", "orchestrator", "I need the list of cases.");
        assertThat(bench.open()).isEmpty();
        bench.say("documentation_writer", "tester", "And now?");
        bench.engine.record(new Event.MessageQueued("app-1", "app-1-orchestrator", "m-copyaaaa", "tester", "Copy for the hub", new Event.Letter("orchestrator", "notification", null, false, false, null, null, null, null, true, "m-original")));
        assertThat(bench.open("comm.hub")).as("a copy that mc made is no word of the sender's").hasSize(1);
        assertThat(bench.engine.log(Event.ViolationFound.class)).hasSize(2);
    }

    @Test
    void aRefusedMessageCountsAsAnAttempt() {
        bench.engine.record(new Event.MessageRefused("app-1", "app-1-documentation_writer", "documentation_writer", "tester", "Hello", "no edge"));
        assertThat(bench.open("comm.hub")).singleElement().satisfies(v -> assertThat(v.seen()).contains("was refused", "Hello"));
    }

    @Test
    void whatMcAndTheOperatorSayBreaksNoRule() {
        for (String from : List.of("mc", "operator")) {
            bench.say(from, "tester", "STATUS without any part, by the way; good morning");
            bench.arrived(bench.say(from, RuleBench.task("developer"), "Build it"), "developer");
        }
        bench.pass(Duration.ofMinutes(20));
        assertThat(bench.open()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"STATUS developer now\nall is well", "TASK 7: the login\nDo it soon."})
    void aTemplateIsKeptTo(String wrong) {
        bench.say("developer", "orchestrator", wrong);
        assertThat(bench.open("comm.template")).hasSize(1);
        bench.say("developer", "orchestrator", "STATUS developer 10:00\nCompleted:\n- login\nCurrent: logout\nBlocked: none\nETA: noon");
        assertThat(bench.open()).isEmpty();
        bench.say("developer", "orchestrator", "The status of the task is good.");
        bench.say("developer", "tester", "TASK 7: the login\nAssigned to: tester\nObjective: test it\nSuccess Criteria:\n- green\nPriority: HIGH");
        assertThat(bench.open()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ack", "answer"})
    void aTaskIsAcknowledgedWithinTenMinutesOfItsArrival(String how) {
        String task = bench.say("orchestrator", RuleBench.task("developer"), "Build the login");
        bench.pass(Duration.ofMinutes(30)); // it waits for the agent's turn to end
        bench.arrived(task, "developer");
        bench.pass(Duration.ofMinutes(9));
        assertThat(bench.open()).isEmpty();
        bench.pass(Duration.ofMinutes(2));
        assertThat(bench.open("comm.ack")).singleElement().satisfies(v -> {
            assertThat(v.agent()).isEqualTo("app-1-developer");
            assertThat(v.seen()).contains(task, "Build the login");
            assertThat(v.remedy()).contains("mc ack " + task);
        });
        if (how.equals("ack")) {
            bench.engine.record(new Event.MessageAcknowledged("app-1", "app-1-developer", task, "developer"));
        } else {
            bench.say("developer", "project_manager", "ACK"); // to somebody else
            assertThat(bench.open("comm.ack")).hasSize(1);
            bench.say("developer", "orchestrator", "ACK, I begin");
        }
        assertThat(bench.open()).isEmpty();
    }

    @Test
    void anAnswerInTimeOrATaskThatCannotBeDoneNowIsNoMissingAck() {
        bench.arrived(bench.say("orchestrator", RuleBench.task("developer"), "Build the login"), "developer");
        bench.say("developer", "orchestrator", "ACK");
        bench.arrived(bench.say("orchestrator", RuleBench.task("tester"), "Test the login"), "tester");
        bench.engine.put("app-1-tester", AgentState.LIMITED, "usage limit", Source.HOOK);
        bench.pass(Duration.ofMinutes(25));
        assertThat(bench.open("comm.ack")).isEmpty();
        bench.engine.put("app-1-tester", AgentState.READY, "its turn ended", Source.HOOK);
        bench.pass(Duration.ofMinutes(11));
        assertThat(bench.open("comm.ack")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theThirdExchangeIsOneTooMany(boolean threaded) {
        String thread = threaded ? "t-1" : null;
        for (int round = 1; round <= 3; round++) {
            assertThat(bench.open()).as("before round %s", round).isEmpty();
            bench.say("developer", RuleBench.on(thread, "tester"), "Question " + round);
            bench.say("developer", RuleBench.on(thread, "tester"), "and more of it");
            bench.engine.clock().advance(Duration.ofMinutes(threaded ? 100 : 1));
            assertThat(bench.open()).as("in round %s", round).isEmpty();
            bench.say("tester", RuleBench.on(thread, "developer"), "Answer " + round);
        }
        assertThat(bench.open("comm.exchanges")).singleElement().satisfies(v -> assertThat(v.seen()).contains("developer", "tester", "3 exchanges"));
        bench.say("developer", "orchestrator", "We do not agree on the login.");
        assertThat(bench.open()).isEmpty();
        bench.say("tester", RuleBench.on(thread, "developer"), "Answer 4");
        assertThat(bench.open()).as("counted anew").isEmpty();
    }

    @Test
    void longAgoOrOnAnotherThreadIsAnotherTopic() {
        for (int round = 1; round <= 6; round++) {
            bench.say("developer", RuleBench.on(round % 2 == 0 ? null : "t-" + round, "tester"), "Question");
            bench.say("tester", RuleBench.on(round % 2 == 0 ? null : "t-" + round, "developer"), "Answer");
            bench.engine.clock().advance(Duration.ofMinutes(16));
        }
        assertThat(bench.open()).isEmpty();
    }

    @Test
    void oneTextToManyIsTheHubsAlone() {
        for (String to : List.of("tester", "testrunner", "code_reviewer")) {
            bench.say("orchestrator", to, "All rebase now.");
            assertThat(bench.open()).isEmpty();
            bench.say("developer", to, "FYI: I have lunch.");
        }
        assertThat(bench.open("comm.broadcast")).singleElement().satisfies(v -> assertThat(v.seen()).contains("3 roles", "FYI"));
        bench.pass(Duration.ofMinutes(61));
        assertThat(bench.open()).as("it cannot be undone").isEmpty();
    }

    @Test
    void whoeverIsBlockedTellsAHubInTime() {
        String id = bench.say("developer", "tester", "I am blocked by the missing test data.");
        bench.pass(Duration.ofMinutes(9));
        assertThat(bench.open()).isEmpty();
        bench.pass(Duration.ofMinutes(2));
        assertThat(bench.open("comm.blocked")).singleElement().satisfies(v -> {
            assertThat(v.severity()).isEqualTo(Severity.HIGH);
            assertThat(v.seen()).contains(id, "missing test data");
        });
        bench.say("developer", "orchestrator", "I have no test data.");
        assertThat(bench.open()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"I am not blocked.", "STATUS developer 10:00\nCurrent: login\nBlocked: none", "I unblocked the queue; it is unblocked.", "The ad blocker works."})
    void notToBeBlockedIsNoBlock(String text) {
        bench.say("developer", "tester", text);
        bench.pass(Duration.ofMinutes(20));
        assertThat(bench.open()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"orchestrator:I have no data", "operator:I have no data", "tester:STATUS developer 10:05\nCurrent: login\nBlocked: none"})
    void aBlockThatIsToldOrOverInTimeIsNone(String after) {
        bench.say("developer", "tester", "STATUS developer 10:00\nCurrent: login\nBlocked: no data");
        bench.pass(Duration.ofMinutes(5));
        bench.say("developer", after.split(":", 2)[0], after.split(":", 2)[1]);
        bench.pass(Duration.ofMinutes(20));
        assertThat(bench.open()).isEmpty();
    }

    @Test
    void completedWorkIsReported() {
        bench.say("developer", "orchestrator", "T3 is not done yet; once the task is done I tell you.");
        bench.say("tester", "orchestrator", "Task T4 is complete.");
        bench.say("devops", "orchestrator", "T5 done.");
        bench.engine.record(new Event.CompletionReported("app-1", "app-1-devops", "c-1", "T5", "T5 done", null));
        bench.engine.loop().record(List.of(), tx -> tx.sql().execute("insert into completion(id, mission, agent, task, text, at) values ('c-2', 'app-1', 'app-1-devops', 'T5', 'T5 done', ?)", tx.now().toString()));
        bench.pass(Duration.ofMinutes(11));
        assertThat(bench.open("comm.report-completion")).singleElement().satisfies(v -> assertThat(v.seen()).contains("Task T4 is complete"));
        bench.engine.record(new Event.CompletionReported("app-1", "app-1-tester", "c-3", "T4", "T4 done", null));
        assertThat(bench.open()).isEmpty();
        bench.engine.record(new Event.CompletionMissing("app-1", "app-1-developer", "abc1234"));
        assertThat(bench.open("comm.report-completion")).singleElement().satisfies(v -> assertThat(v.seen()).contains("abc1234"));
    }

    @Test
    void aReportStartsNoClockAndEndsThoseThatRun() {
        bench.say("tester", "orchestrator", "Task T4 is complete.");
        assertThat(clocks()).hasSize(1);
        bench.engine.record(new Event.CompletionReported("app-1", "app-1-tester", "c-1", "T4", "T4 complete", null));
        assertThat(clocks()).isEmpty();
        bench.engine.loop().record(List.of(), tx -> tx.sql().execute("insert into completion(id, mission, agent, task, text, at) values ('c-1', 'app-1', 'app-1-tester', 'T4', 'T4 complete', ?)", tx.now().toString()));
        bench.say("tester", "orchestrator", "Report: T4 complete");
        assertThat(clocks()).isEmpty();
        bench.say("developer", "orchestrator", "T3 is done.");
        assertThat(clocks()).singleElement().satisfies(clock -> assertThat(clock.agent()).isEqualTo("app-1-developer"));
    }

    private List<Clock> clocks() {
        return bench.engine.database().read(sql -> Clock.running(sql, "app-1"));
    }

    @Test
    void onlyWhatIsMendedCountsForTheScore() {
        bench.say("documentation_writer", "tester", "Which cases are there?");
        bench.say("documentation_writer", "orchestrator", "I need the list of cases.");
        bench.say("documentation_writer", "tester", "And which else?");
        for (String role : List.of("researcher", "code_reviewer", "devops")) { // two of them may not
            bench.say(role, "documentation_writer", "Hello?");
        }
        String byHand = bench.open("comm.hub").get(0).id();
        String agent = bench.open("comm.hub").get(1).agent();
        bench.engine.record(new Event.ViolationResolved("app-1", bench.open("comm.hub").get(0).agent(), byHand, "operator", "they may", Violations.DISMISSED));
        bench.engine.record(new Event.AgentEnded("app-1", agent, "operator"));
        assertThat(score()).isEqualTo(new Scores("comm", 25, 4, 1, 1, 1, 1, 0L));
        bench.engine.record(new Event.MissionStopped("app-1", List.of()));
        assertThat(score()).isEqualTo(new Scores("comm", 25, 4, 0, 1, 1, 2, 0L));
    }

    private Scores score() {
        return bench.engine.database().read(sql -> Scores.since(sql, "app-1", java.time.Instant.EPOCH)).stream().filter(s -> s.family().equals("comm")).findFirst().orElseThrow();
    }

    @Test
    void wordsAreHintsAndNoMore() {
        bench.say("developer", "tester", "Good morning! How are you?");
        bench.say("tester", "developer", "The login fails. By the way, the logo is too large.");
        assertThat(bench.open()).extracting(Violation::rule, Violation::severity).containsExactly(org.assertj.core.groups.Tuple.tuple("comm.work-related", Severity.LOW), org.assertj.core.groups.Tuple.tuple("comm.one-topic", Severity.LOW));
        bench.pass(Duration.ofMinutes(61));
        assertThat(bench.open()).isEmpty();
    }

    @Test
    void withAgentAndMissionEndsWhatWasOpen() {
        bench.say("documentation_writer", "tester", "Hello?");
        bench.say("researcher", "orchestrator", "STATUS nothing");
        bench.engine.record(new Event.AgentEnded("app-1", "app-1-researcher", "operator"));
        assertThat(bench.open()).extracting(Violation::rule).containsExactly("comm.hub");
        bench.engine.record(new Event.MissionStopped("app-1", List.of()));
        assertThat(bench.open()).isEmpty();
        assertThat(bench.engine.log(Event.ViolationResolved.class)).extracting(Event.ViolationResolved::why).containsExactly("the agent was ended by the operator", "the mission has ended");
    }

    @Test
    void unwatchedNothingIsFoundAndWhatIsMendedIsClosed() {
        bench.say("documentation_writer", "tester", "Hello?");
        bench.engine.record(new Event.WatchSet("app-1", false, "operator"));
        bench.say("researcher", "orchestrator", "STATUS nothing");
        bench.say("documentation_writer", "orchestrator", "Hello");
        assertThat(bench.open()).isEmpty();
        bench.engine.record(new Event.WatchSet("app-1", true, "operator"));
        bench.say("researcher", "orchestrator", "STATUS nothing");
        assertThat(bench.open()).hasSize(1);
    }

    @Test
    void aRuleThatIsSwitchedOffLetsGo() {
        bench.say("documentation_writer", "tester", "Hello?");
        bench.say("researcher", "orchestrator", "STATUS nothing");
        bench.engine.record(new Event.RulesTaken("app-1", 1, "d", List.of(), "{\"byId\": {\"comm.template\": {\"id\": \"comm.template\", \"title\": \"t\", \"severity\": \"low\", \"enabled\": true, \"remedy\": \"r\", \"numbers\": {}, \"words\": {}, \"source\": \"s\"}}}"));
        assertThat(bench.open()).extracting(Violation::rule).containsExactly("comm.template");
    }

    @Test
    void aCheckTakesLessThanAMillisecond(@TempDir Path other) {
        for (int i = 0; i < 200; i++) {
            bench.say("developer", "tester", "Message " + i);
        }
        try (Engine plain = new Engine(other)) {
            plain.mission("app-1", "developer", "tester");
            millis(plain, "w");
            double without = millis(plain, "x");
            double with = millis(bench.engine, "x");
            System.out.printf("a message: %.2f ms, with its rules %.2f ms%n", without, with);
            assertThat(with - without).isLessThan(25); // half a millisecond where the processor is free
        }
    }

    /** The time of one message among a thousand. */
    private static double millis(Engine engine, String name) {
        Event[] events = new Event[1_000];
        for (int i = 0; i < events.length; i++) {
            events[i] = new Event.MessageQueued("app-1", "app-1-tester", "m-" + name + i, "developer", "Further message " + i, null);
        }
        long started = System.nanoTime();
        engine.record(events);
        return (System.nanoTime() - started) / 1e6 / events.length;
    }

    /** The word "blocked" is critical: mc copies the text to the orchestrator, of whom the tester has said nothing. */
    @Test
    void mcsOwnCopyToTheHubTellsTheHubNothingInTheSendersName() {
        String blocked = bench.send("tester", "I am blocked: the database is down.", "developer").get(0);
        assertThat(bench.engine.log(Event.MessageQueued.class)).extracting(m -> m.letter().copyOf()).containsExactly(null, blocked);
        bench.pass(Duration.ofMinutes(11));
        assertThat(bench.open("comm.blocked")).singleElement().satisfies(v -> {
            assertThat(v.agent()).isEqualTo("app-1-tester");
            assertThat(v.seen()).contains(blocked, "\"I am blocked: the database is down.\"").doesNotContain("Report to Orchestrator");
        });
        bench.send("tester", "The build failed, too.", "developer");
        assertThat(bench.open("comm.blocked")).hasSize(1);
        bench.send("tester", "I am blocked by the database.", "orchestrator");
        assertThat(bench.open("comm.blocked")).isEmpty();
    }

    @Test
    void copiesDoNotBeginTheCountOfExchangesAnew() {
        for (int round = 1; round <= 3; round++) {
            bench.send("developer", "It failed again, " + round, "tester");
            bench.send("tester", "Which error, " + round + "?", "developer");
        }
        assertThat(bench.open("comm.exchanges")).singleElement().satisfies(v -> assertThat(v.seen()).contains("had 3 exchanges").doesNotContain("Report to Orchestrator"));
        bench.send("tester", "The error is solved.", "developer");
        assertThat(bench.open("comm.exchanges")).as("a copy is no word to the hub").hasSize(1);
    }

    /** As many as mc send lets through: two colleagues beside the hubs. */
    @Test
    void hubsTheSenderAndInboxesDoNotMakeATextOneToAll() {
        bench.send("developer", "The interface has changed.", "orchestrator", "project_manager", "developer", "tester", "devops");
        assertThat(bench.open("comm.broadcast")).isEmpty();
        bench.say("developer", new Event.Letter("researcher", "notification", null, false, true, null, null, null, null, false), "The interface has changed.");
        assertThat(bench.open("comm.broadcast")).as("laid into an inbox").isEmpty();
        bench.send("developer", "The interface has changed.", "code_reviewer");
        assertThat(bench.open("comm.broadcast")).singleElement().satisfies(v -> assertThat(v.seen()).contains("went to 3 roles: code_reviewer, devops, tester"));
    }

    @Test
    void aCriticalTextCountsByItsOwnWords() {
        bench.send("developer", "The deployment failed.", "tester", "devops");
        bench.send("developer", "The deployment failed.", "code_reviewer");
        assertThat(bench.open("comm.broadcast")).singleElement().satisfies(v -> assertThat(v.seen()).contains("\"The deployment failed.\" went to 3 roles"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"STATUS UPDATE: Please provide: 1) Completed tasks, 2) Current work, 3) Any blockers", "Quick status update please"})
    void theQuestionForAStatusIsNone(String question) {
        bench.send("project_manager", question, "developer");
        bench.send("tester", question, "developer");
        assertThat(bench.open("comm.template")).isEmpty();
        assertThat(bench.engine.log(Event.MessageQueued.class)).extracting(m -> m.letter().critical()).containsOnly(false);
    }

    /** Two events of one transaction tell of the same case. */
    @Test
    void aCaseIsInTheLogAsOftenAsInTheTable() {
        bench.engine.record(said("tester"), said("devops"));
        assertThat(bench.open("comm.template")).hasSize(1);
        assertThat(bench.engine.log(Event.ViolationFound.class)).extracting(Event.ViolationFound::violation).containsExactly(bench.open("comm.template").get(0).id());
        bench.engine.record(status("tester"), status("devops"));
        assertThat(bench.engine.log(Event.ViolationResolved.class)).hasSize(1);
    }

    private static Event said(String to) {
        return new Event.MessageQueued("app-1", "app-1-" + to, "m-to" + to, "developer", "STATUS developer now\nall is well");
    }

    private static Event status(String to) {
        return new Event.MessageQueued("app-1", "app-1-" + to, "m-again" + to, "developer", "STATUS developer now\nCompleted: all\nCurrent: none\nBlocked: none\nETA: -");
    }

    @Test
    void aClockThatRunsFollowsAChangedLimit() {
        bench.arrived(bench.say("orchestrator", RuleBench.task("developer"), "Build the login"), "developer");
        bench.say("tester", "developer", "I am stuck, blocked by the schema.");
        bench.limit("comm.ack", 25);
        bench.limit("comm.blocked", 1);
        bench.pass(Duration.ofSeconds(61));
        assertThat(bench.open()).singleElement().satisfies(v -> assertThat(v.seen()).contains("told no hub within 1 minute:"));
        bench.pass(Duration.ofMinutes(23));
        assertThat(bench.open("comm.ack")).isEmpty();
        bench.pass(Duration.ofMinutes(1));
        assertThat(bench.open("comm.ack")).singleElement().satisfies(v -> assertThat(v.seen()).contains("not acknowledged after 25 minutes"));
    }

    @Test
    void whatIsSettledHasNoClock() {
        String task = bench.say("orchestrator", RuleBench.task("developer"), "Build the login");
        bench.arrived(task, "developer");
        bench.arrived(bench.say("project_manager", RuleBench.task("tester"), "Test the login"), "tester");
        bench.say("devops", "developer", "I am blocked by the schema.");
        assertThat(clocks()).extracting(Clock::rule).containsExactlyInAnyOrder("comm.ack", "comm.ack", "comm.blocked");
        bench.engine.record(new Event.MessageAcknowledged("app-1", "app-1-developer", task, "developer"));
        bench.say("tester", "project_manager", "ACK");
        bench.say("devops", "orchestrator", "I need the schema.");
        assertThat(clocks()).isEmpty();
        bench.engine.put("app-1-developer", AgentState.WORKING, "runs Bash", Source.HOOK);
        assertThat(clocks()).as("its silence").singleElement().satisfies(clock -> {
            assertThat(clock.rule()).isEqualTo("flow.silent");
            assertThat(clock.agent()).isEqualTo("app-1-developer");
        });
    }

    @Test
    void typingIntoAColleaguesWindowIsSeenInTheAgentsOwnCall() {
        bench.engine.record(new Event.AgentLaunched("app-1", "app-1-tester", "@7", "%7", 4_000_000L, 1L, "conversation", "hash"));
        for (String own : List.of("tmux send-keys -t %1 mine", "tmux send-keys Enter", "tmux -L other send-keys -t app-1-impl:tester hi", "tmux send-keys -t my-session x", "tmux send-keys -t app-1-impl:1 x", "tmux send-keys -t app-1-impl x", "tmux send-keys -t app-1-impl:developer x",
                "tmux send-keys 'see -t app-1-impl:tester'", "tmux send-keys -t %1 '-t %7'")) {
            types(own);
        }
        bench.engine.signal("app-1-developer", new Signal.ToolEnded("Bash"));
        assertThat(bench.open()).isEmpty();
        for (String past : List.of("tmux send-keys -t app-1-impl:tester 'hello' Enter", "tmux paste-buffer -t '%7'", "tmux -S /tmp/x/mc-test send -t=@7 hi")) {
            types(past);
            assertThat(bench.open("comm.unmonitored")).as(past).singleElement().satisfies(v -> {
                assertThat(v.agent()).isEqualTo("app-1-developer");
                assertThat(v.severity()).isEqualTo(Severity.LOW);
                assertThat(v.seen()).contains("a tool call of developer that types into", past);
                assertThat(v.remedy()).contains("mc send");
            });
            bench.pass(Duration.ofMinutes(61));
            assertThat(bench.open("comm.unmonitored")).isEmpty();
        }
    }

    private void types(String command) {
        bench.engine.signal("app-1-developer", new Signal.ToolEnded("Bash", command));
    }
}
