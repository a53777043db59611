package mc.message;

import mc.event.Event;
import mc.event.Reactor;
import mc.event.Recorded;
import mc.event.Tx;

/** Keeps threads and acknowledgements true to the events. Runs after {@link MessageReactor}, which knows the messages. */
public final class Correspondence implements Reactor {

    @Override
    public void react(Recorded recorded, Tx tx) {
        Event event = recorded.event();
        if (event instanceof Event.ThreadStarted started) {
            tx.sql().createUpdate("insert into thread(id, mission, title, started_by, started_at) values (:id, :mission, :title, :by, :now)")
                    .bind("id", started.thread()).bind("mission", started.mission()).bind("title", started.title()).bind("by", started.by()).bind("now", tx.now().toString()).execute();
            if (started.message() != null) {
                tx.sql().createUpdate("update message set thread = :thread where id = :id and thread is null").bind("thread", started.thread()).bind("id", started.message()).execute();
            }
        } else if (event instanceof Event.MessageAcknowledged acknowledged) {
            tx.sql().createUpdate("update message set acknowledged_by = :by, acknowledged_at = :now where id = :id and acknowledged_at is null")
                    .bind("by", acknowledged.by()).bind("now", tx.now().toString()).bind("id", acknowledged.message()).execute();
        }
    }
}
