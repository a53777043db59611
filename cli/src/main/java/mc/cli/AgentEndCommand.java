package mc.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mc.Failure;
import mc.text.Untrusted;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "end",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Ends one agent; its mission goes on.",
            "Its whole screen history goes into a log with the summary you give, its program ends politely, then firmly, its work is kept as by mc stop, its window closes, and the orchestrator is told.",
            "mc resume leaves it ended; mc agent restart ROLE brings it back."
        })
final class AgentEndCommand extends MissionCommand {

    @Parameters(paramLabel = "ROLE", description = "Its role.")
    String role;

    @Option(names = "--completed", paramLabel = "TEXT", description = "For the summary: what it finished.")
    String completed;

    @Option(names = "--issues", paramLabel = "TEXT", description = "For the summary: what went wrong.")
    String issues;

    @Option(names = "--handoff", paramLabel = "TEXT", description = "For the summary and the orchestrator: what whoever goes on has to know.")
    String handoff;

    @Option(names = {"-y", "--yes"}, description = "Does not ask.")
    boolean yes;

    @Override
    public int run(Cli cli) {
        Map<String, Object> params = selection.params(cli);
        params.put("role", role);
        try (ApiClient api = ApiClient.connect(cli)) {
            Map<String, Object> found = api.call("agent.show", params);
            Map<String, Object> agent = View.map(found, "agent");
            String name = View.text(agent, "role");
            String who = name + " of " + View.text(found, "mission");
            List<String> waiting = waiting(api, name, cli);
            if (!waiting.isEmpty() && !cli.isAgent()) { // an agent is refused, and is neither asked nor told anything before
                tell(cli, cli.yellow("warning") + ": " + String.join(", ", waiting) + (waiting.size() == 1 ? " waits" : " wait") + " for work of " + name + ": mc task list --role " + name + ", mc deps list");
            }
            if (!yes && !cli.isAgent() && !cli.confirm("End " + who + ", which is " + View.text(agent, "state") + " (" + Untrusted.line(View.text(agent, "reason"), 120) + ")? Its work is kept.", "--yes")) {
                throw Failure.refused("Nothing was ended.", "");
            }
            params.put("completed", completed);
            params.put("issues", issues);
            params.put("handoff", handoff);
            Map<String, Object> ended = new LinkedHashMap<>(api.call("agent.end", params, progress -> tell(cli, "  " + View.text(progress, "line"))));
            ended.put("awaitedBy", waiting);
            show(cli, ended, result -> {
                View.texts(result, "notes").forEach(note -> cli.say("  " + note));
                cli.say(cli.green("Ended ") + who + ".");
            });
        }
        return 0;
    }

    /** The roles that wait for its reports, or for tasks of its that are not done. */
    private List<String> waiting(ApiClient api, String role, Cli cli) {
        List<Map<String, Object>> tasks = View.maps(api.call("task.list", selection.params(cli)), "tasks").stream().filter(t -> !View.text(t, "state").equals("done")).toList();
        List<String> its = tasks.stream().filter(t -> View.text(t, "role").equals(role)).map(t -> View.text(t, "id")).toList();
        List<Map<String, Object>> rows = View.maps(api.call("deps.list", selection.params(cli)), "dependencies");
        return Stream.concat(tasks.stream().filter(t -> View.texts(t, "waitsFor").stream().anyMatch(its::contains)), rows.stream().filter(r -> View.texts(r, "on").contains(role)))
                .map(waits -> View.text(waits, "role")).filter(r -> !r.equals(role)).distinct().sorted().toList();
    }
}
