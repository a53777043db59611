package mc.cli;

import java.util.List;
import java.util.Map;
import mc.text.Untrusted;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
        name = "analyze",
        mixinStandardHelpOptions = true,
        description = {
            "Tells where a day's work was held up: who writes to whom, who reads slowly, what messages waited for, which rules were broken.",
            "It is drawn from the log of the mission, and kept in it (ComplianceAnalysed)."
        },
        footer = {"", "  mc compliance analyze --date 2026-01-31", "More: docs/compliance.md"})
final class ComplianceAnalyzeCommand extends MissionCommand {

    private static final List<String> PARTS = List.of("pairs", "readers", "holds", "slowestAcks", "rules", "silences");

    @Option(names = "--date", paramLabel = "DAY", description = "The day, as 2026-01-31 (UTC). Default: today.")
    String date;

    @Override
    public int run(Cli cli) {
        Times.requireCome(date, "mc compliance analyze");
        Map<String, Object> params = selection.params(cli);
        params.put("date", date);
        return ask(cli, "compliance.analyze", params, answer -> print(answer, cli));
    }

    private static void print(Map<String, Object> answer, Cli cli) {
        Map<String, Object> analysis = View.map(answer, "analysis");
        cli.say(cli.bold(View.text(answer, "mission")) + " on " + View.text(analysis, "date") + " (UTC)");
        if (PARTS.stream().allMatch(part -> View.maps(analysis, part).isEmpty()) && View.texts(analysis, "exchanges").isEmpty()) {
            cli.say("Nothing was written or found that day.");
        }
        part("Messages", View.maps(analysis, "pairs"), cli, "FROM", "from", "TO", "to", "MESSAGES", "messages");
        part("Until they were read", View.maps(analysis, "readers"), cli, "ROLE", "role", "MESSAGES", "messages", "MEDIAN SECONDS", "medianSeconds");
        part("What they waited for", View.maps(analysis, "holds"), cli, "ROLE", "role", "MESSAGES", "messages", "REASON", "reason");
        part("Slowest acknowledgements", View.maps(analysis, "slowestAcks"), cli, "MESSAGE", "message", "ROLE", "role", "SECONDS", "seconds");
        part("Broken rules", View.maps(analysis, "rules"), cli, "RULE", "rule", "FOUND", "found", "OPEN", "open");
        part("Silence", View.maps(analysis, "silences"), cli, "ROLE", "role", "FROM", "at", "MINUTES", "minutes");
        if (!View.texts(analysis, "exchanges").isEmpty()) {
            cli.say("\nTalks without an end: " + Untrusted.line(String.join(", ", View.texts(analysis, "exchanges")), 500));
        }
    }

    private static void part(String title, List<Map<String, Object>> rows, Cli cli, String... columns) {
        if (rows.isEmpty()) {
            return;
        }
        cli.say("\n" + title);
        List<String> names = List.of(columns);
        Table table = new Table(names.stream().filter(name -> names.indexOf(name) % 2 == 0).toArray(String[]::new));
        rows.forEach(row -> table.row(names.stream().filter(name -> names.indexOf(name) % 2 == 1).map(name -> View.text(row, name)).toArray()));
        table.print(cli);
    }
}
