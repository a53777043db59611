package mc.plan;

import static mc.testing.ShippedData.DATA;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import mc.plan.ImplementationPlan.Phase;
import mc.plan.ImplementationPlan.Planner;
import mc.plan.ImplementationPlan.Priority;
import mc.plan.ImplementationPlan.Task;
import mc.team.Team;
import mc.testing.ShippedData;
import mc.text.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanValidatorTest {

    private final Team team = ShippedData.teamOf("project_manager,developer,tester");

    @Test
    void aGoodPlanPassesUnchanged() {
        ImplementationPlan plan = plan(task("T1", "developer"), task("T2", "tester", "T1"));
        assertThat(check(plan)).isEqualTo(new PlanCheck.Accepted(plan, List.of()));
    }

    @Test
    void doubtfulPlansAreRejectedWithReasons() {
        rejected(plan(), "no tasks");
        rejected(plan(task("T1", "developer"), task("T1", "tester")), "T1 occurs twice");
        rejected(plan(task("T1", "developer", "T9")), "T9, which does not exist");
        rejected(plan(task("T1", "developer", "T1")), "circle: T1");
        rejected(plan(task("T1", "developer", "T3"), task("T2", "tester", "T1"), task("T3", "tester", "T2"), task("T4", "tester")), "circle: T1, T2, T3");
        rejected(plan(task("", "developer")), "not of the form T1");
        rejected(plan(task("T1; rm -rf /\u001b[0m", "developer")), "not of the form T1");
        rejected(plan(new Task("T1", " \u200b", "", "developer", List.of(), List.of(), Priority.LOW)), "no title");
        rejected(plan(IntStream.rangeClosed(1, 201).mapToObj(i -> task("T" + i, "developer")).toArray(Task[]::new)), "201 tasks");
    }

    @ParameterizedTest
    @CsvSource({"Tester,tester", "QA,tester", "pm,project_manager", "testrunner,tester", "devops,developer", "databaseops,developer", "code_reviewer,project_manager", "documentation_writer,developer",
        "Documentation Writer,developer", "wizard,developer", "'',developer"})
    void aTaskForAnAbsentRoleMovesToTheNearestMember(String named, String member) {
        PlanCheck.Accepted accepted = (PlanCheck.Accepted) check(plan(task("T1", named)));
        assertThat(accepted.plan().tasks().get(0).role()).isEqualTo(member);
        boolean moved = !DATA.roles().lookUp(named).map(role -> role.id().equals(member)).orElse(false);
        assertThat(accepted.notes()).hasSize(moved ? 1 : 0).allMatch(note -> note.startsWith("T1") && note.contains(member));
    }

    @Test
    void longAndDirtyTextsAreCutAndCleaned() {
        Task dirty = new Task("T1", "x".repeat(9000) + "\u001b]0;t\u0007", "line one\nline \u202etwo" + "\ud83d\ude00".repeat(9000), "developer", List.of(),
                IntStream.range(0, 500).mapToObj(i -> "c\n" + i).toList(), Priority.HIGH);
        PlanCheck.Accepted accepted = (PlanCheck.Accepted) check(new ImplementationPlan("s".repeat(99_999), Planner.CLAUDE, "", List.of(new Phase("", List.of(dirty)), new Phase("empty", List.of())),
                List.of("r\n1", " "), Map.of("a\nb", "c\nd")));
        Task clean = accepted.plan().tasks().get(0);
        assertThat(clean.title()).hasSize(200).doesNotContain("\u001b");
        assertThat(clean.description()).startsWith("line one\nline two").hasSizeLessThanOrEqualTo(4001);
        assertThat(Character.isHighSurrogate(clean.description().charAt(clean.description().length() - 2))).isFalse();
        assertThat(clean.successCriteria()).hasSize(40).startsWith("c 0");
        assertThat(accepted.plan().phases()).extracting(Phase::name).containsExactly("Phase 1");
        assertThat(accepted.plan().risks()).containsExactly("r 1");
        assertThat(accepted.plan().metadata()).containsEntry("a b", "c d");
        assertThat(accepted.notes()).anyMatch(note -> note.contains("\"empty\" had no tasks"));
    }

    @Test
    void aPlanSurvivesJson() {
        ImplementationPlan plan = plan(task("T1", "developer"), task("T2", "tester", "T1")).withNote("why");
        assertThat(Json.parse(Json.pretty(plan), ImplementationPlan.class)).isEqualTo(plan);
        assertThat(Json.parse("{\"planner\": \"offline\", \"later\": 1}", ImplementationPlan.class).phases()).isEmpty();
        assertThat(Json.write(plan)).contains("\"planner\":\"claude\"").contains("\"priority\":\"medium\"").doesNotContain("\"tasksOf\"");
    }

    private PlanCheck check(ImplementationPlan plan) {
        return new PlanValidator(team, DATA.roles()).check(plan);
    }

    private void rejected(ImplementationPlan plan, String reason) {
        assertThat(check(plan)).isInstanceOfSatisfying(PlanCheck.Rejected.class, r -> {
            assertThat(r.reasons()).anyMatch(text -> text.contains(reason));
            assertThat(r.reasons()).noneMatch(text -> text.contains("\u001b"));
        });
    }

    private static Task task(String id, String role, String... after) {
        return new Task(id, "Task " + id, "", role, List.of(after), List.of("done"), Priority.MEDIUM);
    }

    private static ImplementationPlan plan(Task... tasks) {
        return new ImplementationPlan("Something", Planner.CLAUDE, "", List.of(new Phase("Build", List.of(tasks))), List.of(), Map.of());
    }
}
