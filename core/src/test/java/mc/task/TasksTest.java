package mc.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import mc.Failure;
import mc.agent.Mission;
import mc.compliance.RuleBook;
import mc.compliance.Rules;
import mc.compliance.Violations;
import mc.compliance.git.GitActivity;
import mc.event.Event;
import mc.event.Event.PlannedTask;
import mc.plan.ImplementationPlan;
import mc.task.Task.State;
import mc.testing.Engine;
import mc.testing.Hostile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks, reports and who waits for whom: what each word leads to, once. */
class TasksTest {

    private static final List<String> TEAM = List.of("orchestrator", "project_manager", "developer", "tester", "devops");

    @TempDir
    private Path dir;

    private Engine engine;
    private Tasks tasks;
    private Dependencies deps;
    private Mission mission;

    @BeforeEach
    void open() {
        engine = new Engine(dir, new TaskReactor(), new GitActivity(new Violations(new RuleBook(Rules.shipped()))));
        engine.mission("app-1", TEAM.toArray(String[]::new));
        engine.record(new Event.TasksPlanned("app-1", List.of(
                new PlannedTask("T1", "developer", "The store", List.of()), new PlannedTask("T2", "developer", "The page", List.of("T1")), new PlannedTask("T3", "tester", "The tests", List.of("T1", "T2")),
                new PlannedTask("T4", "devops", "The pipeline", List.of("T1")))));
        mission = engine.database().read(sql -> Mission.Table.find(sql, "app-1")).orElseThrow();
        tasks = new Tasks(engine.database(), engine.loop(), m -> new ImplementationPlan("", null, "", List.of(), List.of(), Map.of()));
        deps = new Dependencies(engine.database(), engine.loop());
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private Tasks.Receipt report(String role, String text) {
        return tasks.report(mission, engine.agent("app-1-" + role), text, Optional.empty(), Optional.empty(), null);
    }

    private Tasks.Receipt report(String role, String text, String task) {
        return tasks.report(mission, engine.agent("app-1-" + role), text, Optional.of(task), Optional.empty(), null);
    }

    private Tasks.Receipt report(String role, String text, String task, String key) {
        return tasks.report(mission, engine.agent("app-1-" + role), text, Optional.ofNullable(task), Optional.of(key), null);
    }

    private Tasks.Moved move(String by, String task, State state, String note) {
        return tasks.move(mission, task, state, note, by.equals("operator") ? null : engine.agent("app-1-" + by), by);
    }

    /** Who was told what so far, as "role: first line"; forgotten afterwards. */
    private List<String> told() {
        List<String> told = engine.log(Event.MessageQueued.class).stream().map(m -> (m.agent() == null ? m.letter().to() : engine.agent(m.agent()).role()) + " from " + m.from() + ": " + m.text()).toList();
        List<String> news = told.subList(seen, told.size());
        seen = told.size();
        return news;
    }

    private int seen;

    private String standing(String task) {
        return tasks.show(mission, task).state();
    }

    @Test
    void aReportClosesItsTaskAndTellsEachConcernedOnce() {
        deps.set("app-1", "devops", List.of("developer"), "operator");
        deps.set("app-1", "project_manager", List.of("developer"), "operator");
        Tasks.Receipt receipt = report("developer", "The store holds 1,000,000 rows; commit 3fa9c1e", "t1");
        assertThat(receipt.status()).isEqualTo("reported");
        assertThat(receipt.task()).isEqualTo("T1");
        assertThat(receipt.told()).containsExactlyInAnyOrder("devops", "project_manager", "orchestrator");
        assertThat(told()).satisfiesExactlyInAnyOrder(
                m -> assertThat(m).startsWith("devops from mc: developer reports: T1 The store is complete: The store holds").endsWith("Your tasks that can begin now:\n- T4 The pipeline"),
                m -> assertThat(m).startsWith("project_manager from mc: developer reports: T1").endsWith("You wait for developer; go on if this was what you needed."),
                m -> assertThat(m).startsWith("orchestrator from developer: Report: T1 The store is complete: The store holds").contains("Can begin now:\n- T2 The page (developer)\n- T4 The pipeline (devops)").endsWith("Told: devops, project_manager."));
        assertThat(tasks.list(mission)).extracting(t -> t.id() + " " + t.state() + " " + t.waitsFor()).containsExactly("T1 done []", "T2 ready []", "T3 waiting [T2]", "T4 ready []");
        assertThat(tasks.show(mission, "T1").next()).containsExactly("T2", "T3", "T4");
    }

    @Test
    void whatIsReportedAgainIsKnownAndNewWordsAreANoteToTheHub() {
        String id = report("developer", "T1 complete: done, commit 3fa9c1e").id();
        assertThat(told()).hasSize(2);
        Tasks.Receipt again = report("developer", "T1 complete: done, commit 3fa9c1e");
        assertThat(again.status()).isEqualTo("already");
        assertThat(again.id()).isEqualTo(id);
        assertThat(told()).isEmpty();
        assertThat(report("developer", "T1 is complete and faster now", "T1").status()).isEqualTo("noted");
        assertThat(told()).singleElement().asString().isEqualTo("orchestrator from developer: More on T1 The store, which is done: T1 is complete and faster now");
        assertThat(report("developer", "Two of three steps are there.").status()).isEqualTo("reported");
        assertThat(report("developer", "Two of three steps are there.").status()).isEqualTo("already");
        report("developer", "A third step.");
        assertThat(report("developer", "Two of three steps are there.").status()).as("true again").isEqualTo("reported");
    }

    @Test
    void aKeyMakesAReportOne() {
        assertThat(report("devops", "Deployed.", null, "deploy 1.4.0").status()).isEqualTo("reported");
        assertThat(report("devops", "Deployed.", null, "deploy 1.4.0").status()).isEqualTo("already");
        assertThatThrownBy(() -> report("devops", "Deployed again.", null, "deploy 1.4.0")).isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.REFUSED)).hasMessageContaining("deploy 1.4.0 was used already, for another report: c-");
        assertThatThrownBy(() -> report("devops", "Deployed.", "T4", "deploy 1.4.0")).as("of another task").hasMessageContaining("for another report");
        assertThat(report("tester", "Deployed.", null, "deploy 1.4.0").status()).as("another's").isEqualTo("reported");
        assertThat(engine.log(Event.CompletionReported.class)).hasSize(2);
    }

    @Test
    void whatIsOpenedAgainCanBeReportedAgainAndIsToldToWhomItConcerns() {
        deps.set("app-1", "project_manager", List.of("developer"), "operator");
        report("developer", "T1 complete");
        report("developer", "It works.", "T2", "k2");
        told();
        Tasks.Moved opened = move("operator", "T1", State.OPEN, "");
        assertThat(opened.changed()).isTrue();
        assertThat(opened.told()).containsExactlyInAnyOrder("developer", "tester", "devops", "project_manager", "orchestrator");
        assertThat(told()).satisfiesExactlyInAnyOrder(
                m -> assertThat(m).startsWith("developer from mc: T1 The store is open again.\nIt is yours"), m -> assertThat(m).isEqualTo("devops from mc: T1 The store is open again.\nYour tasks that wait for it:\n- T4 The pipeline"),
                m -> assertThat(m).isEqualTo("tester from mc: T1 The store is open again.\nYour tasks that wait for it:\n- T3 The tests"), m -> assertThat(m).isEqualTo("project_manager from mc: T1 The store is open again."),
                m -> assertThat(m).startsWith("orchestrator from mc: operator says: T1 The store (developer) is open again."));
        assertThat(move("operator", "T1", State.OPEN, "")).extracting(Tasks.Moved::changed, Tasks.Moved::told).containsExactly(false, List.of());
        assertThat(report("developer", "T1 complete").status()).as("the same words, of what was done anew").isEqualTo("reported");
        assertThat(standing("T4")).isEqualTo("ready");
        assertThat(report("developer", "T1 complete").status()).isEqualTo("already");
        move("developer", "T2", State.OPEN, "");
        assertThatThrownBy(() -> report("developer", "It works.", "T2", "k2")).hasMessageContaining("before T2 was opened again");
    }

    @Test
    void theOperatorSpeaksForAnAgentUnderItsOwnName() {
        tasks.report(mission, engine.agent("app-1-developer"), "Seen by me.", Optional.of("T1"), Optional.empty(), "operator");
        assertThat(told()).extracting(m -> m.split("\n")[0]).containsExactlyInAnyOrder("developer from mc: operator (for developer) reports: T1 The store is complete: Seen by me.",
                "devops from mc: operator (for developer) reports: T1 The store is complete: Seen by me.", "orchestrator from operator: For developer: Report: T1 The store is complete: Seen by me.");
        assertThat(tasks.show(mission, "T1").changedBy()).isEqualTo("operator");
        tasks.report(mission, engine.agent("app-1-orchestrator"), "The mission is complete.", Optional.empty(), Optional.empty(), "operator");
        assertThat(told()).containsExactly("orchestrator from operator: For orchestrator: Report: The mission is complete.");
        report("developer", "Half of T2 is there.");
        assertThat(engine.log(Event.MessageQueued.class).stream().filter(m -> m.letter() != null && m.letter().critical())).extracting(Event.MessageQueued::from).as("what an agent says").containsExactly("developer");
    }

    @Test
    void theTextNamesItsTaskOnlyWhenItIsTheRolesOwn() {
        assertThat(report("developer", "t2 is done. It shows the count.").task()).isEqualTo("T2");
        assertThat(report("developer", "T3 complete").task()).as("the tester's").isNull();
        assertThat(report("developer", "T9 complete").task()).as("nobody's").isNull();
        for (String unsure : List.of("T1 completely rewritten, not done", "T1 is done? not at all", "T1 done in part only", "T1 completed half", "T1 is")) {
            assertThat(report("developer", unsure)).as(unsure).satisfies(r -> assertThat(r.task()).isNull(), r -> assertThat(r.warnings()).singleElement().asString().contains("work in general", "mc report TEXT --task T1"));
        }
        assertThat(report("developer", "t3 done").warnings()).containsExactly("It counts as work in general. T3 is tester's.");
        assertThat(report("developer", "T9 done").warnings()).containsExactly("It counts as work in general. The plan has no task T9.");
        assertThat(report("tester", "T3 completed - 41 tests").warnings()).containsExactly("T3 is done before T1, which it waits for by the plan.");
        assertThat(report("developer", "T1 done").warnings()).isEmpty();
        assertThatThrownBy(() -> report("developer", "done", "T3")).isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.REFUSED)).hasMessageContaining("T3 is not developer's but tester's");
        assertThatThrownBy(() -> report("developer", "done", "T9")).isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.NOT_FOUND));
        assertThatThrownBy(() -> report("developer", " \u200b ")).hasMessageContaining("no text");
        assertThatThrownBy(() -> report("developer", "x".repeat(16_001))).hasMessageContaining("16001 characters");
    }

    @Test
    void theOrchestratorReportsToTheOperator() {
        assertThat(report("orchestrator", "The mission is complete.").told()).containsExactly("operator");
        assertThat(told()).containsExactly("operator from orchestrator: Report: The mission is complete.");
    }

    @Test
    void aTaskIsMovedByItsOwnerAndByThoseWhoLead() {
        assertThatThrownBy(() -> move("tester", "T1", State.DONE, "")).isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.REFUSED)).hasMessageContaining("not yours but developer's");
        assertThatThrownBy(() -> move("developer", "T1", State.BLOCKED, " ")).hasMessageContaining("Why it is blocked");
        assertThat(told()).isEmpty();
        move("developer", "T1", State.BLOCKED, "no disk");
        move("developer", "T1", State.BLOCKED, "no disk");
        assertThat(standing("T1")).isEqualTo("blocked");
        assertThat(told()).singleElement().asString().startsWith("orchestrator from mc: developer says: T1 The store (developer) is blocked: no disk");
        move("operator", "T1", State.OPEN, "");
        assertThat(told()).extracting(m -> m.split("\n")[0]).containsExactlyInAnyOrder("developer from mc: T1 The store is open again.", "orchestrator from mc: operator says: T1 The store (developer) is open again.");
        move("project_manager", "T1", State.DONE, "seen");
        move("project_manager", "T1", State.DONE, "seen");
        assertThat(told()).extracting(m -> m.split("\n")[0]).containsExactlyInAnyOrder("developer from mc: T1 The store is done: seen", "devops from mc: T1 The store is done: seen", "orchestrator from mc: project_manager says: T1 The store (developer) is done: seen");
        move("orchestrator", "T2", State.DONE, "");
        assertThat(told()).extracting(m -> m.split("\n")[0]).containsExactly("tester from mc: T2 The page is done.");
        assertThat(standing("T3")).isEqualTo("ready");
    }

    @Test
    void whoHasLeftIsNotTold() {
        engine.record(new Event.AgentEnding("app-1", "app-1-devops", "operator", "", "", ""));
        seen = engine.log(Event.MessageQueued.class).size();
        report("developer", "T1 complete");
        assertThat(told()).extracting(m -> m.split(" ")[0]).containsExactly("orchestrator");
    }

    @Test
    void tasksOfAnOlderMissionAreTakenFromItsPlanWhenTheyAreAskedFor() {
        engine.mission("old-1", "developer");
        Mission old = engine.database().read(sql -> Mission.Table.find(sql, "old-1")).orElseThrow();
        ImplementationPlan plan = new ImplementationPlan("", null, "", List.of(new ImplementationPlan.Phase("One", List.of(new ImplementationPlan.Task("T1", "Do it", "", "developer", List.of(), List.of(), null)))), List.of(), Map.of());
        Tasks lazy = new Tasks(engine.database(), engine.loop(), m -> plan);
        assertThat(lazy.list(old)).singleElement().extracting(Tasks.View::title, Tasks.View::state).containsExactly("Do it", "ready");
        lazy.list(old);
        assertThat(engine.log(Event.TasksPlanned.class).stream().filter(e -> e.mission().equals("old-1"))).hasSize(1);
    }

    @Test
    void nobodyWaitsForItself() {
        deps.set("app-1", "tester", List.of("developer", "devops"), "operator");
        deps.set("app-1", "devops", List.of("project_manager"), "operator");
        assertThatThrownBy(() -> deps.set("app-1", "project_manager", List.of("orchestrator", "tester"), "operator"))
                .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.REFUSED)).hasMessageContaining("project_manager → tester → devops → project_manager");
        assertThatThrownBy(() -> deps.set("app-1", "tester", List.of("tester"), "operator")).hasMessageContaining("tester → tester");
        assertThat(deps.list("app-1")).isEqualTo(Map.of("tester", List.of("developer", "devops"), "devops", List.of("project_manager")));
        deps.remove("app-1", "devops", Optional.empty(), "operator");
        deps.remove("app-1", "tester", Optional.of("devops"), "operator");
        deps.set("app-1", "project_manager", List.of("tester"), "operator");
        deps.set("app-1", "project_manager", List.of("tester"), "operator");
        assertThat(engine.log(Event.DependenciesSet.class)).as("nothing new, nothing written").hasSize(5);
        assertThatThrownBy(() -> deps.remove("app-1", "devops", Optional.empty(), "operator")).isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.NOT_FOUND));
        assertThat(deps.list("app-1")).isEqualTo(Map.of("tester", List.of("developer"), "project_manager", List.of("tester")));
    }

    @Test
    void hostileWordsAreCleaned() {
        String hostile = "All " + String.join(" ", Hostile.TEXTS);
        report("developer", hostile, "T1");
        move("developer", "T2", State.BLOCKED, hostile);
        assertThat(told()).noneMatch(m -> m.contains("\u001b") || m.contains("\u202e"));
        assertThat(tasks.show(mission, "T2").note()).doesNotContain("\n", "\u001b");
    }

    @Test
    void whatTheUserGivesIsATaskThatWaitsForNone() {
        assertThat(Tasks.lastNumber(Stream.of("T3", "T12", "setup", "T1"))).isEqualTo(12);
        assertThat(Tasks.lastNumber(Stream.of())).isZero();
        engine.record(Tasks.given("app-1", List.of(new Tasks.Given("T5", "tester", "Close the ports\n\u001b[31mat night"))));
        assertThat(tasks.list(mission)).extracting(Tasks.View::id).containsExactly("T1", "T2", "T3", "T4", "T5");
        assertThat(tasks.show(mission, "T5")).extracting(Tasks.View::role, Tasks.View::title, Tasks.View::state, Tasks.View::dependsOn).containsExactly("tester", "Close the ports at night", "ready", List.of());
        assertThat(report("tester", "All closed.", "T5").status()).isEqualTo("reported");
        assertThat(tasks.show(mission, "T5").state()).isEqualTo("done");
    }

    @Test
    void aFinishedTaskWithUncommittedFilesIsToldSo() {
        engine.record(new Event.WorktreeSeen("app-1", "app-1-developer", 2, "2030-01-01T00:00:00Z", 0, null));
        String left = "2 files in developer's worktree were not committed when mc last looked.";
        assertThat(report("developer", "T1 complete: all tests pass").warnings()).containsExactly(left);
        assertThat(told()).filteredOn(m -> m.startsWith("orchestrator")).singleElement().asString().contains(left);
        engine.clock().advance(java.time.Duration.ofSeconds(1));
        engine.record(new Event.HeadMoved("app-1", "app-1-developer", "commit", "Add the page", "c1", "2030-01-01T00:00:01Z", "c0", "main-developer"));
        assertThat(report("developer", "T2 complete").warnings()).as("mc has not looked since the commit").isEmpty();
        assertThat(told()).noneMatch(m -> m.contains("worktree"));
        assertThat(report("devops", "T4 complete").warnings()).isEmpty();
    }

    @Test
    void aTextThatNamesATaskSomewhereSaysWhatItCountsAs() {
        assertThat(report("developer", "I am nearly done with t2, two tests left").warnings()).singleElement().asString().startsWith("It counts as work in general. The text does not plainly say that T2 is complete");
        assertThat(report("developer", "T3 waits for me, and T1 is half done").warnings()).singleElement().asString().contains("T3 is tester's.");
        assertThat(report("developer", "Fixed what the tester found in T3").warnings()).as("of another's task nothing was meant").isEmpty();
        report("developer", "T1 complete");
        assertThat(report("developer", "Tidied up after T1").warnings()).as("it is done").isEmpty();
        assertThat(standing("T2")).isEqualTo("ready");
    }
}
