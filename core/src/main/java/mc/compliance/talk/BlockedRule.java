package mc.compliance.talk;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import mc.agent.Agent;
import mc.compliance.Rule;
import mc.compliance.TimedRule;
import mc.compliance.Violations;
import mc.event.Tx;
import mc.message.HubPolicy;
import mc.message.Message;
import mc.message.StatusMessage;

/**
 * {@code comm.blocked}: whoever says to a colleague that it is blocked tells a hub or the operator in time. The clock starts with the
 * first such message; a word to a hub, or a status that is not blocked, stops it and mends it. That somebody knows does not mean that
 * what blocks is gone: the rules on that, such as flow.conflict, have clocks of their own.
 */
final class BlockedRule implements TalkRule, TimedRule {

    private static final String ID = "comm.blocked";
    private static final Pattern BLOCKED = Pattern.compile("(?i)\\b(?:i am|i'm|we are|we're|am|is|are|still|currently|now)\\s+(?:completely\\s+)?blocked\\b|\\bblocked (?:by|on|until|because|since|for)\\b|\\b(?:it|that|this|which) blocks (?:me|us|my|our)\\b");
    private static final Pattern NOT = Pattern.compile("(?i)\\b(?:not|no longer|never|isn't|aren't|un)\\s*(?:currently\\s+)?blocked");

    private final Violations violations;

    BlockedRule(Violations violations) {
        this.violations = violations;
    }

    @Override
    public String kind() {
        return "rule-blocked";
    }

    @Override
    public void said(Said said, Tx tx) {
        if (ends(said.to(), said.text())) {
            stop(tx, said.mission(), said.from().role(), null);
            violations.cleared(tx, said.mission(), ID, said.from().id(), said.from().role(), (said.isToHub() ? "told " + said.to() : "is not blocked any more, as it says") + " in " + said.message());
        } else if (isBlocked(said.text())) {
            said.rule(ID).ifPresent(rule -> start(said.message(), Duration.ofMinutes(rule.number("minutes")), tx));
        }
    }

    /** Whether a message settles the matter: the right one hears of it, or it is over. */
    private static boolean ends(String to, String text) {
        return to.equals(Message.OPERATOR) || HubPolicy.isHub(to) || StatusMessage.parse(text).filter(status -> !status.isBlocked()).isPresent();
    }

    private static boolean isBlocked(String text) {
        return StatusMessage.parse(text).map(StatusMessage::isBlocked).orElseGet(() -> BLOCKED.matcher(text).find() && !NOT.matcher(text).find());
    }

    @Override
    public Optional<Duration> look(String id, Tx tx) {
        Message message = Message.find(tx.sql(), id).orElseThrow();
        Optional<Rule> rule = violations.rule(tx, message.mission(), ID);
        Optional<Agent> agent = Agent.Table.ofRole(tx.sql(), message.mission(), message.sender()).filter(a -> !a.hasLeft());
        boolean isSettled = Spoken.newestBy(tx.sql(), message.mission(), message.sender()).stream()
                .anyMatch(later -> !later.at().isBefore(message.createdAt()) && !later.id().equals(id) && ends(later.to(), later.text()));
        if (rule.isPresent() && agent.isPresent() && !isSettled) {
            violations.found(tx, message.mission(), agent.get().id(), ID, agent.get().id(),
                    agent.get().role() + " says in " + id + " to " + message.letter().to() + " that it is blocked, and told no hub within " + Said.minutes(rule.get().number("minutes")) + ": " + Said.quoted(message.own()),
                    Map.of("message", id));
        }
        return Optional.empty();
    }
}
