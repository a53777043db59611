package mc.cli;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import mc.Failure;
import mc.text.PlainJson;
import mc.text.Untrusted;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Who did what, to whom, and when: messages, reports, violations, acknowledgements, restarts, commits, rules, oldest first.",
            "It is the log of mc events without what the agents' programs merely signal. --verify checks that no row of the log was changed, moved or taken away.",
            "With --json one object a line."
        },
        footer = {"", "  mc audit --agent developer --since 2h", "  mc audit --kind ViolationFound --json", "  mc audit --verify"})
final class AuditCommand extends MissionCommand {

    @Option(names = "--verify", description = "Checks the log's chain of hashes instead. Exit code 1, and the first row that does not fit, when it is broken.")
    boolean verify;

    @Option(names = "--since", paramLabel = "TIME", description = "Only what happened since: a length such as 30m or 2h, a day such as 2026-11-21, or a time such as 2026-11-21T08:00:00Z.")
    String since;

    @Option(names = "--agent", paramLabel = "ROLE", description = "Only what this agent sent or did, and what was sent or done to it; or operator.")
    String agent;

    @Option(names = "--kind", paramLabel = "KIND", description = "Only events of this kind, such as MessageQueued, or MessageRead, which is else left out; a wrong one is answered with the list.")
    String kind;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "50", description = "How many of the newest, at most 1000. Default: 50.")
    int limit;

    @Override
    public int run(Cli cli) {
        if (verify && (since != null || agent != null || kind != null)) {
            throw Failure.usage("--verify checks the whole log.", "mc audit --verify");
        }
        return verify ? verify(cli) : list(cli);
    }

    private int verify(Cli cli) {
        Map<String, Object> answer = ApiClient.ask(cli, "audit.verify", Map.of());
        long broken = View.number(answer, "brokenEvent");
        show(cli, answer, verified -> {
            if (broken == 0) {
                cli.say("All " + View.number(verified, "events") + " rows of the log are as they were written. mc validate compares the messages that people read with it.");
            } else {
                cli.say(cli.red("Row " + broken + " of the log is not as it was written, or is missing") + ": from there on the log proves nothing.");
                cli.say("Somebody changed the database, or it is damaged. mc backup --list shows the copies, mc restore puts one back; mc validate looks at the rest.");
            }
        });
        return broken == 0 ? 0 : Failure.Kind.FAILED.exitCode();
    }

    private int list(Cli cli) {
        Map<String, Object> params = selection.params(cli);
        Instant from = since == null ? null : since(since);
        if (from != null && from.isAfter(Instant.now())) {
            throw Failure.usage("The time " + Untrusted.line(since, 40) + " has not come yet.", "mc audit --since 2h");
        }
        params.put("since", from == null ? null : from.toString());
        params.put("agent", agent);
        params.put("kind", kind);
        params.put("limit", limit);
        AtomicBoolean isNothing = new AtomicBoolean(true);
        ApiClient.ask(cli, "audit.list", params, line -> {
            isNothing.set(false);
            cli.say(json ? PlainJson.write(line, false) : line(line, cli));
        });
        if (isNothing.get() && !json) {
            cli.say("Nothing in the log fits.");
        }
        return 0;
    }

    private static String line(Map<String, Object> line, Cli cli) {
        String target = View.text(line, "target");
        return View.time(View.text(line, "at")) + "  " + View.text(line, "actor") + (target.isEmpty() || target.equals(View.text(line, "actor")) ? "" : " -> " + target)
                + "  " + cli.bold(View.text(line, "kind")) + "  " + cli.faint((Untrusted.line(View.text(line, "words"), 160) + "  #" + View.number(line, "seq")).strip());
    }

    private static Instant since(String text) {
        boolean isLength = text.strip().matches("\\d+(ms|s|m|h)?");
        try {
            return text.contains("T") ? Instant.parse(text) : isLength ? Instant.now().minusMillis(Times.millis(text)) : LocalDate.parse(text).atStartOfDay(ZoneId.systemDefault()).toInstant();
        } catch (DateTimeParseException e) {
            throw Failure.usage("'" + text + "' is no time.", "mc audit --since 2h, or a day such as 2026-11-21, or a time such as 2026-11-21T08:00:00Z");
        }
    }
}
