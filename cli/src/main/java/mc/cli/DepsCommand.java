package mc.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "deps",
        mixinStandardHelpOptions = true,
        description = {
            "Who waits for whose completed work, beside what the plan says of its tasks: each report of the one is told to the other.",
            "The operator, the orchestrator and the project manager may change it."
        },
        subcommands = {DepsCommand.Put.class, DepsCommand.Rows.class, DepsCommand.Remove.class})
final class DepsCommand {

    @picocli.CommandLine.Command(
            name = "set",
            mixinStandardHelpOptions = true,
            description = {"From now on the first role hears of the completions of the others, and of nobody else's.", "Roles that would wait for each other in a circle are refused."},
            footer = {"", "  mc deps set project_manager on devops tester", "  mc deps set pm devops"})
    static final class Put extends MissionCommand {

        @Parameters(index = "0", paramLabel = "ROLE", description = "Who waits.")
        String role;

        @Parameters(index = "1..*", arity = "1..*", paramLabel = "on ROLE", description = "For whom; the word on may be left out.")
        List<String> on = new ArrayList<>();

        @Override
        public int run(Cli cli) {
            Map<String, Object> params = selection.params(cli);
            params.put("role", role);
            params.put("on", on.get(0).equals("on") ? on.subList(1, on.size()) : on);
            return ask(cli, "deps.set", params, answer -> print(answer, cli));
        }
    }

    @picocli.CommandLine.Command(name = "list", mixinStandardHelpOptions = true, description = "Shows who waits for whom.")
    static final class Rows extends MissionCommand {

        @Override
        public int run(Cli cli) {
            return ask(cli, "deps.list", selection.params(cli), answer -> print(answer, cli));
        }
    }

    @picocli.CommandLine.Command(name = "rm", mixinStandardHelpOptions = true, description = "The role does not wait for the other one any more; for nobody at all when none is named.")
    static final class Remove extends MissionCommand {

        @Parameters(index = "0", paramLabel = "ROLE", description = "Who does not wait any more.")
        String role;

        @Parameters(index = "1", arity = "0..1", paramLabel = "ON", description = "For whom.")
        String on;

        @Override
        public int run(Cli cli) {
            Map<String, Object> params = selection.params(cli);
            params.put("role", role);
            params.put("on", on);
            return ask(cli, "deps.remove", params, answer -> print(answer, cli));
        }
    }

    private static void print(Map<String, Object> answer, Cli cli) {
        Table table = new Table("ROLE", "WAITS FOR");
        View.maps(answer, "dependencies").forEach(r -> table.row(View.text(r, "role"), String.join(", ", View.texts(r, "on"))));
        table.print(cli, "Nobody waits for another role's reports; the tasks of the plan wait for each other: mc task list");
    }
}
