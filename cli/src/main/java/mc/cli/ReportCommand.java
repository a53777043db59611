package mc.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "report",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Reports completed work: its task is done, the orchestrator hears of it, and so does everybody who waits for it, once each.",
            "An agent reports for itself; the operator says for whom. What the orchestrator reports lies in the operator's inbox.",
            "The same report again changes nothing and tells nobody.",
            "With --json: id, role, task, status (reported, noted or already), told, warnings."
        },
        footer = {
            "",
            "  mc report \"/health answers 200 with the version; 12 new tests pass; commit 3fa9c1e\" --task T4",
            "  mc report \"T4 complete: 12 new tests pass; commit 3fa9c1e\"     (the same: the text names its task)",
            "  mc report developer \"T4 complete: seen by me\"                  (as the operator)"
        })
final class ReportCommand extends MissionCommand {

    @Parameters(arity = "1..*", paramLabel = "[ROLE] TEXT", description = "Who reports (only the operator needs that), and what is complete, with what proves it; its words are joined by spaces.")
    List<String> words = new ArrayList<>();

    @Option(names = "--task", paramLabel = "ID", description = "The task that is complete. Without it a text that begins like \"T4 complete:\" names it; other texts are about work in general, and the answer says so.")
    String task;

    @Option(names = "--key", paramLabel = "NAME", description = "A name of your own for this report: the same report again is known by it, another one under the same name is refused.")
    String key;

    @Override
    public int run(Cli cli) {
        Map<String, Object> params = selection.params(cli);
        params.put("words", words);
        params.put("task", task);
        params.put("key", key);
        return ask(cli, "report.send", params, receipt -> {
            cli.say(sentence(receipt, cli));
            View.texts(receipt, "warnings").forEach(warning -> cli.say(cli.yellow(warning)));
        });
    }

    private static String sentence(Map<String, Object> receipt, Cli cli) {
        String id = " (" + View.text(receipt, "id") + ")";
        String about = View.text(receipt, "task").isEmpty() ? "" : " " + View.text(receipt, "task");
        String told = "; told: " + String.join(", ", View.texts(receipt, "told"));
        return switch (View.text(receipt, "status")) {
            case "already" -> cli.yellow("already reported") + about + id + "; nobody was told again";
            case "noted" -> cli.green("noted") + about + id + ", which is done already" + told;
            default -> cli.green("reported") + (about.isEmpty() ? "" : about + " is done") + id + told;
        };
    }
}
