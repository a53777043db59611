package mc.compliance;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import mc.event.Job;
import mc.event.Tx;
import org.jdbi.v3.core.Handle;

/**
 * A limit that runs: the rule will be found broken then, unless what it waits for happens before. Immutable.
 *
 * @param rule {@code git.*} for a look into a worktree, which is due when the first of those limits is over
 * @param agent the id of whom it runs for
 * @param about the message it began with; null when it is about no message
 */
public record Clock(String rule, String agent, String about, Instant due) {

    /** The rules with a clock that begins with a message, by the kind of their jobs. */
    private static final Map<String, String> OF_MESSAGES = Map.of("rule-ack", "comm.ack", "rule-blocked", "comm.blocked", "rule-report", "comm.report-completion");
    /** Those whose clock runs for an agent. */
    private static final Map<String, String> OF_AGENTS = Map.of("rule-silent", "flow.silent", "git.look", "git.*");

    /** Those of a mission, the next first. */
    public static List<Clock> running(Handle sql, String mission) {
        return Stream.concat(ofMessages(sql, mission).stream(), ofAgents(sql, mission).stream()).sorted(Comparator.comparing(Clock::due)).toList();
    }

    private static List<Clock> ofMessages(Handle sql, String mission) {
        return sql.createQuery("select job.kind, job.subject, job.due, a.id as agent from job join message m on m.id = job.subject and m.mission = :mission"
                        + " join agent a on a.mission = m.mission and a.role = case job.kind when 'rule-ack' then m.recipient else m.sender end where job.kind in (<kinds>)")
                .bind("mission", mission).bindList("kinds", List.copyOf(OF_MESSAGES.keySet()))
                .map((row, context) -> new Clock(OF_MESSAGES.get(row.getString("kind")), row.getString("agent"), row.getString("subject"), Instant.ofEpochMilli(row.getLong("due")))).list();
    }

    /** Of an agent at rest it is looked at now and then whether it has something to do; that is no limit. */
    private static List<Clock> ofAgents(Handle sql, String mission) {
        return sql.createQuery("select job.kind, job.due, a.id as agent from job join agent a on a.id = job.subject and a.mission = :mission where job.kind in (<kinds>) and (job.kind <> 'rule-silent' or a.state = 'working')")
                .bind("mission", mission).bindList("kinds", List.copyOf(OF_AGENTS.keySet()))
                .map((row, context) -> new Clock(OF_AGENTS.get(row.getString("kind")), row.getString("agent"), null, Instant.ofEpochMilli(row.getLong("due")))).list();
    }

    /** The clocks that began with a message follow a limit that has changed; the others are read anew when they are looked at. */
    static void follow(Tx tx, String mission, Rules before, Rules now) {
        OF_MESSAGES.forEach((kind, rule) -> {
            Optional<Integer> then = minutes(before, rule);
            Optional<Integer> since = minutes(now, rule);
            if (then.isPresent() && since.isPresent() && !then.equals(since)) {
                Duration more = Duration.ofMinutes(since.get() - then.get());
                ofMessages(tx.sql(), mission).stream().filter(clock -> clock.rule().equals(rule)).forEach(clock -> {
                    Job job = Job.of(kind, clock.about(), clock.due().plus(more));
                    tx.cancel(job.key()); // else only an earlier time would count
                    tx.schedule(job);
                });
            }
        });
    }

    private static Optional<Integer> minutes(Rules rules, String rule) {
        return Optional.ofNullable(rules.byId().get(rule)).map(found -> found.numbers().get("minutes"));
    }
}
