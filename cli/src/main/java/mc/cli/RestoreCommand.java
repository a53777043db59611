package mc.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mc.Failure;
import mc.daemon.Config;
import mc.tmux.TmuxServer;
import mc.tmux.TmuxSettings;
import mc.upkeep.DaemonLock;
import mc.upkeep.Restore;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = {
            "Puts a backup in the place of the database.",
            "First everything in the file is checked; the database that is there now is kept among the backups. Refused while agents run (exit code 5): the older database would not know of them.",
            "What was to be typed or started when the backup was made is let go of, for it may have been done since."
        })
final class RestoreCommand extends JsonCommand {

    @Parameters(index = "0", paramLabel = "FILE", description = "A backup, or its name in MC_HOME/backup (mc backup --list).")
    Path file;

    @Option(names = {"-y", "--yes"}, description = "Does not ask.")
    boolean yes;

    @Option(names = "--force", description = "Restores although agents run. They go on, and mc may know nothing of them: mc validate names those.")
    boolean force;

    @Override
    public int run(Cli cli) throws IOException {
        if (cli.env().containsKey("MC_TOKEN")) {
            throw Failure.refused("An agent may not restore the database; only the operator may.", "Ask the operator, or the orchestrator to ask them.");
        }
        cli.home().createDirectories();
        try (Restore restore = Restore.prepare(cli.home(), found(cli)); TmuxServer tmux = new TmuxServer(TmuxSettings.of(Config.load(cli.home(), cli.env()).tmuxSocket(), cli.env()))) {
            requireNoAgents(cli, tmux);
            String what = restore.events() + " events" + (restore.newest().isEmpty() ? "" : ", up to " + restore.newest());
            if (!yes && !cli.confirm("The backup is whole: " + what + ". What mc has written down since is set aside. Put it back?", "--yes")) {
                throw Failure.refused("Nothing was changed.", "");
            }
            ApiClient.open(cli.home(), cli.env()).ifPresent(daemon -> daemon.stopDaemon(cli));
            Restore.Done done;
            try (DaemonLock lock = DaemonLock.tryLock(cli.home()).orElseThrow(() -> Failure.failed("Another command has just started the daemon; nothing was changed.", "Try again."))) {
                requireNoAgents(cli, tmux); // nobody can start one any more
                done = restore.swap(lock, Instant.now());
            }
            ApiClient.connect(cli).close(); // it asks tmux about every agent it now believes to live
            print(what, done, cli);
        }
        return 0;
    }

    private Path found(Cli cli) {
        Path named = cli.home().root().resolve("backup").resolve(file.toString());
        return (Files.exists(file) || !Files.exists(named) ? file : named).toAbsolutePath().normalize();
    }

    private void requireNoAgents(Cli cli, TmuxServer tmux) {
        List<String> agents = force ? List.of() : Restore.runningAgents(cli.home(), tmux);
        if (!agents.isEmpty()) {
            throw Failure.refused("Agents are running: " + String.join(", ", agents) + ". The older database may not know of them, and nobody would watch them any more.",
                    "End them first, their work is kept: mc stop --all. Or with mc's database too damaged for that, restore all the same with --force; mc validate then names those it does not know.");
        }
    }

    private void print(String what, Restore.Done done, Cli cli) {
        if (json) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("restored", file.toString());
            answer.put("aside", done.aside().map(Path::toString).orElse(null));
            cli.json(answer);
            return;
        }
        cli.say(cli.green("Restored ") + what + ".");
        done.aside().ifPresent(aside -> cli.say("The database before is kept: " + aside));
        cli.say("mc validate compares it with what is there now.");
    }
}
