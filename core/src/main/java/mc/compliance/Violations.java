package mc.compliance;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mc.agent.Agent;
import mc.agent.Mission;
import mc.event.Event;
import mc.event.Reactor;
import mc.event.Recorded;
import mc.event.Tx;
import mc.git.Shell;
import mc.message.Message;
import mc.text.Ids;
import mc.text.Json;
import mc.text.Placeholders;
import mc.text.Untrusted;
import org.jdbi.v3.core.Handle;

/**
 * Where every rule's watcher says what it found, and that it is mended. Keeps the table of violations true to the events. Each case
 * is open once; a rule that is switched off finds nothing, and lets go of what it found.
 */
public final class Violations implements Reactor {

    /** How a case ended, in {@link Event.ViolationResolved}: what was seen is so no longer. */
    public static final String MENDED = "mended";
    /** A person closed it. */
    public static final String DISMISSED = "dismissed";
    /** Nothing can mend it any more: mission, agent or rule are gone, or it is long past. */
    public static final String LAPSED = "lapsed";

    private static final int LONGEST = 500;

    private final RuleBook book;

    public Violations(RuleBook book) {
        this.book = book;
    }

    @Override
    public void react(Recorded recorded, Tx tx) {
        Event event = recorded.event();
        if (event instanceof Event.ViolationFound found) {
            open(found, tx);
        } else if (event instanceof Event.ViolationResolved resolved) {
            close(resolved, tx);
        } else if (event instanceof Event.ViolationsTold told) {
            String column = told.agent() == null ? "operator_told_in" : "told_in";
            told.violations().forEach(id -> tx.sql().createUpdate("update violation set " + column + " = :message where id = :id").bind("message", told.message()).bind("id", id).execute());
        } else if (event instanceof Event.WatchSet set) {
            tx.sql().createUpdate(set.on() ? "delete from unwatched where mission = :mission" : "insert into unwatched(mission, by, since) values (:mission, :by, :now) on conflict do nothing")
                    .bindMap(set.on() ? Map.of("mission", set.mission()) : Map.of("mission", set.mission(), "by", set.by(), "now", tx.now().toString())).execute();
        } else if (event instanceof Event.MissionStopped stopped) {
            close(Violation.allOpen(tx.sql(), stopped.mission(), null), "the mission has ended", tx);
        } else if (event instanceof Event.AgentEnded ended) {
            close(Violation.allOpen(tx.sql(), ended.mission(), ended.agent()), "the agent was ended by the " + ended.by(), tx);
        } else if (event instanceof Event.RulesTaken taken) {
            Rules rules = Json.parse(taken.body(), Rules.class);
            Rules before = book.before(tx.sql(), taken);
            Mission.Table.live(tx.sql()).stream().filter(m -> m.project().equals(taken.project())).forEach(m -> {
                Clock.follow(tx, m.id(), before, rules);
                close(Violation.allOpen(tx.sql(), m.id(), null).stream().filter(v -> rules.enabled(v.rule()).isEmpty()).toList(), "the rule is no longer watched", tx);
            });
        }
    }

    private static void open(Event.ViolationFound found, Tx tx) {
        tx.sql().createUpdate("insert into violation(id, mission, agent, rule, severity, key, seen, remedy, rules, at) values (:id, :mission, :agent, :rule, :severity, :key, :seen, :remedy, :rules, :at) on conflict do nothing")
                .bind("id", found.violation()).bind("mission", found.mission()).bind("agent", found.agent()).bind("rule", found.rule()).bind("severity", found.severity()).bind("key", found.key())
                .bind("seen", found.seen()).bind("remedy", found.remedy()).bind("rules", found.rules()).bind("at", tx.now().toString()).execute();
    }

    private static void close(Event.ViolationResolved resolved, Tx tx) {
        tx.sql().createUpdate("update violation set resolved_at = :now, resolved_by = :by, resolution = :why, outcome = :outcome where id = :id and resolved_at is null")
                .bind("now", tx.now().toString()).bind("by", resolved.by()).bind("why", resolved.why()).bind("outcome", resolved.outcome()).bind("id", resolved.violation()).execute();
    }

    /** The row goes with the event, not after it: several events of one transaction may tell of the same case. */
    private static void append(Event.ViolationFound found, Tx tx) {
        open(found, tx);
        tx.append(found);
    }

    private static void append(Event.ViolationResolved resolved, Tx tx) {
        close(resolved, tx);
        tx.append(resolved);
    }

    private static void close(List<Violation> open, String why, Tx tx) {
        open.forEach(v -> append(new Event.ViolationResolved(v.mission(), v.agent(), v.id(), Message.MC, why, LAPSED), tx));
    }

    /**
     * A rule's watcher saw it broken.
     *
     * @param agent the id of the agent that broke it, or null for the whole team
     * @param key tells this case from others of the rule; a slash parts what belongs together
     * @param seen the evidence
     * @param values for the remedy's placeholders, besides {@code role} and {@code worktree}
     */
    public void found(Tx tx, String mission, String agent, String rule, String key, String seen, Map<String, String> values) {
        RuleBook.Edition edition = book.of(tx.sql(), mission);
        Optional<Rule> broken = edition.rules().enabled(rule);
        if (broken.isEmpty() || Violation.isOpen(tx.sql(), mission, rule, key) || isUnwatched(tx.sql(), mission)) {
            return;
        }
        Map<String, String> all = new HashMap<>(values);
        Optional<Agent> who = Optional.ofNullable(agent).flatMap(id -> Agent.Table.find(tx.sql(), id));
        all.put("role", who.map(Agent::role).orElse("ROLE"));
        all.put("worktree", who.map(Agent::worktree).map(path -> Shell.quote(Path.of(path))).orElse("WORKTREE"));
        append(new Event.ViolationFound(mission, agent, Ids.random("v"), rule, broken.get().severity().text(), key, Untrusted.line(seen, LONGEST), Placeholders.fill(broken.get().remedy(), all), edition.version()), tx);
    }

    /** Whether somebody has asked not to watch this mission's rules for now. */
    public static boolean isUnwatched(Handle sql, String mission) {
        return sql.createQuery("select exists (select 1 from unwatched where mission = :mission)").bind("mission", mission).mapTo(Boolean.class).one();
    }

    /** What was seen is so no longer: closes the open cases of the rule with this key, and those whose key begins with it and a slash. */
    public void cleared(Tx tx, String mission, String rule, String key, String by, String why) {
        Violation.open(tx.sql(), mission, rule, key).forEach(open -> append(new Event.ViolationResolved(mission, open.agent(), open.id(), by, Untrusted.line(why, LONGEST), MENDED), tx));
    }

    /** Closes a case that cannot be mended, for its time is over. */
    public void lapsed(Tx tx, Violation violation, String why) {
        close(List.of(violation), why, tx);
    }

    /** The rule as it holds for the mission; empty when it is not watched. */
    public Optional<Rule> rule(Tx tx, String mission, String rule) {
        return rules(tx, mission).enabled(rule);
    }

    /** All rules as they hold for the mission. */
    public Rules rules(Tx tx, String mission) {
        return book.of(tx.sql(), mission).rules();
    }
}
