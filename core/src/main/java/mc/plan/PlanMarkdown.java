package mc.plan;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import mc.plan.ImplementationPlan.Phase;
import mc.plan.ImplementationPlan.Task;

/** A plan as text for people (plan.md) and for briefings. Stateless; the plan should be a validated one. */
public final class PlanMarkdown {

    private PlanMarkdown() {}

    /** The whole plan as Markdown. */
    public static String render(ImplementationPlan plan) {
        StringBuilder out = new StringBuilder("# Implementation plan\n\n");
        paragraph(out, plan.summary());
        paragraph(out, "Planned by: " + name(plan.planner()) + (plan.note().isBlank() ? "" : " (" + plan.note() + ")"));
        plan.metadata().entrySet().stream().sorted(java.util.Map.Entry.comparingByKey()).forEach(entry -> out.append("- ").append(entry.getKey()).append(": ").append(entry.getValue()).append('\n'));
        int number = 1;
        for (Phase phase : plan.phases()) {
            out.append("\n## Phase ").append(number++).append(": ").append(phase.name()).append("\n\n");
            phase.tasks().forEach(task -> out.append("### ").append(task.id()).append(": ").append(task.title()).append("\n\n- Role: ").append(task.role()).append('\n').append(details(task, "")).append('\n'));
        }
        if (!plan.risks().isEmpty()) {
            out.append("\n## Risks\n\n");
            plan.risks().forEach(risk -> out.append("- ").append(risk).append('\n'));
        }
        return out.toString();
    }

    /** The tasks of one role as plain text of at most about {@code maxBytes}: in full, then titles only, then a count. */
    public static String planPart(ImplementationPlan plan, String role, int maxBytes) {
        List<Task> tasks = plan.tasksOf(role);
        if (tasks.isEmpty()) {
            return "None yet. The orchestrator will hand you work.";
        }
        StringBuilder out = new StringBuilder();
        int room = maxBytes;
        for (int i = 0; i < tasks.size(); i++) {
            Task task = tasks.get(i);
            String head = task.id() + ": " + task.title() + plan.phaseOf(task.id()).map(phase -> " (" + phase + ")").orElse("") + "\n";
            String full = head + details(task, "  ");
            String text = bytes(full) <= room * 3 / 4 ? full : head;
            if (bytes(text) > room) {
                out.append("and ").append(tasks.size() - i).append(" more; `mc plan show` has them all\n");
                break;
            }
            out.append(text);
            room -= bytes(text);
        }
        return out.toString().stripTrailing();
    }

    /** One line for each task: id, role, title. */
    public static String overview(ImplementationPlan plan) {
        StringBuilder out = new StringBuilder();
        plan.phases().forEach(phase -> {
            out.append(phase.name()).append('\n');
            phase.tasks().forEach(task -> out.append("  ").append(task.id()).append(" [").append(task.role()).append("] ").append(task.title()).append('\n'));
        });
        return out.toString().stripTrailing();
    }

    private static String details(Task task, String indent) {
        StringBuilder out = new StringBuilder();
        out.append(indent).append("- Priority: ").append(task.priority().name().toLowerCase(Locale.ROOT)).append('\n');
        if (!task.dependsOn().isEmpty()) {
            out.append(indent).append("- After: ").append(String.join(", ", task.dependsOn())).append('\n');
        }
        if (!task.description().isBlank()) {
            out.append(indent).append("- ").append(task.description().strip().replace("\n", "\n" + indent + "  ")).append('\n');
        }
        if (!task.successCriteria().isEmpty()) {
            out.append(indent).append("- Success criteria:\n");
            task.successCriteria().forEach(criterion -> out.append(indent).append("  - ").append(criterion).append('\n'));
        }
        return out.toString();
    }

    private static void paragraph(StringBuilder out, String text) {
        if (!text.isBlank()) {
            out.append(text.strip()).append("\n\n");
        }
    }

    private static String name(ImplementationPlan.Planner planner) {
        return planner == null ? "unknown" : planner.name().toLowerCase(Locale.ROOT);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
