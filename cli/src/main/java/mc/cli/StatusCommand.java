package mc.cli;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Shows each mission and what each of its agents is doing, with the evidence's own words.",
            "States: starting, ready (at its prompt), working, waiting (for you), limited (usage limit), exited, lost (its window is gone), unknown."
        })
final class StatusCommand implements Command {

    @Mixin
    Selection selection = new Selection();

    @Option(names = "--all", description = "Also the missions that have ended.")
    boolean all;

    @Option(names = "--json", description = "The answer for scripts; its keys are a contract.")
    boolean json;

    /**
     * The command as picocli would make it of a line with nothing but its flags; null for any other line. It is called more often than
     * all others together, by scripts too, and reading the annotations takes longer than the answer.
     */
    static StatusCommand plain(String... args) {
        List<String> flags = List.of(args).subList(Math.min(1, args.length), args.length);
        if (args.length == 0 || !args[0].equals("status") || !List.of("--json", "--all").containsAll(flags) || Set.copyOf(flags).size() < flags.size()) {
            return null;
        }
        StatusCommand command = new StatusCommand();
        command.json = flags.contains("--json");
        command.all = flags.contains("--all");
        return command;
    }

    @Override
    public int run(Cli cli) {
        Map<String, Object> params = selection.params(cli);
        params.put("all", all);
        try (ApiClient api = ApiClient.connect(cli)) {
            Map<String, Object> status = api.call("mission.list", params);
            if (json) {
                cli.json(status);
            } else {
                print(status, cli);
            }
        }
        return 0;
    }

    private static void print(Map<String, Object> status, Cli cli) {
        List<Map<String, Object>> missions = View.maps(status, "missions");
        if (missions.isEmpty()) {
            cli.say("No mission is running. Start one: mc orchestrate --project DIR --spec FILE (or try: mc demo)");
            return;
        }
        for (int i = 0; i < missions.size(); i++) {
            if (i > 0) {
                cli.say("");
            }
            mission(missions.get(i), cli);
        }
    }

    private static void mission(Map<String, Object> mission, Cli cli) {
        List<Map<String, Object>> agents = View.maps(mission, "agents");
        String counts = agents.stream().collect(Collectors.groupingBy(a -> View.text(a, "state"), java.util.TreeMap::new, Collectors.counting()))
                .entrySet().stream().map(e -> e.getValue() + " " + e.getKey()).collect(Collectors.joining(", "));
        cli.say(cli.bold(View.text(mission, "id")) + "  " + View.text(mission, "status") + "  " + counts + cli.faint("  " + View.text(mission, "path")
                + (View.text(mission, "startingBranch").isEmpty() ? "" : " from " + View.text(mission, "startingBranch"))));
        AgentTable.of(agents, Instant.now(), cli).print(cli);
    }
}
