package mc.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import mc.Build;
import mc.Failure;
import mc.Home;
import mc.agent.Prices;
import mc.agent.Adapter.Finding;
import mc.agent.AgentEnvironment;
import mc.daemon.Adapters;
import mc.daemon.Config;
import mc.git.GitVersion;
import mc.team.RoleCatalogue;
import mc.text.Templates;
import mc.tmux.ServerState;
import mc.tmux.TmuxServer;
import mc.tmux.TmuxSettings;
import mc.tmux.TmuxVersion;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {"Looks at everything mc needs and says what is well, what is not, and how to mend it.", "Exit code 0: nothing is broken. 6: something is."})
final class DoctorCommand extends JsonCommand {

    @Option(names = "--fix", description = "Mends what can be mended without asking: directories and their rights, a stale socket, the daemon.")
    boolean fix;

    @Override
    public int run(Cli cli) {
        Home home = cli.home();
        List<Finding> findings = new ArrayList<>();
        if (fix) {
            home.createDirectories();
        }
        findings.add(checked("java", () -> Finding.ok("java", Runtime.version() + " at " + System.getProperty("java.home"))));
        findings.add(checked("git", () -> Finding.ok("git", GitVersion.installed().toString())));
        findings.add(checked("home", () -> home(home)));
        Optional<Config> config = config(home, cli, findings);
        config.ifPresent(c -> {
            TmuxSettings tmux = TmuxSettings.of(c.tmuxSocket(), cli.env());
            findings.add(checked("tmux", () -> Finding.ok("tmux", TmuxVersion.installed(tmux).toString())));
            findings.add(checked("tmux server", () -> server(tmux)));
        });
        findings.add(checked("templates", () -> templates(home)));
        findings.addAll(daemon(home, cli));
        config.ifPresent(c -> programs(c, home, cli, findings));
        findings.add(mcOnPath(cli));
        boolean isBroken = findings.stream().anyMatch(f -> f.level() == Finding.Level.BROKEN);
        print(findings, cli);
        return isBroken ? Failure.Kind.MISSING.exitCode() : 0;
    }

    private static Finding checked(String name, Supplier<Finding> check) {
        try {
            return check.get();
        } catch (Failure e) {
            return Finding.broken(name, e.getMessage(), e.hint());
        }
    }

    private Optional<Config> config(Home home, Cli cli, List<Finding> findings) {
        try {
            Config config = Config.load(home, cli.env());
            findings.add(Finding.ok("config", Files.exists(home.config()) ? home.config().toString() : "defaults (there is no " + home.config() + ")"));
            return Optional.of(config);
        } catch (Failure e) {
            findings.add(Finding.broken("config", e.getMessage(), e.hint()));
            return Optional.empty();
        }
    }

    private static Finding home(Home home) {
        if (!Files.isDirectory(home.root())) {
            return Finding.ok("home", home.root() + " (made at the first use)");
        }
        return Files.isWritable(home.root()) ? Finding.ok("home", home.root().toString()) : Finding.broken("home", home.root() + " is not writable", "chmod u+rwx " + home.root());
    }

    private static Finding server(TmuxSettings tmux) {
        try (TmuxServer server = new TmuxServer(tmux)) {
            ServerState state = server.probe();
            if (state instanceof ServerState.Running running) {
                return Finding.ok("tmux server", "runs (tmux -L " + tmux.socket() + ", process " + running.pid() + ", tmux " + running.version() + ")");
            } else if (state instanceof ServerState.NotRunning) {
                return Finding.ok("tmux server", "does not run; it is started with the first mission");
            }
            return Finding.warning("tmux server", ((ServerState.Unknown) state).reason(), "tmux -L " + tmux.socket() + " list-sessions shows the same error");
        }
    }

    private static Finding templates(Home home) {
        int roles = new RoleCatalogue(new Templates(home)).all().size();
        Prices.load(new Templates(home));
        return Finding.ok("templates", roles + " roles" + (Files.isDirectory(home.templates()) ? ", with your own from " + home.templates() : ""));
    }

    private List<Finding> daemon(Home home, Cli cli) {
        List<Finding> findings = new ArrayList<>();
        try {
            Optional<ApiClient> running = fix ? Optional.of(ApiClient.connect(cli)) : ApiClient.open(home, cli.env());
            if (running.isEmpty()) {
                findings.add(Files.exists(home.socket())
                        ? Finding.warning("daemon", "does not run, and has left its socket behind", "Any command starts it: mc daemon start")
                        : Finding.ok("daemon", "does not run; every command starts it when needed"));
                return findings;
            }
            try (ApiClient api = running.get()) {
                Map<String, Object> hello = api.call("daemon.hello", Map.of());
                boolean isSame = Build.current().full().equals(View.text(hello, "build"));
                String detail = "process " + View.text(hello, "pid") + ", " + View.text(hello, "build") + ", since " + View.time(View.text(hello, "startedAt"));
                findings.add(isSame ? Finding.ok("daemon", detail) : Finding.warning("daemon", detail + "; it is of another build than this mc", "mc daemon stop && mc daemon start"));
                if (isSame) {
                    findings.add(database(api.call("daemon.check", Map.of())));
                }
            }
        } catch (Failure e) {
            findings.add(Finding.broken("daemon", e.getMessage(), e.hint()));
        }
        return findings;
    }

    private static Finding database(Map<String, Object> check) {
        if (!"ok".equals(View.text(check, "database"))) {
            return Finding.broken("database", "is damaged: " + View.text(check, "database"), "mc validate looks closer; mc backup --list shows what mc restore can put back.");
        }
        long broken = View.number(check, "brokenEvent");
        return broken == 0 ? Finding.ok("database", "whole, and its log of events unchanged") : Finding.broken("database", "the log of events was changed at event " + broken, "Find out who writes to mc.db besides mc.");
    }

    private static void programs(Config config, Home home, Cli cli, List<Finding> findings) {
        Adapters adapters = new Adapters(new Templates(home), config, cli.env());
        Map<String, String> env = AgentEnvironment.select(cli.env(), config.agentEnv());
        for (String kind : adapters.kinds()) {
            try {
                for (Finding finding : adapters.get(kind).check(env, Path.of("").toAbsolutePath())) {
                    // Without it mc still runs the other programs, so that it is missing is a warning here and an error in orchestrate.
                    findings.add(finding.level() == Finding.Level.BROKEN ? Finding.warning(finding.name(), finding.detail(), finding.remedy()) : finding);
                }
            } catch (Failure e) {
                findings.add(Finding.warning(kind, e.getMessage(), e.hint()));
            }
        }
    }

    private static Finding mcOnPath(Cli cli) {
        Program program = Program.of(cli.env());
        if (program.isOnPath()) {
            return Finding.ok("mc on the PATH", program.firstOnPath().get().toString());
        } else if (program.firstOnPath().isPresent()) {
            return Finding.warning("mc on the PATH", program.firstOnPath().get() + " is another program (Midnight Commander?) and stands in front", "scripts/install --as mctl gives this one another name");
        }
        return Finding.warning("mc on the PATH", "there is none; you start it as " + program.command(), "scripts/install links it into ~/.local/bin");
    }

    private void print(List<Finding> findings, Cli cli) {
        if (json) {
            cli.json(Map.of("findings", findings.stream().map(f -> {
                Map<String, Object> map = new LinkedHashMap<>();
                map.put("name", f.name());
                map.put("level", f.level().name().toLowerCase(Locale.ROOT));
                map.put("detail", f.detail());
                map.put("remedy", f.remedy());
                return map;
            }).toList()));
            return;
        }
        for (Finding f : findings) {
            String word = switch (f.level()) {
                case OK -> cli.green("OK     ");
                case WARNING -> cli.yellow("warning");
                case BROKEN -> cli.red("broken ");
            };
            cli.say(word + "  " + cli.bold(f.name()) + ": " + f.detail());
            if (!f.remedy().isEmpty()) {
                cli.say("         " + f.remedy());
            }
        }
    }
}
