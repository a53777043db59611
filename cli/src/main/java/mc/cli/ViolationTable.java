package mc.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mc.text.Untrusted;

/** Broken rules for people: what, who, the evidence, and what mends it. */
final class ViolationTable {

    private ViolationTable() {}

    /** Two lines each; the second says what mends it, or how it was closed. */
    static List<String> lines(List<Map<String, Object>> violations, Cli cli) {
        List<String> lines = new ArrayList<>();
        for (Map<String, Object> v : violations) {
            String role = View.text(v, "role").isEmpty() ? "the team" : View.text(v, "role");
            lines.add(cli.bold(View.text(v, "id")) + "  " + severity(View.text(v, "severity"), cli) + "  " + View.text(v, "rule") + "  " + role + "  " + cli.faint(View.ago(View.text(v, "at"), Instant.now()) + " ago") + "  " + Untrusted.line(View.text(v, "seen"), 300));
            lines.add("    " + (View.text(v, "resolvedAt").isEmpty() ? "mend it: " + Untrusted.line(View.text(v, "remedy")) : ended(View.text(v, "outcome"), cli) + " by " + View.text(v, "resolvedBy") + ": " + Untrusted.line(View.text(v, "resolution"), 300)));
        }
        return lines;
    }

    /** A warning while nobody watches: then nothing found means nothing. */
    static Optional<String> unwatched(Map<String, Object> answer, Cli cli) {
        return View.flag(answer, "watched") ? Optional.empty() : Optional.of(cli.yellow("The rules of " + View.text(answer, "mission") + " are not watched: nothing is found broken until mc monitor start."));
    }

    /** How many are open, in words; empty when none is. */
    static String counts(Map<String, Object> open, Cli cli) {
        List<String> counts = new ArrayList<>();
        for (String severity : List.of("critical", "high", "medium", "low")) {
            if (View.number(open, severity) > 0) {
                counts.add(View.number(open, severity) + " " + severity(severity, cli));
            }
        }
        return String.join(", ", counts);
    }

    private static String ended(String outcome, Cli cli) {
        return outcome.equals("mended") ? cli.green("mended") : outcome.equals("lapsed") ? "closed, not mended," : "closed";
    }

    static String severity(String severity, Cli cli) {
        return switch (severity) {
            case "critical", "high" -> cli.red(severity);
            case "medium" -> cli.yellow(severity);
            default -> severity;
        };
    }
}
