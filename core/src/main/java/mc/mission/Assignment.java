package mc.mission;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import mc.Failure;
import mc.Home;
import mc.agent.Mission;
import mc.team.Role;
import mc.team.RoleCatalogue;
import mc.text.Json;
import mc.text.SafeFiles;
import mc.text.Templates;
import mc.text.Untrusted;

/**
 * What the user gave an agent to do when it joined, beyond the plan. It lies in a file of the mission's folder, as the plan does: it may
 * hold secrets. Immutable.
 *
 * @param window the window's name of a temporary agent, which stands in no catalogue; null for any other
 * @param basis the role whose duties a temporary agent has; null for none
 * @param task the user's words, cleaned; empty for none
 * @param taskId its id among the mission's tasks; null in files of an earlier mc, and as long as it is none of them
 */
record Assignment(String window, String basis, String task, String taskId) {

    private static final int MAX_TASK = 16_000;
    private static final int CHECK_IN_MINUTES = 60;
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*");
    private static final int MAX_NAME = 24;
    private static final String PREFIX = "temp-";

    Assignment {
        task = Untrusted.block(task).strip();
        if (task.length() > MAX_TASK) {
            throw Failure.usage("The task has " + task.length() + " characters; at most " + MAX_TASK + " are given to an agent.", "Put it into a file in the repository and name that.");
        }
    }

    /** The assignment of a temporary agent of this name, as typed. */
    static Assignment temporary(String name, String basis, String task) {
        if (!NAME.matcher(name).matches() || name.length() > MAX_NAME) {
            throw Failure.usage("\"" + Untrusted.line(name, 40) + "\" cannot be the name of a temporary agent.", "Letters, digits and single hyphens, a letter first, at most " + MAX_NAME + " characters; such as CodeReview.");
        }
        Assignment assignment = new Assignment("TEMP-" + name, basis, task, null);
        if (assignment.task().isEmpty()) {
            throw Failure.usage("A temporary agent needs a task.", "mc agent add --temp " + name + " --task \"what it is to do\"");
        }
        return assignment;
    }

    Assignment asTask(String id) {
        return new Assignment(window, basis, task, id);
    }

    /** What its owner reads: the task, by its id. */
    String text() {
        return taskId == null ? task : taskId + ": " + task;
    }

    /** The id of a temporary agent's role: {@code temp-code-review} for {@code CodeReview}. */
    static String roleId(String name) {
        return PREFIX + name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(java.util.Locale.ROOT);
    }

    private static Path file(Home home, Mission mission, String role) {
        return MissionFolder.of(home, mission.project(), mission.id()).dir().resolve("assignments").resolve(role + ".json");
    }

    /** What the agent of this role was given; empty when there is nothing beyond the plan. */
    static Optional<Assignment> of(Home home, Mission mission, String role) {
        Path file = file(home, mission, role);
        return Files.exists(file) ? Optional.of(Json.parse(MissionFolder.read(file), Assignment.class)) : Optional.empty();
    }

    void write(Home home, Mission mission, String role) {
        Path file = file(home, mission, role);
        Home.privateDirectory(file.getParent());
        try {
            SafeFiles.write(file, Json.write(this));
        } catch (IOException e) {
            throw Failure.failed("Cannot write " + file + ": " + e.getMessage(), "Free disk space or mend the directory's rights, then the same command again.", e);
        }
    }

    /** The role of an agent: from the catalogue, or made of its assignment when it is a temporary one. */
    static Role roleOf(Home home, Mission mission, String role, RoleCatalogue roles, Templates templates) {
        if (!role.startsWith(PREFIX)) {
            return roles.get(role);
        }
        Assignment own = of(home, mission, role).orElseThrow(() -> Failure.failed("The file with the task of " + role + " is gone: " + file(home, mission, role), "End the agent and add it anew: mc agent end " + role));
        return own.role(role, roles, templates);
    }

    /** The role of a temporary agent. */
    Role role(String id, RoleCatalogue roles, Templates templates) {
        Optional<Role> model = Optional.ofNullable(basis).map(roles::get);
        String body = templates.required("prompts/temporary.md").strip() + "\n" + model.map(r -> "\n" + r.body()).orElse("");
        return new Role(id, List.of(), model.map(r -> "temporary " + r.title()).orElse("temporary agent"), window, id, model.map(Role::tier).orElse(Role.Tier.OPTIONAL), Optional.of(Role.ORCHESTRATOR), List.of(),
                model.map(Role::checkinMinutes).orElse(CHECK_IN_MINUTES), id + "/", List.of(), model.map(Role::directories).orElse(List.of()), model.flatMap(Role::model),
                "One task of the user's, then it ends", Integer.MAX_VALUE, List.of(), body);
    }
}
