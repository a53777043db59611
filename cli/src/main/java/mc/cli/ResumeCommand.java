package mc.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mc.Failure;
import mc.text.Untrusted;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Brings a mission's dead agents back to work.",
        description = {
            "",
            "Sorts the agents into active, dead, exhausted (usage limit), stuck (waiting for you) and unknown, and says why for each. Restarts only the dead ones, in their worktree and on their branch,",
            "with the conversation they had, and with a briefing that tells them where they stand. Windows, the session, the tmux server and worktrees that are gone are made anew.",
            ""
        },
        footer = {
            "",
            "Exit code 0: every restarted agent has begun a turn. 4: some have not, each named with its state.",
            "",
            "  mc resume --status-only",
            "  mc resume --role developer --role tester",
            "  mc resume --add-roles networkops"
        })
final class ResumeCommand extends MissionCommand {

    @Mixin
    Choice choice = new Choice();

    @Option(names = "--role", paramLabel = "ROLE", description = "Only this one, if it is dead; may be given again for others.")
    List<String> roles = new ArrayList<>();

    @Option(names = "--add-roles", paramLabel = "A,B", description = "Adds these roles to the team as well: the same as mc agent add.")
    String addRoles;

    @Option(names = "--plan", paramLabel = "PLAN", description = "With --add-roles: the subscription that limits the team.")
    String plan;

    @Option(names = "--force", description = "With --add-roles: goes beyond what the subscription carries.")
    boolean force;

    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "3m", description = "How long to wait for the turns to begin. Default: 3m.")
    String timeout;

    /** What {@code mc orchestrate --resume} takes as well. */
    static final class Choice {

        @Option(names = "--status-only", description = "Shows what would be done, and changes nothing, not even by starting the daemon.")
        boolean statusOnly;

        @Option(names = "--rebrief-all", description = "Sends a new briefing to those that run, too.")
        boolean rebriefAll;
    }

    @Override
    public int run(Cli cli) {
        Map<String, Object> params = selection.params(cli);
        params.put("roles", roles);
        return run(cli, params, choice, new Addition(addRoles, plan, force), Times.millis(timeout), json);
    }

    /** Who is to join as well; {@code roles} is null for nobody. */
    record Addition(String roles, String plan, boolean force) {

        private Map<String, Object> params(Map<String, Object> mission) {
            Map<String, Object> params = new LinkedHashMap<>(mission);
            params.put("roles", List.of(roles.split(",", -1)));
            params.put("plan", plan);
            params.put("force", force);
            return params;
        }
    }

    /** @param params which mission, and which roles */
    static int run(Cli cli, Map<String, Object> params, Choice choice, Addition addition, long patience, boolean json) {
        if (choice.statusOnly && addition.roles() != null) {
            throw Failure.usage("--status-only changes nothing, and --add-roles does.", "Take one of the two away.");
        }
        params.put("statusOnly", choice.statusOnly);
        params.put("rebriefAll", choice.rebriefAll);
        try (ApiClient api = choice.statusOnly ? running(cli) : ApiClient.connect(cli)) {
            List<String> added = addition.roles() == null ? List.of() : View.texts(AgentAddCommand.add(api, addition.params(params), json, cli), "roles");
            Map<String, Object> found = new LinkedHashMap<>(api.call("mission.resume", params));
            found.put("added", added);
            if (!json) {
                print(found, cli);
            }
            List<String> started = Stream.concat(added.stream(), View.maps(found, "agents").stream().filter(a -> View.flag(a, "restarted")).map(a -> View.text(a, "role"))).distinct().toList();
            if (started.isEmpty()) {
                if (json) {
                    cli.json(found);
                } else {
                    cli.say(choice.statusOnly ? "\nNothing was changed." : "\nThere was nothing to restart.");
                }
                return 0;
            }
            return await(api, found, started, patience, json, cli);
        }
    }

    /** The daemon that runs, of whatever build: to start or replace one would change something. */
    private static ApiClient running(Cli cli) {
        return ApiClient.open(cli.home(), cli.env()).orElseThrow(() -> Failure.notFound(
                "The daemon does not run, and it alone knows the agents; --status-only does not start it.", "Start it with: mc daemon start; mc resume does so by itself."));
    }

    private static void print(Map<String, Object> found, Cli cli) {
        String counts = View.maps(found, "agents").stream().collect(Collectors.groupingBy(a -> View.text(a, "kind"), TreeMap::new, Collectors.counting()))
                .entrySet().stream().map(e -> e.getValue() + " " + e.getKey()).collect(Collectors.joining(", "));
        cli.say(cli.bold(View.text(found, "mission")) + "  " + counts);
        Table table = new Table("ROLE", "FOUND", "WHAT IS DONE", "WHY");
        for (Map<String, Object> agent : View.maps(found, "agents")) {
            table.row(View.text(agent, "role"), painted(View.text(agent, "kind"), cli), View.text(agent, "action"), Untrusted.line(View.text(agent, "reason"), 120));
        }
        table.print(cli);
        cli.out().flush();
    }

    private static Table.Painted painted(String kind, Cli cli) {
        return new Table.Painted(kind, switch (kind) {
            case "active" -> cli::green;
            case "dead" -> cli::red;
            default -> cli::yellow;
        });
    }

    /** Waits for the turns of those that are being started; {@code asked} is the answer to the request, and goes into that for scripts. */
    static int await(ApiClient api, Map<String, Object> asked, List<String> started, long patience, boolean json, Cli cli) {
        String mission = View.text(asked, "mission");
        StartProgress progress = new StartProgress(cli, json, started);
        progress.begin(mission);
        Map<String, Object> result = api.call("mission.await", Map.of("mission", mission, "roles", started, "timeoutMs", patience), progress::show);
        List<Map<String, Object>> missing = View.maps(result, "agents").stream().filter(a -> started.contains(View.text(a, "role")) && !View.flag(a, "briefed")).toList();
        if (json) {
            Map<String, Object> answer = new LinkedHashMap<>(asked);
            answer.put("status", result);
            cli.json(answer);
        } else {
            cli.say("");
            if (missing.isEmpty()) {
                cli.say(cli.green("Every agent started has begun a turn: ") + String.join(", ", started) + ".");
            } else {
                cli.say(cli.yellow(missing.size() + " of " + started.size() + " have not begun a turn:"));
                missing.forEach(a -> cli.say("  " + View.text(a, "role") + " is " + View.text(a, "state") + ": " + View.text(a, "reason")));
                cli.say("Look at one: " + Program.of(cli.env()).command() + " attach " + View.text(missing.get(0), "role") + " --mission " + mission);
            }
        }
        return missing.isEmpty() ? 0 : Failure.Kind.UNPROVEN.exitCode();
    }
}
