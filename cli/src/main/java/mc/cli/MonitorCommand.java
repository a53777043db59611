package mc.cli;

import java.util.Map;

@picocli.CommandLine.Command(
        name = "monitor",
        mixinStandardHelpOptions = true,
        description = "Whether the rules of a mission are watched. They are from its start, by the daemon that serves it; nothing more has to run.",
        footer = {"", "  mc monitor status", "  mc monitor stop       quiet for a while; the agents work on", "  mc monitor start", "More: docs/compliance.md"},
        subcommands = {MonitorCommand.Start.class, MonitorCommand.Stop.class, MonitorCommand.Status.class})
final class MonitorCommand {

    /** Asks for the watch, or with {@code on} changes it first. */
    private abstract static class Watch extends MissionCommand {

        int watch(Boolean on, Cli cli) {
            Map<String, Object> params = selection.params(cli);
            params.put("on", on);
            return ask(cli, "compliance.watch", params, answer -> {
                Map<String, Object> open = View.map(answer, "violations");
                cli.say("The rules of " + View.text(answer, "mission") + (View.flag(open, "watched") ? " are watched." : " are not watched: nothing is found broken and nobody is told, until mc monitor start. The agents work on."));
                String counts = ViolationTable.counts(open, cli);
                cli.say(counts.isEmpty() ? "No broken rule is open." : "Open: " + counts + ". See mc compliance violations");
            });
        }
    }

    @picocli.CommandLine.Command(name = "start", mixinStandardHelpOptions = true, description = "Makes sure that the daemon runs and watches the rules of the mission, and says so.")
    static final class Start extends Watch {

        @Override
        public int run(Cli cli) {
            return watch(true, cli);
        }
    }

    @picocli.CommandLine.Command(
            name = "stop",
            mixinStandardHelpOptions = true,
            description = {
                "Stops watching the rules of the mission: nothing is found broken, and nobody is told. What is open still closes when it is mended.",
                "The daemon and the agents go on. It stays so, over restarts, until mc monitor start; the status says so."
            })
    static final class Stop extends Watch {

        @Override
        public int run(Cli cli) {
            return watch(false, cli);
        }
    }

    @picocli.CommandLine.Command(name = "status", mixinStandardHelpOptions = true, description = "Tells whether the rules of the mission are watched, and how much is open.")
    static final class Status extends Watch {

        @Override
        public int run(Cli cli) {
            return watch(null, cli);
        }
    }
}
