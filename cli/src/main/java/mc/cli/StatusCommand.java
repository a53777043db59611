package mc.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Shows each mission and what each of its agents is doing, with the evidence's own words.",
            "States: starting, ready (at its prompt), working, waiting (for you), limited (usage limit), exited, lost (its window is gone), unknown.",
            "The keys of --json are a contract."
        })
final class StatusCommand extends MissionCommand {

    @Option(names = "--all", description = "Also the missions that have ended.")
    boolean all;

    @Option(names = "--watch", description = "Goes on and redraws in place as things change, until Ctrl-C. Needs a terminal.")
    boolean watch;

    /**
     * The command as picocli would make it of a line with nothing but its flags; null for any other line. It is called more often than
     * all others together, by scripts too, and reading the annotations takes longer than the answer.
     */
    static StatusCommand plain(String... args) {
        List<String> flags = List.of(args).subList(Math.min(1, args.length), args.length);
        if (args.length == 0 || !args[0].equals("status") || !List.of("--json", "--all").containsAll(flags) || Set.copyOf(flags).size() < flags.size()) {
            return null;
        }
        StatusCommand command = new StatusCommand();
        command.json = flags.contains("--json");
        command.all = flags.contains("--all");
        return command;
    }

    @Override
    public int run(Cli cli) {
        Map<String, Object> params = selection.params(cli);
        params.put("all", all);
        if (watch) {
            LiveView.run(cli, json, api -> lines(api.call("mission.list", params), cli));
            return 0;
        }
        return ask(cli, "mission.list", params, status -> lines(status, cli).forEach(cli::say));
    }

    private static List<String> lines(Map<String, Object> status, Cli cli) {
        List<Map<String, Object>> missions = View.maps(status, "missions");
        if (missions.isEmpty()) {
            return none(status);
        }
        List<String> lines = new ArrayList<>();
        for (Map<String, Object> mission : missions) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            lines.addAll(mission(mission, cli));
        }
        return lines;
    }

    static List<String> none(Map<String, Object> status) {
        List<String> lines = new ArrayList<>(List.of("No mission is running. Start one: mc orchestrate --project DIR --spec FILE (or try: mc demo)"));
        Map<String, Object> last = View.map(status, "last");
        if (View.number(last, "unreadLetters") > 0) {
            lines.add("The last one, " + View.text(last, "id") + ", left " + unread(last) + " for you: mc inbox");
        }
        return lines;
    }

    private static String unread(Map<String, Object> mission) {
        long unread = View.number(mission, "unreadLetters");
        return unread >= 100 ? "100 or more unread letters" : View.count(unread, "unread letter");
    }

    /** That somebody wrote to the operator, and how to read it; empty when all is read. */
    static String letters(Map<String, Object> mission, Cli cli) {
        return View.number(mission, "unreadLetters") == 0 ? "" : "  " + cli.yellow(unread(mission) + " for you: mc inbox");
    }

    private static List<String> mission(Map<String, Object> mission, Cli cli) {
        List<Map<String, Object>> agents = View.maps(mission, "agents");
        String counts = agents.stream().collect(Collectors.groupingBy(a -> View.text(a, "state"), java.util.TreeMap::new, Collectors.counting()))
                .entrySet().stream().map(e -> e.getValue() + " " + e.getKey()).collect(Collectors.joining(", "));
        List<String> lines = new ArrayList<>();
        lines.add(cli.bold(View.text(mission, "id")) + "  " + View.text(mission, "status") + "  " + counts + broken(mission, cli) + letters(mission, cli) + cli.faint("  " + View.text(mission, "path")
                + (View.text(mission, "startingBranch").isEmpty() ? "" : " from " + View.text(mission, "startingBranch"))));
        lines.addAll(AgentTable.of(agents, Instant.now(), cli).lines(cli));
        return lines;
    }

    /** What of the mission's rules is broken, or that nobody watches them; empty when all is well. */
    static String broken(Map<String, Object> mission, Cli cli) {
        Map<String, Object> open = View.map(mission, "violations");
        String counts = ViolationTable.counts(open, cli);
        return (counts.isEmpty() ? "" : "  broken rules: " + counts) + (View.flag(open, "watched") ? "" : "  " + cli.yellow("rules are not watched (mc monitor start)"));
    }
}
