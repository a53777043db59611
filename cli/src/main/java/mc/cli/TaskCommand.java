package mc.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import mc.Failure;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "task",
        mixinStandardHelpOptions = true,
        description = "The tasks of the plan: who has which, and how it stands. An agent moves its own; the orchestrator, the project manager and the operator move any.",
        subcommands = {TaskCommand.Tasks.class, TaskCommand.Show.class, TaskCommand.Done.class, TaskCommand.Block.class, TaskCommand.Open.class})
final class TaskCommand implements Command {

    @Override
    public int run(Cli cli) {
        throw Failure.usage("mc task needs a further word.", "mc task list, show ID, done ID, block ID WHY, or open ID");
    }

    @picocli.CommandLine.Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = {"Lists the tasks in the plan's order.", "States: ready, waiting (for tasks before it), blocked, done."})
    static final class Tasks implements Command {

        @Option(names = "--role", paramLabel = "ROLE", description = "Only those of this role.")
        String role;

        @Option(names = "--json", description = "The answer for scripts.")
        boolean json;

        @Mixin
        Selection selection = new Selection();

        @Override
        public int run(Cli cli) {
            Map<String, Object> params = selection.params(cli);
            params.put("role", role);
            try (ApiClient api = ApiClient.connect(cli)) {
                Map<String, Object> answer = api.call("task.list", params);
                List<Map<String, Object>> tasks = View.maps(answer, "tasks");
                if (json) {
                    cli.json(answer);
                } else if (tasks.isEmpty()) {
                    cli.say(role == null ? "The plan has no tasks." : "The plan has no tasks for " + role + ".");
                } else {
                    Table table = new Table("TASK", "ROLE", "STATE", "WAITS FOR", "TITLE", "NOTE");
                    tasks.forEach(t -> table.row(View.text(t, "id"), View.text(t, "role"), state(t, cli), String.join(", ", View.texts(t, "waitsFor")), View.text(t, "title"), View.text(t, "note")));
                    table.print(cli);
                }
            }
            return 0;
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

    @picocli.CommandLine.Command(name = "show", mixinStandardHelpOptions = true, description = "Shows one task: what it waits for, what waits for it, and what was said of it.")
    static final class Show implements Command {

        @Parameters(index = "0", paramLabel = "ID", description = "The task, such as T4.")
        String id;

        @Option(names = "--json", description = "The answer for scripts.")
        boolean json;

        @Mixin
        Selection selection = new Selection();

        @Override
        public int run(Cli cli) {
            return call("task.show", selection.params(cli), id, json, cli, task -> { });
        }
    }

    @picocli.CommandLine.Command(name = "done", mixinStandardHelpOptions = true, description = {"Says that a task is done; who waited for it is told.", "An agent says more with: mc report TEXT --task ID"}, footer = {"", "  mc task done T4 'seen: 41 tests pass'"})
    static final class Done implements Command {

        @Parameters(index = "0", paramLabel = "ID", description = "The task, such as T4.")
        String id;

        @Parameters(index = "1..*", arity = "0..*", paramLabel = "NOTE", description = "What proves it.")
        List<String> note = new ArrayList<>();

        @Option(names = "--json", description = "The task as it is now, with changed and told, for scripts.")
        boolean json;

        @Mixin
        Selection selection = new Selection();

        @Override
        public int run(Cli cli) {
            return move(selection, id, "done", note, json, cli);
        }
    }

    @picocli.CommandLine.Command(name = "block", mixinStandardHelpOptions = true, description = "Says that a task cannot go on, and why; the orchestrator is told.", footer = {"", "  mc task block T4 'the test database is missing'"})
    static final class Block implements Command {

        @Parameters(index = "0", paramLabel = "ID", description = "The task, such as T4.")
        String id;

        @Parameters(index = "1..*", arity = "1..*", paramLabel = "WHY", description = "What is in the way.")
        List<String> why = new ArrayList<>();

        @Option(names = "--json", description = "The task as it is now, with changed and told, for scripts.")
        boolean json;

        @Mixin
        Selection selection = new Selection();

        @Override
        public int run(Cli cli) {
            return move(selection, id, "blocked", why, json, cli);
        }
    }

    @picocli.CommandLine.Command(name = "open", mixinStandardHelpOptions = true, description = "Says that a task is to be done after all: it was blocked, or not done. Its owner is told, and who waits for it.", footer = {"", "  mc task open T4"})
    static final class Open implements Command {

        @Parameters(index = "0", paramLabel = "ID", description = "The task, such as T4.")
        String id;

        @Option(names = "--json", description = "The task as it is now, with changed and told, for scripts.")
        boolean json;

        @Mixin
        Selection selection = new Selection();

        @Override
        public int run(Cli cli) {
            return move(selection, id, "open", List.of(), json, cli);
        }
    }

    private static int move(Selection selection, String id, String state, List<String> note, boolean json, Cli cli) {
        Map<String, Object> params = new LinkedHashMap<>(selection.params(cli));
        params.put("state", state);
        params.put("note", String.join(" ", note));
        return call("task.move", params, id, json, cli, moved -> {
            List<String> told = View.texts(moved, "told");
            cli.say("  " + (!View.flag(moved, "changed") ? cli.yellow("It was so already; nobody was told again.") : told.isEmpty() ? "Nobody had to be told." : "Told: " + String.join(", ", told)));
        });
    }

    private static int call(String method, Map<String, Object> params, String id, boolean json, Cli cli, Consumer<Map<String, Object>> more) {
        params.put("task", id);
        try (ApiClient api = ApiClient.connect(cli)) {
            Map<String, Object> task = api.call(method, params);
            if (json) {
                cli.json(task);
            } else {
                print(task, cli);
                more.accept(task);
            }
        }
        return 0;
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
