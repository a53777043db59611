package mc.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists the agents of the missions that run: program, model, process, window, conversation, restarts and worktree of each.")
final class AgentListCommand implements Command {

    private static final List<String> KEYS = List.of("role", "name", "state", "adapter", "model", "pid", "window", "windowId", "conversation", "restarts", "worktree", "endedAt");

    @Option(names = "--json", description = "The answer for scripts.")
    boolean json;

    @Mixin
    Selection selection = new Selection();

    @Override
    public int run(Cli cli) {
        List<Map<String, Object>> agents = new ArrayList<>();
        try (ApiClient api = ApiClient.connect(cli)) {
            for (Map<String, Object> mission : View.maps(api.call("mission.list", selection.params(cli)), "missions")) {
                View.maps(mission, "agents").forEach(a -> agents.add(facts(View.text(mission, "id"), a)));
            }
        }
        if (json) {
            cli.json(Map.of("agents", agents));
        } else if (agents.isEmpty()) {
            cli.say("No mission is running.");
        } else {
            Table table = new Table("MISSION", "ROLE", "STATE", "PROGRAM", "MODEL", "PID", "WINDOW", "RESTARTS", "CONVERSATION", "WORKTREE");
            agents.forEach(a -> table.row(View.text(a, "mission"), View.text(a, "role"), AgentTable.state(View.text(a, "state"), cli), View.text(a, "adapter"), known(a, "model"), known(a, "pid"), View.text(a, "window"),
                    View.text(a, "restarts"), known(a, "conversation"), known(a, "worktree")));
            table.print(cli);
        }
        return 0;
    }

    private static Map<String, Object> facts(String mission, Map<String, Object> agent) {
        Map<String, Object> facts = new LinkedHashMap<>(Map.of("mission", mission));
        KEYS.forEach(key -> facts.put(key, agent.get(key)));
        return facts;
    }

    private static String known(Map<String, Object> agent, String key) {
        return View.text(agent, key).isEmpty() ? "-" : View.text(agent, key);
    }
}
