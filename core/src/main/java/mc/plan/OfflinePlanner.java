package mc.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import mc.plan.ImplementationPlan.Phase;
import mc.plan.ImplementationPlan.Planner;
import mc.plan.ImplementationPlan.Priority;
import mc.plan.ImplementationPlan.Task;
import mc.team.Role;
import mc.team.RoleCatalogue;
import mc.team.Team;

/**
 * Plans without a model, from the form of the spec: what it lists becomes tasks, whose words tell the role. The same spec and team
 * give the same plan, and there is always one. Stateless apart from its catalogue; thread-safe.
 */
public record OfflinePlanner(RoleCatalogue roles) {

    private static final Set<String> PROVING = Set.of("tester", "testrunner", "code_reviewer");
    private static final Set<String> DELIVERING = Set.of("documentation_writer", "logtracker", "monitoringops");

    /** The plan; {@code note} says why it was made this way. */
    public ImplementationPlan plan(Spec spec, Team team, String note) {
        return new Draft(spec, team, new SpecWork(spec), new RoleMatcher(team, roles)).plan(note);
    }

    /** One plan in the making. */
    private static final class Draft {
        private final Spec spec;
        private final Team team;
        private final SpecWork work;
        private final RoleMatcher matcher;
        private final Map<String, List<Task>> phases = new LinkedHashMap<>();
        private final Set<String> started = new HashSet<>();
        private int next = 1;

        Draft(Spec spec, Team team, SpecWork work, RoleMatcher matcher) {
            this.spec = spec;
            this.team = team;
            this.work = work;
            this.matcher = matcher;
        }

        ImplementationPlan plan(String note) {
            String design = add("Design", Role.ORCHESTRATOR, "Settle the design and what the parts agree on",
                    "Read the spec and the repository. Write down the parts, their interfaces, names and data, and tell each role what it needs of that.",
                    List.of(), List.of("project_management/architecture/decisions.md names every part, its owner and its interfaces", "every requirement of the spec has a task and an owner"), Priority.HIGH);
            prepare();
            Map<SpecWork.Piece, String> owners = new IdentityHashMap<>();
            work.pieces().forEach(piece -> owners.put(piece, matcher.memberFor(piece.title() + " " + piece.context())));
            List<String> built = pieces("Build", owners, design);
            idle(Set.copyOf(owners.values()));
            pieces("Verify", owners, design);
            verify(built);
            pieces("Deliver", owners, design);
            deliver(built);
            List<Phase> ordered = Stream.of("Design", "Build", "Verify", "Deliver").filter(phases::containsKey).map(name -> new Phase(name, phases.get(name))).toList();
            return new ImplementationPlan(summary(), Planner.OFFLINE, note, ordered, risks(), spec.metadata());
        }

        /** The spec's own work in one phase. A role's first piece waits for nothing, so that nobody begins with waiting. */
        private List<String> pieces(String phase, Map<SpecWork.Piece, String> owners, String design) {
            List<String> ids = new ArrayList<>();
            for (SpecWork.Piece piece : work.pieces()) {
                String role = owners.get(piece);
                if (phase.equals(phaseOf(role))) {
                    boolean first = started.add(role) || role.equals(Role.ORCHESTRATOR);
                    ids.add(add(phase, role, piece.title(), piece.description(), first ? List.of() : List.of(design), piece.criteria(), piece.priority()));
                }
            }
            return ids;
        }

        private static String phaseOf(String role) {
            return PROVING.contains(role) ? "Verify" : DELIVERING.contains(role) ? "Deliver" : "Build";
        }

        /** What can begin at once, beside the design. */
        private void prepare() {
            if (team.has(Role.PROJECT_MANAGER)) {
                add("Design", Role.PROJECT_MANAGER, "Set the standards and the review checklist",
                        "Find out how the project is built and tested, check the starting branch and the worktrees, and make the checklist concrete.",
                        List.of(), List.of("project_management/quality/standards.md has the commands to build, test and lint", "every role knows when and how it hands in work"), Priority.HIGH);
            }
            if (team.has("tester")) {
                add("Design", "tester", "Write the test plan", "Turn every requirement and deliverable into statements that can fail, with input and expected result.",
                        List.of(), List.of("test-plans/ covers every requirement of the spec", "gaps in the spec were reported to the orchestrator"), Priority.HIGH);
            }
            if (team.has("testrunner")) {
                add("Design", "testrunner", "Run the existing tests and set up the runs", "Find out how each suite is run and how long it takes; run everything once on the starting state.",
                        List.of(), List.of(".test-config/README.md has the command for each suite", "results of the first run are in test-results/"), Priority.MEDIUM);
            }
        }

        private void verify(List<String> built) {
            List<String> criteria = work.criteria().isEmpty() ? List.of("every task of this plan was shown to do what its title says") : work.criteria();
            add("Verify", matcher.memberInstead("tester"), "Prove that all success criteria are met",
                    "Integration and end-to-end tests for the whole, on a branch that has everyone's work.", built, criteria, Priority.HIGH);
            if (team.has("testrunner")) {
                add("Verify", "testrunner", "Run all suites on the integrated work", "Report numbers: suites, tests, failures, duration, commit.", built,
                        List.of("all suites pass three times in a row, or each failure has an owner"), Priority.MEDIUM);
            }
        }

        private void deliver(List<String> built) {
            add("Deliver", team.manager(), "Review and integrate the branches", "Review each branch, merge them one by one into an integration branch, run all tests there. The starting branch waits for the user's yes.",
                    built, List.of("an integration branch has all finished work and its tests pass", "no open review finding of severity HIGH"), Priority.HIGH);
            add("Deliver", matcher.memberInstead("documentation_writer"), "Document how to install, run and use it", "README and guides that say what is true now; every command in them was tried.",
                    built, List.of("a newcomer gets it running with the README alone"), Priority.MEDIUM);
        }

        /** Nobody is without work: whoever has no task so far and gets none below has what their role is for. */
        private void idle(Set<String> owners) {
            Set<String> busy = new HashSet<>(owners);
            phases.values().forEach(tasks -> tasks.forEach(task -> busy.add(task.role())));
            busy.addAll(List.of(matcher.memberInstead("tester"), matcher.memberInstead("documentation_writer"), team.manager()));
            team.members().stream().map(Team.Member::role).filter(role -> !busy.contains(role.id())).forEach(role ->
                    add("Build", role.id(), role.title() + ": what this project needs of it", role.purpose() + ". Find out from the spec and the repository what that means here, propose it to the orchestrator, then do it.",
                            List.of(), List.of("the orchestrator has a list of what was done, with proof, and of what is left"), Priority.MEDIUM));
        }

        private String add(String phase, String role, String title, String description, List<String> dependsOn, List<String> criteria, Priority priority) {
            String id = "T" + next++;
            phases.computeIfAbsent(phase, name -> new ArrayList<>()).add(new Task(id, title, description, role, dependsOn, criteria, priority));
            return id;
        }

        private String summary() {
            String target = spec.metadata().containsKey(SpecParser.TARGET) ? ", for " + spec.metadata().get(SpecParser.TARGET) : "";
            String intro = work.introduction();
            return (spec.title().isBlank() ? "The work described in " + spec.fileName() : spec.title()) + target + "." + (intro.isEmpty() ? "" : " " + intro);
        }

        private List<String> risks() {
            List<String> risks = new ArrayList<>();
            risks.add("This plan was made from the form of the spec alone. The orchestrator compares it with the spec's text before work is handed out.");
            if (spec.metadata().containsKey(SpecParser.TARGET)) {
                risks.add("The target " + spec.metadata().get(SpecParser.TARGET) + " may be a live system: dry runs first, changes only with the user's yes and a way back.");
            }
            if (work.left() > 0) {
                risks.add("The spec lists more than tasks can be made of; " + work.left() + " entries were gathered into larger tasks. The orchestrator splits them.");
            }
            return risks;
        }
    }
}
