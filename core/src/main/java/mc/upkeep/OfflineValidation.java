package mc.upkeep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mc.Failure;
import mc.Home;
import mc.store.Database;
import mc.text.Untrusted;
import mc.tmux.TmuxServer;

/**
 * What can be validated when no daemon can start; the lock keeps any from starting meanwhile. The
 * database itself is not opened: a copy of it is.
 */
public record OfflineValidation(Home home, Optional<TmuxServer> tmux, Clock clock) {

    /** What was found, and what was mended. */
    public record Result(List<Finding> findings, List<String> mended) {}

    /** Looks, after mending what is safe if asked to. */
    public Result run(DaemonLock lock, boolean mend) {
        lock.requireHeld();
        List<Finding> findings = new ArrayList<>();
        List<String> mended = new ArrayList<>();
        Path copy = DatabaseFiles.copyName(home);
        try {
            if (mend) {
                mended.addAll(removeStale());
                mended.addAll(new FileCheck(home).mend());
                mended.addAll(new SpoolCheck(home, clock, false).mend());
            }
            if (Files.exists(home.socket(), LinkOption.NOFOLLOW_LINKS)) {
                findings.add(Finding.note("daemon", "A daemon that ended without a word has left its socket behind.", home.socket().toString(), "mc validate --fix takes it away"));
            }
            if (Files.exists(home.database(), LinkOption.NOFOLLOW_LINKS)) {
                try (Database database = Database.inspect(DatabaseFiles.copy(home.database(), copy))) {
                    findings.addAll(Validation.ofCopy(home, database, tmux, clock).look());
                }
            } else {
                findings.addAll(new FileCheck(home).look());
            }
        } catch (Failure | IOException e) {
            String newest = Backups.list(home).stream().filter(b -> !b.kind().equals("before-restore")).findFirst().map(b -> "mc restore '" + b.file() + "' puts the newest backup back").orElse("There is no backup. Put mc.db and its companions aside; mc then begins with an empty one");
            findings.add(0, Finding.problem("database", "The database cannot be read.", Untrusted.line(e.getMessage(), 300), newest + "; what is there now is kept aside."));
            findings.addAll(new FileCheck(home).look());
        } finally {
            deleteQuietly(copy);
        }
        return new Result(findings, mended);
    }

    private List<String> removeStale() throws IOException {
        List<String> removed = new ArrayList<>();
        for (Path left : List.of(home.socket(), home.run().resolve("mcd.pid"))) {
            if (Files.deleteIfExists(left)) {
                removed.add("took away " + left + ", which a daemon had left behind");
            }
        }
        return removed;
    }

    private static void deleteQuietly(Path copy) {
        try {
            DatabaseFiles.delete(copy);
        } catch (IOException e) {
            // the next copy takes it away
        }
    }
}
