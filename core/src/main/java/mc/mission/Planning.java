package mc.mission;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import mc.plan.ImplementationPlan;
import mc.plan.OfflinePlanner;
import mc.plan.PlanCheck;
import mc.plan.PlanValidator;
import mc.plan.PlannerAnswer;
import mc.plan.PlannerPrompt;
import mc.plan.Spec;
import mc.team.RoleCatalogue;
import mc.team.Team;
import mc.text.Templates;

/**
 * Makes the plan: a model reads the spec and the repository, and when it cannot or its answer is no use, the offline planner takes
 * over and the plan says why. There is always a plan. Thread-safe.
 */
public final class Planning {

    /** A program that plans: asked in the repository, which it must not change. */
    @FunctionalInterface
    public interface Program {
        PlannerAnswer ask(String prompt, String schema, Path repository, Map<String, String> env, Optional<String> model);
    }

    private final Templates templates;
    private final RoleCatalogue roles;
    private final Program program;

    Planning(Templates templates, RoleCatalogue roles, Program program) {
        this.templates = templates;
        this.roles = roles;
        this.program = program;
    }

    ImplementationPlan offline(Spec spec, Team team, String why) {
        ImplementationPlan plan = new OfflinePlanner(roles).plan(spec, team, why);
        if (check(plan, team) instanceof PlanCheck.Accepted accepted) {
            return accepted.plan();
        }
        throw new IllegalStateException("The offline planner made a plan that is not valid");
    }

    ImplementationPlan byModel(Spec spec, Team team, Path repository, Map<String, String> env, Optional<String> model, Consumer<String> progress) {
        progress.accept("Claude reads the spec and the repository and makes a plan; this can take some minutes.");
        PlannerPrompt prompt = new PlannerPrompt(templates);
        PlannerAnswer answer = program.ask(prompt.prompt(spec, team), prompt.schema(team), repository, env, model);
        if (answer instanceof PlannerAnswer.None none) {
            return fallBack(spec, team, none.reason(), progress);
        }
        PlanCheck check = check(((PlannerAnswer.Plan) answer).plan(), team);
        if (check instanceof PlanCheck.Rejected rejected) {
            return fallBack(spec, team, "its plan cannot be used: " + String.join("; ", rejected.reasons()), progress);
        }
        PlanCheck.Accepted accepted = (PlanCheck.Accepted) check;
        return accepted.plan().withNote(String.join("; ", accepted.notes()));
    }

    private ImplementationPlan fallBack(Spec spec, Team team, String why, Consumer<String> progress) {
        progress.accept("Claude could not make the plan (" + why + "), so the offline planner makes it from the form of the spec.");
        return offline(spec, team, "made by the offline planner, because Claude could not: " + why);
    }

    private PlanCheck check(ImplementationPlan plan, Team team) {
        return new PlanValidator(team, roles).check(plan);
    }
}
