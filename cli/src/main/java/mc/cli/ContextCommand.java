package mc.cli;

import java.util.List;
import java.util.LinkedHashMap;
import java.util.Map;

@picocli.CommandLine.Command(
        name = "context",
        mixinStandardHelpOptions = true,
        description = {
            "Shows how full each agent's context is and what it has used: for your information, nobody has to do anything about it.",
            "Tokens are those of all its conversations; IN is without what was read from or written to the provider's cache. Costs are list prices; a dash is unknown, not nothing."
        })
final class ContextCommand extends MissionCommand {

    private static final List<String> KEYS = List.of("role", "state", "model", "contextUsedPercent", "tokensIn", "tokensOut", "cacheReadTokens", "cacheWrittenTokens", "costUsd");

    @Override
    public int run(Cli cli) {
        List<Map<String, Object>> missions = View.maps(ApiClient.ask(cli, "mission.list", selection.params(cli)), "missions");
        show(cli, Map.of("missions", missions.stream().map(m -> Map.of("id", View.text(m, "id"), "agents", View.maps(m, "agents").stream().map(ContextCommand::chosen).toList())).toList()), answer -> print(missions, cli));
        return 0;
    }

    private static void print(List<Map<String, Object>> missions, Cli cli) {
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
    }

    private static Map<String, Object> chosen(Map<String, Object> agent) {
        Map<String, Object> chosen = new LinkedHashMap<>();
        KEYS.forEach(key -> chosen.put(key, agent.get(key)));
        return chosen;
    }
}
