package mc.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import mc.Failure;
import mc.Home;
import mc.text.SafeFiles;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
        name = "install",
        mixinStandardHelpOptions = true,
        description = {
            "Lets the machine start the daemon when it starts, by a systemd unit of your own, else a line in your crontab, else launchd.",
            "Missions are brought back only with --resume. Doing it again changes what was installed: without --resume that is off again."
        })
final class DaemonInstallCommand implements Command {

    @Option(names = "--resume", description = "Brings the missions back that had not ended, once after each start of the machine.")
    boolean resume;

    @Option(names = "--uninstall", description = "Takes away what was installed.")
    boolean uninstall;

    @Option(names = "--print", description = "Shows the files, and writes nothing.")
    boolean print;

    @Option(names = "--with", paramLabel = "STARTER", description = "systemd, cron or launchd, in place of what is found.")
    String with;

    @Override
    public int run(Cli cli) throws IOException {
        StartAtBoot boot = new StartAtBoot(cli.home(), launcher(), cli.env(), resume);
        if (uninstall) {
            return uninstall(boot, cli);
        }
        Optional<BootStarter> chosen = with != null ? Optional.of(named(with)) : Arrays.stream(BootStarter.values()).filter(BootStarter::isHere).findFirst();
        if (print) {
            cli.say("# " + boot.scriptFile() + "\n" + boot.script());
            cli.say(chosen.map(s -> s.shown(boot)).orElse("# Nothing on this machine was found that could start it: no systemd of your own, no cron."));
            return 0;
        }
        BootStarter starter = chosen.orElseThrow(() -> Failure.missing("Nothing on this machine was found that could start the daemon: systemd does not run for your user, and there is no cron.",
                "Install cron, or let what starts programs here run the script that this shows: mc daemon install --print"));
        Home.privateDirectory(cli.home().root());
        Home.privateDirectory(cli.home().log());
        byte[] before = Files.exists(boot.scriptFile()) ? Files.readAllBytes(boot.scriptFile()) : null;
        SafeFiles.writeScript(boot.scriptFile(), boot.script());
        if (resume) {
            BootId.current().ifPresent(id -> id.tried(cli.home())); // it counts from the next start of the machine on
        }
        try {
            starter.install(boot, cli::say);
        } catch (Failure e) {
            if (before == null) {
                Files.deleteIfExists(boot.scriptFile()); // nothing would call it
            } else {
                SafeFiles.writeScript(boot.scriptFile(), new String(before, StandardCharsets.UTF_8)); // what was installed goes on
            }
            throw e;
        }
        for (BootStarter other : BootStarter.values()) { // only now: a start at boot that works is not given up for one that does not
            if (other != starter) {
                remove(other, boot, cli);
            }
        }
        cli.say(resume ? "At each start of the machine the daemon starts, and missions that had not ended are brought back." : "At each start of the machine the daemon starts. Missions stay as they are; --resume would bring them back.");
        return 0;
    }

    private static int uninstall(StartAtBoot boot, Cli cli) throws IOException {
        List<String> removed = new ArrayList<>();
        for (BootStarter starter : BootStarter.values()) {
            if (remove(starter, boot, cli)) {
                removed.add(starter.word());
            }
        }
        if (Files.deleteIfExists(boot.scriptFile()) || !removed.isEmpty()) {
            cli.say("The machine starts the daemon no more." + (removed.contains("systemd") ? " Lingering stays on; loginctl disable-linger turns it off." : ""));
        } else {
            cli.say("Nothing was installed.");
        }
        return 0;
    }

    /** A starter that cannot be asked, as for a user who may have no crontab, has nothing of mc's, or keeps it with a word about that. */
    private static boolean remove(BootStarter starter, StartAtBoot boot, Cli cli) throws IOException {
        try {
            return starter.uninstall(boot);
        } catch (Failure e) {
            cli.err().println("Whether " + starter.word() + " starts the daemon too could not be found out: " + e.getMessage());
            return false;
        }
    }

    private static BootStarter named(String name) {
        return Arrays.stream(BootStarter.values()).filter(s -> s.word().equals(name)).findFirst().orElseThrow(() -> Failure.usage("mc knows no starter '" + name + "'.", "It knows: systemd, cron, launchd"));
    }

    private static Path launcher() {
        String named = System.getProperty("mc.launcher");
        if (named == null) {
            throw Failure.missing("This mc was started without its launcher script, so nothing could start it at boot.", "Start it as mc or scripts/mc.");
        }
        return Path.of(named).toAbsolutePath();
    }
}
