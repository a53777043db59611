package mc.cli;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mc.text.PlainJson;
import mc.text.Untrusted;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(name = "events", mixinStandardHelpOptions = true, description = {"Prints the log of everything that happened, oldest first.", "With --json one object a line."})
final class EventsCommand extends MissionCommand {

    private static final Set<String> SHOWN_APART = Set.of("seq", "at", "kind", "mission", "agent");

    @Option(names = "--follow", description = "Goes on with what happens, until Ctrl-C.")
    boolean follow;

    @Option(names = {"-n", "--lines"}, paramLabel = "N", defaultValue = "50", description = "How many of the newest. Default: 50.")
    int lines;

    @Override
    public int run(Cli cli) {
        Map<String, Object> params = selection.params(cli);
        params.put("newest", lines);
        ApiClient.ask(cli, follow ? "event.subscribe" : "event.list", params, event -> print(event, cli)); // both stream what they have to tell
        return 0;
    }

    private void print(Map<String, Object> event, Cli cli) {
        if (json) {
            cli.say(PlainJson.write(event, false));
        } else {
            String details = event.entrySet().stream()
                    .filter(e -> !SHOWN_APART.contains(e.getKey()))
                    .flatMap(e -> e.getValue() instanceof Map<?, ?> inner ? inner.entrySet().stream() : Stream.of(e))
                    .filter(e -> e.getValue() != null && !(e.getValue() instanceof List<?> list && list.isEmpty()))
                    .map(e -> e.getKey() + "=" + Untrusted.line(String.valueOf(e.getValue()), 120))
                    .collect(Collectors.joining(" "));
            String who = View.text(event, "agent").isEmpty() ? View.text(event, "mission") : View.text(event, "agent");
            cli.say(View.moment(View.text(event, "at")) + "  " + cli.bold(View.text(event, "kind")) + "  " + who + "  " + cli.faint(details));
        }
        cli.out().flush();
    }
}
