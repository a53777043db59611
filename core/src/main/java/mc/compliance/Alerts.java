package mc.compliance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mc.agent.Agent;
import mc.agent.AgentState;
import mc.agent.Mission;
import mc.event.Event;
import mc.event.Event.Letter;
import mc.event.Reactor;
import mc.event.Recorded;
import mc.event.Signal;
import mc.event.Tx;
import mc.message.Message;
import mc.team.Role;
import mc.text.Ids;

/**
 * Tells the orchestrator of broken rules: each once, and those that fall together in one message. The first goes out a second after it
 * was found; while more keep coming it waits for them, and after a message a minute passes before the next, so that a storm is one
 * message with a count. A critical one does not wait. A low one goes along with the next, or goes out after an hour. While an earlier
 * alert is not delivered, because the agent is busy or limited, the further ones wait and make one message then.
 *
 * <p>What the orchestrator itself broke is told to the project manager, and the other way round; without either the operator alone sees
 * it. Of a critical one the operator gets a letter, too, and only one, when nobody who could be told is to be reached, or who is to be told
 * goes out of reach before the alert has arrived. An alert is mc's own message,
 * and no rule looks at those.
 */
public final class Alerts implements Reactor, TimedRule {

    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final Duration AT_MOST = Duration.ofMinutes(1);
    private static final Duration LOW = Duration.ofHours(1);
    private static final Set<AgentState> OUT_OF_REACH = EnumSet.of(AgentState.LIMITED, AgentState.EXITED, AgentState.LOST);
    /** What an alert's own key begins with, so that it is known again among mc's messages. */
    private static final String KEY = "alert/";
    private static final String CRITICAL = "critical/";

    @Override
    public String kind() {
        return "alert";
    }

    @Override
    public void react(Recorded recorded, Tx tx) {
        Event event = recorded.event();
        if (event instanceof Event.ViolationFound found) {
            start(found.mission(), Severity.of(found.severity()) == Severity.LOW ? LOW : QUIET, tx);
        } else if (event instanceof Event.WatchSet set && set.on()) {
            start(set.mission(), QUIET, tx);
        } else if (event instanceof Event.MessageSubmitted submitted && isAlert(submitted.message(), tx) || event instanceof Event.MessageUnproven unproven && isAlert(unproven.message(), tx)) {
            start(event.mission(), QUIET, tx);
        } else if (event instanceof Event.MessageFailed failed && untell(failed, tx)) { // not known by its key: a failed message has none any more
            start(failed.mission(), QUIET, tx); // whoever was to hear of it has left
        } else if (mayBeOutOfReach(event)) {
            if (!Violation.unheard(tx.sql(), event.mission()).isEmpty()) {
                start(event.mission(), QUIET, tx); // who was to be told may be out of reach now, even if its alert waits already
            }
        }
    }

    private static boolean mayBeOutOfReach(Event event) {
        return event instanceof Event.AgentSighted || event instanceof Event.AgentExited || event instanceof Event.AgentLost || event instanceof Event.LaunchFailed
                || event instanceof Event.AgentSignalled signalled && signalled.signal() instanceof Signal.TurnFailed; // so a hook tells of a usage limit
    }

    private static boolean untell(Event.MessageFailed failed, Tx tx) {
        return tx.sql().createUpdate("update violation set told_in = null where mission = :mission and told_in = :message").bind("mission", failed.mission()).bind("message", failed.message()).execute() > 0;
    }

    private static boolean isAlert(String message, Tx tx) {
        return Message.find(tx.sql(), message).filter(m -> m.letter().key() != null && m.letter().key().startsWith(KEY)).isPresent();
    }

    @Override
    public Optional<Duration> look(String mission, Tx tx) {
        boolean isOver = Mission.Table.find(tx.sql(), mission).filter(Mission::mayLaunch).isEmpty();
        if (isOver || Violations.isUnwatched(tx.sql(), mission)) {
            return Optional.empty();
        }
        tellOperator(mission, Violation.unheard(tx.sql(), mission).stream().filter(v -> listener(v, tx).filter(agent -> !OUT_OF_REACH.contains(agent.state())).isEmpty()).toList(), tx);
        List<Violation> untold = Violation.untold(tx.sql(), mission);
        if (untold.isEmpty()) {
            return Optional.empty();
        }
        Optional<Duration> later = later(mission, untold, tx);
        if (later.isPresent()) {
            return later;
        }
        Map<Agent, List<Violation>> letters = new LinkedHashMap<>();
        untold.forEach(violation -> recipient(violation, tx).ifPresent(agent -> letters.computeIfAbsent(agent, a -> new ArrayList<>()).add(violation)));
        letters.forEach((agent, violations) -> tell(agent, violations, tx));
        return Optional.empty();
    }

    /** In how long to tell, if more may come or the last message is too fresh; critical ones wait for nothing. */
    private Optional<Duration> later(String mission, List<Violation> untold, Tx tx) {
        if (untold.get(0).severity() == Severity.CRITICAL) {
            return Optional.empty();
        }
        List<Instant> times = untold.stream().map(Violation::at).sorted().toList();
        Instant newest = times.get(times.size() - 1);
        if (newest.isAfter(tx.now())) {
            return Optional.empty(); // the clock was set back: nobody knows how long ago that is
        }
        Instant oldest = times.get(0);
        boolean isLow = untold.get(0).severity() == Severity.LOW;
        Instant quiet = isLow ? oldest.plus(LOW) : min(newest.plus(QUIET), oldest.plus(AT_MOST));
        Instant fresh = tx.sql().createQuery("select max(m.created_at) from message m where m.mission = :mission and m.sender = 'mc' and m.send_key >= :key and m.send_key < :end and rtrim(m.created_at, 'Z') <= rtrim(:now, 'Z')")
                .bind("mission", mission).bind("now", tx.now().toString()).bind("key", KEY).bind("end", KEY.replace('/', '0')).mapTo(String.class).findOne().map(Instant::parse).map(at -> at.plus(AT_MOST)).orElse(Instant.MIN);
        Instant due = quiet.isAfter(fresh) ? quiet : fresh;
        return due.isAfter(tx.now()) ? Optional.of(Duration.between(tx.now(), due)) : Optional.empty();
    }

    private static Instant min(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    /** Who is told: a hub that is in the team and did not break the rule itself. */
    private static Optional<Agent> recipient(Violation violation, Tx tx) {
        return java.util.stream.Stream.of(Role.ORCHESTRATOR, Role.PROJECT_MANAGER).flatMap(role -> Agent.Table.ofRole(tx.sql(), violation.mission(), role).stream())
                .filter(agent -> !agent.hasLeft() && !agent.id().equals(violation.agent())).findFirst();
    }

    /** Whose alert of it waits; when none does, who is to be told. */
    private static Optional<Agent> listener(Violation violation, Tx tx) {
        return violation.toldIn() == null ? recipient(violation, tx) : Message.find(tx.sql(), violation.toldIn()).flatMap(alert -> Agent.Table.find(tx.sql(), alert.agent()));
    }

    private static void tell(Agent agent, List<Violation> violations, Tx tx) {
        boolean isWaiting = tx.sql().createQuery("select exists (select 1 from message where agent = :agent and status in ('queued', 'held', 'typing', 'typed') and sender = 'mc' and substr(send_key, 1, :length) = :key)")
                .bind("agent", agent.id()).bind("length", KEY.length()).bind("key", KEY).mapTo(Boolean.class).one();
        if (isWaiting) {
            return; // its delivery wakes this
        }
        String id = Ids.random("m");
        tx.append(new Event.MessageQueued(agent.mission(), agent.id(), id, Message.MC, AlertText.of(violations, tx.sql()), letter(agent.role(), KEY + id, false)));
        tx.append(new Event.ViolationsTold(agent.mission(), agent.id(), id, violations.stream().map(Violation::id).toList()));
    }

    private static void tellOperator(String mission, List<Violation> critical, Tx tx) {
        if (critical.isEmpty()) {
            return;
        }
        String id = Ids.random("m");
        tx.append(new Event.MessageQueued(mission, null, id, Message.MC, "The orchestrator cannot be told now. " + AlertText.of(critical, tx.sql()), letter(Message.OPERATOR, CRITICAL + id, true)));
        tx.append(new Event.ViolationsTold(mission, null, id, critical.stream().map(Violation::id).toList()));
    }

    private static Letter letter(String to, String key, boolean inbox) {
        return new Letter(to, "notification", "Broken rules", false, inbox, null, null, null, key, false);
    }
}
