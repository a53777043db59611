package mc.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mc.plan.ImplementationPlan.Phase;
import mc.plan.ImplementationPlan.Task;
import mc.team.RoleCatalogue;
import mc.team.Team;
import mc.text.Untrusted;

/**
 * Checks a plan, whoever made it, before anyone acts on it. Small faults are mended and noted (texts too long, a role that is not in
 * the team, an empty phase); faults that leave doubt about what was meant are reasons to reject it. Immutable and thread-safe.
 */
public final class PlanValidator {

    /** The most tasks of a plan. */
    public static final int MAX_TASKS = 200;

    private static final int MAX_PHASES = 40;
    private static final int MAX_LINE = 200;
    private static final int MAX_CRITERION = 600;
    private static final int MAX_TEXT = 4000;
    private static final int MAX_LIST = 40;
    private static final String TASK_ID = "[A-Za-z][A-Za-z0-9_.-]{0,15}";

    private final Team team;
    private final RoleCatalogue roles;
    private final RoleMatcher matcher;

    public PlanValidator(Team team, RoleCatalogue roles) {
        this.team = team;
        this.roles = roles;
        this.matcher = new RoleMatcher(team, roles);
    }

    public PlanCheck check(ImplementationPlan plan) {
        List<String> reasons = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        List<Task> tasks = plan.tasks();
        if (tasks.isEmpty()) {
            return new PlanCheck.Rejected(List.of("it has no tasks"));
        }
        if (tasks.size() > MAX_TASKS || plan.phases().size() > MAX_PHASES) {
            return new PlanCheck.Rejected(List.of("it has " + tasks.size() + " tasks in " + plan.phases().size() + " phases; at most " + MAX_TASKS + " in " + MAX_PHASES + " are possible"));
        }
        checkIds(tasks, reasons);
        checkDependencies(tasks, reasons);
        if (!reasons.isEmpty()) {
            return new PlanCheck.Rejected(List.copyOf(reasons));
        }
        List<Phase> phases = new ArrayList<>();
        for (Phase phase : plan.phases()) {
            if (phase.tasks().isEmpty()) {
                notes.add("the phase \"" + line(phase.name()) + "\" had no tasks and was left out");
                continue;
            }
            String name = line(phase.name());
            phases.add(new Phase(name.isBlank() ? "Phase " + (phases.size() + 1) : name, phase.tasks().stream().map(task -> clean(task, notes)).toList()));
        }
        ImplementationPlan cleaned = new ImplementationPlan(text(plan.summary()), plan.planner(), text(plan.note()), phases, lines(plan.risks()), metadata(plan.metadata()));
        return new PlanCheck.Accepted(cleaned, List.copyOf(notes));
    }

    private static void checkIds(List<Task> tasks, List<String> reasons) {
        Set<String> seen = new HashSet<>();
        for (Task task : tasks) {
            if (!task.id().matches(TASK_ID)) {
                reasons.add("the task id \"" + Untrusted.line(task.id(), 40) + "\" is not of the form T1");
            } else if (!seen.add(task.id())) {
                reasons.add("the task id " + task.id() + " occurs twice");
            }
            if (line(task.title()).isBlank()) {
                reasons.add("the task " + Untrusted.line(task.id(), 40) + " has no title");
            }
        }
    }

    private static void checkDependencies(List<Task> tasks, List<String> reasons) {
        Map<String, Task> byId = new LinkedHashMap<>();
        tasks.forEach(task -> byId.putIfAbsent(task.id(), task));
        for (Task task : tasks) {
            task.dependsOn().stream().filter(id -> !byId.containsKey(id)).forEach(id -> reasons.add(Untrusted.line(task.id(), 40) + " depends on " + Untrusted.line(id, 40) + ", which does not exist"));
        }
        circle(byId, reasons);
    }

    /** Takes away tasks that wait for nothing until none is left; what cannot be taken away is a circle or waits for one. */
    private static void circle(Map<String, Task> byId, List<String> reasons) {
        Map<String, Set<String>> waiting = new HashMap<>();
        byId.forEach((id, task) -> {
            Set<String> known = new HashSet<>(task.dependsOn());
            known.retainAll(byId.keySet());
            waiting.put(id, known);
        });
        boolean progress = true;
        while (progress) {
            List<String> free = waiting.keySet().stream().filter(id -> waiting.get(id).isEmpty()).toList();
            free.forEach(waiting::remove);
            waiting.values().forEach(open -> free.forEach(open::remove));
            progress = !free.isEmpty();
        }
        if (!waiting.isEmpty()) {
            reasons.add("these tasks wait for each other in a circle: " + String.join(", ", byId.keySet().stream().filter(waiting::containsKey).map(id -> Untrusted.line(id, 40)).toList()));
        }
    }

    private Task clean(Task task, List<String> notes) {
        String role = member(task, notes);
        return new Task(task.id(), line(task.title()), text(task.description()), role, task.dependsOn().stream().distinct().toList(), lines(task.successCriteria()), task.priority());
    }

    private String member(Task task, List<String> notes) {
        String wanted = canonical(task.role());
        if (team.has(wanted)) {
            return wanted;
        }
        String instead = roles.ids().contains(wanted) ? matcher.memberInstead(wanted) : matcher.memberFor(task.title());
        notes.add(task.id() + " was meant for " + (wanted.isBlank() ? "nobody" : Untrusted.line(wanted, 40)) + ", which is not in the team; " + instead + " takes it");
        return instead;
    }

    /** The id of the role a planner meant; the text itself when there is no such role. */
    private String canonical(String name) {
        return roles.lookUp(name).map(role -> role.id()).orElse(name);
    }

    private static Map<String, String> metadata(Map<String, String> metadata) {
        Map<String, String> clean = new LinkedHashMap<>();
        metadata.forEach((key, value) -> clean.put(Untrusted.line(key, 40), line(value)));
        return clean;
    }

    private static List<String> lines(List<String> texts) {
        return texts.stream().map(text -> Untrusted.line(text, MAX_CRITERION)).filter(text -> !text.isBlank()).limit(MAX_LIST).toList();
    }

    private static String line(String text) {
        return Untrusted.line(text, MAX_LINE);
    }

    private static String text(String text) {
        String clean = Untrusted.block(text).strip();
        return clean.length() <= MAX_TEXT ? clean : clean.substring(0, clean.offsetByCodePoints(0, clean.codePointCount(0, MAX_TEXT - 1))) + "…";
    }
}
