package mc.cli;

import java.time.Instant;
import java.util.List;
import java.util.Map;
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
    Selection selection;

    @Option(names = "--all", description = "Also the missions that have ended.")
    boolean all;

    @Option(names = "--json", description = "The answer for scripts; its keys are a contract.")
    boolean json;

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
