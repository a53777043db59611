package mc.compliance.talk;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import mc.agent.Agent;
import mc.agent.AgentState;
import mc.compliance.Rule;
import mc.compliance.TimedRule;
import mc.compliance.Violation;
import mc.compliance.Violations;
import mc.event.Event;
import mc.event.Job;
import mc.event.Tx;
import mc.message.Message;

/**
 * {@code comm.ack}: whoever is given a task by another agent acknowledges it, with {@code mc ack} or an answer that begins with ACK. The
 * clock runs from the proof that the task arrived, and rests while the agent cannot act.
 */
final class AckRule implements TalkRule, TimedRule {

    private static final String ID = "comm.ack";

    private final Violations violations;

    AckRule(Violations violations) {
        this.violations = violations;
    }

    @Override
    public String kind() {
        return "rule-ack";
    }

    @Override
    public void said(Said said, Tx tx) {
        if (isAcknowledgement(said.text())) {
            stop(tx, said.mission(), said.to(), said.from().role());
            Violation.open(tx.sql(), said.mission(), ID).stream()
                    .filter(open -> open.agent().equals(said.from().id()) && Message.find(tx.sql(), open.key()).filter(task -> task.sender().equals(said.to())).isPresent())
                    .forEach(open -> violations.cleared(tx, said.mission(), ID, open.key(), said.from().role(), "acknowledged in " + said.message()));
        }
    }

    @Override
    public void happened(Event event, Tx tx) {
        if (event instanceof Event.MessageSubmitted submitted) {
            Message.find(tx.sql(), submitted.message()).filter(AckRule::isTask)
                    .ifPresent(task -> violations.rule(tx, task.mission(), ID).ifPresent(rule -> start(task.id(), Duration.ofMinutes(rule.number("minutes")), tx)));
        } else if (event instanceof Event.MessageAcknowledged acknowledged) {
            tx.cancel(Job.of(kind(), acknowledged.message(), tx.now()).key());
            violations.cleared(tx, acknowledged.mission(), ID, acknowledged.message(), acknowledged.by(), "acknowledged");
        }
    }

    private static boolean isTask(Message message) {
        return message.agent() != null && message.letter().type().equals("task-request") && !message.sender().equals(Message.MC) && !message.sender().equals(Message.OPERATOR);
    }

    private static boolean isAcknowledgement(String text) {
        return text.stripLeading().startsWith("ACK");
    }

    @Override
    public Optional<Duration> look(String id, Tx tx) {
        Message task = Message.find(tx.sql(), id).orElseThrow();
        Agent agent = Agent.Table.find(tx.sql(), task.agent()).orElseThrow();
        Optional<Rule> rule = violations.rule(tx, task.mission(), ID);
        if (rule.isEmpty() || task.acknowledgedAt() != null || agent.hasLeft() || hasAnswered(task, agent, tx)) {
            return Optional.empty();
        }
        Duration limit = Duration.ofMinutes(rule.get().number("minutes"));
        if (agent.state() != AgentState.READY && agent.state() != AgentState.WORKING) {
            return Optional.of(limit);
        }
        violations.found(tx, task.mission(), agent.id(), ID, id, id + " from " + task.sender() + " to " + agent.role() + " is not acknowledged after " + Said.minutes(limit.toMinutes()) + ": " + Said.quoted(task.own()),
                Map.of("message", id));
        return Optional.empty();
    }

    private static boolean hasAnswered(Message task, Agent agent, Tx tx) {
        return Spoken.newestBy(tx.sql(), task.mission(), agent.role()).stream()
                .anyMatch(answer -> answer.to().equals(task.sender()) && !answer.at().isBefore(task.createdAt()) && isAcknowledgement(answer.text()));
    }
}
