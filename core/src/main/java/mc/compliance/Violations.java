package mc.compliance;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import mc.agent.Agent;
import mc.event.Event;
import mc.event.Reactor;
import mc.event.Recorded;
import mc.event.Tx;
import mc.text.Ids;
import mc.text.Placeholders;
import mc.text.Untrusted;

/**
 * Where every rule's watcher says what it found, and that it is mended. Keeps the table of violations true to the events. Each case
 * is open once; a rule that is switched off finds nothing, and lets go of what it found.
 */
public final class Violations implements Reactor {

    private static final int LONGEST = 500;

    private final RuleBook book;

    public Violations(RuleBook book) {
        this.book = book;
    }

    @Override
    public void react(Recorded recorded, Tx tx) {
        Event event = recorded.event();
        if (event instanceof Event.ViolationFound found) {
            tx.sql().createUpdate("insert into violation(id, mission, agent, rule, severity, key, seen, remedy, rules, at) values (:id, :mission, :agent, :rule, :severity, :key, :seen, :remedy, :rules, :at) on conflict do nothing")
                    .bind("id", found.violation()).bind("mission", found.mission()).bind("agent", found.agent()).bind("rule", found.rule()).bind("severity", found.severity()).bind("key", found.key())
                    .bind("seen", found.seen()).bind("remedy", found.remedy()).bind("rules", found.rules()).bind("at", tx.now().toString()).execute();
        } else if (event instanceof Event.ViolationResolved resolved) {
            tx.sql().createUpdate("update violation set resolved_at = :now, resolved_by = :by, resolution = :why where id = :id and resolved_at is null")
                    .bind("now", tx.now().toString()).bind("by", resolved.by()).bind("why", resolved.why()).bind("id", resolved.violation()).execute();
        } else if (event instanceof Event.ViolationsTold told) {
            told.violations().forEach(id -> tx.sql().createUpdate("update violation set told_in = :message where id = :id").bind("message", told.message()).bind("id", id).execute());
        }
    }

    /**
     * A rule's watcher saw it broken.
     *
     * @param agent the id of the agent that broke it, or null for the whole team
     * @param key tells this case from others of the rule; a slash parts what belongs together
     * @param seen the evidence
     * @param values for the remedy's placeholders, besides {@code role}
     */
    public void found(Tx tx, String mission, String agent, String rule, String key, String seen, Map<String, String> values) {
        RuleBook.Edition edition = book.of(tx.sql(), mission);
        Optional<Rule> broken = edition.rules().enabled(rule);
        if (broken.isEmpty() || Violation.open(tx.sql(), mission, rule, key).stream().anyMatch(open -> open.key().equals(key))) {
            return;
        }
        Map<String, String> all = new HashMap<>(values);
        all.put("role", agent == null ? "ROLE" : Agent.Table.find(tx.sql(), agent).map(Agent::role).orElse("ROLE"));
        tx.append(new Event.ViolationFound(mission, agent, Ids.random("v"), rule, broken.get().severity().text(), key, Untrusted.line(seen, LONGEST), Placeholders.fill(broken.get().remedy(), all), edition.version()));
    }

    /** What was seen is so no longer: closes the open cases of the rule with this key, and those whose key begins with it and a slash. */
    public void cleared(Tx tx, String mission, String rule, String key, String by, String why) {
        Violation.open(tx.sql(), mission, rule, key).forEach(open -> tx.append(new Event.ViolationResolved(mission, open.agent(), open.id(), by, Untrusted.line(why, LONGEST))));
    }

    /** The rule as it holds for the mission; empty when it is not watched. */
    public Optional<Rule> rule(Tx tx, String mission, String rule) {
        return book.of(tx.sql(), mission).rules().enabled(rule);
    }
}
