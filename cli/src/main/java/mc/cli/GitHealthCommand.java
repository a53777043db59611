package mc.cli;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import mc.Failure;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
        name = "health",
        mixinStandardHelpOptions = true,
        description = {
            "The daily look over all branches: who falls behind, what is stale (no commit for a day), which branch was cut from which, and what came to the branch the mission started from.",
            "Exit code 1 when an agent committed on that branch directly, else 0."
        },
        footer = {"", "  mc git health", "  mc git health --fetch --graph"})
final class GitHealthCommand extends MissionCommand {

    @Option(names = "--fetch", description = "First asks every remote what is new there (git fetch --all). Only the operator may. Without it nothing goes over the network.")
    boolean fetch;

    @Option(names = "--graph", description = "Also draws the newest 20 commits of all branches.")
    boolean graph;

    @Override
    public int run(Cli cli) {
        Map<String, Object> params = selection.params(cli);
        params.put("fetch", fetch);
        params.put("graph", graph);
        Map<String, Object> answer = ApiClient.ask(cli, "git.health", params);
        List<Map<String, Object>> direct = View.maps(answer, "onStartingBranch").stream().filter(commit -> View.flag(commit, "direct")).toList();
        show(cli, answer, health -> {
            branches(health, cli);
            startingBranch(health, direct, cli);
            View.texts(health, "notes").forEach(cli::say);
            View.texts(health, "graph").forEach(cli::say);
        });
        return direct.isEmpty() ? 0 : Failure.Kind.FAILED.exitCode();
    }

    private static void branches(Map<String, Object> answer, Cli cli) {
        Instant now = Instant.now();
        Table table = new Table("BRANCH", "ROLE", "CUT FROM", "AHEAD", "BEHIND", "UPSTREAM", "LAST COMMIT");
        for (Map<String, Object> branch : View.maps(answer, "branches")) {
            String upstream = View.text(branch, "upstream").isEmpty() ? "-" : View.text(branch, "upstream") + " (" + View.text(branch, "track") + ")";
            table.row(View.text(branch, "branch"), View.text(branch, "role"), View.text(branch, "cutFrom"), View.text(branch, "ahead"), View.text(branch, "behind"), upstream,
                    View.ago(View.text(branch, "lastCommitAt"), now) + " ago" + (View.flag(branch, "stale") ? ", stale" : ""));
        }
        table.print(cli);
    }

    private static void startingBranch(Map<String, Object> answer, List<Map<String, Object>> direct, Cli cli) {
        String name = View.text(answer, "startingBranch").isEmpty() ? "The mission's starting commit" : View.text(answer, "startingBranch");
        cli.say(name + ": " + View.count(View.maps(answer, "onStartingBranch").size(), "commit") + " in the last day, " + (direct.isEmpty() ? cli.green("none made there by an agent") : cli.red(direct.size() + " made there by agents:")));
        direct.forEach(commit -> cli.say("  " + View.text(commit, "commit").substring(0, 8) + " " + View.text(commit, "role") + ": " + View.text(commit, "subject")));
    }
}
