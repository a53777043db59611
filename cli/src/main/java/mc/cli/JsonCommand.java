package mc.cli;

import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** A command with an answer: in words for people, or with --json for scripts. */
abstract class JsonCommand implements Command {

    @Option(names = "--json", order = 1, description = "The answer for scripts.")
    boolean json;

    /** Asks the daemon, shows its answer as {@link #show} does, and returns the exit code 0. */
    final int ask(Cli cli, String method, Map<String, ?> params, Consumer<Map<String, Object>> print) {
        show(cli, ApiClient.ask(cli, method, params), print);
        return 0;
    }

    /** Tells people at once what goes on. */
    final void tell(Cli cli, String line) {
        if (!json) {
            cli.say(line);
            cli.out().flush();
        }
    }

    /** Shows an answer: as it is for scripts, or as {@code print} does. */
    final void show(Cli cli, Map<String, Object> answer, Consumer<Map<String, Object>> print) {
        if (json) {
            cli.json(answer);
        } else {
            print.accept(answer);
        }
    }
}
