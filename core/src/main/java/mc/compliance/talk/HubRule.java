package mc.compliance.talk;

import java.util.Map;
import java.util.Optional;
import mc.agent.Agent;
import mc.agent.Mission;
import mc.compliance.Violations;
import mc.event.Event;
import mc.event.Tx;
import mc.message.HubPolicy;

/** {@code comm.hub}: agents write directly only to their partners. Mended when the sender tells a hub. */
final class HubRule implements TalkRule {

    private static final String ID = "comm.hub";

    private final Violations violations;
    private final HubPolicy policy;

    HubRule(Violations violations, HubPolicy policy) {
        this.violations = violations;
        this.policy = policy;
    }

    @Override
    public void said(Said said, Tx tx) {
        if (said.isToHub()) {
            violations.cleared(tx, said.mission(), ID, said.from().id(), said.from().role(), "told " + said.to() + " in " + said.message());
        } else if (!policy.isDirect(Mission.Table.find(tx.sql(), said.mission()).orElseThrow(), said.from().role(), said.to())) {
            violations.found(tx, said.mission(), said.from().id(), ID, said.from().id() + "/" + said.to(), said.quoted() + ", and the two do not talk directly", Map.of("message", said.message()));
        }
    }

    /** Where the team's rules refuse such a message, the attempt counts. */
    @Override
    public void happened(Event event, Tx tx) {
        if (event instanceof Event.MessageRefused refused && refused.agent() != null) {
            Optional<Agent> from = Agent.Table.find(tx.sql(), refused.agent());
            from.ifPresent(agent -> violations.found(tx, refused.mission(), agent.id(), ID, agent.id() + "/" + refused.to(),
                    "a message from " + refused.from() + " to " + refused.to() + " was refused: " + Said.quoted(refused.text()), Map.of("message", "")));
        }
    }
}
