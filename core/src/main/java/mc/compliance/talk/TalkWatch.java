package mc.compliance.talk;

import java.util.List;
import java.util.Optional;
import mc.compliance.Violations;
import mc.event.Event;
import mc.event.Reactor;
import mc.event.Recorded;
import mc.event.Tx;

/** Shows each message of an agent to the rules of talking, once read for all of them. */
final class TalkWatch implements Reactor {

    private final Violations violations;
    private final List<TalkRule> rules;

    TalkWatch(Violations violations, List<TalkRule> rules) {
        this.violations = violations;
        this.rules = List.copyOf(rules);
    }

    @Override
    public void react(Recorded recorded, Tx tx) {
        Event event = recorded.event();
        if (event instanceof Event.MessageQueued) {
            Optional<Said> said = Said.in(event, violations, tx);
            said.ifPresent(s -> rules.forEach(rule -> rule.said(s, tx)));
        } else {
            rules.forEach(rule -> rule.happened(event, tx));
        }
    }
}
