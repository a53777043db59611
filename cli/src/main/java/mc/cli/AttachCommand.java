package mc.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import mc.Failure;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "attach",
        mixinStandardHelpOptions = true,
        description = {"Opens the team's tmux session in this terminal, at the window of the role.", "Leave it again with Ctrl-b d: the agents go on. Ctrl-b n and p change the window."})
final class AttachCommand implements Command {

    @Parameters(index = "0", arity = "0..1", paramLabel = "ROLE", description = "Default: the window that was last looked at.")
    String role;

    @Option(names = "--print", description = "Only prints the tmux command.")
    boolean print;

    @Mixin
    Selection selection;

    @Override
    public int run(Cli cli) throws IOException, InterruptedException {
        Map<String, Object> params = selection.params(cli);
        params.put("role", role);
        List<String> command = View.texts(ApiClient.ask(cli, "mission.attach", params), "command");
        if (print) {
            cli.say(String.join(" ", command.stream().map(AttachCommand::quoted).toList()));
            return 0;
        }
        if (!cli.isTerminal()) {
            throw Failure.usage("There is no terminal to show the session in.", "Type it in a terminal, or see a screen with: mc peek " + (role == null ? "ROLE" : role));
        }
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().remove("TMUX"); // so that it also works from inside another tmux
        return builder.start().waitFor() == 0 ? 0 : Failure.Kind.FAILED.exitCode();
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./=:@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
