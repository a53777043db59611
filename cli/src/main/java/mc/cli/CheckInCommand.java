package mc.cli;

import java.util.Map;
import mc.Failure;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
        name = "checkin",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Looks for agents at rest with commits that they have told nobody of, and asks each of them about it, once. The daemon does the same by itself when a turn ends.",
            "It can be run at any time and by cron: asking again changes nothing. Exit code 0: nobody is silent. 1: somebody is, and is named.",
            "With --json: silent (how many), and agents with role, verdict, why."
        },
        footer = {"", "  mc checkin", "  mc checkin --role developer", "  */15 * * * * mc checkin --mission shop-1     (a line for cron)"})
final class CheckInCommand extends MissionCommand {

    @Option(names = "--role", paramLabel = "ROLE", description = "Only this one.")
    String role;

    @Option(names = "--silent", description = "Looks for silent completions, which is what it does anyway; for scripts written for the older tool.")
    boolean silent;

    @Override
    public int run(Cli cli) {
        Map<String, Object> params = selection.params(cli);
        params.put("role", role);
        Map<String, Object> answer = ApiClient.ask(cli, "checkin.run", params);
        show(cli, answer, found -> {
            Table table = new Table("ROLE", "FOUND", "WHY");
            View.maps(found, "agents").forEach(a -> table.row(View.text(a, "role"), found(View.text(a, "verdict"), cli), View.text(a, "why")));
            table.print(cli, "There is nobody to look at beside the orchestrator.");
        });
        return View.number(answer, "silent") == 0 ? 0 : Failure.Kind.FAILED.exitCode();
    }

    private static Table.Painted found(String verdict, Cli cli) {
        return new Table.Painted(verdict, switch (verdict) {
            case "reported" -> cli::green;
            case "asked", "unanswered" -> cli::red;
            default -> cli::yellow;
        });
    }
}
