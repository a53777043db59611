package mc.cli;

import java.util.List;
import java.util.Map;
import mc.Failure;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
        name = "checkin",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Looks for agents at rest with commits that they have told nobody of, and asks each of them about it, once. The daemon does the same by itself when a turn ends.",
            "It can be run at any time and by cron: asking again changes nothing. Exit code 0: nobody is silent. 1: somebody is, and is named."
        },
        footer = {"", "  mc checkin", "  mc checkin --role developer", "  */15 * * * * mc checkin --mission shop-1     (a line for cron)"})
final class CheckInCommand implements Command {

    @Option(names = "--role", paramLabel = "ROLE", description = "Only this one.")
    String role;

    @Option(names = "--silent", description = "Looks for silent completions, which is what it does anyway; for scripts written for the older tool.")
    boolean silent;

    @Option(names = "--json", description = "The answer for scripts: silent (how many), and agents with role, verdict, why.")
    boolean json;

    @Mixin
    Selection selection = new Selection();

    @Override
    public int run(Cli cli) {
        Map<String, Object> params = selection.params(cli);
        params.put("role", role);
        try (ApiClient api = ApiClient.connect(cli)) {
            Map<String, Object> answer = api.call("checkin.run", params);
            List<Map<String, Object>> agents = View.maps(answer, "agents");
            if (json) {
                cli.json(answer);
            } else if (agents.isEmpty()) {
                cli.say("There is nobody to look at beside the orchestrator.");
            } else {
                Table table = new Table("ROLE", "FOUND", "WHY");
                agents.forEach(a -> table.row(View.text(a, "role"), found(View.text(a, "verdict"), cli), View.text(a, "why")));
                table.print(cli);
            }
            return View.number(answer, "silent") == 0 ? 0 : Failure.Kind.FAILED.exitCode();
        }
    }

    private static Table.Painted found(String verdict, Cli cli) {
        return new Table.Painted(verdict, switch (verdict) {
            case "reported" -> cli::green;
            case "asked", "unanswered" -> cli::red;
            default -> cli::yellow;
        });
    }
}
