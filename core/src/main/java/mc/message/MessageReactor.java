package mc.message;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import mc.agent.Agent;
import mc.event.Event;
import mc.event.Job;
import mc.event.Reactor;
import mc.event.Recorded;
import mc.event.Signal;
import mc.event.Tx;
import mc.message.Message.Status;

/**
 * Keeps the table of messages true to the events, takes the agent's own report of a text as the proof that it arrived, and wakes the
 * delivery whenever the agent's state may have changed. Runs before the agents' reactor, so that it sees the state a text met. What
 * becomes of a message whose turn runs is {@link Turns}' affair.
 */
public final class MessageReactor implements Reactor {

    /** Job: deliver the oldest open message of the agent. */
    public static final String DELIVER = "deliver";

    private static final List<Status> UNTYPED = List.of(Status.QUEUED, Status.HELD, Status.TYPING);
    private static final List<Status> OPEN = List.of(Status.QUEUED, Status.HELD, Status.TYPING, Status.TYPED);
    private static final Set<Class<? extends Event>> WAKING = Set.of(Event.ScreenSeen.class, Event.AgentSighted.class, Event.AgentExited.class, Event.AgentLost.class, Event.AgentLaunched.class);
    private static final List<Status> UNREPORTED = List.of(Status.HELD, Status.TYPING, Status.TYPED, Status.UNPROVEN);

    @Override
    public void react(Recorded recorded, Tx tx) {
        Event event = recorded.event();
        if (event instanceof Event.MessageQueued queued) {
            accept(queued, tx);
        } else if (event instanceof Event.MessageHeld held) {
            hold(held, tx);
        } else if (event instanceof Event.MessageTyping typing) {
            change(typing.message(), UNTYPED, Status.TYPING, "", tx);
            Turns.typing(typing, tx);
        } else if (event instanceof Event.MessageOffered offered) {
            offered(offered.message(), tx);
        } else if (event instanceof Event.MessageTyped typed) {
            typed(typed, tx);
        } else if (event instanceof Event.MessageSubmitted submitted) {
            change(submitted.message(), UNREPORTED, Status.SUBMITTED, submitted.evidence(), tx);
            Turns.submitted(submitted, tx);
        } else if (event instanceof Event.MessagesAbsorbed absorbed) {
            Turns.absorbed(absorbed, tx);
        } else if (event instanceof Event.MessageRead read) {
            change(read.message(), List.of(Status.SUBMITTED), Status.READ, read.how() == null ? "the turn ended" : read.how(), tx);
        } else if (event instanceof Event.MessageUnproven unproven) {
            change(unproven.message(), OPEN, Status.UNPROVEN, unproven.why(), tx);
        } else if (event instanceof Event.MessageCutOff cut) {
            change(cut.message(), List.of(Status.SUBMITTED), Status.UNPROVEN, cut.why(), tx);
        } else if (event instanceof Event.MessageFailed failed) {
            dropped(failed.message(), OPEN, Status.FAILED, failed.why(), tx);
        } else if (event instanceof Event.MessageCancelled cancelled) {
            dropped(cancelled.message(), List.of(Status.QUEUED, Status.HELD), Status.CANCELLED, "taken back by the " + cancelled.by(), tx);
            wake(cancelled.agent(), tx);
        } else if (event instanceof Event.JobGivenUp givenUp && givenUp.job().startsWith(DELIVER + "/")) {
            Message.nextFor(tx.sql(), givenUp.job().substring(DELIVER.length() + 1), tx.now())
                    .ifPresent(m -> tx.append(new Event.MessageHeld(m.mission(), m.agent(), m.id(), "it could not be typed, and is tried again when the agent next reports: " + givenUp.why())));
        } else if (event instanceof Event.MissionStopped stopped) {
            Message.openIn(tx.sql(), stopped.mission()).forEach(m -> end(m, "the mission has ended", tx));
            Agent.Table.ofMission(tx.sql(), stopped.mission()).forEach(agent -> Turns.cutOff(agent, "the mission ended before the turn did", tx));
        } else if (event instanceof Event.AgentEnding ending) {
            tx.cancel(Job.of(DELIVER, ending.agent(), tx.now()).key());
            Agent agent = Agent.Table.find(tx.sql(), ending.agent()).orElseThrow();
            String why = agent.role() + " was ended by the " + ending.by();
            Message.openFor(tx.sql(), agent.id()).forEach(m -> end(m, why, tx));
            Turns.cutOff(agent, why + " before the turn did", tx);
        } else if (event instanceof Event.PromptSeen seen) {
            submitted(seen.markers(), seen.evidence(), seen, tx);
        } else if (event instanceof Event.AgentSignalled signalled) {
            signalled(signalled, tx);
            wake(signalled.agent(), tx);
        } else {
            Turns.react(event, tx);
            if (WAKING.contains(event.getClass())) {
                wake(event.agent(), tx);
            }
        }
    }

    /** What is not to be typed lies in the inbox at once; there the recipient finds it. */
    private static void accept(Event.MessageQueued queued, Tx tx) {
        Event.Letter letter = queued.letter() != null ? queued.letter() : Event.Letter.plain(Agent.Table.find(tx.sql(), queued.agent()).orElseThrow().role());
        boolean isForInbox = letter.inbox() || queued.agent() == null;
        boolean isForLater = letter.notBefore() != null && Instant.parse(letter.notBefore()).isAfter(tx.now());
        tx.sql().createUpdate("insert into message(id, mission, agent, recipient, sender, type, subject, body, urgent, inbox, critical, thread, reply_to, copy_of, not_before, send_key, status, reason, attempts, created_at, changed_at)"
                        + " values (:id, :mission, :agent, :recipient, :sender, :type, :subject, :body, :urgent, :inbox, :critical, :thread, :replyTo, :copyOf, :notBefore, :key, :status, :reason, 0, :now, :now)")
                .bind("id", queued.message()).bind("mission", queued.mission()).bind("agent", queued.agent()).bind("recipient", letter.to()).bind("sender", queued.from())
                .bind("type", letter.type()).bind("subject", letter.subject()).bind("body", queued.text()).bind("urgent", letter.urgent()).bind("inbox", isForInbox).bind("critical", letter.critical())
                .bind("thread", letter.thread()).bind("replyTo", letter.replyTo()).bind("copyOf", letter.copyOf()).bind("notBefore", letter.notBefore()).bind("key", letter.key())
                .bind("status", (isForInbox ? Status.SUBMITTED : isForLater ? Status.HELD : Status.QUEUED).text())
                .bind("reason", isForInbox ? "lies in the inbox" : isForLater ? "goes out at " + letter.notBefore() : "").bind("now", tx.now().toString()).execute();
        if (!isForInbox) {
            tx.schedule(Job.of(DELIVER, queued.agent(), isForLater ? Instant.parse(letter.notBefore()) : tx.now()));
        }
    }

    /** It frees its key: it was never typed, so its sender may send it again. */
    private static void dropped(String id, List<Status> from, Status status, String why, Tx tx) {
        if (change(id, from, status, why, tx)) {
            tx.sql().createUpdate("update message set send_key = null where id = :id").bind("id", id).execute();
        }
    }

    private static void offered(String id, Tx tx) {
        if (change(id, List.of(Status.QUEUED, Status.HELD), Status.HELD, "lies ready for its next tool call", tx)) {
            tx.sql().createUpdate("update message set offered = 1 where id = :id").bind("id", id).execute();
        }
    }

    private static void typed(Event.MessageTyped typed, Tx tx) {
        boolean isNew = change(typed.message(), OPEN, Status.TYPED, "", tx);
        if (typed.attempt() > 0) {
            tx.sql().createUpdate("update message set attempts = :attempts where id = :id").bind("attempts", typed.attempt()).bind("id", typed.message()).execute();
        } else if (isNew) {
            tx.sql().createUpdate("update message set attempts = 0, turns_left = 1 where id = :id").bind("id", typed.message()).execute();
        }
    }

    private static void signalled(Event.AgentSignalled event, Tx tx) {
        if (event.signal() instanceof Signal.PromptSubmitted) {
            submitted(event.markers(), "reported by the agent's own hook", event, tx);
        } else if (event.signal() instanceof Signal.ToolEnded) {
            Message.openToEvidence(tx.sql(), event.agent(), event.markers()).stream().flatMap(id -> Message.find(tx.sql(), id).stream()).filter(m -> m.status().isOpen())
                    .forEach(m -> tx.append(new Event.MessageTyped(m.mission(), m.agent(), m.id(), 0)));
        } else {
            Turns.react(event, tx);
        }
    }

    /** It will not be delivered any more. */
    private static void end(Message message, String why, Tx tx) {
        tx.append(message.status() == Status.TYPED ? new Event.MessageUnproven(message.mission(), message.agent(), message.id(), why + " before it reported the text")
                : new Event.MessageFailed(message.mission(), message.agent(), message.id(), why));
    }

    /** The mark of a text that was never typed is only quoted: a person may have copied it from somewhere. */
    private static void submitted(List<String> markers, String evidence, Event event, Tx tx) {
        for (String id : markers) {
            Message.find(tx.sql(), id)
                    .filter(m -> event.agent().equals(m.agent()))
                    .filter(m -> m.status().isTypedUnreported())
                    .ifPresent(m -> tx.append(new Event.MessageSubmitted(event.mission(), event.agent(), id, evidence, Turns.isBehind(m, tx))));
        }
    }

    /** Wakes the delivery if something waits for this agent. */
    private static void wake(String agent, Tx tx) {
        if (Message.nextFor(tx.sql(), agent, tx.now()).isPresent()) {
            tx.schedule(Job.of(DELIVER, agent, tx.now()));
        }
    }

    /** What was begun to be typed stays so: it is looked for on the screen before it is ever typed again. */
    private static void hold(Event.MessageHeld held, Tx tx) {
        change(held.message(), List.of(Status.QUEUED, Status.HELD), Status.HELD, held.why(), tx);
        change(held.message(), List.of(Status.TYPING), Status.TYPING, held.why(), tx);
        change(held.message(), List.of(Status.TYPED), Status.TYPED, held.why(), tx);
    }

    /** Moves a message on from one of these; the agent's report may be written down before the key that caused it, and must stay. False when it was not one of these. */
    private static boolean change(String id, List<Status> from, Status status, String reason, Tx tx) {
        return tx.sql().createUpdate("update message set status = :status, reason = :reason, changed_at = :now where id = :id and status in (<from>)")
                .bindList("from", from.stream().map(Status::text).toList())
                .bind("status", status.text()).bind("reason", reason).bind("now", tx.now().toString()).bind("id", id).execute() > 0;
    }
}
