package mc.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import mc.Failure;
import mc.Home;
import mc.agent.AgentState;
import mc.agent.Mission;
import mc.agent.Source;
import mc.event.Event;
import mc.event.Job;
import mc.event.Signal;
import mc.message.Letterbox;
import mc.testing.Engine;
import mc.text.Templates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stand-up: who is asked, what counts as an answer, and who reads the report. */
class StandupsTest {

    @TempDir
    private Path dir;

    private Engine engine;
    private StandupReactor reactor;
    private Standups standups;
    private Mission mission;

    @BeforeEach
    void open() {
        engine = new Engine(dir, (recorded, tx) -> reactor.react(recorded, tx));
        reactor = new StandupReactor(engine.database());
        engine.mission("app-1", "orchestrator", "developer", "tester", "devops");
        for (String role : List.of("orchestrator", "developer", "tester", "devops")) {
            engine.launched("app-1-" + role);
            engine.put("app-1-" + role, AgentState.READY, "its turn ended", Source.HOOK);
        }
        mission = engine.database().read(sql -> Mission.Table.find(sql, "app-1")).orElseThrow();
        standups = new Standups(engine.database(), engine.loop(), new Templates(new Home(dir)));
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private String question(String role) {
        return engine.log(Event.StandupStarted.class).stream().flatMap(s -> s.agents().stream()).filter(a -> a.agent().equals("app-1-" + role)).reduce((a, b) -> b).orElseThrow().question();
    }

    private void turn(String role, String prompt, String lastMessage) {
        engine.signal("app-1-" + role, new Signal.PromptSubmitted(prompt));
        endTurn(role, lastMessage);
    }

    private void answers(String role, String lastMessage) {
        engine.submit(question(role));
        endTurn(role, lastMessage);
    }

    private void endTurn(String role, String lastMessage) {
        engine.signal("app-1-" + role, new Signal.TurnEnded(lastMessage, 0));
    }

    private void says(String from, String text) {
        engine.record(new Event.MessageQueued("app-1", "app-1-orchestrator", "m-said" + engine.log().size(), from, text));
    }

    private List<String> parts(String id) {
        return standups.show(mission, id).answers().stream().map(p -> p.role() + " " + p.status() + (p.text() == null ? "" : ": " + p.text())).toList();
    }

    private List<String> reports() {
        return engine.log(Event.MessageQueued.class).stream().filter(m -> m.text().startsWith("Stand-up ")).map(m -> m.agent() + " " + m.text()).toList();
    }

    @Test
    void everyWayToAnswerCounts() {
        engine.put("app-1-devops", AgentState.LIMITED, "usage limit until 20:00", Source.HOOK);
        Standups.View started = standups.start(mission, "orchestrator", Duration.ofMinutes(10));
        assertThat(parts(started.id())).containsExactly("developer awaited", "tester awaited", "devops skipped");
        assertThat(engine.message(question("developer")).body()).contains("1) completed tasks, 2) current work, 3) any blockers", "STATUS developer <time>", started.id());
        turn("developer", "an earlier message", "That is done.");
        says("tester", "An older matter.");
        assertThat(parts(started.id())).as("neither is an answer").containsExactly("developer awaited", "tester awaited", "devops skipped");
        answers("developer", "STATUS developer 10:00\nCompleted:\n- T1\nCurrent: T2\nBlocked: none");
        says("tester", "STATUS tester 10:01\nCurrent: T3\nBlocked: no data");
        says("tester", "STATUS tester 10:02\nCurrent: another one");
        assertThat(engine.log(Event.StandupEnded.class)).hasSize(1);
        Standups.View view = standups.show(mission, null);
        assertThat(view.endedAt()).isNotNull();
        assertThat(view.answers().get(0).parts().completed()).containsExactly("T1");
        assertThat(view.answers().get(1).parts().blocked()).isEqualTo("no data");
        assertThat(view.report()).contains("2 of 2 answered.", "developer:\n  Completed:\n    - T1\n  Current: T2\n  Blocked: no", "tester:\n  Completed: nothing\n  Current: T3\n  Blocked: no data", "devops: not asked, it is limited: usage limit until 20:00");
        assertThat(reports()).as("to who asked, once").singleElement().asString().startsWith("app-1-orchestrator Stand-up " + view.id());
        assertThat(engine.jobs()).doesNotContain("standup/" + view.id());
    }

    @Test
    void whatIsSaidAfterTheQuestionArrivedNeedsNoForm() {
        String id = standups.start(mission, "operator", Duration.ofMinutes(10)).id();
        engine.submit(question("developer"));
        says("developer", "All is well.");
        answers("tester", "");
        assertThat(parts(id)).containsExactly("orchestrator awaited", "developer answered: All is well.", "tester answered: ", "devops awaited");
        assertThat(standups.show(mission, id).report()).contains("2 of 4 answered so far.", "developer:\n  All is well.", "tester: said nothing", "devops: no answer");
    }

    @Test
    void theTimeEndsItAndOnlyOneRunsAtATime() {
        String id = standups.start(mission, "operator", Duration.ofMinutes(5)).id();
        assertThatThrownBy(() -> standups.start(mission, "operator", Duration.ofMinutes(5))).isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.REFUSED)).hasMessageContaining(id + " is under way");
        Job job = Job.of(StandupReactor.TIME_OVER, id, engine.clock().instant());
        assertThat(engine.jobs()).contains(job.key());
        List<Event> over = reactor.run(job, e -> { }).events();
        engine.record(over.get(0), over.get(0));
        assertThat(reactor.run(job, e -> { }).events()).isEmpty();
        assertThat(parts(id)).containsExactly("orchestrator silent", "developer silent", "tester silent", "devops silent");
        assertThat(reports()).hasSize(1);
        says("developer", "STATUS developer now\nCurrent: too late");
        assertThat(parts(id)).contains("developer silent");
        String second = standups.start(mission, "operator", Duration.ofMinutes(5)).id();
        engine.record(new Event.MissionStopping("app-1", false, "operator"));
        assertThat(standups.list(mission)).extracting(Standups.View::id).containsExactly(second, id);
        assertThat(standups.show(mission, second).endedAt()).isNotNull();
        assertThatThrownBy(() -> standups.show(mission, "s-nothing")).isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.NOT_FOUND));
    }

    @Test
    void whoCannotAnswerIsNotWaitedFor() {
        String id = standups.start(mission, "orchestrator", Duration.ofMinutes(10)).id();
        engine.record(new Event.MessageUnproven("app-1", "app-1-tester", question("tester"), "it left the input line"));
        engine.record(new Event.MessageFailed("app-1", "app-1-developer", "m-another", "gone"));
        assertThat(parts(id)).containsExactly("developer awaited", "tester silent", "devops awaited");
        engine.record(new Event.AgentEnding("app-1", "app-1-devops", "operator", "", "", ""));
        says("tester", "STATUS tester 10:01\nCurrent: T3");
        assertThat(standups.show(mission, id).endedAt()).isNull();
        engine.record(new Event.MessageFailed("app-1", "app-1-developer", question("developer"), "its text cannot be typed"));
        assertThat(standups.show(mission, id).endedAt()).isNotNull();
        assertThat(standups.show(mission, id).report()).contains("1 of 3 answered.", "developer: no answer, its text cannot be typed", "tester:\n", "devops: no answer, ended by the operator");
    }

    @Test
    void nobodyToAskIsNobodyToWaitFor() {
        List.of("developer", "tester", "devops").forEach(role -> engine.put("app-1-" + role, AgentState.EXITED, "ended", Source.TMUX));
        assertThat(standups.start(mission, "orchestrator", Duration.ofMinutes(5)).endedAt()).isNotNull();
    }

    @Test
    void mcsCopyForTheHubIsNoAnswer() {
        standups.start(mission, "orchestrator", Duration.ofMinutes(5));
        engine.submit(question("developer"));
        Letterbox.send(engine, dir, "developer", "The build failed.", "tester");
        assertThat(engine.log(Event.StandupAnswered.class)).isEmpty();
        Letterbox.send(engine, dir, "developer", "The build failed.", "orchestrator");
        assertThat(engine.log(Event.StandupAnswered.class)).hasSize(1);
    }
}
