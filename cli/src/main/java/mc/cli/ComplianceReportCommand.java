package mc.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = {
            "One page on how well the rules are kept: for each family what was found, what is open, how soon it was mended; and the worst that is open.",
            "The score is how much of what was found is mended, in percent. What you closed by hand, or what ended with its agent or the mission, is not mended."
        },
        footer = {"", "  mc compliance report --since 2026-01-31", "More: docs/compliance.md"})
final class ComplianceReportCommand extends MissionCommand {

    @Option(names = "--since", paramLabel = "DAY", description = "What was found from this day on, as 2026-01-31 (UTC). Default: since the mission began.")
    String since;

    @Override
    public int run(Cli cli) {
        Times.requireCome(since, "mc compliance report");
        Map<String, Object> params = selection.params(cli);
        params.put("since", since);
        return ask(cli, "compliance.report", params, answer -> print(answer, cli));
    }

    private static void print(Map<String, Object> answer, Cli cli) {
        cli.say(cli.bold(View.text(answer, "mission")) + " since " + View.time(View.text(answer, "since")));
        String counts = ViolationTable.counts(View.map(answer, "open"), cli);
        cli.say(counts.isEmpty() ? "Open: nothing" : "Open: " + counts);
        Table table = new Table("FAMILY", "SCORE", "FOUND", "OPEN", "MENDED", "BY HAND", "LAPSED", "MEDIAN MINUTES");
        View.maps(answer, "families").forEach(f -> table.row(View.text(f, "family"), View.text(f, "score") + "%", View.text(f, "found"), View.text(f, "open"), View.text(f, "mended"), View.text(f, "dismissed"), View.text(f, "lapsed"), View.text(f, "medianMinutes")));
        table.print(cli);
        List<Map<String, Object>> worst = View.maps(answer, "worst");
        if (!worst.isEmpty()) {
            cli.say("\nThe worst:");
            ViolationTable.lines(worst, cli).forEach(cli::say);
        }
    }
}
