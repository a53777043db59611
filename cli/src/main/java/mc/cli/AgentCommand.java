package mc.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import mc.Failure;
import mc.agent.Adapter;
import mc.agent.Adapter.Finding;
import mc.agent.AgentEnvironment;
import mc.agent.check.AgentCheck;
import mc.agent.check.Probe;
import mc.agent.check.Probe.Verdict;
import mc.daemon.Adapters;
import mc.daemon.Config;
import mc.text.Templates;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(name = "agent", mixinStandardHelpOptions = true, description = "Agents and their programs.", subcommands = {AgentCommand.Check.class})
final class AgentCommand implements Command {

    @Override
    public int run(Cli cli) {
        throw Failure.usage("mc agent needs a further word.", "mc agent check [KIND]");
    }

    @picocli.CommandLine.Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = {
                "Tries an installed agent program and tells which of the signals mc relies on still work: worth a minute after each update of it.",
                "It runs in an empty home of its own, with a made-up key and a stand-in for the model on this machine: no account, no costs, nothing of yours is read or changed.",
                "Exit code 0: all work. 1: some do not; each is told with what mc does without it. 6: the program is missing."
            })
    static final class Check implements Command {

        @Parameters(index = "0", arity = "0..1", paramLabel = "KIND", defaultValue = "claude", description = "claude (default), demo, or a program of your own.")
        String kind;

        @Option(names = "--json", description = "The answer for scripts.")
        boolean json;

        @Override
        public int run(Cli cli) {
            Config config = Config.load(cli.home(), cli.env());
            Templates templates = new Templates(cli.home());
            Adapter adapter = new Adapters(templates, config, cli.env()).get(kind);
            Map<String, String> env = AgentEnvironment.select(cli.env(), config.agentEnv());
            String version = version(adapter, env);
            List<Probe> probes = new ArrayList<>();
            new AgentCheck(adapter, templates, Optional.empty(), env.getOrDefault("PATH", "/usr/bin:/bin"), probe -> {
                probes.add(probe);
                if (!json) {
                    print(probe, cli);
                }
            }).run();
            long well = probes.stream().filter(p -> p.verdict() == Verdict.WORKS).count();
            if (json) {
                cli.json(Map.of("kind", kind, "version", version, "signals", probes.stream().map(Check::facts).toList()));
            } else {
                cli.say("\n" + kind + " " + version + ": " + well + " of " + probes.size() + " work as mc expects.");
            }
            return well == probes.size() ? 0 : Failure.Kind.FAILED.exitCode();
        }

        /** What the adapter says of the program itself; whether it is logged in and the like plays no part here. */
        private static String version(Adapter adapter, Map<String, String> env) {
            List<Finding> findings = adapter.check(env, Path.of("/"));
            List<Finding> missing = findings.stream().filter(f -> f.level() == Finding.Level.BROKEN && (f.name().equals(adapter.kind()) || f.name().endsWith("version") || f.name().endsWith("agent"))).toList();
            if (!missing.isEmpty()) {
                throw Failure.missing(missing.get(0).detail(), missing.get(0).remedy());
            }
            return findings.stream().filter(f -> f.name().endsWith("version")).map(Finding::detail).findFirst().orElse("");
        }

        private static void print(Probe probe, Cli cli) {
            String word = String.format("%-8s", probe.verdict().name().toLowerCase(Locale.ROOT));
            cli.say((probe.verdict() == Verdict.WORKS ? cli.green(word) : cli.red(word)) + "  " + cli.bold(probe.signal()) + ": " + probe.saw());
            if (probe.verdict() != Verdict.WORKS) {
                cli.say("          Without it: " + probe.without() + ".");
                cli.say("          " + probe.remedy());
            }
            cli.out().flush();
        }

        private static Map<String, Object> facts(Probe probe) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("signal", probe.signal());
            facts.put("verdict", probe.verdict().name().toLowerCase(Locale.ROOT));
            facts.put("saw", probe.saw());
            facts.put("without", probe.without());
            facts.put("remedy", probe.remedy());
            return facts;
        }
    }
}
