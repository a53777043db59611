package mc.cli;

import java.time.Instant;
import java.util.Map;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "why",
        mixinStandardHelpOptions = true,
        description = {
            "Tells why an agent is believed to be in its state: the newest word of each source with its age, what contradicts it, and what would change it.",
            "Sources, the most trusted first: hook, transcript, status-line, session-file, tmux, screen, mc (what mc did itself)."
        })
final class WhyCommand extends MissionCommand {

    @Parameters(index = "0", paramLabel = "ROLE", description = "The role, or one of its other names.")
    String role;

    @Override
    public int run(Cli cli) {
        Map<String, Object> params = selection.params(cli);
        params.put("role", role);
        return ask(cli, "agent.why", params, why -> print(why, cli));
    }

    private static void print(Map<String, Object> why, Cli cli) {
        Table.Painted state = AgentTable.state(View.text(why, "state"), cli);
        cli.say(cli.bold(View.text(why, "role")) + " is " + state.paint().apply(state.text()) + " for " + View.ago(View.text(why, "since"), Instant.now()) + ": " + View.text(why, "reason"));
        if (!View.text(why, "limitedUntil").isEmpty()) {
            cli.say("The limit lasts until " + View.time(View.text(why, "limitedUntil")) + ".");
        }
        cli.say("Told by " + View.text(why, "source") + "; " + View.text(why, "process") + ".");
        cli.say("");
        Table table = new Table("", "SOURCE", "SAYS", "AGE", "WHAT");
        for (Map<String, Object> word : View.maps(why, "evidence")) {
            String until = View.text(word, "until").isEmpty() ? "" : " (until " + View.time(View.text(word, "until")) + ")";
            table.row(View.flag(word, "decisive") ? "*" : " ", View.text(word, "source"), View.text(word, "state"), View.ago(View.text(word, "at"), Instant.now()), View.text(word, "what") + until);
        }
        table.print(cli);
        String silent = String.join(", ", View.texts(why, "silent"));
        if (!silent.isEmpty()) {
            cli.say(cli.faint("Nothing was heard from: " + silent));
        }
        View.texts(why, "against").forEach(line -> cli.say(cli.yellow("Contradiction: ") + line));
        cli.say("");
        cli.say("What would change it:");
        View.texts(why, "changes").forEach(line -> cli.say("  - " + line));
    }
}
