package mc.plan;

import java.util.List;

/** The outcome of checking a plan. */
public sealed interface PlanCheck {

    /** Usable, after the changes that the notes name. */
    record Accepted(ImplementationPlan plan, List<String> notes) implements PlanCheck {}

    /** Not usable, and why; never without a reason. */
    record Rejected(List<String> reasons) implements PlanCheck {}
}
