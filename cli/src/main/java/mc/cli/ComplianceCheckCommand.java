package mc.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import mc.Failure;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Tells whether the rules are kept now: what is open, and the limits that run and will be passed unless something happens.",
            "Exit code 1 when a violation of at least the --fail-on severity is open, or nobody watches (mc monitor stop), else 0."
        },
        footer = {"", "  mc compliance check --fail-on medium && git push", "  mc compliance check --role developer", "More: docs/compliance.md"})
final class ComplianceCheckCommand extends MissionCommand {

    private static final List<String> SEVERITIES = List.of("low", "medium", "high", "critical");

    @Option(names = "--role", paramLabel = "ROLE", description = "Only this role.")
    String role;

    @Option(names = "--fail-on", paramLabel = "S", defaultValue = "high", description = "From which severity on it ends with exit code 1: low, medium, high or critical. Default: high.")
    String failOn;

    @Override
    public int run(Cli cli) {
        int from = SEVERITIES.indexOf(failOn.toLowerCase(Locale.ROOT));
        if (from < 0) {
            throw Failure.usage("There is no severity " + failOn + ".", "One of: " + String.join(", ", SEVERITIES));
        }
        Map<String, Object> params = selection.params(cli);
        params.put("role", role);
        Map<String, Object> answer = ApiClient.ask(cli, "compliance.check", params);
        List<Map<String, Object>> violations = View.maps(answer, "violations");
        boolean watched = View.flag(answer, "watched");
        show(cli, answer, checked -> {
            ViolationTable.unwatched(checked, cli).ifPresent(cli::say);
            cli.say(violations.isEmpty() ? watched ? cli.green("No broken rule is open.") : "What was found before is closed." : View.count(violations.size(), "broken rule") + (violations.size() == 1 ? " is open:" : " are open:"));
            ViolationTable.lines(violations, cli).forEach(cli::say);
            View.maps(checked, "clocks").forEach(clock -> cli.say("At " + View.time(View.text(clock, "due")) + " " + View.text(clock, "rule") + " is looked at: " + View.text(clock, "role") + (View.text(clock, "about").isEmpty() ? "" : ", since " + View.text(clock, "about"))));
        });
        return !watched || violations.stream().anyMatch(v -> SEVERITIES.indexOf(View.text(v, "severity")) >= from) ? Failure.Kind.FAILED.exitCode() : 0;
    }
}
