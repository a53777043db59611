package mc.cli;

import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(name = "plan", mixinStandardHelpOptions = true, description = "The mission's implementation plan.", subcommands = PlanCommand.Show.class)
final class PlanCommand implements Command {

    @Override
    public int run(Cli cli) {
        return new Show().run(cli);
    }

    @picocli.CommandLine.Command(name = "show", mixinStandardHelpOptions = true, description = "Prints phases, tasks and risks.")
    static final class Show implements Command {

        @Mixin
        Selection selection = new Selection();

        @Option(names = "--json", description = "The answer for scripts.")
        boolean json;

        @Override
        public int run(Cli cli) {
            try (ApiClient api = ApiClient.connect(cli)) {
                Map<String, Object> answer = api.call("plan.show", selection.params(cli));
                if (json) {
                    cli.json(answer.get("plan"));
                } else {
                    cli.say(View.text(answer, "markdown"));
                }
            }
            return 0;
        }
    }
}
