package mc.compliance.talk;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import mc.compliance.Violation;
import mc.compliance.Violations;
import mc.event.Tx;
import mc.message.HubPolicy;

/**
 * {@code comm.exchanges}: two agents settle a topic in so many exchanges. An exchange is a message and its answer, on one thread, or
 * without a thread within half an hour; a word of either to a hub begins the count anew and mends it.
 */
final class ExchangeRule implements TalkRule {

    private static final String ID = "comm.exchanges";
    private static final Duration ONE_TOPIC = Duration.ofMinutes(30);

    private final Violations violations;

    ExchangeRule(Violations violations) {
        this.violations = violations;
    }

    @Override
    public void said(Said said, Tx tx) {
        String from = said.from().role();
        if (said.isToHub()) {
            Violation.open(tx.sql(), said.mission(), ID).stream().filter(open -> List.of(open.key().split("/")).contains(from))
                    .forEach(open -> violations.cleared(tx, said.mission(), ID, open.key(), from, "told " + said.to() + " in " + said.message()));
        } else if (!HubPolicy.isHub(from)) {
            said.rule(ID).ifPresent(rule -> count(said, rule.number("exchanges"), tx));
        }
    }

    private void count(Said said, int allowed, Tx tx) {
        String a = said.from().role();
        String b = said.to();
        Instant since = said.letter().thread() == null ? tx.now().minus(ONE_TOPIC) : Instant.MIN;
        List<String> speakers = Spoken.between(tx.sql(), said.mission(), a, b, said.letter().thread(), since);
        if (turns(speakers) / 2 >= allowed) {
            String pair = a.compareTo(b) < 0 ? a + "/" + b : b + "/" + a;
            String where = said.letter().thread() == null ? "within " + ONE_TOPIC.toMinutes() + " minutes" : "on the thread " + said.letter().thread();
            violations.found(tx, said.mission(), said.from().id(), ID, pair + "/" + Objects.requireNonNullElse(said.letter().thread(), ""),
                    a + " and " + b + " had " + turns(speakers) / 2 + " exchanges " + where + " without the orchestrator, the last " + said.quoted(), Map.of("message", said.message()));
        }
    }

    /** How often the word went from one to the other. */
    private static int turns(List<String> speakers) {
        int turns = 0;
        String last = "";
        for (String speaker : speakers) {
            turns += speaker.equals(last) ? 0 : 1;
            last = speaker;
        }
        return turns;
    }
}
