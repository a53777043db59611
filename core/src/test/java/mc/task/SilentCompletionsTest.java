package mc.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mc.agent.AgentState;
import mc.agent.Source;
import mc.compliance.RuleBook;
import mc.compliance.Rules;
import mc.compliance.Violation;
import mc.compliance.Violations;
import mc.compliance.git.GitActivity;
import mc.compliance.talk.Watchers;
import mc.event.Event;
import mc.event.Event.PlannedTask;
import mc.event.Job;
import mc.event.Reactor;
import mc.event.Signal;
import mc.message.HubPolicy;
import mc.message.Letterbox;
import mc.testing.Engine;
import mc.testing.ShippedData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who commits in silence is asked once, then the orchestrator is told once; who has told of it, or cannot answer, is left alone. */
class SilentCompletionsTest {

    private static final String DEVELOPER = "app-1-developer";

    @TempDir
    private Path dir;

    private Engine engine;
    private SilentCompletions silence;

    @BeforeEach
    void open() {
        engine = engineOf(dir);
        engine.mission("app-1", "orchestrator", "developer", "tester");
        engine.record(new Event.TasksPlanned("app-1", List.of(new PlannedTask("T1", "developer", "The store", List.of()), new PlannedTask("T2", "developer", "The page", List.of()))));
        List.of("orchestrator", "developer", "tester").forEach(role -> engine.launched("app-1-" + role));
    }

    private Engine engineOf(Path where) {
        SilentCompletions[] made = new SilentCompletions[1];
        RuleBook book = new RuleBook(Rules.shipped());
        Violations violations = new Violations(book);
        List<Reactor> reactors = new ArrayList<>(List.of(new TaskReactor(), (recorded, tx) -> made[0].react(recorded, tx), book, violations, new GitActivity(violations)));
        reactors.addAll(new Watchers(violations, new HubPolicy(ShippedData.DATA.matrices())).reactors());
        Engine one = new Engine(where, reactors.toArray(Reactor[]::new));
        made[0] = new SilentCompletions(one.database());
        silence = made[0];
        return one;
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private void commits(String agent, String commit) {
        engine.clock().advance(Duration.ofSeconds(10));
        engine.record(new Event.HeadMoved("app-1", agent, "commit", "Add " + commit, commit, engine.clock().instant().toString(), "before", null));
    }

    private void prompt(String agent, String text) {
        engine.signal(agent, new Signal.PromptSubmitted(text));
    }

    private void endTurn(String agent, String lastMessage) {
        engine.signal(agent, new Signal.TurnEnded(lastMessage, 0));
    }

    private void turnWith(String agent, String commit) {
        prompt(agent, "go on");
        commits(agent, commit);
        endTurn(agent, "Done.");
    }

    private List<String> asked() {
        return engine.log(Event.CompletionAsked.class).stream().map(Event.CompletionAsked::commit).toList();
    }

    private List<Event.MessageQueued> toHub() {
        return engine.log(Event.MessageQueued.class).stream().filter(m -> "app-1-orchestrator".equals(m.agent())).toList();
    }

    private void answers(String agent, String lastMessage) {
        String question = engine.log(Event.CompletionAsked.class).stream().reduce((a, b) -> b).orElseThrow().message();
        engine.submit(question);
        endTurn(agent, lastMessage);
    }

    private void says(String to, String text) {
        engine.record(new Event.MessageQueued("app-1", "app-1-" + to, "m-said" + engine.log().size(), "developer", text));
    }

    /** A program without hooks: only its screen tells that its turn is over. */
    @Test
    void theScreenTellsTheEndOfATurnToo() {
        engine.put(DEVELOPER, AgentState.WORKING, "its screen shows a running turn", Source.SCREEN);
        commits(DEVELOPER, "c1");
        assertThat(asked()).isEmpty();
        seen(DEVELOPER, "waiting");
        assertThat(asked()).as("it cannot answer").isEmpty();
        seen(DEVELOPER, "ready");
        assertThat(asked()).containsExactly("c1");
        seen(DEVELOPER, "working");
        seen(DEVELOPER, "ready");
        assertThat(asked()).as("once").hasSize(1);
    }

    private void seen(String agent, String state) {
        engine.clock().advance(Duration.ofSeconds(1));
        engine.record(new Event.AgentSighted("app-1", agent, engine.agent(agent).pid(), "screen", state, "", engine.clock().instant().toString(), null, false));
    }

    @Test
    void oneQuestionThenOneWordToTheOrchestrator() {
        turnWith(DEVELOPER, "c1");
        assertThat(asked()).containsExactly("c1");
        assertThat(engine.message(engine.log(Event.CompletionAsked.class).get(0).message()).body()).contains("You committed \"Add c1\" and did not report", "mc report");
        turnWith(DEVELOPER, "c2");
        assertThat(asked()).as("one question at a time").containsExactly("c1");
        assertThat(toHub()).isEmpty();
        answers(DEVELOPER, "I go on.");
        assertThat(toHub()).singleElement().satisfies(m -> assertThat(m.text()).startsWith("The developer committed \"Add c2\" and has not said what is complete"));
        assertThat(engine.jobs()).doesNotContain("silence/" + DEVELOPER);
        prompt(DEVELOPER, "x");
        endTurn(DEVELOPER, "y");
        assertThat(asked()).as("a new head is asked about").containsExactly("c1", "c2");
        prompt(DEVELOPER, "x");
        endTurn(DEVELOPER, "y");
        assertThat(asked()).hasSize(2);
        assertThat(toHub()).hasSize(1);
    }

    @Test
    void aWordToWhoLeadsIsEnough() {
        turnWith(DEVELOPER, "c1");
        engine.submit(engine.log(Event.CompletionAsked.class).get(0).message());
        says("orchestrator", "The page is still missing.");
        endTurn(DEVELOPER, "Said.");
        assertThat(engine.log(Event.CompletionMissing.class)).isEmpty();
        prompt(DEVELOPER, "go on");
        commits(DEVELOPER, "c2");
        engine.record(new Event.TaskMoved("app-1", DEVELOPER, "T1", "done", "", "developer"));
        endTurn(DEVELOPER, "Done.");
        assertThat(asked()).containsExactly("c1");
        prompt(DEVELOPER, "go on");
        commits(DEVELOPER, "c3");
        says("tester", "Please test c3.");
        endTurn(DEVELOPER, "Done.");
        assertThat(asked()).as("the tester does not lead").containsExactly("c1", "c3");
    }

    @Test
    void lateNewsOfAnOldCommitIsNoNews() {
        commits(DEVELOPER, "c1");
        String at = engine.clock().instant().toString();
        engine.clock().advance(Duration.ofSeconds(5));
        engine.record(new Event.CompletionReported("app-1", DEVELOPER, "c-1", "T1", "T1 complete", null));
        engine.record(new Event.HeadMoved("app-1", DEVELOPER, "commit", "Add c1", "c1", at, "before", null));
        prompt(DEVELOPER, "x");
        endTurn(DEVELOPER, "y");
        assertThat(asked()).isEmpty();
    }

    @Test
    void whoCannotAnswerOrOwesNothingIsLeftAlone() {
        prompt(DEVELOPER, "go on");
        commits(DEVELOPER, "c1");
        endTurn(DEVELOPER, "Which database do you want?");
        engine.signal(DEVELOPER, new Signal.TurnEnded("Tests run.", 1));
        engine.signal(DEVELOPER, new Signal.TurnFailed("rate_limit", "resets 8pm"));
        prompt("app-1-orchestrator", "go on");
        commits("app-1-orchestrator", "c2");
        endTurn("app-1-orchestrator", "Done.");
        engine.record(new Event.HeadMoved("app-1", "app-1-tester", "merge main-developer", "Merge main-developer", "c3", engine.clock().instant().toString(), "before", null));
        prompt("app-1-tester", "go on");
        endTurn("app-1-tester", "Done.");
        assertThat(asked()).isEmpty();
        engine.record(new Event.TaskMoved("app-1", DEVELOPER, "T2", "done", "", "developer"), new Event.CompletionReported("app-1", DEVELOPER, "c-1", "T1", "T1 complete", null));
        turnWith(DEVELOPER, "c4");
        assertThat(asked()).as("all its tasks are done and it has reported").isEmpty();
        engine.record(new Event.MissionStopping("app-1", false, "operator"));
        turnWith("app-1-tester", "c5");
        assertThat(asked()).as("the mission ends").isEmpty();
    }

    @Test
    void tenMinutesAreTheLimitForWhoCouldAnswer() {
        turnWith(DEVELOPER, "c1");
        assertThat(engine.jobs()).contains("silence/" + DEVELOPER);
        Job job = Job.of(SilentCompletions.UNANSWERED, DEVELOPER, engine.clock().instant());
        assertThat(silence.run(job, e -> { }).again()).as("not given to it yet").isEqualTo(Duration.ofMinutes(10));
        engine.submit(engine.log(Event.CompletionAsked.class).get(0).message());
        engine.put(DEVELOPER, AgentState.LIMITED, "usage limit", Source.HOOK);
        assertThat(silence.run(job, e -> { }).again()).as("it cannot").isEqualTo(Duration.ofMinutes(10));
        engine.put(DEVELOPER, AgentState.WORKING, "runs Bash", Source.HOOK);
        List<Event> events = silence.run(job, e -> { }).events();
        engine.record(events.get(0), events.get(0));
        assertThat(toHub()).hasSize(1);
        assertThat(silence.run(job, e -> { })).isEqualTo(mc.event.JobHandler.Outcome.done());
    }

    @Test
    void aCheckAsksOnceAndTellsHowItStands() {
        commits(DEVELOPER, "c1");
        engine.put(DEVELOPER, AgentState.READY, "its screen shows an empty input line", Source.SCREEN);
        assertThat(verdicts()).containsExactly("developer asked", "tester reported");
        assertThat(verdicts()).containsExactly("developer unanswered", "tester reported");
        assertThat(asked()).containsExactly("c1");
        engine.put("app-1-tester", AgentState.LIMITED, "usage limit", Source.HOOK);
        commits("app-1-tester", "c2");
        assertThat(verdicts()).containsExactly("developer unanswered", "tester unable");
        assertThat(silence.check(engine.loop(), "app-1", Optional.of("tester"))).hasSize(1);
    }

    private List<String> verdicts() {
        return silence.check(engine.loop(), "app-1", Optional.empty()).stream().map(f -> f.role() + " " + f.verdict()).toList();
    }

    @Test
    void mcsCopyForTheHubIsNoReport() {
        turnWith(DEVELOPER, "c1");
        assertThat(asked()).containsExactly("c1");
        Letterbox.send(engine, dir, "developer", "T1 is complete.", "tester");
        assertThat(toHub()).singleElement().satisfies(copy -> assertThat(copy.letter().copyOf()).isNotNull());
        answers(DEVELOPER, "Told the tester.");
        assertThat(engine.log(Event.CompletionMissing.class)).hasSize(1);
    }

    private void resets(String from, String to) {
        engine.clock().advance(Duration.ofSeconds(10));
        engine.record(new Event.HeadMoved("app-1", DEVELOPER, "reset", "moving to " + to, to, engine.clock().instant().toString(), from, null));
    }

    private List<Violation> broken() {
        return engine.database().read(sql -> Violation.open(sql, "app-1", "comm.report-completion"));
    }

    @Test
    void whatWasUndoneIsNeitherAskedAboutNorHeldAgainstAnybody() {
        prompt(DEVELOPER, "go on");
        commits(DEVELOPER, "c1");
        resets("c1", "c0");
        endTurn(DEVELOPER, "No, not so.");
        assertThat(asked()).isEmpty();
        assertThat(verdicts()).containsExactly("developer reported", "tester reported");
        prompt(DEVELOPER, "go on");
        commits(DEVELOPER, "c2");
        commits(DEVELOPER, "c3");
        resets("c3", "c2");
        endTurn(DEVELOPER, "Done.");
        assertThat(asked()).containsExactly("c2");
        assertThat(engine.message(engine.log(Event.CompletionAsked.class).get(0).message()).body()).contains("You committed \"Add c2\"");
        answers(DEVELOPER, "I go on.");
        assertThat(broken()).singleElement().satisfies(v -> assertThat(v.seen()).contains("up to c2,"));
        resets("c2", "c0");
        assertThat(broken()).isEmpty();
        turnWith(DEVELOPER, "c4");
        assertThat(asked()).containsExactly("c2", "c4");
    }

    /** mc checkin and mc compliance violations say the same. */
    @Test
    void whatEndsTheSilenceEndsTheCase() {
        turnWith(DEVELOPER, "0123456789abcdef");
        answers(DEVELOPER, "I go on.");
        assertThat(verdicts()).containsExactly("developer unanswered", "tester reported");
        assertThat(broken()).singleElement().satisfies(v -> assertThat(v.seen()).contains("up to 01234567,"));
        engine.record(new Event.MessageQueued("app-1", null, "m-letter", "developer", "The page is half done.", new Event.Letter("operator", "notification", null, false, true, null, null, null, null, false)));
        assertThat(verdicts()).containsExactly("developer reported", "tester reported");
        assertThat(broken()).isEmpty();
    }

    /** Only news that is a little late can be of a commit that was reported. */
    @Test
    void aCommitDatedLongAgoIsAskedAbout() {
        engine.record(new Event.CompletionReported("app-1", DEVELOPER, "c-1", "T1", "T1 complete", null));
        engine.clock().advance(Duration.ofMinutes(5));
        prompt(DEVELOPER, "go on");
        engine.record(new Event.HeadMoved("app-1", DEVELOPER, "commit", "Add c1", "c1", "1970-01-01T00:00:00Z", "before", null));
        endTurn(DEVELOPER, "Done.");
        assertThat(asked()).containsExactly("c1");
    }
}
