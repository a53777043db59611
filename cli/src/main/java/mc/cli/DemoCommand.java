package mc.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mc.Failure;
import mc.demo.SampleProject;
import mc.text.Templates;
import mc.text.Untrusted;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a whole mission with four built-in demo agents on a small sample project in a temporary folder: about half a minute, no account, no network.",
            "The agents are real terminal programs in real tmux windows that commit real files; only what they say is scripted."
        })
final class DemoCommand implements Command {

    private static final String ROLES = "orchestrator,project_manager,developer,tester";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Option(names = "--dir", paramLabel = "DIR", description = "A new directory for the sample project. Default: one in the temporary directory.")
    Path dir;

    @Override
    public int run(Cli cli) throws IOException, InterruptedException {
        if (cli.isAgent()) {
            throw Failure.refused("An agent may not start a mission; only the operator may.", "Ask the operator, or the orchestrator to ask them.");
        }
        Path place = dir != null ? dir.toAbsolutePath() : Files.createTempDirectory("mc-demo-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        SampleProject sample = SampleProject.create(place, new Templates(cli.home()));
        cli.say("A sample project is in " + cli.bold(sample.repository().toString()) + ", and what is to be built in " + sample.spec() + ".");
        cli.say("What happens now is what mc orchestrate does, with agents that follow the script " + sample.script() + ".");
        Map<String, String> env = new HashMap<>(cli.env());
        env.put("MC_DEMO_SCRIPT", sample.script().toString());
        env.put("MC_DEMO_HOME", place.resolve("agents").toString());
        try (ApiClient api = ApiClient.connect(cli)) {
            Map<String, Object> proposal = api.call("mission.plan", params(sample, env), progress -> cli.say(cli.faint(View.text(progress, "line"))));
            ProposalText.print(proposal, cli);
            String mission = View.text(api.call("mission.start", Map.of("proposal", View.text(proposal, "id"))), "mission");
            StartProgress progress = new StartProgress(cli, false, List.of());
            progress.begin(mission);
            Map<String, Object> started = api.call("mission.await", Map.of("mission", mission, "timeoutMs", 60_000), progress::show);
            List<Map<String, Object>> missing = View.maps(started, "agents").stream().filter(a -> !View.flag(a, "briefed")).toList();
            if (!missing.isEmpty()) {
                progress.end(started, missing);
                return Failure.Kind.UNPROVEN.exitCode();
            }
            boolean isDone = follow(api, mission, progress);
            end(api, mission, sample, cli);
            return isDone ? 0 : Failure.Kind.UNPROVEN.exitCode();
        }
    }

    private static Map<String, Object> params(SampleProject sample, Map<String, String> env) {
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("project", sample.repository().toString());
        params.put("spec", sample.spec().toString());
        params.put("agent", "demo");
        params.put("planner", "offline");
        params.put("roles", ROLES);
        params.put("env", env);
        return params;
    }

    /** Shows the agents at work until all of them rest at their prompts. */
    private static boolean follow(ApiClient api, String mission, StartProgress progress) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        int restingFor = 0;
        while (System.nanoTime() < deadline) {
            Map<String, Object> view = View.maps(api.call("mission.list", Map.of("mission", mission)), "missions").get(0);
            progress.show(view);
            boolean allRest = View.maps(view, "agents").stream().allMatch(a -> View.text(a, "state").equals("ready"));
            restingFor = allRest ? restingFor + 1 : 0;
            if (restingFor >= 6) {
                return true;
            }
            Thread.sleep(500);
        }
        return false;
    }

    private static void end(ApiClient api, String mission, SampleProject sample, Cli cli) {
        Map<String, Object> view = View.maps(api.call("mission.list", Map.of("mission", mission)), "missions").get(0);
        cli.say("\n" + cli.bold("What they committed:"));
        Table table = new Table("ROLE", "BRANCH", "COMMITS", "NEWEST");
        List<Map<String, Object>> worktrees = View.maps(api.call("worktree.list", Map.of("mission", mission)), "worktrees");
        for (Map<String, Object> agent : View.maps(view, "agents")) {
            String ahead = worktrees.stream().filter(w -> View.text(w, "role").equals(View.text(agent, "role"))).map(w -> View.text(w, "ahead")).findFirst().orElse("");
            table.row(View.text(agent, "role"), View.text(agent, "branch"), ahead, Untrusted.line(View.text(agent, "lastCommitSubject"), 70));
        }
        table.print(cli);
        String mc = Program.of(cli.env()).command();
        cli.say("");
        cli.say("Look at the team:    " + mc + " attach developer      (leave with Ctrl-b d)      " + mc + " status      " + mc + " peek tester");
        cli.say("Talk to it:          " + mc + " send developer \"How far are you?\"");
        cli.say("See the work:        git -C " + sample.repository() + " log --oneline --graph --all");
        cli.say("End it:              " + mc + " stop --mission " + mission + "      (what is uncommitted is kept: " + mc + " recover)");
        cli.say("Now with Claude:     " + mc + " orchestrate --project YOUR_PROJECT --spec YOUR_SPEC.md");
        if (!mc.equals("mc")) {
            cli.say("To type just mc:     " + Path.of(mc).resolveSibling("install"));
        }
    }
}
