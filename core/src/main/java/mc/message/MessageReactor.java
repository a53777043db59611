package mc.message;

import java.util.List;
import mc.agent.Agent;
import mc.agent.AgentState;
import mc.event.Event;
import mc.event.Job;
import mc.event.Reactor;
import mc.event.Recorded;
import mc.event.Signal;
import mc.event.Tx;
import mc.message.Message.Status;
import mc.text.Ids;
import mc.text.Untrusted;

/**
 * Keeps the table of messages true to the events, takes the agent's own report of a text as the proof that it arrived, and wakes the
 * delivery whenever the agent's state may have changed. Runs before the agents' reactor, so that it sees the state a text met.
 */
public final class MessageReactor implements Reactor {

    /** Job: deliver the oldest open message of the agent. */
    public static final String DELIVER = "deliver";

    private static final List<Status> UNTYPED = List.of(Status.QUEUED, Status.HELD, Status.TYPING);
    private static final List<Status> OPEN = List.of(Status.QUEUED, Status.HELD, Status.TYPING, Status.TYPED);
    private static final List<Status> UNREPORTED = List.of(Status.QUEUED, Status.HELD, Status.TYPING, Status.TYPED, Status.UNPROVEN);

    @Override
    public void react(Recorded recorded, Tx tx) {
        Event event = recorded.event();
        if (event instanceof Event.MessageQueued queued) {
            accept(queued, tx);
        } else if (event instanceof Event.MessageHeld held) {
            hold(held, tx);
        } else if (event instanceof Event.MessageTyping typing) {
            change(typing.message(), UNTYPED, Status.TYPING, "", tx);
        } else if (event instanceof Event.MessageTyped typed) {
            change(typed.message(), OPEN, Status.TYPED, "", tx);
            tx.sql().createUpdate("update message set attempts = :attempts where id = :id").bind("attempts", typed.attempt()).bind("id", typed.message()).execute();
        } else if (event instanceof Event.MessageSubmitted submitted) {
            change(submitted.message(), UNREPORTED, Status.SUBMITTED, submitted.evidence(), tx);
            tx.sql().createUpdate("update message set turns_left = :turns where id = :id").bind("turns", submitted.queuedBehindTurn() ? 2 : 1).bind("id", submitted.message()).execute();
        } else if (event instanceof Event.MessageRead read) {
            change(read.message(), List.of(Status.SUBMITTED), Status.READ, "the turn ended", tx);
        } else if (event instanceof Event.MessageUnproven unproven) {
            change(unproven.message(), OPEN, Status.UNPROVEN, unproven.why(), tx);
        } else if (event instanceof Event.MessageFailed failed) {
            change(failed.message(), OPEN, Status.FAILED, failed.why(), tx);
        } else if (event instanceof Event.JobGivenUp givenUp && givenUp.job().startsWith(DELIVER + "/")) {
            Message.nextFor(tx.sql(), givenUp.job().substring(DELIVER.length() + 1))
                    .ifPresent(m -> tx.append(new Event.MessageHeld(m.mission(), m.agent(), m.id(), "it could not be typed, and is tried again when the agent next reports: " + givenUp.why())));
        } else if (event instanceof Event.MissionStopped stopped) {
            Message.openIn(tx.sql(), stopped.mission()).forEach(m -> tx.append(new Event.MessageFailed(m.mission(), m.agent(), m.id(), "the mission has ended")));
        } else if (event instanceof Event.AgentEnding ending) {
            tx.cancel(Job.of(DELIVER, ending.agent(), tx.now()).key());
            Message.openFor(tx.sql(), ending.agent()).forEach(m -> undelivered(m, ending.by(), tx));
        } else if (event instanceof Event.PromptSeen seen) {
            submitted(seen.markers(), seen.evidence(), seen, tx);
        } else if (event instanceof Event.AgentSignalled signalled) {
            signalled(signalled, tx);
            wake(signalled.agent(), tx);
        } else if (event instanceof Event.ScreenSeen || event instanceof Event.AgentSighted || event instanceof Event.AgentExited || event instanceof Event.AgentLost || event instanceof Event.AgentLaunched) {
            wake(event.agent(), tx);
        }
    }

    /** What is not to be typed lies in the inbox at once; there the recipient finds it. */
    private static void accept(Event.MessageQueued queued, Tx tx) {
        Event.Letter letter = queued.letter() != null ? queued.letter() : Event.Letter.plain(Agent.Table.find(tx.sql(), queued.agent()).orElseThrow().role());
        boolean isForInbox = letter.inbox() || queued.agent() == null;
        tx.sql().createUpdate("insert into message(id, mission, agent, recipient, sender, type, subject, body, urgent, inbox, critical, thread, reply_to, not_before, send_key, status, reason, attempts, created_at, changed_at)"
                        + " values (:id, :mission, :agent, :recipient, :sender, :type, :subject, :body, :urgent, :inbox, :critical, :thread, :replyTo, :notBefore, :key, :status, :reason, 0, :now, :now)")
                .bind("id", queued.message()).bind("mission", queued.mission()).bind("agent", queued.agent()).bind("recipient", letter.to()).bind("sender", queued.from())
                .bind("type", letter.type()).bind("subject", letter.subject()).bind("body", queued.text()).bind("urgent", letter.urgent()).bind("inbox", isForInbox).bind("critical", letter.critical())
                .bind("thread", letter.thread()).bind("replyTo", letter.replyTo()).bind("notBefore", letter.notBefore()).bind("key", letter.key())
                .bind("status", (isForInbox ? Status.SUBMITTED : Status.QUEUED).text()).bind("reason", isForInbox ? "lies in the inbox" : "").bind("now", tx.now().toString()).execute();
        if (!isForInbox) {
            wake(queued.agent(), tx);
        }
    }

    private static void signalled(Event.AgentSignalled event, Tx tx) {
        if (event.signal() instanceof Signal.PromptSubmitted) {
            submitted(event.markers(), "reported by the agent's own hook", event, tx);
        } else if (event.signal() instanceof Signal.TurnEnded) {
            tx.sql().createUpdate("update message set turns_left = turns_left - 1 where agent = :agent and status = 'submitted' and not inbox").bind("agent", event.agent()).execute();
            Message.endOfTurn(tx.sql(), event.agent()).forEach(id -> tx.append(new Event.MessageRead(event.mission(), event.agent(), id)));
        }
    }

    /** The agent has left; a sender that is an agent itself no longer waits for the receipt, so it is told. */
    private static void undelivered(Message message, String by, Tx tx) {
        Agent to = Agent.Table.find(tx.sql(), message.agent()).orElseThrow();
        String why = to.role() + " was ended by the " + by;
        tx.append(message.status() == Status.TYPED ? new Event.MessageUnproven(message.mission(), message.agent(), message.id(), why + " before it reported the text")
                : new Event.MessageFailed(message.mission(), message.agent(), message.id(), why));
        Agent.Table.ofMission(tx.sql(), message.mission()).stream().filter(a -> a.role().equals(message.sender()) && !a.hasLeft() && !a.id().equals(message.agent())).findFirst()
                .ifPresent(sender -> tx.append(new Event.MessageQueued(message.mission(), sender.id(), Ids.random("m"), "mc",
                        "Your message " + message.id() + " did not reach " + to.role() + ": " + why + ". It began: " + Untrusted.line(message.body(), 120))));
    }

    private static void submitted(List<String> markers, String evidence, Event event, Tx tx) {
        boolean isBusy = Agent.Table.find(tx.sql(), event.agent()).filter(a -> a.state() == AgentState.WORKING).isPresent();
        for (String id : markers) {
            Message.find(tx.sql(), id)
                    .filter(m -> m.agent().equals(event.agent()))
                    .filter(m -> m.status().isOpen() || m.status() == Status.UNPROVEN)
                    .ifPresent(m -> tx.append(new Event.MessageSubmitted(event.mission(), event.agent(), id, evidence, isBusy)));
        }
    }

    /** Wakes the delivery if something waits for this agent. */
    private static void wake(String agent, Tx tx) {
        if (Message.nextFor(tx.sql(), agent).isPresent()) {
            tx.schedule(Job.of(DELIVER, agent, tx.now()));
        }
    }

    /** What was begun to be typed stays so: it is looked for on the screen before it is ever typed again. */
    private static void hold(Event.MessageHeld held, Tx tx) {
        change(held.message(), List.of(Status.QUEUED, Status.HELD), Status.HELD, held.why(), tx);
        change(held.message(), List.of(Status.TYPING), Status.TYPING, held.why(), tx);
        change(held.message(), List.of(Status.TYPED), Status.TYPED, held.why(), tx);
    }

    /** Moves a message on from one of these; the agent's report may be written down before the key that caused it, and must stay. */
    private static void change(String id, List<Status> from, Status status, String reason, Tx tx) {
        tx.sql().createUpdate("update message set status = :status, reason = :reason, changed_at = :now where id = :id and status in (<from>)")
                .bindList("from", from.stream().map(Status::text).toList())
                .bind("status", status.text()).bind("reason", reason).bind("now", tx.now().toString()).bind("id", id).execute();
    }
}
