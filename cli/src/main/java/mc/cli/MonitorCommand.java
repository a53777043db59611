package mc.cli;

import java.util.Map;
import mc.Failure;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
        name = "monitor",
        mixinStandardHelpOptions = true,
        description = "Whether the rules of a mission are watched. They are from its start, by the daemon that serves it; nothing more has to run.",
        footer = {"", "  mc monitor status", "  mc monitor stop       quiet for a while; the agents work on", "  mc monitor start", "More: docs/compliance.md"},
        subcommands = {MonitorCommand.Start.class, MonitorCommand.Stop.class, MonitorCommand.Status.class})
final class MonitorCommand implements Command {

    @Override
    public int run(Cli cli) {
        throw Failure.usage("mc monitor needs a further word.", "mc monitor start, mc monitor stop, or mc monitor status");
    }

    private static int say(Selection selection, Boolean on, boolean json, Cli cli) {
        Map<String, Object> params = selection.params(cli);
        if (on != null) {
            params.put("on", on.toString());
        }
        Map<String, Object> answer;
        try (ApiClient api = ApiClient.connect(cli)) {
            answer = api.call("compliance.watch", params);
        }
        if (json) {
            cli.json(answer);
            return 0;
        }
        Map<String, Object> open = View.map(answer, "violations");
        cli.say("The rules of " + View.text(answer, "mission") + (View.flag(open, "watched") ? " are watched." : " are not watched: nothing is found broken and nobody is told, until mc monitor start. The agents work on."));
        String counts = ViolationTable.counts(open, cli);
        cli.say(counts.isEmpty() ? "No broken rule is open." : "Open: " + counts + ". See mc compliance violations");
        return 0;
    }

    @picocli.CommandLine.Command(name = "start", mixinStandardHelpOptions = true, description = "Makes sure that the daemon runs and watches the rules of the mission, and says so.")
    static final class Start implements Command {

        @Mixin
        Selection selection;

        @Override
        public int run(Cli cli) {
            return say(selection, true, false, cli);
        }
    }

    @picocli.CommandLine.Command(
            name = "stop",
            mixinStandardHelpOptions = true,
            description = {
                "Stops watching the rules of the mission: nothing is found broken, and nobody is told. What is open still closes when it is mended.",
                "The daemon and the agents go on. It stays so, over restarts, until mc monitor start; the status says so."
            })
    static final class Stop implements Command {

        @Mixin
        Selection selection;

        @Override
        public int run(Cli cli) {
            return say(selection, false, false, cli);
        }
    }

    @picocli.CommandLine.Command(name = "status", mixinStandardHelpOptions = true, description = "Tells whether the rules of the mission are watched, and how much is open.")
    static final class Status implements Command {

        @Option(names = "--json", description = "The answer for scripts.")
        boolean json;

        @Mixin
        Selection selection;

        @Override
        public int run(Cli cli) {
            return say(selection, null, json, cli);
        }
    }

}
