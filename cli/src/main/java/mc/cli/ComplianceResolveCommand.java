package mc.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "resolve",
        mixinStandardHelpOptions = true,
        description = {"Closes a violation by hand and says why. Only you can, no agent.", "What was seen is found anew when it happens again."})
final class ComplianceResolveCommand implements Command {

    @Parameters(index = "0", paramLabel = "ID", description = "Its id, as mc compliance violations shows it.")
    String id;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "WHY", description = "Why; the words are joined by spaces.")
    List<String> why;

    @Override
    public int run(Cli cli) {
        try (ApiClient api = ApiClient.connect(cli)) {
            Map<String, Object> answer = api.call("violation.resolve", Map.of("id", id, "why", String.join(" ", why)));
            cli.say(View.text(answer, "id") + " (" + View.text(answer, "rule") + ") is closed.");
        }
        return 0;
    }
}
