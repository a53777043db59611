package mc.cli;

import java.util.List;
import java.util.Map;
import mc.Failure;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
        name = "risk",
        mixinStandardHelpOptions = true,
        description = {
            "Which agents' branches change the same files, and which of these would be in conflict if the two were merged now. The merge is tried aside; nothing in the repository changes.",
            "Exit code 1 when a merge would be in conflict, else 0. Only what is committed counts."
        },
        footer = {"", "  mc git risk", "  mc git risk --notify"})
final class GitRiskCommand extends MissionCommand {

    @Option(names = "--notify", description = "Tells both owners which files they both change, once of the same files. The operator, the orchestrator and the project manager may.")
    boolean notify;

    @Override
    public int run(Cli cli) {
        Map<String, Object> params = selection.params(cli);
        params.put("notify", notify);
        Map<String, Object> answer = ApiClient.ask(cli, "git.risk", params);
        List<Map<String, Object>> overlaps = View.maps(answer, "overlaps");
        show(cli, answer, risk -> {
            Table table = new Table("ROLE", "FILES", "ADDED", "DELETED");
            View.maps(risk, "branches").forEach(side -> table.row(View.text(side, "role"), View.text(side, "files"), View.text(side, "added"), View.text(side, "deleted")));
            table.print(cli);
            cli.say(overlaps.isEmpty() ? cli.green("No file is changed on two branches.") : "");
            overlaps.forEach(overlap -> print(overlap, cli));
            if (notify) {
                cli.say(View.number(risk, "told") == 0 ? overlaps.isEmpty() ? "Nobody was told." : "Nobody was told: they know of these files already." : View.count(View.number(risk, "told"), "message") + " sent.");
            }
        });
        return overlaps.stream().allMatch(overlap -> View.texts(overlap, "conflicts").isEmpty()) ? 0 : Failure.Kind.FAILED.exitCode();
    }

    private static void print(Map<String, Object> overlap, Cli cli) {
        List<String> conflicts = View.texts(overlap, "conflicts");
        List<String> files = View.texts(overlap, "files");
        cli.say(cli.bold(String.join(" and ", View.texts(overlap, "roles"))) + ": " + View.count(files.size(), "file") + " on both branches, " + (conflicts.isEmpty() ? "no conflict" : cli.red(conflicts.size() + " would be in conflict")));
        files.forEach(file -> cli.say("  " + file + (conflicts.contains(file) ? "  " + cli.red("conflict") : "")));
    }
}
