package mc.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import mc.Failure;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Shows each mission and what each of its agents is doing, with the evidence's own words.",
            "States: starting, ready (at its prompt), working, waiting (for you), limited (usage limit), exited, lost (its window is gone), unknown."
        })
final class StatusCommand implements Command {

    @Mixin
    Selection selection = new Selection();

    @Option(names = "--all", description = "Also the missions that have ended.")
    boolean all;

    @Option(names = "--json", description = "The answer for scripts; its keys are a contract.")
    boolean json;

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
        if (watch && (!cli.isTerminal() || json)) {
            throw Failure.usage("--watch draws on a terminal.", "For scripts: mc events --follow --json, or mc status --json");
        }
        if (watch) {
            ApiClient.connect(cli).close(); // started if need be; later it is waited for
            watch(cli, params);
            return 0;
        }
        try (ApiClient api = ApiClient.connect(cli)) {
            Map<String, Object> status = api.call("mission.list", params);
            if (json) {
                cli.json(status);
            } else {
                lines(status, cli).forEach(cli::say);
            }
        }
        return 0;
    }

    /** Redraws after each event, and each second for the ages; ends with the program, which leaves the terminal as it was. */
    private static void watch(Cli cli, Map<String, Object> params) {
        BlockingQueue<Boolean> changes = new ArrayBlockingQueue<>(1);
        Runnable restore = () -> {
            cli.out().print("\u001b[?7h\u001b[?25h\u001b[?1049l");
            cli.out().flush();
        };
        Runtime.getRuntime().addShutdownHook(new Thread(restore));
        cli.out().print("\u001b[?1049h\u001b[?25l\u001b[?7l");
        try {
            while (true) {
                try (ApiClient api = ApiClient.open(cli.home(), cli.env()).orElse(null)) {
                    if (api == null) {
                        draw(List.of("The daemon does not run; waiting for it. Any other command starts it."), cli);
                    } else {
                        listen(cli, changes);
                    }
                    while (api != null) {
                        draw(lines(api.call("mission.list", params), cli), cli);
                        changes.poll(1, TimeUnit.SECONDS);
                    }
                } catch (Failure e) {
                    if (e.kind() != Failure.Kind.FAILED) {
                        throw e;
                    }
                    draw(List.of(e.getMessage()), cli); // the daemon has gone, or is being replaced
                }
                changes.poll(1, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            restore.run();
        }
    }

    private static void listen(Cli cli, BlockingQueue<Boolean> changes) {
        Thread listener = new Thread(() -> ApiClient.open(cli.home(), cli.env()).ifPresent(events -> {
            try (events) {
                events.call("event.subscribe", Map.of("newest", 0), event -> changes.offer(true));
            }
        }), "events");
        listener.setDaemon(true);
        listener.setUncaughtExceptionHandler((thread, e) -> changes.offer(true)); // the next call tells what is wrong
        listener.start();
    }

    private static void draw(List<String> lines, Cli cli) {
        StringBuilder screen = new StringBuilder("\u001b[H");
        lines.forEach(line -> screen.append(line).append("\u001b[K\r\n"));
        cli.out().print(screen.append("\u001b[J"));
        cli.out().flush();
    }

    private static List<String> lines(Map<String, Object> status, Cli cli) {
        List<Map<String, Object>> missions = View.maps(status, "missions");
        if (missions.isEmpty()) {
            return List.of("No mission is running. Start one: mc orchestrate --project DIR --spec FILE (or try: mc demo)");
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

    private static List<String> mission(Map<String, Object> mission, Cli cli) {
        List<Map<String, Object>> agents = View.maps(mission, "agents");
        String counts = agents.stream().collect(Collectors.groupingBy(a -> View.text(a, "state"), java.util.TreeMap::new, Collectors.counting()))
                .entrySet().stream().map(e -> e.getValue() + " " + e.getKey()).collect(Collectors.joining(", "));
        List<String> lines = new ArrayList<>();
        lines.add(cli.bold(View.text(mission, "id")) + "  " + View.text(mission, "status") + "  " + counts + cli.faint("  " + View.text(mission, "path")
                + (View.text(mission, "startingBranch").isEmpty() ? "" : " from " + View.text(mission, "startingBranch"))));
        lines.addAll(AgentTable.of(agents, Instant.now(), cli).lines(cli));
        return lines;
    }
}
