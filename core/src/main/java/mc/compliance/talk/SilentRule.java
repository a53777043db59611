package mc.compliance.talk;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import mc.agent.Agent;
import mc.agent.AgentState;
import mc.compliance.Rule;
import mc.compliance.TimedRule;
import mc.compliance.Violations;
import mc.event.Event;
import mc.event.Job;
import mc.event.Reactor;
import mc.event.Recorded;
import mc.event.Signal;
import mc.event.Tx;

/**
 * {@code flow.silent}: an agent in a turn, or at rest with open tasks, gives a sign of life: a report of its hooks or another source, a
 * message, a commit. One that waits for somebody, is limited or has ended is not silent: its state says so. Mended by its next sign.
 */
final class SilentRule implements Reactor, TimedRule {

    private static final String ID = "flow.silent";
    /** When to see whether a rule that is switched off is on again. */
    private static final Duration OFF = Duration.ofHours(1);

    private final Violations violations;

    SilentRule(Violations violations) {
        this.violations = violations;
    }

    @Override
    public String kind() {
        return "rule-silent";
    }

    @Override
    public void react(Recorded recorded, Tx tx) {
        Event event = recorded.event();
        if (event instanceof Event.AgentLaunched launched) {
            watch(launched.mission(), launched.agent(), tx);
        } else if (event instanceof Event.DaemonStarted) {
            Agent.Table.ofLiveMissions(tx.sql()).stream().filter(a -> !a.hasLeft() && a.paneId() != null).forEach(a -> watch(a.mission(), a.id(), tx));
        } else if (event instanceof Event.AgentEnded || event instanceof Event.LaunchFailed) {
            tx.cancel(Job.of(kind(), event.agent(), tx.now()).key());
        } else if (event instanceof Event.RulesTaken taken) {
            Agent.Table.ofLiveMissions(tx.sql()).stream().filter(a -> Job.isOpen(tx.sql(), kind(), a.id())).forEach(a -> watch(a.mission(), a.id(), tx)); // the limit may be shorter now
        } else if (event instanceof Event.MessageQueued queued && queued.wasSaid()) {
            Agent.Table.ofRole(tx.sql(), queued.mission(), queued.from()).ifPresent(from -> gave(from.id(), event, tx));
        } else if (event instanceof Event.AgentSignalled signalled ? isSign(signalled.signal()) : event instanceof Event.AgentSighted || event instanceof Event.HeadMoved || event instanceof Event.AgentExited || event instanceof Event.AgentLost) {
            gave(event.agent(), event, tx);
        }
    }

    private void gave(String agent, Event sign, Tx tx) {
        violations.cleared(tx, sign.mission(), ID, agent, "mc", "it gave a sign: " + sign.kind());
    }

    /** A program that reminds its user of an empty input line tells of no life; a subagent's tool does. */
    private static boolean isSign(Signal signal) {
        return !(signal instanceof Signal.Other other && other.name().startsWith("Notification:"));
    }

    private void watch(String mission, String agent, Tx tx) {
        start(agent, violations.rule(tx, mission, ID).map(SilentRule::limit).orElse(OFF), tx);
    }

    private static Duration limit(Rule rule) {
        return Duration.ofMinutes(Math.max(1, rule.number("minutes")));
    }

    @Override
    public Optional<Duration> look(String id, Tx tx) {
        Agent agent = Agent.Table.find(tx.sql(), id).orElseThrow();
        if (agent.hasLeft() || mc.agent.Mission.Table.find(tx.sql(), agent.mission()).filter(m -> !m.hasEnded()).isEmpty()) {
            return Optional.empty();
        }
        Optional<Rule> rule = violations.rule(tx, agent.mission(), ID);
        if (rule.isEmpty()) {
            return Optional.of(OFF);
        }
        Duration limit = limit(rule.get());
        Instant last = lastSign(agent, tx);
        Duration rest = Duration.between(tx.now(), last.plus(limit));
        if (!rest.isNegative() && !rest.isZero()) {
            return Optional.of(rest);
        }
        Optional<String> duty = agent.state() == AgentState.WORKING ? Optional.of("is in a turn (" + agent.reason() + ")") : openTask(agent, tx).map(task -> "rests, and its task " + task + " is open");
        duty.ifPresent(d -> violations.found(tx, agent.mission(), id, ID, id, agent.role() + " " + d + "; no sign of it since " + last.truncatedTo(ChronoUnit.SECONDS), Map.of()));
        return Optional.of(limit);
    }

    private static Instant lastSign(Agent agent, Tx tx) {
        String last = tx.sql().createQuery("select max(at) from (select max(at) as at from evidence where agent = :id"
                        + " union all select max(created_at) from (select created_at from message where mission = :mission and sender = :role order by rowid desc limit 1)"
                        + " union all select last_commit_at from agent where id = :id union all select since from agent where id = :id)")
                .bind("id", agent.id()).bind("mission", agent.mission()).bind("role", agent.role()).mapTo(String.class).one();
        return Instant.parse(last);
    }

    /** A task that it could work on. An agent that rests with a question waits for the answer. */
    private static Optional<String> openTask(Agent agent, Tx tx) {
        if (agent.state() != AgentState.READY || agent.waitingFor().isPresent()) {
            return Optional.empty();
        }
        return tx.sql().createQuery("select t.id || ' ' || t.title from task t where t.mission = :mission and t.role = :role and t.state = 'open'"
                        + " and not exists (select 1 from json_each(t.depends_on) d join task before on before.mission = t.mission and before.id = d.value where before.state != 'done') order by t.position limit 1")
                .bind("mission", agent.mission()).bind("role", agent.role()).mapTo(String.class).findOne();
    }
}
