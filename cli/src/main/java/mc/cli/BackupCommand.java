package mc.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mc.Failure;
import mc.upkeep.Backups;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a copy of the database, while everything goes on, and reads it back.",
            "mc makes one each day by itself and keeps the newest seven. Copies you ask for stay until you delete them. To put one back: mc restore FILE"
        })
final class BackupCommand extends JsonCommand {

    @Parameters(index = "0", arity = "0..1", paramLabel = "FILE", description = "A new file for it. Default: MC_HOME/backup/mc-TIME.db")
    Path file;

    @Option(names = "--list", description = "Lists the copies in MC_HOME/backup, newest first, and makes none.")
    boolean list;

    @Override
    public int run(Cli cli) {
        if (list && file != null) {
            throw Failure.usage("--list lists what is in " + cli.home().root().resolve("backup") + " and takes no file.", "mc backup --list");
        }
        if (list) {
            return list(cli);
        }
        return ask(cli, "backup.make", file == null ? Map.of() : Map.of("file", file.toAbsolutePath().normalize().toString()),
                made -> cli.say(cli.green("Backed up ") + View.number(made, "events") + " events to " + View.text(made, "file") + " (" + size(View.number(made, "bytes")) + "), and read it back."));
    }

    private int list(Cli cli) {
        List<Backups.Backup> backups = Backups.list(cli.home());
        show(cli, Map.of("backups", backups.stream().map(BackupCommand::map).toList()), answer -> {
            Table table = new Table("AGE", "SIZE", "MADE", "FILE");
            backups.forEach(b -> table.row(View.ago(b.at().toString(), Instant.now()), size(b.bytes()), b.kind(), b.file().toString()));
            table.print(cli, "There is no backup yet. The daemon makes one each day; mc backup makes one now.");
            if (!backups.isEmpty()) {
                cli.say("");
                cli.say("Put one back: mc restore FILE");
            }
        });
        return 0;
    }

    private static Map<String, Object> map(Backups.Backup backup) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("file", backup.file().toString());
        map.put("kind", backup.kind());
        map.put("at", backup.at().toString());
        map.put("bytes", backup.bytes());
        return map;
    }

    private static String size(long bytes) {
        return bytes < 1024 * 1024 ? (bytes + 1023) / 1024 + " KB" : (bytes >> 20) + " MB";
    }
}
