package mc.cli;

import java.util.Map;
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
            String who = View.text(agent, "role") + " of " + View.text(found, "mission");
            if (!yes && !cli.confirm("End " + who + ", which is " + View.text(agent, "state") + " (" + Untrusted.line(View.text(agent, "reason"), 120) + ")? Its work is kept.", "--yes")) {
                throw Failure.refused("Nothing was ended.", "");
            }
            params.put("completed", completed);
            params.put("issues", issues);
            params.put("handoff", handoff);
            show(cli, api.call("agent.end", params, progress -> tell(cli, "  " + View.text(progress, "line"))), result -> {
                View.texts(result, "notes").forEach(note -> cli.say("  " + note));
                cli.say(cli.green("Ended ") + who + ".");
            });
        }
        return 0;
    }
}
