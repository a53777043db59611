package mc.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mc.Failure;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "deps",
        mixinStandardHelpOptions = true,
        description = {
            "Who waits for whose completed work, beside what the plan says of its tasks: each report of the one is told to the other.",
            "The operator, the orchestrator and the project manager may change it."
        },
        subcommands = {DepsCommand.Put.class, DepsCommand.Rows.class, DepsCommand.Remove.class})
final class DepsCommand implements Command {

    @Override
    public int run(Cli cli) {
        throw Failure.usage("mc deps needs a further word.", "mc deps set ROLE on ROLE…, mc deps list, or mc deps rm ROLE [ON]");
    }

    @picocli.CommandLine.Command(
            name = "set",
            mixinStandardHelpOptions = true,
            description = {"From now on the first role hears of the completions of the others, and of nobody else's.", "Roles that would wait for each other in a circle are refused."},
            footer = {"", "  mc deps set project_manager on devops tester", "  mc deps set pm devops"})
    static final class Put implements Command {

        @Parameters(index = "0", paramLabel = "ROLE", description = "Who waits.")
        String role;

        @Parameters(index = "1..*", arity = "1..*", paramLabel = "on ROLE", description = "For whom; the word on may be left out.")
        List<String> on = new ArrayList<>();

        @Option(names = "--json", description = "All of them as they are now, for scripts.")
        boolean json;

        @Mixin
        Selection selection = new Selection();

        @Override
        public int run(Cli cli) {
            Map<String, Object> params = selection.params(cli);
            params.put("role", role);
            params.put("on", on.get(0).equals("on") ? on.subList(1, on.size()) : on);
            return call("deps.set", params, json, cli);
        }
    }

    @picocli.CommandLine.Command(name = "list", mixinStandardHelpOptions = true, description = "Shows who waits for whom.")
    static final class Rows implements Command {

        @Option(names = "--json", description = "The answer for scripts.")
        boolean json;

        @Mixin
        Selection selection = new Selection();

        @Override
        public int run(Cli cli) {
            return call("deps.list", selection.params(cli), json, cli);
        }
    }

    @picocli.CommandLine.Command(name = "rm", mixinStandardHelpOptions = true, description = "The role does not wait for the other one any more; for nobody at all when none is named.")
    static final class Remove implements Command {

        @Parameters(index = "0", paramLabel = "ROLE", description = "Who does not wait any more.")
        String role;

        @Parameters(index = "1", arity = "0..1", paramLabel = "ON", description = "For whom.")
        String on;

        @Option(names = "--json", description = "All of them as they are now, for scripts.")
        boolean json;

        @Mixin
        Selection selection = new Selection();

        @Override
        public int run(Cli cli) {
            Map<String, Object> params = selection.params(cli);
            params.put("role", role);
            params.put("on", on);
            return call("deps.remove", params, json, cli);
        }
    }

    private static int call(String method, Map<String, Object> params, boolean json, Cli cli) {
        try (ApiClient api = ApiClient.connect(cli)) {
            Map<String, Object> answer = api.call(method, params);
            List<Map<String, Object>> rows = View.maps(answer, "dependencies");
            if (json) {
                cli.json(answer);
            } else if (rows.isEmpty()) {
                cli.say("Nobody waits for another role's reports; the tasks of the plan wait for each other: mc task list");
            } else {
                Table table = new Table("ROLE", "WAITS FOR");
                rows.forEach(r -> table.row(View.text(r, "role"), String.join(", ", View.texts(r, "on"))));
                table.print(cli);
            }
        }
        return 0;
    }
}
