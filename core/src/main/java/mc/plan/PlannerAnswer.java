package mc.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import mc.plan.ImplementationPlan.Phase;
import mc.plan.ImplementationPlan.Planner;
import mc.plan.ImplementationPlan.Priority;
import mc.plan.ImplementationPlan.Task;
import mc.text.Json;
import mc.text.Untrusted;

/** What a model answered when asked for a plan: a plan, still to be validated, or the reason why it is none. */
public sealed interface PlannerAnswer {

    record Plan(ImplementationPlan plan) implements PlannerAnswer {}

    /** One sentence for a person. */
    record None(String reason) implements PlannerAnswer {}

    /**
     * Reads the answer, either the plan's JSON itself or what {@code claude -p --output-format json} prints: an object of type
     * "result" with the plan in {@code structured_output}, or as text in {@code result}. Never throws.
     */
    static PlannerAnswer parse(String json) {
        if (json == null || json.isBlank()) {
            return new None("the answer is empty");
        }
        try {
            JsonNode root = Json.parse(json);
            return "result".equals(root.path("type").asText()) ? fromEnvelope(root) : fromPlan(root);
        } catch (IllegalArgumentException e) {
            return new None("the answer is no plan: " + Untrusted.line(e.getMessage(), 200));
        }
    }

    private static PlannerAnswer fromEnvelope(JsonNode root) {
        String said = root.path("result").asText("");
        if (root.path("is_error").asBoolean() || root.path("subtype").asText("success").startsWith("error")) {
            return new None("the model reports an error: " + Untrusted.line(said.isBlank() ? root.path("subtype").asText() : said, 200));
        }
        if (root.path("structured_output").isObject()) {
            return fromPlan(root.path("structured_output"));
        }
        if (said.isBlank()) {
            return new None("the answer is empty");
        }
        String inner = said.strip().replaceFirst("^```(?:json)?\\s*", "").replaceFirst("\\s*```$", "");
        return inner.startsWith("{") ? fromPlan(Json.parse(inner)) : new None("the model answered in words instead of a plan: " + Untrusted.line(said, 200));
    }

    private static PlannerAnswer fromPlan(JsonNode node) {
        if (!node.path("phases").isArray()) {
            return new None("the answer has no phases");
        }
        Shape shape = Json.parse(node.toString(), Shape.class);
        List<Phase> phases = nonNull(shape.phases()).map(phase -> new Phase(phase.name(), nonNull(phase.tasks()).map(PlannerAnswer::task).toList())).toList();
        ImplementationPlan plan = new ImplementationPlan(shape.summary(), Planner.CLAUDE, "", phases, nonNull(shape.risks()).toList(), Map.of());
        return plan.tasks().isEmpty() ? new None("the answer has no tasks") : new Plan(plan);
    }

    private static Task task(ShapeTask task) {
        return new Task(task.id(), task.title(), task.description(), task.role(), nonNull(task.dependsOn()).toList(), nonNull(task.successCriteria()).toList(), priority(task.priority()));
    }

    private static Priority priority(String text) {
        return switch (text == null ? "" : text.strip().toLowerCase(Locale.ROOT)) {
            case "high" -> Priority.HIGH;
            case "low" -> Priority.LOW;
            default -> Priority.MEDIUM;
        };
    }

    private static <T> Stream<T> nonNull(List<T> list) {
        return list == null ? Stream.empty() : list.stream().filter(Objects::nonNull);
    }

    /** The answer as the schema has it; anything in it may be missing. */
    record Shape(String summary, List<ShapePhase> phases, List<String> risks) {}

    /** A phase as the schema has it. */
    record ShapePhase(String name, List<ShapeTask> tasks) {}

    /** A task as the schema has it. */
    record ShapeTask(String id, String title, String description, String role, List<String> dependsOn, List<String> successCriteria, String priority) {}
}
