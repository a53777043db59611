package mc.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
        name = "dashboard",
        mixinStandardHelpOptions = true,
        description = {
            "The whole mission on one screen: each agent's state, what it sent and committed in the last hour, its last push, its tasks, and the rules it broke.",
            "How far its branch is ahead or behind: mc git status."
        },
        footer = {"", "  mc dashboard --watch", "  mc dashboard --mission app-1 --json"})
final class DashboardCommand extends MissionCommand {

    @Option(names = "--watch", description = "Goes on and redraws in place as things change, until Ctrl-C. Needs a terminal.")
    boolean watch;

    @Override
    public int run(Cli cli) {
        Map<String, Object> params = selection.params(cli);
        if (watch) {
            LiveView.run(cli, json, api -> lines(api.call("mission.dashboard", params), cli));
            return 0;
        }
        return ask(cli, "mission.dashboard", params, answer -> lines(answer, cli).forEach(cli::say));
    }

    private static List<String> lines(Map<String, Object> answer, Cli cli) {
        List<String> lines = new ArrayList<>();
        for (Map<String, Object> each : View.maps(answer, "missions")) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            lines.addAll(mission(each, cli));
        }
        return lines.isEmpty() ? StatusCommand.none(answer) : lines;
    }

    private static List<String> mission(Map<String, Object> each, Cli cli) {
        Map<String, Object> mission = View.map(each, "mission");
        List<Map<String, Object>> agents = View.maps(mission, "agents");
        List<Map<String, Object>> activity = View.maps(each, "activity");
        List<String> lines = new ArrayList<>();
        lines.add(cli.bold(View.text(mission, "id")) + "  " + View.text(mission, "status") + StatusCommand.broken(mission, cli) + StatusCommand.letters(mission, cli));
        Instant now = Instant.now();
        Table table = new Table("ROLE", "STATE", "SINCE", "SENT/H", "COMMITS/H", "LAST COMMIT", "LAST PUSH", "TASKS", "BROKEN", "WHY");
        for (int i = 0; i < agents.size(); i++) {
            Map<String, Object> agent = agents.get(i);
            Map<String, Object> did = activity.get(i);
            table.row(View.text(agent, "role"), AgentTable.state(View.text(agent, "state"), cli), View.ago(View.text(agent, "since"), now), View.text(did, "sent"), View.text(did, "commits"),
                    View.ago(View.text(did, "lastCommitAt"), now), View.ago(View.text(did, "lastPushAt"), now), tasks(did), AgentTable.broken(agent, cli), View.text(agent, "reason"));
        }
        lines.addAll(table.lines(cli));
        return lines;
    }

    /** How many of its tasks are done, and whether one is blocked. */
    private static String tasks(Map<String, Object> did) {
        long done = View.number(did, "tasksDone");
        long blocked = View.number(did, "tasksBlocked");
        long all = done + blocked + View.number(did, "tasksOpen");
        return all == 0 ? "-" : done + "/" + all + " done" + (blocked == 0 ? "" : ", " + blocked + " blocked");
    }
}
