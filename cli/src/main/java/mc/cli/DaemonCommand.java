package mc.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mc.Failure;
import mc.text.Untrusted;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
        name = "daemon",
        mixinStandardHelpOptions = true,
        description = "The background process that watches and serves the agents. Every command starts it when needed.",
        subcommands = {DaemonCommand.Run.class, DaemonCommand.Start.class, DaemonCommand.Stop.class, DaemonCommand.Status.class, DaemonCommand.Logs.class, DaemonInstallCommand.class, DaemonBootCommand.class})
final class DaemonCommand implements Command {

    @Override
    public int run(Cli cli) {
        return new Status().run(cli);
    }

    @picocli.CommandLine.Command(name = "run", mixinStandardHelpOptions = true, description = "Runs it in the foreground, until Ctrl-C.")
    static final class Run implements Command {
        @Override
        public int run(Cli cli) throws IOException, InterruptedException {
            cli.home().createDirectories();
            ProcessBuilder builder = new ProcessBuilder(DaemonStarter.daemonCommand()).inheritIO();
            builder.environment().clear();
            builder.environment().putAll(DaemonEnvironment.of(cli.env()));
            builder.environment().put("MC_HOME", cli.home().root().toString());
            builder.environment().put("MC_DAEMON_FOREGROUND", "1");
            Process daemon = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(daemon::destroy));
            return daemon.waitFor() == 0 ? 0 : Failure.Kind.FAILED.exitCode();
        }
    }

    @picocli.CommandLine.Command(name = "start", mixinStandardHelpOptions = true, description = "Starts it, if it does not run.")
    static final class Start implements Command {
        @Override
        public int run(Cli cli) {
            Map<String, Object> hello = ApiClient.ask(cli, "daemon.hello", Map.of());
            cli.say("The daemon runs: process " + View.text(hello, "pid") + ", " + View.text(hello, "build") + ".");
            return 0;
        }
    }

    @picocli.CommandLine.Command(name = "stop", mixinStandardHelpOptions = true, description = {"Ends it. The agents go on without it; their reports wait.", "To end the agents: mc stop."})
    static final class Stop implements Command {
        @Override
        public int run(Cli cli) {
            Optional<ApiClient> api = ApiClient.open(cli.home(), cli.env());
            if (api.isEmpty()) {
                cli.say("No daemon runs.");
                return 0;
            }
            api.get().stopDaemon(cli);
            cli.say("The daemon has ended. Agents and their windows go on; the next command starts it again.");
            return 0;
        }
    }

    @picocli.CommandLine.Command(name = "status", mixinStandardHelpOptions = true, description = "Tells whether it runs. Exit code 3 when it does not.")
    static final class Status extends JsonCommand {

        @Override
        public int run(Cli cli) {
            Optional<ApiClient> api = ApiClient.open(cli.home(), cli.env());
            if (api.isEmpty()) {
                show(cli, Map.of("running", false), none -> cli.say("No daemon runs for " + cli.home().root() + "."));
                return Failure.Kind.NOT_FOUND.exitCode();
            }
            try (ApiClient daemon = api.get()) {
                Map<String, Object> hello = new LinkedHashMap<>(daemon.call("daemon.hello", Map.of()));
                hello.put("running", true);
                show(cli, hello, it -> cli.say("The daemon runs: process " + View.text(it, "pid") + ", " + View.text(it, "build") + ", since " + View.moment(View.text(it, "startedAt")) + ", home " + View.text(it, "home") + "."));
            }
            return 0;
        }
    }

    @picocli.CommandLine.Command(name = "logs", mixinStandardHelpOptions = true, description = "Prints the end of its log.")
    static final class Logs implements Command {

        @Option(names = {"-n", "--lines"}, paramLabel = "N", defaultValue = "100", description = "How many lines. Default: 100.")
        int lines;

        @Override
        public int run(Cli cli) throws IOException {
            Path log = cli.home().log().resolve("mcd.log");
            if (!Files.exists(log)) {
                throw Failure.notFound("There is no log yet at " + log + ".", "mc daemon start");
            }
            List<String> all = new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
            all.subList(Math.max(0, all.size() - lines), all.size()).forEach(line -> cli.say(Untrusted.line(line, 2_000)));
            return 0;
        }
    }
}
