package mc.upkeep;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mc.agent.Agent;
import mc.agent.AgentReactor;
import mc.event.Event;
import mc.event.EventLoop;
import mc.message.Message;
import mc.mission.MissionReactor;
import mc.schedule.CheckIns;
import mc.store.Database;
import org.jdbi.v3.core.Handle;

/**
 * The first thing a daemon does with a database that was put back. What was to be typed or started when the backup was made may have
 * been done since: it is let go of, with an event each, and nothing is done twice. What only looks, and what ends a mission, goes on.
 * Stateless.
 */
public final class Restored {

    private static final String WHY = "the database was put back to an earlier time; whether it was done since is not known";
    private static final Set<String> HARMLESS = Set.of(AgentReactor.AUTOPSY, AgentReactor.LOOK, MissionReactor.MIRROR, MissionReactor.STOP, CheckIns.CHECK_IN, Backups.DAILY);

    private Restored() {}

    /** Writes down that the database was put back, if it was since the last start. */
    public static void settle(Database database, EventLoop loop) {
        Optional<String> file = database.read(sql -> sql.createQuery("select file from restored limit 1").mapTo(String.class).findOne());
        if (file.isEmpty()) {
            return;
        }
        List<Event> events = new ArrayList<>(List.of(new Event.DatabaseRestored(file.get())));
        database.read(Restored::open).forEach(m -> events.add(new Event.MessageUnproven(m.mission(), m.agent(), m.id(), WHY)));
        database.read(Restored::toBeStarted).forEach(a -> events.add(new Event.LaunchFailed(a.mission(), a.id(), WHY)));
        List<String> jobs = database.read(Restored::jobs);
        jobs.forEach(job -> events.add(new Event.JobGivenUp(job, WHY)));
        loop.record(events, tx -> {
            jobs.forEach(tx::cancel);
            tx.sql().execute("delete from restored");
        });
    }

    private static List<Message> open(Handle sql) {
        return sql.createQuery("select id from message where status in ('queued', 'held', 'typing', 'typed')").mapTo(String.class).list().stream().flatMap(id -> Message.find(sql, id).stream()).toList();
    }

    private static List<Agent> toBeStarted(Handle sql) {
        return sql.createQuery("select agent from start order by agent").mapTo(String.class).list().stream().flatMap(id -> Agent.Table.find(sql, id).stream()).toList();
    }

    private static List<String> jobs(Handle sql) {
        return sql.createQuery("select key from job where kind not in (<harmless>) order by key").bindList("harmless", List.copyOf(HARMLESS)).mapTo(String.class).list();
    }
}
