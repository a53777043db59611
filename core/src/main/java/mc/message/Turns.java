package mc.message;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import mc.agent.Agent;
import mc.agent.AgentState;
import mc.agent.Evidence;
import mc.agent.Source;
import mc.agent.Verdict;
import mc.event.Event;
import mc.event.Signal;
import mc.event.Tx;
import mc.message.Message.Status;
import org.jdbi.v3.core.Handle;

/**
 * The turns that messages went into: a message is read when the turn that held its text has ended, by itself or by a person. A turn
 * that failed was no reading; the text stands in the conversation, and is read with the next turn that ends. Where a conversation
 * ends before that, the message is not proven. The screen's word for the end of a turn counts only for programs that keep no files which tell it,
 * and of those without hooks. Stateless; everything here runs inside reactors.
 */
final class Turns {

    private static final String SCREEN_TELLS = "its screen shows that the turn is over; nothing else tells how it ended";
    /** An input line was idle for this long when {@link Event.ScreenSeen} tells of it; what was submitted since was not in that turn. */
    private static final Duration SEEN_IDLE = Duration.ofSeconds(2);

    private Turns() {}

    /** Whether the agent is in a turn, as opposed to one that ended and left tasks in the background. */
    static boolean isInOne(Handle sql, Agent agent) {
        Optional<Verdict> verdict = Verdict.of(Evidence.of(sql, agent.id()));
        return agent.state() == AgentState.WORKING && verdict.filter(v -> v.decisive().lasting()).isEmpty();
    }

    /** Whether a turn ran when the text was typed decides where it goes: the program's files may tell of the text's own turn before its hook does. */
    static void typing(Event.MessageTyping event, Tx tx) {
        boolean isTurnRunning = Agent.Table.find(tx.sql(), event.agent()).filter(a -> a.source() != Source.SCREEN && isInOne(tx.sql(), a)).isPresent();
        tx.sql().createUpdate("update message set behind = :behind where id = :id").bind("behind", isTurnRunning).bind("id", event.message()).execute();
    }

    /** Whether a text that was typed, and that the program reports now, waits there for a turn of its own. */
    static boolean isBehind(Message message, Tx tx) {
        return tx.sql().createQuery("select behind from message where id = :id").bind("id", message.id()).mapTo(Boolean.class).one();
    }

    /** Counts the turns that end before the message is read: one handed over by a hook has seen those that ended since. */
    static void submitted(Event.MessageSubmitted event, Tx tx) {
        tx.sql().createUpdate("update message set turns_left = case when attempts = 0 and not :behind then turns_left else 1 + :behind end, behind = :behind where id = :id and status = 'submitted'")
                .bind("behind", event.queuedBehindTurn()).bind("id", event.message()).execute();
        settle(event.mission(), event.agent(), null, tx);
    }

    /** What was thought to wait for a turn of its own went into the one that ran, which may have ended since. */
    static void absorbed(Event.MessagesAbsorbed event, Tx tx) {
        for (String id : Message.openToEvidence(tx.sql(), event.agent(), event.messages())) {
            if (Message.find(tx.sql(), id).orElseThrow().status() == Status.SUBMITTED) {
                tx.sql().createUpdate("update message set turns_left = turns_left - 1, behind = 0 where id = :id").bind("id", id).execute();
            } else {
                tx.append(new Event.MessageSubmitted(event.mission(), event.agent(), id, event.evidence(), false));
            }
        }
        settle(event.mission(), event.agent(), null, tx);
    }

    /** Takes note of how turns and conversations end. */
    static void react(Event event, Tx tx) {
        if (event instanceof Event.AgentSignalled signalled) {
            signalled(signalled, tx);
        } else if (event instanceof Event.AgentSighted sighted && isInterruption(sighted) && isOfItsProgram(sighted, tx)) {
            ended(sighted, sighted.sourceAt(), "the turn was " + sighted.what(), tx);
        } else if (event instanceof Event.AgentSighted sighted && sighted.source().equals(Source.SCREEN.text()) && AgentState.READY.text().equals(sighted.state()) && isOfItsProgram(sighted, tx)) {
            seenOver(sighted, sighted.sourceAt(), tx);
        } else if (event instanceof Event.ScreenSeen screen && !screen.busy() && tellsNoFile(screen.agent(), tx)) {
            seenOver(screen, tx.now().minus(SEEN_IDLE).toString(), tx);
        } else if (event instanceof Event.AgentExited || event instanceof Event.AgentLost) {
            programEnded(event, tx);
        } else if (event instanceof Event.AgentRestarting restarting && restarting.fresh()) {
            forgotten(event, tx);
        }
    }

    private static void signalled(Event.AgentSignalled event, Tx tx) {
        if (event.signal() instanceof Signal.TurnEnded) {
            ended(event, tx.now().toString(), null, tx);
        } else if (event.signal() instanceof Signal.TurnFailed failed) {
            tx.sql().createUpdate("update message set turns_left = max(1, turns_left - 1), reason = :reason where agent = :agent and status = 'submitted' and not inbox")
                    .bind("reason", "its turn failed (" + failed.error() + "); it stands in the conversation, and is read when a turn ends").bind("agent", event.agent()).execute();
        } else if (event.signal() instanceof Signal.SessionStarted started && (started.source().equals("clear") || started.source().equals("startup"))) {
            forgotten(event, tx);
        }
    }

    private static boolean isOfItsProgram(Event.AgentSighted sighted, Tx tx) {
        return Agent.Table.find(tx.sql(), sighted.agent()).filter(a -> a.pid() != null && a.pid() == sighted.pid()).isPresent();
    }

    /** Whether no file that mc can read tells of the program's turns: not of one by hooks alone, when a person has interrupted it. */
    private static boolean tellsNoFile(String agent, Tx tx) {
        return Evidence.of(tx.sql(), agent).stream().noneMatch(s -> s.source() == Source.TRANSCRIPT || s.source() == Source.SESSION_FILE);
    }

    /** A limit, or a screen that nobody could read, is no turn that ended. */
    private static void seenOver(Event event, String at, Tx tx) {
        Agent agent = Agent.Table.find(tx.sql(), event.agent()).orElseThrow();
        if (agent.state() == AgentState.WORKING || agent.state() == AgentState.WAITING) {
            ended(event, at, SCREEN_TELLS, tx);
        }
    }

    private static boolean isInterruption(Event.AgentSighted sighted) {
        return sighted.source().equals(Source.TRANSCRIPT.text()) && sighted.what().startsWith(Agent.INTERRUPTED);
    }

    /** @param at the end of the turn; what was submitted later was not in it */
    private static void ended(Event event, String at, String how, Tx tx) {
        tx.sql().createUpdate("update message set turns_left = turns_left - 1 where agent = :agent and not inbox and (status = 'submitted' or status = 'typed' and attempts = 0) and rtrim(changed_at, 'Z') <= rtrim(:at, 'Z')")
                .bind("agent", event.agent()).bind("at", at).execute();
        tx.sql().createUpdate("update message set behind = 0 where agent = :agent and status in ('typing', 'typed') and rtrim(changed_at, 'Z') <= rtrim(:at, 'Z')").bind("agent", event.agent()).bind("at", at).execute();
        settle(event.mission(), event.agent(), how, tx);
    }

    private static void settle(String mission, String agent, String how, Tx tx) {
        Message.endOfTurn(tx.sql(), agent).forEach(id -> tx.append(new Event.MessageRead(mission, agent, id, how)));
    }

    /** A queue goes with its program; what was taken up stands in the conversation, with which the agent may go on. */
    private static void programEnded(Event event, Tx tx) {
        List<String> queued = tx.sql().createQuery("select id from message where agent = :agent and status = 'submitted' and behind and turns_left > 1").bind("agent", event.agent()).mapTo(String.class).list();
        queued.forEach(id -> tx.append(new Event.MessageCutOff(event.mission(), event.agent(), id, "its program ended while the text waited there for a turn")));
        tx.sql().createUpdate("update message set reason = 'its program ended before the turn did; it stands in the conversation, and is read when a turn ends' where agent = :agent and status = 'submitted' and not inbox and not (behind and turns_left > 1)")
                .bind("agent", event.agent()).execute();
    }

    private static void forgotten(Event event, Tx tx) {
        cutOff(event.mission(), event.agent(), "a new conversation began before the turn with it had ended", tx);
    }

    /** No turn of this agent ends any more. */
    static void cutOff(Agent agent, String why, Tx tx) {
        cutOff(agent.mission(), agent.id(), why, tx);
    }

    private static void cutOff(String mission, String agent, String why, Tx tx) {
        Message.inTurn(tx.sql(), agent).forEach(m -> tx.append(new Event.MessageCutOff(mission, agent, m.id(), why)));
    }
}
