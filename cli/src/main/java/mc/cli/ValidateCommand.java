package mc.cli;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mc.Failure;
import mc.daemon.Config;
import mc.tmux.TmuxServer;
import mc.tmux.TmuxSettings;
import mc.upkeep.DaemonLock;
import mc.upkeep.Finding;
import mc.upkeep.OfflineValidation;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        description = {
            "Compares what mc has written down with what is: the database with itself, its agents with tmux and processes, its worktrees with git, and its files. Says for each difference what was seen and the command that mends it.",
            "When no daemon can start, it looks at a copy of the database by itself.",
            "Exit code 0: nothing is wrong (notes do not count). 1: something is."
        })
final class ValidateCommand extends JsonCommand {

    @Option(names = "--fix", description = "First mends what can be mended without losing anything: asks tmux again about agents in doubt, takes away other users' rights to mc's files, puts unfinished reports aside, removes what a dead daemon left.")
    boolean fix;

    @Override
    public int run(Cli cli) throws IOException {
        Map<String, Object> report = report(cli);
        List<Map<String, Object>> findings = View.maps(report, "findings");
        long problems = findings.stream().filter(f -> !View.flag(f, "isNote")).count();
        if (json) {
            cli.json(report);
        } else {
            print(View.texts(report, "mended"), findings, problems, cli);
        }
        return problems == 0 ? 0 : Failure.Kind.FAILED.exitCode();
    }

    private Map<String, Object> report(Cli cli) throws IOException {
        ApiClient daemon;
        try {
            daemon = ApiClient.connect(cli);
        } catch (Failure e) {
            return withoutDaemon(e, cli);
        }
        try (daemon) {
            return daemon.call("daemon.validate", Map.of("fix", fix));
        } catch (Failure e) {
            if (e.kind() == Failure.Kind.FAILED && !isAlive(cli)) { // a damaged database ends it at the first page it cannot read
                return withoutDaemon(e, cli);
            }
            throw e;
        }
    }

    private static boolean isAlive(Cli cli) {
        Optional<ApiClient> daemon = ApiClient.open(cli.home(), cli.env());
        daemon.ifPresent(ApiClient::close);
        return daemon.isPresent();
    }

    /** The daemon's own trouble comes first: it is why nothing works. */
    private Map<String, Object> withoutDaemon(Failure trouble, Cli cli) throws IOException {
        cli.home().createDirectories();
        Optional<DaemonLock> lock = cli.env().containsKey("MC_TOKEN") ? Optional.empty() : DaemonLock.tryLock(cli.home());
        if (lock.isEmpty()) {
            throw trouble; // one runs and does not answer, or this is an agent, who may not take its place
        }
        Optional<TmuxServer> tmux = tmux(cli);
        try (DaemonLock held = lock.get()) {
            OfflineValidation.Result result = new OfflineValidation(cli.home(), tmux, Clock.systemUTC()).run(held, fix);
            List<Map<String, Object>> findings = new ArrayList<>();
            findings.add(map(new Finding("daemon", false, "The daemon does not start.", trouble.getMessage(), trouble.hint().isEmpty() ? "mc daemon run shows it in the foreground" : trouble.hint())));
            result.findings().forEach(f -> findings.add(map(f)));
            return Map.of("findings", findings, "mended", result.mended());
        } finally {
            tmux.ifPresent(TmuxServer::close);
        }
    }

    /** Without a configuration that can be read nothing tells which server is mc's. */
    private static Optional<TmuxServer> tmux(Cli cli) {
        try {
            return Optional.of(new TmuxServer(TmuxSettings.of(Config.load(cli.home(), cli.env()).tmuxSocket(), cli.env())));
        } catch (Failure e) {
            return Optional.empty();
        }
    }

    private static Map<String, Object> map(Finding finding) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("area", finding.area());
        map.put("isNote", finding.isNote());
        map.put("what", finding.what());
        map.put("evidence", finding.evidence());
        map.put("remedy", finding.remedy());
        return map;
    }

    private static void print(List<String> mended, List<Map<String, Object>> findings, long problems, Cli cli) {
        mended.forEach(done -> cli.say(cli.green("mended ") + "  " + done));
        for (Map<String, Object> finding : findings) {
            cli.say((View.flag(finding, "isNote") ? cli.yellow("note   ") : cli.red("problem")) + "  " + cli.bold(View.text(finding, "area")) + ": " + View.text(finding, "what"));
            for (String more : List.of(View.text(finding, "evidence"), View.text(finding, "remedy"))) {
                more.lines().filter(line -> !line.isBlank()).forEach(line -> cli.say("         " + line));
            }
        }
        cli.say(problems > 0 ? problems + (problems == 1 ? " problem was found." : " problems were found.") : "What mc has written down is whole, and agrees with what is.");
    }
}
