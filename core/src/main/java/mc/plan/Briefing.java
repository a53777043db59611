package mc.plan;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import mc.team.Matrices;
import mc.team.Role;
import mc.team.Team;
import mc.text.Placeholders;
import mc.text.Templates;
import mc.text.Untrusted;

/**
 * Composes what an agent is told at its start: the role prompt (duties and rules; goes in by file) and the first prompt (mission,
 * place, team, tasks). Spec and plan are quoted as material. Immutable and thread-safe.
 */
public record Briefing(Templates templates, Matrices matrices) {

    private static final int MAX_SPEC = 48_000; // bytes; with the plan the first prompt must stay below 100 KB, for 128 KB is the longest argument Linux takes
    private static final int MAX_TASKS = 24_000;
    private static final int MAX_OVERVIEW = 16_000;
    private static final int MAX_STATE = 16_000;
    private static final int MAX_TITLES = 20;

    /**
     * The mission as the briefings need it.
     *
     * @param places where each member works, by role id; every member of the team has one
     * @param assignments what the user gave a member to do when it joined, by role id; most have none
     */
    public record Mission(String name, String project, Path projectPath, Path toolHome, String startingBranch, Spec spec, Team team, ImplementationPlan plan, Map<String, Place> places, Map<String, String> assignments) {}

    /** Where an agent works. */
    public record Place(String window, String branch, Path worktree) {}

    /** The text of the role prompt file. */
    public String rolePrompt(Mission mission, String role) {
        Map<String, String> values = common(mission, role);
        return Placeholders.fill(member(mission, role).body(), values) + "\n" + new Prompts(templates).fill("rules.md", values);
    }

    /** The first prompt; {@code marker} is its first line, by which its arrival is proven. */
    public String firstPrompt(String marker, Mission mission, String role) {
        Map<String, String> values = common(mission, role);
        String spec = Untrusted.block(mission.spec().text());
        values.put("marker", Untrusted.line(marker, 200));
        values.put("summary", Untrusted.line(mission.plan().summary(), 1500));
        values.put("count", Integer.toString(mission.team().members().size()));
        values.put("window", place(mission, role).window());
        values.put("reportsTo", reportsTo(mission.team(), role));
        values.put("teamTable", teamTable(mission));
        values.put("partners", partners(mission, role));
        values.put("boundary", Quote.boundary(mission.spec().text() + mission.plan() + mission.assignments()));
        values.put("tasks", tasks(mission, role));
        values.put("overview", overview(mission, role));
        values.put("specName", Untrusted.line(mission.spec().fileName(), 100));
        values.put("spec", spec(mission, spec.strip()));
        values.put("firstStep", firstStep(mission, role));
        return new Prompts(templates).fill("briefing.md", values);
    }

    /** Where an agent stands that goes on with work begun earlier; {@code opening} comes first and holds the mark, if there is to be one. */
    public String resumption(String opening, Mission mission, String role, Resumption standing) {
        Map<String, String> values = common(mission, role);
        String tasks = assigned(mission, role) + mission.plan().tasksOf(role).stream().limit(MAX_TITLES).map(t -> "- " + t.id() + " " + line(t.title())).collect(Collectors.joining("\n"));
        String state = Quote.clip(standing.text(), MAX_STATE);
        values.put("opening", opening);
        values.put("news", standing.news().stream().map(n -> "- " + Untrusted.line(n, 600)).collect(Collectors.joining("\n")));
        values.put("window", place(mission, role).window());
        values.put("reportsTo", reportsTo(mission.team(), role));
        values.put("boundary", Quote.boundary(tasks + state));
        values.put("tasks", tasks.isEmpty() ? "- none" : tasks);
        values.put("state", state);
        return new Prompts(templates).fill("resume.md", values).strip() + "\n";
    }

    private static String tasks(Mission mission, String role) {
        String assigned = assigned(mission, role);
        boolean isAll = !assigned.isEmpty() && mission.plan().tasksOf(role).isEmpty();
        return isAll ? assigned.stripTrailing() : assigned + PlanMarkdown.planPart(mission.plan(), role, MAX_TASKS);
    }

    /** Indented, so that no line of it looks like one of the plan's. */
    private static String assigned(Mission mission, String role) {
        String task = Untrusted.block(mission.assignments().getOrDefault(role, "")).strip();
        return task.isEmpty() ? "" : "Given to you by the user when you joined:\n  " + task.replace("\n", "\n  ") + "\n";
    }

    private static String spec(Mission mission, String text) {
        String shown = Quote.clip(text, MAX_SPEC);
        Path whole = mission.toolHome().resolve("registry/projects").resolve(mission.project()).resolve("spec.md");
        return shown.equals(text) ? text : shown + "\n[the whole specification is in " + line(whole.toString()) + "]";
    }

    private static Map<String, String> common(Mission mission, String id) {
        Role role = member(mission, id);
        Place place = place(mission, id);
        Map<String, String> values = new LinkedHashMap<>();
        values.put("mission", line(mission.name()));
        values.put("project", line(mission.project()));
        values.put("projectPath", line(mission.projectPath().toString()));
        values.put("toolHome", line(mission.toolHome().toString()));
        values.put("startingBranch", line(mission.startingBranch()));
        values.put("role", role.id());
        values.put("title", role.title());
        values.put("branch", line(place.branch()));
        values.put("branchPrefix", role.branchPrefix());
        values.put("worktree", line(place.worktree().toString()));
        values.put("manager", mission.team().manager());
        return values;
    }

    private static String teamTable(Mission mission) {
        return mission.team().members().stream()
                .map(member -> "- " + member.role().id() + " (window " + place(mission, member.role().id()).window() + ", branch " + line(place(mission, member.role().id()).branch()) + "): " + member.role().purpose())
                .collect(Collectors.joining("\n"));
    }

    private String partners(Mission mission, String role) {
        List<Matrices.Partner> partners = matrices.partners(role, mission.team().type(), mission.team().roleIds());
        return partners.isEmpty() ? "- none: you are the only one" : partners.stream().map(partner -> "- " + partner.role() + ": " + partner.about()).collect(Collectors.joining("\n"));
    }

    /** Those who lead see everybody's tasks. */
    private static String overview(Mission mission, String role) {
        if (!role.equals(Role.ORCHESTRATOR) && !role.equals(mission.team().manager())) {
            return "";
        }
        String boundary = Quote.boundary(mission.spec().text() + mission.plan());
        return "\nThe whole plan, one line for each task\n" + boundary + " BEGIN PLAN\n" + Quote.clip(PlanMarkdown.overview(mission.plan()), MAX_OVERVIEW) + "\n" + boundary + " END PLAN\n";
    }

    private static String reportsTo(Team team, String role) {
        if (role.equals(Role.ORCHESTRATOR)) {
            return "the user, in your own window";
        }
        return member(team, role).reportsTo().filter(team::has).filter(id -> !id.equals(Role.ORCHESTRATOR)).map(id -> Role.ORCHESTRATOR + " and " + id).orElse(Role.ORCHESTRATOR);
    }

    private static String firstStep(Mission mission, String role) {
        String extra = role.equals(Role.ORCHESTRATOR) && !mission.team().has(Role.PROJECT_MANAGER)
                ? " There is no project manager, so reviews, branches and merges are your duty as well." : "";
        List<ImplementationPlan.Task> tasks = mission.plan().tasksOf(role);
        if (!mission.assignments().getOrDefault(role, "").isEmpty()) {
            return "Look at the repository, then begin with what the user gave you." + extra + " Do not wait for an answer to this message.";
        }
        String begin = tasks.isEmpty() ? "Look at the repository, tell the orchestrator in one line that you are ready and what you could begin with."
                : tasks.stream().filter(task -> task.dependsOn().isEmpty()).findFirst()
                        .map(task -> "Look at the repository, then begin with " + task.id() + ": it waits for nobody.")
                        .orElse("Look at the repository and prepare " + tasks.get(0).id() + ": it waits for " + String.join(", ", tasks.get(0).dependsOn().stream().limit(10).toList()) + ". Do what can be done before.");
        return begin + extra + " Do not wait for an answer to this message.";
    }

    private static Role member(Mission mission, String id) {
        return member(mission.team(), id);
    }

    private static Role member(Team team, String id) {
        return team.members().stream().map(Team.Member::role).filter(role -> role.id().equals(id)).findFirst().orElseThrow(() -> new IllegalArgumentException("No member " + id));
    }

    private static Place place(Mission mission, String id) {
        Place place = mission.places().get(id);
        if (place == null) {
            throw new IllegalArgumentException("No place for " + id);
        }
        return place;
    }

    private static String line(String text) {
        return Untrusted.line(text, 300);
    }
}
