package mc.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a team is going to do: phases of tasks, each task with its role. Written to plan.json as it is. Immutable; null lists,
 * maps and texts become empty ones, so that a plan read from JSON is safe to walk.
 *
 * @param summary what will be built, in a few sentences
 * @param planner who made it
 * @param note why it was that planner, or what was changed in its answer; may be empty
 * @param risks what could make it fail, each with what to do about it
 * @param metadata header lines of the spec, such as PROJECT and TARGET
 */
public record ImplementationPlan(String summary, Planner planner, String note, List<Phase> phases, List<String> risks, Map<String, String> metadata) {

    public ImplementationPlan {
        summary = summary == null ? "" : summary;
        note = note == null ? "" : note;
        phases = phases == null ? List.of() : List.copyOf(phases);
        risks = risks == null ? List.of() : List.copyOf(risks);
        metadata = metadata == null ? Map.of() : Map.copyOf(metadata);
    }

    /** A stretch of work. */
    public record Phase(String name, List<Task> tasks) {
        public Phase {
            name = name == null ? "" : name;
            tasks = tasks == null ? List.of() : List.copyOf(tasks);
        }
    }

    /**
     * One piece of work for one role.
     *
     * @param id T1, T2, …; unique in the plan
     * @param role the id of a role in the team
     * @param dependsOn ids of tasks that must be finished before
     * @param successCriteria what proves that it is done
     */
    public record Task(String id, String title, String description, String role, List<String> dependsOn, List<String> successCriteria, Priority priority) {
        public Task {
            id = id == null ? "" : id;
            title = title == null ? "" : title;
            description = description == null ? "" : description;
            role = role == null ? "" : role;
            dependsOn = dependsOn == null ? List.of() : List.copyOf(dependsOn);
            successCriteria = successCriteria == null ? List.of() : List.copyOf(successCriteria);
            priority = priority == null ? Priority.MEDIUM : priority;
        }
    }

    /** How much a task matters. */
    public enum Priority {
        @JsonProperty("high")
        HIGH,
        @JsonProperty("medium")
        MEDIUM,
        @JsonProperty("low")
        LOW
    }

    /** Who made a plan. */
    public enum Planner {
        @JsonProperty("claude")
        CLAUDE,
        @JsonProperty("offline")
        OFFLINE
    }

    /** The tasks of all phases, in order. */
    @JsonIgnore
    public List<Task> tasks() {
        return phases.stream().flatMap(phase -> phase.tasks().stream()).toList();
    }

    /** The tasks of one role, in order. */
    public List<Task> tasksOf(String role) {
        return tasks().stream().filter(task -> task.role().equals(role)).toList();
    }

    /** The name of the phase a task belongs to. */
    public Optional<String> phaseOf(String taskId) {
        return phases.stream().filter(phase -> phase.tasks().stream().anyMatch(task -> task.id().equals(taskId))).map(Phase::name).findFirst();
    }

    /** The same plan with another note. */
    public ImplementationPlan withNote(String newNote) {
        return new ImplementationPlan(summary, planner, newNote, phases, risks, metadata);
    }
}
