package mc.plan;

import static mc.testing.ShippedData.DATA;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import mc.plan.ImplementationPlan.Priority;
import mc.plan.ImplementationPlan.Task;
import mc.team.Team;
import mc.testing.ShippedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OfflinePlannerTest {

    private final OfflinePlanner planner = new OfflinePlanner(DATA.roles());
    private final Team everybody = ShippedData.teamOf(String.join(",", DATA.roles().ids()));

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Implement the login page|developer",
        "Build a REST API for orders|developer",
        "Write end-to-end tests for checkout|tester",
        "Deploy the service with Docker|devops",
        "Write the installation guide|documentation_writer",
        "Set up a firewall with ufw|securityops",
        "Configure nginx as reverse proxy|networkops",
        "Grafana dashboard with alerts|monitoringops",
        "Add a migration for the orders schema in PostgreSQL|databaseops",
        "systemd service with auto-restart|sysadmin",
        "Compare message queues and recommend one|researcher",
        "Something quite different|developer",
    })
    void workGoesToTheRoleItBelongsTo(String item, String role) {
        assertThat(taskOf(plan("## Work\n- " + item + "\n", everybody), item).role()).isEqualTo(role);
    }

    @Test
    void absentRolesAreStoodInFor() {
        Team small = ShippedData.teamOf("developer");
        ImplementationPlan plan = plan("- Write end-to-end tests\n- Deploy with Docker\n- Write the guide\n- Decide on the architecture\n", small);
        assertThat(plan.tasks()).extracting(Task::role).containsOnly("developer", "orchestrator");
        assertThat(taskOf(plan, "Write end-to-end tests").role()).isEqualTo("developer");
    }

    @Test
    void requirementsAndDeliverablesBecomeTasksAndCriteria() {
        ImplementationPlan plan = plan("PROJECT: Signals\nTARGET: 192.0.2.7\nREQUIREMENTS:\n- must listen on port 8002\n- optional: dark mode\nDELIVERABLES:\n- monitoring dashboard\n", everybody);
        assertThat(taskOf(plan, "must listen on port 8002").priority()).isEqualTo(Priority.HIGH);
        assertThat(taskOf(plan, "optional: dark mode").priority()).isEqualTo(Priority.LOW);
        assertThat(taskOf(plan, "monitoring dashboard").role()).isEqualTo("monitoringops");
        assertThat(taskOf(plan, "Prove that all success criteria are met").successCriteria()).containsExactly("must listen on port 8002", "optional: dark mode", "monitoring dashboard");
        assertThat(plan.summary()).contains("Signals").contains("192.0.2.7");
        assertThat(plan.risks()).anyMatch(risk -> risk.contains("192.0.2.7"));
        assertThat(plan.metadata()).containsEntry("PROJECT", "Signals");
    }

    @Test
    void idsRunInOrderAndNobodyBeginsWithWaiting() {
        ImplementationPlan plan = plan("- Write integration tests\n- Build the API\n- Build the page\n- Write the guide\n", everybody);
        assertThat(plan.tasks()).extracting(Task::id).isEqualTo(IntStream.rangeClosed(1, plan.tasks().size()).mapToObj(i -> "T" + i).toList());
        assertThat(taskOf(plan, "Build the API").dependsOn()).isEmpty();
        assertThat(taskOf(plan, "Build the page").dependsOn()).containsExactly("T1");
    }

    @Test
    void doneItemsAndBackgroundMakeNoTasks() {
        ImplementationPlan plan = plan("# Shop\nIntro words.\n## Overview\n- sells things\n## Tasks\n- [x] Logo\n- [ ] Cart\n- [ ] Search\n- [ ] Payment\n## Acceptance criteria\n- cart keeps its items\n", everybody);
        assertThat(plan.tasks()).extracting(Task::title).contains("Cart", "Search", "Payment").doesNotContain("Logo", "sells things", "cart keeps its items", "Shop");
        assertThat(taskOf(plan, "Prove that all success criteria are met").successCriteria()).containsExactly("cart keeps its items");
        assertThat(plan.summary()).contains("Intro words.");
    }

    @Test
    void everybodyHasWorkThatCanBegin() {
        for (String type : DATA.templates().types()) {
            Team team = ShippedData.team(type);
            ImplementationPlan plan = plan("Make a thing.\nIt should be good.\n", team);
            assertThat(plan.tasks().stream().map(Task::role).collect(Collectors.toSet())).isEqualTo(Set.copyOf(team.roleIds()));
            assertThat(plan.phases().get(0).name()).isEqualTo("Design");
            assertThat(plan.tasks().get(0).role()).isEqualTo("orchestrator");
            assertThat(plan.note()).isEqualTo("no claude");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "Make it.\nPlease.", "# Only a heading", "```\nonly code\n```", "- [x] all done", "PROJECT: only metadata", "## Overview\n- nothing but background", "!ls", "/exit", "\u0007"})
    void neverEmptyAndAlwaysValid(String text) {
        valid(plan(text, everybody), everybody);
    }

    @Test
    void tooMuchIsGatheredNotLost() {
        ImplementationPlan plan = plan("- item of work\n".repeat(5000), everybody);
        valid(plan, everybody);
        assertThat(plan.risks()).anyMatch(risk -> risk.contains("gathered"));
        assertThat(plan.tasks()).anyMatch(task -> task.title().contains("and 41 more"));
    }

    static Stream<Long> seeds() {
        return LongStream.range(0, 300).boxed();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whateverTheSpecThePlanIsValidAndTheSameTwice(long seed) {
        Random random = new Random(seed); // the seed is the test's name
        String text = randomSpec(random);
        List<String> types = DATA.templates().types();
        Team team = random.nextInt(3) == 0 ? everybody : ShippedData.team(types.get(random.nextInt(types.size())));
        ImplementationPlan plan = plan(text, team);
        valid(plan, team);
        assertThat(plan(text, team)).isEqualTo(plan);
        assertThat(PlanMarkdown.render(plan)).startsWith("# Implementation plan");
    }

    private static String randomSpec(Random random) {
        String[] parts = {"# ", "## Requirements\n", "REQUIREMENTS:\n", "DELIVERABLES:\n", "- ", "- [ ] ", "- [x] ", "1. ", "```\n", "~~~\n", "\n", "\n\n", "  ", "TYPE: ", "PROJECT: ", "TARGET: ", "tests ", "deploy ",
            "docs ", "\u001b[2J", "\u202e", "\u0000", "\ud800", "\ud83d\ude00", "$(touch canary) ", "{{branch}} ", "; rm -rf / ", "\t", "\r\n", "**", "must ", "x".repeat(700), "-----BEGIN ", "\"quotes\" ", "\\"};
        StringBuilder out = new StringBuilder();
        for (int i = random.nextInt(120); i >= 0; i--) {
            out.append(parts[random.nextInt(parts.length)]);
            if (random.nextInt(8) == 0) {
                out.appendCodePoint(random.nextInt(0x3000));
            }
        }
        return out.toString();
    }

    private void valid(ImplementationPlan plan, Team team) {
        PlanCheck check = new PlanValidator(team, DATA.roles()).check(plan);
        assertThat(check).isInstanceOfSatisfying(PlanCheck.Accepted.class, accepted -> assertThat(accepted.notes()).isEmpty());
        assertThat(plan.tasks()).isNotEmpty().allMatch(task -> team.has(task.role()) && !task.successCriteria().isEmpty());
    }

    private ImplementationPlan plan(String text, Team team) {
        return planner.plan(SpecParser.parse("spec.md", text), team, "no claude");
    }

    private static Task taskOf(ImplementationPlan plan, String title) {
        return plan.tasks().stream().filter(task -> task.title().equals(title)).findFirst().orElseThrow(() -> new AssertionError("no task " + title + " in " + plan.tasks()));
    }
}
