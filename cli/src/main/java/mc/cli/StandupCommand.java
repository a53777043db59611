package mc.cli;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import mc.Failure;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "standup",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Asks everybody where they stand, gathers the answers, and prints and keeps them as one report. The orchestrator gets it in one message, and so does the agent that asked.",
            "It ends when all have answered or the time is over. Ctrl-C ends the waiting, not the stand-up: mc standup show has the result.",
            "The operator, the orchestrator and the project manager may ask. Exit code 4: not everybody answered."
        },
        footer = {"", "  mc standup", "  mc standup --wait 2m --json", "  mc standup show     (the newest)"},
        subcommands = {StandupCommand.Show.class, StandupCommand.All.class})
final class StandupCommand extends MissionCommand {

    @Option(names = "--wait", paramLabel = "TIME", description = "How long to gather answers: 30s, 10m, 1h. 0: do not wait here; they are gathered for 10 minutes. Default: 10m, for an agent 0.")
    String wait;

    @Override
    public int run(Cli cli) {
        Map<String, Object> params = selection.params(cli);
        params.put("waitMs", Times.millis(wait == null ? cli.isAgent() ? "0" : "10m" : wait));
        Set<String> heard = new LinkedHashSet<>();
        Map<String, Object> standup = ApiClient.ask(cli, "standup.start", params, view -> progress(view, heard, cli));
        boolean hasEnded = !View.text(standup, "endedAt").isEmpty();
        show(cli, standup, it -> cli.say(hasEnded ? View.text(it, "report")
                : "Asked " + count(it, "awaited") + " agents until " + View.time(View.text(it, "until")) + ". The result: mc standup show " + View.text(it, "id")));
        return hasEnded && count(standup, "silent") > 0 ? Failure.Kind.UNPROVEN.exitCode() : 0;
    }

    private static void progress(Map<String, Object> view, Set<String> heard, Cli cli) {
        if (heard.add(View.text(view, "id"))) {
            cli.err().println("Asked " + (count(view, "awaited") + count(view, "answered")) + " agents; their answers count until " + View.time(View.text(view, "until")) + ". (mc standup show " + View.text(view, "id") + ")");
        }
        View.maps(view, "answers").stream().filter(a -> View.text(a, "status").equals("answered")).map(a -> View.text(a, "role")).filter(heard::add).forEach(role -> cli.err().println(role + " has answered."));
    }

    private static long count(Map<String, Object> standup, String status) {
        return View.maps(standup, "answers").stream().filter(a -> View.text(a, "status").equals(status)).count();
    }

    @picocli.CommandLine.Command(name = "show", mixinStandardHelpOptions = true, description = "Prints a stand-up as it stands; the newest when none is named.")
    static final class Show extends MissionCommand {

        @Parameters(index = "0", arity = "0..1", paramLabel = "ID", description = "Which, as mc standup list shows it.")
        String id;

        @Override
        public int run(Cli cli) {
            Map<String, Object> params = selection.params(cli);
            params.put("standup", id);
            return ask(cli, "standup.show", params, standup -> cli.say(View.text(standup, "report")));
        }
    }

    @picocli.CommandLine.Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the newest 50 stand-ups of a mission, newest first.")
    static final class All extends MissionCommand {

        @Override
        public int run(Cli cli) {
            return ask(cli, "standup.list", selection.params(cli), answer -> {
                Table table = new Table("STAND-UP", "ASKED BY", "AT", "ANSWERED", "ENDED");
                View.maps(answer, "standups").forEach(s -> table.row(View.text(s, "id"), View.text(s, "askedBy"), View.time(View.text(s, "at")), count(s, "answered") + " of " + (View.maps(s, "answers").size() - count(s, "skipped")),
                        View.text(s, "endedAt").isEmpty() ? "" : View.time(View.text(s, "endedAt"))));
                table.print(cli, "There has been none: mc standup");
            });
        }
    }
}
