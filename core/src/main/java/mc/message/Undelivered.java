package mc.message;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import mc.agent.Agent;
import mc.agent.Mission;
import mc.event.Event;
import mc.event.Event.Letter;
import mc.event.Job;
import mc.event.JobHandler;
import mc.event.Reactor;
import mc.event.Recorded;
import mc.event.Tx;
import mc.store.Database;
import mc.text.Ids;
import mc.text.Untrusted;
import org.jdbi.v3.core.Handle;

/**
 * Tells of messages that failed or are not proven: their senders, if these are agents of a mission that runs, and the operator by a letter in the
 * inbox. What goes wrong within a few seconds is told together, and what is proven meanwhile not at all.
 */
public final class Undelivered implements Reactor, JobHandler {

    /** Job: tell of the undelivered messages of a mission. */
    public static final String TELL = "undelivered";

    private static final Duration GATHERING = Duration.ofSeconds(3);
    private static final int LISTED = 20;
    private static final int BEGINNING = 120;

    private final Database database;

    public Undelivered(Database database) {
        this.database = database;
    }

    @Override
    public void react(Recorded recorded, Tx tx) {
        Event event = recorded.event();
        if (event instanceof Event.MessageUnproven || event instanceof Event.MessageCutOff || event instanceof Event.MessageFailed) {
            tx.schedule(Job.of(TELL, event.mission(), tx.now().plus(GATHERING)));
        } else if (event instanceof Event.UndeliveredTold told) {
            tell(told, tx);
        }
    }

    @Override
    public Outcome run(Job job, Consumer<Event> record) {
        List<String> untold = database.read(sql -> untold(sql, job.subject()));
        return untold.isEmpty() ? Outcome.done() : Outcome.done(new Event.UndeliveredTold(job.subject(), untold));
    }

    private static List<String> untold(Handle sql, String mission) {
        return sql.createQuery("select id from message where mission = :mission and status in ('unproven', 'failed') and not told order by created_at, rowid").bind("mission", mission).mapTo(String.class).list();
    }

    private static void tell(Event.UndeliveredTold told, Tx tx) {
        tx.sql().createUpdate("update message set told = 1 where id in (<ids>)").bindList("ids", told.messages()).execute();
        List<Message> messages = told.messages().stream().flatMap(id -> Message.find(tx.sql(), id).stream()).toList();
        Map<String, List<Message>> bySender = messages.stream().collect(Collectors.groupingBy(Message::sender, TreeMap::new, Collectors.toList()));
        boolean hasReaders = Mission.Table.find(tx.sql(), told.mission()).filter(mission -> !mission.hasEnded()).isPresent();
        Agent.Table.ofMission(tx.sql(), told.mission()).stream().filter(agent -> hasReaders && !agent.hasLeft() && bySender.containsKey(agent.role()))
                .forEach(agent -> tx.append(new Event.MessageQueued(told.mission(), agent.id(), Ids.random("m"), Message.MC, text("Your message", bySender.get(agent.role())))));
        String subject = messages.size() == 1 ? "A message was not delivered" : messages.size() + " messages were not delivered";
        tx.append(new Event.MessageQueued(told.mission(), null, Ids.random("m"), Message.MC, text("The message", messages), new Letter(Message.OPERATOR, "notification", subject, false, true, null, null, null, null, true)));
    }

    private static String text(String whose, List<Message> messages) {
        String lines = messages.stream().limit(LISTED).map(m -> line(whose, m)).collect(Collectors.joining("\n"));
        return messages.size() > LISTED ? lines + "\nand " + (messages.size() - LISTED) + " more." : lines;
    }

    private static String line(String whose, Message message) {
        String what = message.status() == Message.Status.FAILED ? "did not reach" : "is not known to have been read by";
        return whose + " " + message.id() + (whose.startsWith("Your") ? "" : " from " + message.sender()) + " " + what + " " + message.letter().to() + ": " + message.reason()
                + ". It began: " + Untrusted.line(message.body(), BEGINNING);
    }
}
