package mc.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import mc.Failure;
import mc.agent.Adapter;
import mc.agent.AgentEnvironment;
import mc.agent.check.AgentCheck;
import mc.agent.check.Probe;
import mc.agent.check.Probe.Verdict;
import mc.daemon.Adapters;
import mc.daemon.Config;
import mc.text.Templates;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(name = "agent", mixinStandardHelpOptions = true, description = "Agents and their programs.", subcommands = {AgentAddCommand.class, AgentEndCommand.class, AgentRestartCommand.class, AgentListCommand.class, AgentCommand.Check.class})
final class AgentCommand {

    @picocli.CommandLine.Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = {
                "Tries an installed agent program and tells which of the signals mc relies on still work: worth a minute after each update of it.",
                "It runs in an empty home of its own, with a made-up key and a stand-in for the model on this machine: no account, no costs, nothing of yours is read or changed.",
                "Exit code 0: all work. 1: some do not; each is told with what mc does without it. 6: the program is missing."
            })
    static final class Check extends JsonCommand {

        @Parameters(index = "0", arity = "0..1", paramLabel = "KIND", defaultValue = "claude", description = "claude (default), demo, or a program of your own.")
        String kind;

        @Option(names = "--model", paramLabel = "NAME", description = "What the program is told to use; default: its own choice.")
        String model;

        @Option(names = "--wait", paramLabel = "TIME", defaultValue = "30s", description = "How long each signal may take. Default: 30s.")
        String wait;

        @Override
        public int run(Cli cli) {
            Config config = Config.load(cli.home(), cli.env());
            Templates templates = new Templates(cli.home());
            Adapter adapter = new Adapters(templates, config, cli.env()).get(kind);
            String path = AgentEnvironment.select(cli.env(), config.agentEnv()).getOrDefault("PATH", "/usr/bin:/bin");
            List<Probe> probes = new ArrayList<>();
            String version = new AgentCheck(adapter, templates, Optional.ofNullable(model), path, Duration.ofMillis(Times.millis(wait)), probe -> {
                probes.add(probe);
                if (!json) {
                    print(probe, cli);
                }
            }).run();
            long well = probes.stream().filter(p -> p.verdict() == Verdict.WORKS).count();
            if (json) {
                Map<String, Object> answer = new LinkedHashMap<>();
                answer.put("kind", kind);
                answer.put("version", version);
                answer.put("signals", probes.stream().map(Check::facts).toList());
                cli.json(answer);
            } else {
                cli.say("\n" + kind + (version.isEmpty() ? "" : " " + version) + ": " + well + " of " + probes.size() + " work as mc expects.");
            }
            return well == probes.size() ? 0 : Failure.Kind.FAILED.exitCode();
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
