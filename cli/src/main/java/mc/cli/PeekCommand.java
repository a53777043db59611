package mc.cli;

import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "peek",
        mixinStandardHelpOptions = true,
        description = "Prints the last lines of an agent's screen, without colours and control characters.")
final class PeekCommand extends MissionCommand {

    @Parameters(index = "0", paramLabel = "ROLE", description = "The role, or one of its other names.")
    String role;

    @Option(names = {"-n", "--lines"}, paramLabel = "N", defaultValue = "30", description = "How many lines, scrolled-off ones included, at most 5000. Default: 30.")
    int lines;

    @Override
    public int run(Cli cli) {
        Map<String, Object> params = selection.params(cli);
        params.put("role", role);
        params.put("lines", lines);
        return ask(cli, "agent.peek", params, screen -> cli.say(View.text(screen, "screen")));
    }
}
