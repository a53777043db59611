package mc.cli;

import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import mc.Failure;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = {"Prints the completion script of a shell.", "bash: source <(mc completion bash)", "zsh:  source <(mc completion zsh)", "fish: mc completion fish | source"})
final class CompletionCommand implements Command {

    @Parameters(index = "0", paramLabel = "SHELL", description = "bash, zsh or fish")
    String shell;

    @Override
    public int run(Cli cli) {
        switch (shell) {
            case "bash" -> cli.say(AutoComplete.bash("mc", App.complete()));
            case "zsh" -> cli.say("autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n" + AutoComplete.bash("mc", App.complete()));
            case "fish" -> cli.say(fish());
            default -> throw Failure.usage("mc knows no completion for '" + shell + "'.", "It knows bash, zsh and fish.");
        }
        return 0;
    }

    private static String fish() {
        StringBuilder out = new StringBuilder("complete -c mc -f\n");
        new TreeMap<>(App.complete().getSubcommands()).forEach((name, command) -> {
            String[] description = command.getCommandSpec().usageMessage().description();
            out.append("complete -c mc -n __fish_use_subcommand -a ").append(name).append(" -d ").append(quoted(description.length == 0 ? name : description[0])).append('\n');
            List<String> inner = List.copyOf(new TreeMap<>(command.getSubcommands()).keySet());
            if (!inner.isEmpty()) {
                out.append("complete -c mc -n '__fish_seen_subcommand_from ").append(name).append("' -a ").append(quoted(String.join(" ", inner))).append('\n');
            }
            command.getCommandSpec().options().forEach(option -> {
                String longest = option.longestName();
                if (longest.startsWith("--")) {
                    String text = option.description().length == 0 ? "" : option.description()[0];
                    out.append("complete -c mc -n '__fish_seen_subcommand_from ").append(name).append("' -l ").append(longest.substring(2))
                            .append(option.arity().max() > 0 ? " -r" : "").append(" -d ").append(quoted(text)).append('\n');
                }
            });
        });
        return out.toString().lines().collect(Collectors.joining("\n"));
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
