package mc.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "resolve",
        mixinStandardHelpOptions = true,
        description = {
            "Closes a violation by hand and says why. Only you can, no agent.",
            "What git shows (git.*, flow.conflict, flow.integration) is not found again, the next case is; of all other rules, it is found anew when it happens again."
        },
        footer = {"", "  mc compliance resolve v-x2hq7mzr 'they may talk about the schema'", "More: docs/compliance.md"})
final class ComplianceResolveCommand implements Command {

    @Parameters(index = "0", paramLabel = "ID", description = "Its id, as mc compliance violations shows it.")
    String id;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "WHY", description = "Why; the words are joined by spaces.")
    List<String> why;

    @Override
    public int run(Cli cli) {
        Map<String, Object> answer = ApiClient.ask(cli, "violation.resolve", Map.of("id", id, "why", String.join(" ", why)));
        cli.say(View.text(answer, "id") + " (" + View.text(answer, "rule") + ") is closed. " + (View.flag(answer, "foundAgain") ? "When it happens again it is found anew." : "This very case is not found again; the next one is."));
        return 0;
    }
}
