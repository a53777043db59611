package mc.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

@picocli.CommandLine.Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists the agents of the missions that run: program, model, process, window, conversation, restarts and worktree of each.")
final class AgentListCommand extends MissionCommand {

    private static final List<String> KEYS = List.of("role", "name", "state", "adapter", "model", "pid", "window", "windowId", "conversation", "restarts", "worktree", "endedAt");

    @Override
    public int run(Cli cli) {
        List<Map<String, Object>> agents = new ArrayList<>();
        for (Map<String, Object> mission : View.maps(ApiClient.ask(cli, "mission.list", selection.params(cli)), "missions")) {
            View.maps(mission, "agents").forEach(a -> agents.add(facts(View.text(mission, "id"), a)));
        }
        show(cli, Map.of("agents", agents), answer -> {
            Table table = new Table("MISSION", "ROLE", "STATE", "PROGRAM", "MODEL", "PID", "WINDOW", "RESTARTS", "CONVERSATION", "WORKTREE");
            agents.forEach(a -> table.row(View.text(a, "mission"), View.text(a, "role"), AgentTable.state(View.text(a, "state"), cli), View.text(a, "adapter"), View.text(a, "model"), View.text(a, "pid"), View.text(a, "window"),
                    View.text(a, "restarts"), View.text(a, "conversation"), View.text(a, "worktree")));
            table.print(cli, "No mission is running.");
        });
        return 0;
    }

    private static Map<String, Object> facts(String mission, Map<String, Object> agent) {
        Map<String, Object> facts = new LinkedHashMap<>(Map.of("mission", mission));
        KEYS.forEach(key -> facts.put(key, agent.get(key)));
        return facts;
    }
}
