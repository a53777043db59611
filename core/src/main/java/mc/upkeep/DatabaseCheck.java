package mc.upkeep;

import java.util.List;
import java.util.stream.Stream;
import mc.event.EventLog;
import mc.store.Database;
import mc.text.Untrusted;

/** Whether the database is whole: the file, what its rows refer to, and the chain of the log. */
record DatabaseCheck(Database database) implements Check {

    private static final String RESTORE = "mc backup --list shows the backups, mc restore FILE puts one back; what is there now is kept aside.";

    @Override
    public List<Finding> look() {
        List<String> faults = database.integrity();
        return Stream.concat(
                faults.stream().limit(1).map(first -> Finding.problem("database", "The database is damaged.", faults.size() + (faults.size() == 1 ? " fault: " : " faults, such as: ") + Untrusted.line(first, 300), RESTORE)),
                chain().stream()).toList();
    }

    private List<Finding> chain() {
        long broken = database.read(EventLog::firstBroken);
        if (broken == 0) {
            return List.of();
        }
        long newest = database.read(EventLog::newest);
        long last = database.read(sql -> sql.createQuery("select coalesce(max(seq), 0) from event").mapTo(Long.class).one());
        String evidence = last < newest ? "events up to " + newest + " were written, and the last one there is " + last : "event " + broken + " does not follow from the one before it";
        return List.of(Finding.problem("log", "The log of events was changed by something else than mc, from event " + broken + " on.", evidence, "Find out who writes to mc.db. " + RESTORE));
    }
}
