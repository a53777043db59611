package mc.cli;

import java.util.List;
import java.util.Map;
import mc.Failure;
import mc.text.Untrusted;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "restart",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Starts one agent again, in its worktree and with its conversation, and briefs it on where it stands.",
            "One that runs is ended first, after asking: a turn that is under way is cut off, what it has written stays. One that mc agent end had ended comes back with its branch.",
            "Exit code 0: it has begun a turn. 4: it has not, and the answer says why."
        })
final class AgentRestartCommand extends MissionCommand {

    private static final List<String> DOWN = List.of("exited", "lost");

    @Parameters(paramLabel = "ROLE", description = "Its role.")
    String role;

    @Option(names = "--fresh", description = "With a new conversation; the old one stays where the program keeps it.")
    boolean fresh;

    @Option(names = {"-y", "--yes"}, description = "Does not ask.")
    boolean yes;

    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "3m", description = "How long to wait for the turn to begin. Default: 3m.")
    String timeout;

    @Override
    public int run(Cli cli) {
        long patience = Times.millis(timeout);
        Map<String, Object> params = selection.params(cli);
        params.put("role", role);
        params.put("fresh", fresh);
        try (ApiClient api = ApiClient.connect(cli)) {
            Map<String, Object> found = api.call("agent.show", params);
            Map<String, Object> agent = View.map(found, "agent");
            if (!yes && !cli.isAgent() && !DOWN.contains(View.text(agent, "state")) && !cli.confirm(question(agent, View.text(found, "mission")), "--yes")) {
                throw Failure.refused("Nothing was restarted.", "");
            }
            Map<String, Object> restarted = api.call("agent.restart", params);
            tell(cli, cli.bold(View.text(restarted, "role")) + ": " + View.text(restarted, "action") + ".");
            return ResumeCommand.await(api, restarted, List.of(View.text(restarted, "role")), patience, json, cli);
        }
    }

    private static String question(Map<String, Object> agent, String mission) {
        String state = View.text(agent, "state");
        return "Restart " + View.text(agent, "role") + " of " + mission + ", which is " + state + " (" + Untrusted.line(View.text(agent, "reason"), 120) + ")?" + (state.equals("working") ? " Its turn is cut off." : "");
    }
}
