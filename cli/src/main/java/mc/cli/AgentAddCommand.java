package mc.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mc.Failure;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "add",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Adds agents to a mission that runs.",
        description = {
            "",
            "Each gets a worktree, a branch, a window, its part of the plan and of the check-ins; the roles it needs to work come along, and the orchestrator is told.",
            "A role that was ended comes back with its branch. A temporary agent (--temp) does one task, in the window TEMP-NAME, beside the roles of the team.",
            ""
        },
        footer = {
            "",
            "Exit code 0: every agent added has begun its first turn. 4: some have not, each named with its state.",
            "",
            "  mc agent add networkops",
            "  mc agent add --temp CodeReview --role code_reviewer --task \"Review the branch main-developer\""
        })
final class AgentAddCommand extends MissionCommand {

    @Parameters(arity = "0..*", paramLabel = "ROLE", description = "Roles of the catalogue: mc role list.")
    List<String> names = new ArrayList<>();

    @Option(names = "--task", paramLabel = "TEXT", description = "What they are to do, besides what the plan gives their role. Needed with --temp.")
    String task;

    @Option(names = "--temp", paramLabel = "NAME", description = "A temporary agent of this name: letters, digits, hyphens, at most 24.")
    String temp;

    @Option(names = "--role", paramLabel = "ROLE", description = "With --temp: whose duties it has; default: none but its task.")
    String basis;

    @Option(names = "--agent", paramLabel = "KIND", description = "Their program; default: the orchestrator's.")
    String agent;

    @Option(names = "--plan", paramLabel = "PLAN", description = "The subscription that limits the team: pro, max5 (default), max20 or console.")
    String plan;

    @Option(names = "--force", description = "Goes beyond what the subscription carries.")
    boolean force;

    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "3m", description = "How long to wait for the first turns. Default: 3m.")
    String timeout;

    @Override
    public int run(Cli cli) {
        long patience = Times.millis(timeout);
        Map<String, Object> params = selection.params(cli);
        params.put("roles", names);
        params.put("task", task);
        params.put("temp", temp);
        params.put("basis", basis);
        params.put("agent", agent);
        params.put("plan", plan);
        params.put("force", force);
        if (names.isEmpty() && temp == null) {
            throw Failure.usage("Nobody is named.", "mc agent add ROLE, or: mc agent add --temp NAME --task TEXT");
        }
        try (ApiClient api = ApiClient.connect(cli)) {
            Map<String, Object> added = add(api, params, json, cli);
            return ResumeCommand.await(api, added, View.texts(added, "roles"), patience, json, cli);
        }
    }

    /** Lets them join and says who; they are not awaited. */
    static Map<String, Object> add(ApiClient api, Map<String, Object> params, boolean json, Cli cli) {
        Map<String, Object> added = api.call("agent.add", params);
        if (!json) {
            cli.say("Added to " + cli.bold(View.text(added, "mission")) + ": " + String.join(", ", View.texts(added, "roles")));
            View.texts(added, "notes").forEach(note -> cli.say("  " + note));
            cli.out().flush();
        }
        return added;
    }
}
