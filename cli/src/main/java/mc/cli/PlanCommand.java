package mc.cli;

import java.util.Map;

@picocli.CommandLine.Command(name = "plan", mixinStandardHelpOptions = true, description = "The mission's implementation plan.", subcommands = PlanCommand.Show.class)
final class PlanCommand implements Command {

    @Override
    public int run(Cli cli) {
        return new Show().run(cli);
    }

    @picocli.CommandLine.Command(name = "show", mixinStandardHelpOptions = true, description = "Prints phases, tasks and risks.")
    static final class Show extends MissionCommand {

        @Override
        public int run(Cli cli) {
            Map<String, Object> answer = ApiClient.ask(cli, "plan.show", selection.params(cli));
            show(cli, View.map(answer, "plan"), plan -> cli.say(View.text(answer, "markdown")));
            return 0;
        }
    }
}
