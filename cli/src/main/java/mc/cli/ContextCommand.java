package mc.cli;

import java.util.List;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
        name = "context",
        mixinStandardHelpOptions = true,
        description = {
            "Shows how full each agent's context is and what it has used: for your information, nobody has to do anything about it.",
            "Tokens are those of all its conversations; IN is without what was read from or written to the provider's cache. Costs are list prices; a dash is unknown, not nothing."
        })
final class ContextCommand implements Command {

    private static final List<String> KEYS = List.of("role", "state", "model", "contextUsedPercent", "tokensIn", "tokensOut", "cacheReadTokens", "cacheWrittenTokens", "costUsd");

    @Option(names = "--json", description = "The answer for scripts.")
    boolean json;

    @Mixin
    Selection selection;

    @Override
    public int run(Cli cli) {
        List<Map<String, Object>> missions;
        try (ApiClient api = ApiClient.connect(cli)) {
            missions = View.maps(api.call("mission.list", selection.params(cli)), "missions");
        }
        if (json) {
            cli.json(Map.of("missions", missions.stream().map(m -> Map.of("id", View.text(m, "id"), "agents", View.maps(m, "agents").stream().map(ContextCommand::chosen).toList())).toList()));
            return 0;
        }
        if (missions.isEmpty()) {
            cli.say("No mission is running.");
        }
        for (Map<String, Object> mission : missions) {
            cli.say(cli.bold(View.text(mission, "id")));
            Table table = new Table("ROLE", "STATE", "MODEL", "CONTEXT", "IN", "OUT", "CACHE READ", "CACHE WRITTEN", "COST");
            for (Map<String, Object> agent : View.maps(mission, "agents")) {
                table.row(View.text(agent, "role"), AgentTable.state(View.text(agent, "state"), cli), View.text(agent, "model"), AgentTable.context(agent), View.text(agent, "tokensIn"), View.text(agent, "tokensOut"),
                        View.text(agent, "cacheReadTokens"), View.text(agent, "cacheWrittenTokens"), AgentTable.cost(agent));
            }
            table.print(cli);
        }
        return 0;
    }

    private static Map<String, Object> chosen(Map<String, Object> agent) {
        Map<String, Object> chosen = new LinkedHashMap<>();
        KEYS.forEach(key -> chosen.put(key, agent.get(key)));
        return chosen;
    }
}
