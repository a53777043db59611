package mc.compliance.talk;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import mc.compliance.Rule;
import mc.compliance.Violations;
import mc.event.Tx;
import mc.message.HubPolicy;

/** {@code comm.broadcast}: nobody but a hub sends one text to many colleagues. It cannot be undone, so it is closed by {@link Fading}. */
final class BroadcastRule implements TalkRule {

    static final String ID = "comm.broadcast";

    private final Violations violations;

    BroadcastRule(Violations violations) {
        this.violations = violations;
    }

    @Override
    public void said(Said said, Tx tx) {
        if (!HubPolicy.isHub(said.from().role()) && said.isToColleague()) {
            said.rule(ID).ifPresent(rule -> look(said, rule, tx));
        }
    }

    private void look(Said said, Rule rule, Tx tx) {
        Instant since = tx.now().minus(Duration.ofMinutes(rule.number("minutes")));
        List<String> told = Spoken.recipients(tx.sql(), said.mission(), said.from().role(), said.text(), since);
        if (told.size() > rule.number("recipients")) {
            violations.found(tx, said.mission(), said.from().id(), ID, said.from().id(), said.quoted() + " went to " + told.size() + " roles: " + String.join(", ", told), Map.of("message", said.message()));
        }
    }
}
