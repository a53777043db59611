package mc.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "task",
        mixinStandardHelpOptions = true,
        description = "The tasks of the plan: who has which, and how it stands. An agent moves its own; the orchestrator, the project manager and the operator move any.",
        subcommands = {TaskCommand.Tasks.class, TaskCommand.Show.class, TaskCommand.Done.class, TaskCommand.Block.class, TaskCommand.Open.class})
final class TaskCommand {

    @picocli.CommandLine.Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = {"Lists the tasks in the plan's order.", "States: ready, waiting (for tasks before it), blocked, done."})
    static final class Tasks extends MissionCommand {

        @Option(names = "--role", paramLabel = "ROLE", description = "Only those of this role.")
        String role;

        @Override
        public int run(Cli cli) {
            Map<String, Object> params = selection.params(cli);
            params.put("role", role);
            return ask(cli, "task.list", params, answer -> {
                Table table = new Table("TASK", "ROLE", "STATE", "WAITS FOR", "TITLE", "NOTE");
                View.maps(answer, "tasks").forEach(t -> table.row(View.text(t, "id"), View.text(t, "role"), state(t, cli), String.join(", ", View.texts(t, "waitsFor")), View.text(t, "title"), View.text(t, "note")));
                table.print(cli, role == null ? "The plan has no tasks." : "The plan has no tasks for " + role + ".");
            });
        }
    }

    private static Table.Painted state(Map<String, Object> task, Cli cli) {
        String state = View.text(task, "state");
        return new Table.Painted(state, switch (state) {
            case "done" -> cli::green;
            case "blocked" -> cli::red;
            case "ready" -> cli::bold;
            default -> cli::faint;
        });
    }

    /** A command about one task. */
    private abstract static class OneTask extends MissionCommand {

        @Parameters(index = "0", paramLabel = "ID", description = "The task, such as T4.")
        String id;

        Map<String, Object> params(Cli cli) {
            Map<String, Object> params = selection.params(cli);
            params.put("task", id);
            return params;
        }

        int move(String state, List<String> note, Cli cli) {
            Map<String, Object> params = params(cli);
            params.put("state", state);
            params.put("note", String.join(" ", note));
            return ask(cli, "task.move", params, moved -> {
                print(moved, cli);
                List<String> told = View.texts(moved, "told");
                cli.say("  " + (!View.flag(moved, "changed") ? cli.yellow("It was so already; nobody was told again.") : told.isEmpty() ? "Nobody had to be told." : "Told: " + String.join(", ", told)));
            });
        }
    }

    @picocli.CommandLine.Command(name = "show", mixinStandardHelpOptions = true, description = "Shows one task: what it waits for, what waits for it, and what was said of it.")
    static final class Show extends OneTask {

        @Override
        public int run(Cli cli) {
            return ask(cli, "task.show", params(cli), task -> print(task, cli));
        }
    }

    @picocli.CommandLine.Command(name = "done", mixinStandardHelpOptions = true, description = {"Says that a task is done; who waited for it is told.", "An agent says more with: mc report TEXT --task ID", "With --json the task as it is now, with changed and told."}, footer = {"", "  mc task done T4 'seen: 41 tests pass'"})
    static final class Done extends OneTask {

        @Parameters(index = "1..*", arity = "0..*", paramLabel = "NOTE", description = "What proves it.")
        List<String> note = new ArrayList<>();

        @Override
        public int run(Cli cli) {
            return move("done", note, cli);
        }
    }

    @picocli.CommandLine.Command(name = "block", mixinStandardHelpOptions = true, description = {"Says that a task cannot go on, and why; the orchestrator is told.", "With --json the task as it is now, with changed and told."}, footer = {"", "  mc task block T4 'the test database is missing'"})
    static final class Block extends OneTask {

        @Parameters(index = "1..*", arity = "1..*", paramLabel = "WHY", description = "What is in the way.")
        List<String> why = new ArrayList<>();

        @Override
        public int run(Cli cli) {
            return move("blocked", why, cli);
        }
    }

    @picocli.CommandLine.Command(name = "open", mixinStandardHelpOptions = true, description = {"Says that a task is to be done after all: it was blocked, or not done. Its owner is told, and who waits for it.", "With --json the task as it is now, with changed and told."}, footer = {"", "  mc task open T4"})
    static final class Open extends OneTask {

        @Override
        public int run(Cli cli) {
            return move("open", List.of(), cli);
        }
    }

    private static void print(Map<String, Object> task, Cli cli) {
        cli.say(cli.bold(View.text(task, "id") + " " + View.text(task, "title")) + "  " + View.text(task, "role") + "  " + state(task, cli).paint().apply(View.text(task, "state")));
        List<String> before = View.texts(task, "waitsFor");
        line("After", String.join(", ", View.texts(task, "dependsOn").stream().map(t -> t + (before.contains(t) ? " (not done)" : " (done)")).toList()), cli);
        line("Then", String.join(", ", View.texts(task, "next")), cli);
        String by = View.text(task, "changedBy");
        String said = View.text(task, "note");
        line("Said", by.isEmpty() ? "" : View.text(task, "state") + " by " + by + " at " + View.time(View.text(task, "changedAt")) + (said.isEmpty() ? "" : ": " + said), cli);
    }

    private static void line(String label, String text, Cli cli) {
        if (!text.isEmpty()) {
            cli.say("  " + label + ": " + text.strip());
        }
    }
}
