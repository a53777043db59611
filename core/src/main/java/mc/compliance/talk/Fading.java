package mc.compliance.talk;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import mc.compliance.TimedRule;
import mc.compliance.Violation;
import mc.compliance.Violations;
import mc.event.Event;
import mc.event.Reactor;
import mc.event.Recorded;
import mc.event.Tx;

/** Closes after an hour what cannot be undone, such as a text that went to many; done again later, it is a new case. */
final class Fading implements Reactor, TimedRule {

    private static final Set<String> RULES = Set.of(BroadcastRule.ID, UnmonitoredRule.ID, WordRule.WORK_RELATED, WordRule.ONE_TOPIC);
    private static final Duration AFTER = Duration.ofHours(1);

    private final Violations violations;

    Fading(Violations violations) {
        this.violations = violations;
    }

    @Override
    public String kind() {
        return "rule-fading";
    }

    @Override
    public void react(Recorded recorded, Tx tx) {
        if (recorded.event() instanceof Event.ViolationFound found && RULES.contains(found.rule())) {
            start(found.violation(), AFTER, tx);
        }
    }

    @Override
    public Optional<Duration> look(String id, Tx tx) {
        Violation.find(tx.sql(), id).filter(Violation::isOpen).ifPresent(v -> violations.lapsed(tx, v, "an hour has passed; it cannot be undone"));
        return Optional.empty();
    }
}
