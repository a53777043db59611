package mc.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mc.Failure;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
        name = "stop",
        mixinStandardHelpOptions = true,
        description = {
            "Ends a mission and keeps its work.",
            "The agents end politely, then firmly. Commits stay on their branches, everything uncommitted is written to refs/mc/preserved/... before a worktree goes (mc recover), and each screen's history is kept in a log."
        })
final class StopCommand extends MissionCommand {

    @Option(names = "--all", description = "Every mission.")
    boolean all;

    @Option(names = "--keep-worktrees", description = "Leaves the worktrees where they are.")
    boolean keepWorktrees;

    @Option(names = {"-y", "--yes"}, description = "Does not ask.")
    boolean yes;

    @Override
    public int run(Cli cli) {
        Map<String, Object> params = selection.params(cli);
        params.put("all", all);
        try (ApiClient api = ApiClient.connect(cli)) {
            List<Map<String, Object>> missions = View.maps(api.call("mission.choose", params), "missions");
            if (missions.isEmpty()) {
                show(cli, Map.of("missions", List.of()), none -> cli.say(selection.mission == null ? "No mission is running." : "The mission " + selection.mission + " has ended already."));
                return 0;
            }
            String names = String.join(", ", missions.stream().map(m -> View.text(m, "id") + " (" + View.maps(m, "agents").size() + " agents, " + View.text(m, "path") + ")").toList());
            if (!yes && !cli.isAgent() && !cli.confirm("Stop " + names + "?", "--yes")) {
                throw Failure.refused("Nothing was stopped.", "");
            }
            List<Map<String, Object>> ended = new ArrayList<>();
            for (Map<String, Object> mission : missions) {
                ended.add(stop(api, View.text(mission, "id"), cli));
            }
            if (json) {
                cli.json(Map.of("missions", ended));
            }
        }
        return 0;
    }

    private Map<String, Object> stop(ApiClient api, String mission, Cli cli) {
        if (!cli.isAgent()) { // an agent is refused, and is neither asked nor told anything before
            tell(cli, "Stopping " + cli.bold(mission) + " …");
        }
        Map<String, Object> result = api.call("mission.stop", Map.of("mission", mission, "keepWorktrees", keepWorktrees), progress -> tell(cli, "  " + View.text(progress, "line")));
        View.texts(result, "notes").forEach(note -> tell(cli, "  " + note));
        tell(cli, cli.green("Stopped ") + mission + ".");
        return result;
    }
}
