package mc.cli;

import java.util.List;
import java.util.Map;
import mc.Failure;
import mc.text.PlainJson;
import mc.text.Untrusted;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
        name = "violations",
        mixinStandardHelpOptions = true,
        description = {
            "Lists broken rules, the newest first: the evidence, and what mends each.",
            "Without --all or --date, those that are open. Most close by themselves once what was seen is mended."
        },
        footer = {"", "  mc compliance violations --role developer", "  mc compliance violations --rule comm.hub --all", "  mc compliance violations --date 2026-01-31 --jsonl | jq .seen", "More: docs/compliance.md"})
final class ComplianceViolationsCommand extends MissionCommand {

    @Option(names = "--open", description = "Only those that are open. That is the default, except with --date.")
    boolean open;

    @Option(names = "--all", description = "Also those that are closed.")
    boolean all;

    @Option(names = "--role", paramLabel = "ROLE", description = "Only those of this role.")
    String role;

    @Option(names = "--rule", paramLabel = "ID", description = "Only those of this rule, such as comm.hub.")
    String rule;

    @Option(names = "--severity", paramLabel = "S", description = "Only low, medium, high or critical ones.")
    String severity;

    @Option(names = "--date", paramLabel = "DAY", description = "Only those found on this day, as 2026-01-31 (UTC).")
    String date;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "50", description = "At most so many, up to 10000. Default: 50.")
    int limit;

    @Option(names = "--jsonl", description = "One JSON object a line, for jq.")
    boolean jsonl;

    @Override
    public int run(Cli cli) {
        check();
        Map<String, Object> params = selection.params(cli);
        params.put("open", open);
        params.put("all", all);
        params.put("limit", limit);
        params.put("role", role);
        params.put("rule", rule);
        params.put("severity", severity);
        params.put("date", date);
        return ask(cli, "violation.list", params, answer -> print(answer, cli));
    }

    private void print(Map<String, Object> answer, Cli cli) {
        List<Map<String, Object>> violations = View.maps(answer, "violations");
        if (jsonl) {
            violations.forEach(v -> cli.say(PlainJson.write(v, false)));
            return;
        }
        ViolationTable.unwatched(answer, cli).ifPresent(cli::say);
        if (violations.isEmpty()) {
            cli.say("No broken rule" + filters() + (all || date != null ? " is known." : " is open.") + " What is watched: mc compliance rules");
        }
        ViolationTable.lines(violations, cli).forEach(cli::say);
        if (View.flag(answer, "more")) {
            cli.say(cli.faint("There are more: --limit N"));
        }
    }

    /** What was asked for, so that an empty list says no more than it knows. */
    private String filters() {
        return (rule == null ? "" : " of " + Untrusted.line(rule, 40)) + (severity == null ? "" : " of severity " + Untrusted.line(severity, 40)) + (role == null ? "" : " by " + Untrusted.line(role, 40)) + (date == null ? "" : " of " + Untrusted.line(date, 40));
    }

    private void check() {
        if (open && all) {
            throw Failure.usage("--open and --all contradict each other.", "Without either, those that are open are shown.");
        }
        if (json && jsonl) {
            throw Failure.usage("--json and --jsonl are two forms of one answer.", "--json is one object, --jsonl one a line; give one of them.");
        }
    }
}
