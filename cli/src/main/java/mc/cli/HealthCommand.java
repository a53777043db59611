package mc.cli;

import java.util.List;
import java.util.Map;
import mc.Failure;
import mc.upkeep.Health;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
        name = "health",
        mixinStandardHelpOptions = true,
        description = {
            "Says how each part of a running mc is, a line each, and what needs somebody now. Looks; changes nothing.",
            "For what is installed: mc doctor. For every difference in full: mc validate.",
            "Exit code 0: nothing is broken (what needs somebody's attention does not count). 1: something is."
        })
final class HealthCommand extends JsonCommand {

    @Option(names = "--subsystem", paramLabel = "PART", description = "Only this: database, tmux, git, files, agents, limits, rules, logs, jobs or disk.")
    String subsystem;

    @Override
    public int run(Cli cli) {
        if (subsystem != null && !Health.SUBSYSTEMS.contains(subsystem)) {
            throw Failure.usage("mc has no part '" + mc.text.Untrusted.line(subsystem, 40) + "'.", "It has: " + String.join(", ", Health.SUBSYSTEMS));
        }
        List<Map<String, Object>> parts = View.maps(ApiClient.ask(cli, "daemon.health", Map.of()), "parts").stream().filter(p -> subsystem == null || View.text(p, "subsystem").equals(subsystem)).toList();
        show(cli, Map.of("parts", parts), answer -> parts.forEach(part -> print(part, cli)));
        return parts.stream().anyMatch(p -> View.text(p, "level").equals("broken")) ? Failure.Kind.FAILED.exitCode() : 0;
    }

    private static void print(Map<String, Object> part, Cli cli) {
        String level = View.text(part, "level");
        String word = level.equals("ok") ? cli.green("ok       ") : level.equals("broken") ? cli.red("broken   ") : cli.yellow("attention");
        cli.say(word + "  " + cli.bold(View.text(part, "subsystem")) + ": " + View.text(part, "detail"));
        if (!View.text(part, "remedy").isEmpty()) {
            cli.say("           " + View.text(part, "remedy"));
        }
    }
}
