package mc.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mc.Failure;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Each agent's branch: how far ahead of and behind the branch the mission started from, what is not committed, in conflict or not pushed.",
            "What git cannot tell of an agent is said, and ends the command with exit code 1."
        },
        footer = {"", "  mc git status", "  mc git status developer"})
final class GitStatusCommand extends MissionCommand {

    @Parameters(index = "0", arity = "0..1", paramLabel = "ROLE", description = "Only this agent, with all there is to say.")
    String role;

    @Override
    public int run(Cli cli) {
        Map<String, Object> params = selection.params(cli);
        params.put("role", role);
        Map<String, Object> answer = ApiClient.ask(cli, "git.status", params);
        List<Map<String, Object>> agents = View.maps(answer, "agents");
        show(cli, answer, status -> {
            if (role == null) {
                table(agents, cli);
                agents.stream().filter(agent -> !View.text(agent, "note").isEmpty()).forEach(agent -> cli.say(View.text(agent, "role") + " is " + View.text(agent, "ahead") + " ahead: " + View.text(agent, "note") + "."));
            } else {
                agents.forEach(agent -> one(status, agent, cli));
            }
            View.texts(status, "notes").forEach(cli::say);
        });
        return agents.stream().allMatch(agent -> View.text(agent, "problem").isEmpty()) ? 0 : Failure.Kind.FAILED.exitCode();
    }

    private static void table(List<Map<String, Object>> agents, Cli cli) {
        Instant now = Instant.now();
        Table table = new Table("ROLE", "BRANCH", "AHEAD", "BEHIND", "NOT COMMITTED", "NOT PUSHED", "LAST COMMIT", "LAST PUSH");
        for (Map<String, Object> agent : agents) {
            if (View.text(agent, "problem").isEmpty()) {
                table.row(View.text(agent, "role"), branch(agent), View.text(agent, "ahead"), View.text(agent, "behind"), changes(agent), View.text(agent, "unpushed"),
                        View.ago(View.text(agent, "lastCommitAt"), now), View.ago(View.text(agent, "lastPushAt"), now));
            } else {
                table.row(View.text(agent, "role"), "? " + View.text(agent, "problem"));
            }
        }
        table.print(cli);
    }

    private static void one(Map<String, Object> answer, Map<String, Object> agent, Cli cli) {
        Instant now = Instant.now();
        cli.say(cli.bold(View.text(agent, "role")) + " in " + View.text(agent, "worktree"));
        if (!View.text(agent, "problem").isEmpty()) {
            cli.say(cli.red(View.text(agent, "problem")));
            return;
        }
        cli.say("Currently on branch " + branch(agent));
        String parent = View.text(answer, "startingBranch").isEmpty() ? "the commit the mission started from" : View.text(answer, "startingBranch");
        cli.say(View.count(View.number(agent, "ahead"), "commit") + " ahead of " + parent + ", " + View.text(agent, "behind") + " behind" + (View.text(agent, "note").isEmpty() ? "" : "; " + View.text(agent, "note")));
        cli.say("Not committed: " + changes(agent) + (View.text(agent, "operation").isEmpty() ? "" : "; " + View.text(agent, "operation") + " is under way"));
        cli.say("Last commit: " + (View.text(agent, "lastCommitAt").isEmpty() ? "none yet" : View.ago(View.text(agent, "lastCommitAt"), now) + " ago, " + View.text(agent, "lastCommitSubject")));
        if (View.flag(answer, "hasRemotes")) {
            cli.say("Upstream: " + (View.text(agent, "upstream").isEmpty() ? "none" : View.text(agent, "upstream")) + "; " + View.count(View.number(agent, "unpushed"), "commit") + " on no remote; last push: "
                    + (View.text(agent, "lastPushAt").isEmpty() ? "none" : View.ago(View.text(agent, "lastPushAt"), now) + " ago"));
        }
    }

    private static String branch(Map<String, Object> agent) {
        return View.text(agent, "branch").isEmpty() ? "(detached)" : View.text(agent, "branch");
    }

    private static String changes(Map<String, Object> agent) {
        List<String> parts = new ArrayList<>();
        for (String kind : List.of("staged", "unstaged", "untracked", "conflicted")) {
            if (View.number(agent, kind) > 0) {
                parts.add(View.number(agent, kind) + " " + (kind.equals("conflicted") ? "in conflict" : kind.equals("untracked") ? "new" : kind.equals("unstaged") ? "changed" : kind));
            }
        }
        return parts.isEmpty() ? "nothing" : String.join(", ", parts);
    }
}
