package mc.upkeep;

import java.util.List;
import java.util.stream.Stream;
import mc.event.EventLog;
import mc.store.Database;
import mc.text.Untrusted;

/**
 * Whether the database is whole: the file, what its rows refer to, the chain of the log, and whether the newest messages are those of
 * the log. The other tables are not compared with it.
 */
record DatabaseCheck(Database database) implements Check {

    private static final String RESTORE = "mc backup --list shows the backups, mc restore FILE puts one back; what is there now is kept aside.";

    /** So many messages are compared with the log. */
    private static final int NEWEST = 5_000;
    /** As in the index of V2.sql, or that is not used. */
    private static final String MESSAGE = "case when json_valid(e.body) then json_extract(e.body, '$.message') end";

    @Override
    public List<Finding> look() {
        List<String> faults = database.integrity();
        return Stream.concat(
                faults.stream().limit(1).map(first -> Finding.problem("database", "The database is damaged.", faults.size() + (faults.size() == 1 ? " fault: " : " faults, such as: ") + Untrusted.line(first, 300), RESTORE)),
                Stream.concat(chain().stream(), forged().stream())).toList();
    }

    /** The chain proves the log, and people read the tables made from it. */
    private List<Finding> forged() {
        return database.read(sql -> sql.createQuery("select m.id from (select id, sender, body from message order by rowid desc limit :newest) m where not exists (select 1 from event e where " + MESSAGE
                        + " = m.id and e.kind = 'MessageQueued' and json_extract(e.body, '$.text') = m.body and json_extract(e.body, '$.from') = m.sender) limit 1").bind("newest", NEWEST).mapTo(String.class).findOne())
                .map(id -> Finding.problem("database", "The message " + id + " is not as it was sent.", "its text or its sender is another than in the log", "mc events --json has what was sent. Find out who writes to mc.db. " + RESTORE)).stream().toList();
    }

    private List<Finding> chain() {
        long broken = database.read(EventLog::firstBroken);
        if (broken == 0) {
            return List.of();
        }
        long newest = database.read(EventLog::newest);
        long last = database.read(sql -> sql.createQuery("select coalesce(max(seq), 0) from event").mapTo(Long.class).one());
        String evidence = last < newest ? "events up to " + newest + " were written, and the last one there is " + last : "event " + broken + " is missing, or does not follow from the one before it";
        return List.of(Finding.problem("log", "The log of events was changed by something else than mc, from event " + broken + " on.", evidence, "Find out who writes to mc.db. " + RESTORE));
    }
}
