package mc.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mc.Failure;
import mc.text.Untrusted;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
        name = "orchestrate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Turns a spec into a team of coding agents at work.",
        description = {
            "",
            "Looks at the project and the spec, proposes a team and a plan with the reason of each decision, asks, and then starts every agent in a tmux window and a git worktree of its own.",
            "Your checkout, index, stash, configuration and hooks are not touched. Until you say yes nothing is changed.",
            "Killed at any point, the same command carries on.",
            ""
        },
        footer = {
            "",
            "Exit code 0: every agent has started its first turn. 4: some have not, each named with its reason; the mission stays up.",
            "With --json the result; with --dry-run --json the proposal.",
            "",
            "  mc orchestrate --project ~/app --spec spec.md --dry-run",
            "  mc orchestrate --project ~/app --spec spec.md --trust --yes",
            "  mc orchestrate --project ~/app --spec spec.md --roles developer,tester --model sonnet"
        })
final class OrchestrateCommand extends JsonCommand {

    @Option(names = "--project", required = true, paramLabel = "DIR", description = "The git repository to work on.")
    Path project;

    @Option(names = "--spec", paramLabel = "FILE", description = "What is to be built: text or Markdown, at most 1 MB.")
    Path spec;

    @Option(names = "--resume", description = "Goes on with the mission that runs on the project, without a spec: the same as mc resume.")
    boolean resume;

    @Mixin
    ResumeCommand.Choice choice = new ResumeCommand.Choice();

    @Option(names = "--dry-run", description = "Shows the team and the plan, and changes nothing.")
    boolean dryRun;

    @Option(names = {"-y", "--yes"}, description = "Does not ask.")
    boolean yes;

    @Option(names = "--trust", description = "Your yes to the agents' folder-trust question for this repository. Recorded; without it each agent asks in its window.")
    boolean trust;

    @Option(names = "--team-type", paramLabel = "TYPE", description = "web_application, system_deployment, infrastructure_as_code or data_pipeline, in place of the detected one.")
    String teamType;

    @Option(names = "--roles", paramLabel = "A,B,C", description = "Exactly these roles; the orchestrator is always in.")
    String roles;

    @Option(names = "--add-roles", paramLabel = "A,B", description = "These roles besides the detected team; with --resume, besides those at work.")
    String addRoles;

    @Option(names = "--no-pm", description = "No project manager; the orchestrator takes over its duties.")
    boolean withoutManager;

    @Option(names = "--plan", paramLabel = "PLAN", description = "The subscription that limits the team: pro, max5 (default), max20 or console.")
    String plan;

    @Option(names = "--size", paramLabel = "SIZE", description = "small, medium, large or enterprise, in place of the estimate.")
    String size;

    @Option(names = "--force", description = "Lets --roles go beyond what the subscription carries.")
    boolean force;

    @Option(names = "--agent", paramLabel = "KIND", defaultValue = "claude", description = "The agents' program: claude (default), demo, or one you described in MC_HOME/templates/agents. Also by role: claude,tester=demo.")
    String agent;

    @Option(names = "--planner", paramLabel = "KIND", description = "Who plans: claude (default with --agent claude) or offline.")
    String planner;

    @Option(names = "--model", paramLabel = "NAME", description = "The agents' model; default: the program's own.")
    String model;

    @Option(names = "--permission-mode", paramLabel = "MODE", description = "What agents may do without asking; default: acceptEdits. bypassPermissions only when you name it here. Also by program: claude=plan,demo=default.")
    String permissionMode;

    @Option(names = "--no-checkins", description = "Does not ask the agents for a report at their role's interval (45 to 90 minutes).")
    boolean withoutCheckIns;

    @Option(names = "--base", paramLabel = "BRANCH", description = "The branch to start from; default: the one checked out.")
    String base;

    @Option(names = "--worktree-strategy", paramLabel = "KIND", description = "own (default): a branch of its own for each agent, or none. chain or literal also share the starting branch.")
    String worktreeStrategy;

    @Option(names = "--name", paramLabel = "NAME", description = "What to call the mission.")
    String name;

    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "3m", description = "How long to wait for the first turns. Default: 3m.")
    String timeout;

    @Override
    public int run(Cli cli) {
        long patience = Times.millis(timeout);
        if (resume) {
            return ResumeCommand.run(cli, new LinkedHashMap<>(Map.of("project", project.toAbsolutePath().normalize().toString())), choice, new ResumeCommand.Addition(addRoles, plan, force), patience, json);
        }
        if (choice.statusOnly || choice.rebriefAll) {
            throw Failure.usage((choice.statusOnly ? "--status-only" : "--rebrief-all") + " goes with --resume.", "mc orchestrate --project DIR --resume");
        }
        if (spec == null) {
            throw Failure.usage("The option --spec=FILE is missing.", "Name what is to be built: --spec FILE; or go on with the mission that runs on the project: --resume");
        }
        if (!yes && !dryRun && !cli.isTerminal()) { // before the planning, which may take minutes
            requireThere("project", project);
            requireThere("spec", spec);
            throw Failure.usage("There is no terminal to ask on whether to start.", "Give --yes to start without a question, or --dry-run to see the proposal.");
        }
        try (ApiClient api = ApiClient.connect(cli)) {
            Map<String, Object> proposal = api.call("mission.plan", params(cli), progress -> tell(cli, cli.faint(Untrusted.line(View.text(progress, "line"), 500))));
            boolean carriesOn = proposal.get("carriesOn") != null;
            if (!json) {
                ProposalText.print(proposal, cli);
            }
            if (dryRun) {
                show(cli, proposal, dry -> cli.say("\nThis was a dry run; nothing was changed."));
                return 0;
            }
            String question = carriesOn ? "Carry on with it?" : "Start " + View.maps(proposal, "team").size() + " agents?";
            if (!yes && !cli.confirm("\n" + question, "--yes")) {
                throw Failure.refused("Nothing was started.", "");
            }
            String mission = View.text(api.call("mission.start", Map.of("proposal", View.text(proposal, "id"))), "mission");
            return await(api, mission, patience, cli);
        }
    }

    /** What is missing is said before what can only be answered when it is there. */
    private static void requireThere(String what, Path path) {
        if (Files.notExists(path)) {
            throw Failure.usage("There is no " + what + " " + Untrusted.line(path.toAbsolutePath().normalize().toString(), 300) + ".", "Check the path; it is taken from the directory in which you called mc.");
        }
    }

    private int await(ApiClient api, String id, long patience, Cli cli) {
        StartProgress progress = new StartProgress(cli, json, List.of());
        progress.begin(id);
        Map<String, Object> result = api.call("mission.await", Map.of("mission", id, "timeoutMs", patience), progress::show);
        List<Map<String, Object>> missing = View.maps(result, "agents").stream().filter(a -> !View.flag(a, "briefed") && View.text(a, "endedAt").isEmpty()).toList();
        show(cli, result, mission -> progress.end(mission, missing));
        return missing.isEmpty() ? 0 : Failure.Kind.UNPROVEN.exitCode();
    }

    private Map<String, Object> params(Cli cli) {
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("project", project.toAbsolutePath().normalize().toString());
        params.put("spec", spec.toAbsolutePath().normalize().toString());
        params.put("teamType", teamType);
        params.put("roles", roles);
        params.put("addRoles", addRoles);
        params.put("plan", plan);
        params.put("size", size);
        params.put("agent", agent);
        params.put("planner", planner);
        params.put("model", model);
        params.put("permissionMode", permissionMode);
        params.put("trust", trust);
        params.put("withoutCheckIns", withoutCheckIns);
        params.put("base", base);
        params.put("name", name);
        params.put("withoutManager", withoutManager);
        params.put("force", force);
        params.put("worktreeStrategy", worktreeStrategy);
        params.put("env", new TreeMap<>(cli.env()));
        if (planner != null && !List.of("claude", "offline").contains(planner)) {
            throw Failure.usage("'" + Untrusted.line(planner, 40) + "' is no planner.", "Choose claude or offline.");
        }
        return params;
    }
}
