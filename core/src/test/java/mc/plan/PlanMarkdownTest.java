package mc.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import mc.plan.ImplementationPlan.Phase;
import mc.plan.ImplementationPlan.Planner;
import mc.plan.ImplementationPlan.Priority;
import mc.plan.ImplementationPlan.Task;
import org.junit.jupiter.api.Test;

class PlanMarkdownTest {

    private final ImplementationPlan plan = new ImplementationPlan("A shop.", Planner.OFFLINE, "claude is not there",
            List.of(new Phase("Build", List.of(new Task("T1", "Cart", "Two\nlines", "developer", List.of(), List.of("keeps items"), Priority.HIGH), new Task("T2", "Pay", "", "developer", List.of("T1"), List.of(), Priority.LOW)))),
            List.of("Time: cut scope"), Map.of("TARGET", "192.0.2.1"));

    @Test
    void rendersEverything() {
        assertThat(PlanMarkdown.render(plan)).isEqualTo("""
                # Implementation plan

                A shop.

                Planned by: offline (claude is not there)

                - TARGET: 192.0.2.1

                ## Phase 1: Build

                ### T1: Cart

                - Role: developer
                - Priority: high
                - Two
                  lines
                - Success criteria:
                  - keeps items

                ### T2: Pay

                - Role: developer
                - Priority: low
                - After: T1


                ## Risks

                - Time: cut scope
                """);
    }

    @Test
    void aRolesPartIsInFullThenShorterThenCounted() {
        assertThat(PlanMarkdown.planPart(plan, "developer", 10_000)).contains("T1: Cart (Build)").contains("keeps items").contains("After: T1");
        assertThat(PlanMarkdown.planPart(plan, "developer", 60)).contains("T1: Cart").doesNotContain("keeps items");
        assertThat(PlanMarkdown.planPart(plan, "developer", 20)).contains("T1: Cart").contains("and 1 more");
        assertThat(PlanMarkdown.planPart(plan, "tester", 100)).contains("None yet");
    }
}
