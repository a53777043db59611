package mc.compliance;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mc.agent.Agent;
import mc.message.Message;
import org.jdbi.v3.core.Handle;

/**
 * A limit that runs: the rule will be found broken then, unless what it waits for happens before. Immutable.
 *
 * @param agent the id of whom it runs for
 * @param about the message it began with; null when it is about no message
 */
public record Clock(String rule, String agent, String about, Instant due) {

    /** The rules with a clock that begins with a message, by the kind of their jobs. */
    private static final Map<String, String> OF_MESSAGES = Map.of("rule-ack", "comm.ack", "rule-blocked", "comm.blocked", "rule-report", "comm.report-completion");

    /** Those of a mission, the next first. */
    public static List<Clock> running(Handle sql, String mission) {
        return sql.createQuery("select kind, subject, due from job where kind in (<kinds>) order by due").bindList("kinds", List.copyOf(OF_MESSAGES.keySet()))
                .map((row, context) -> of(sql, row.getString("kind"), row.getString("subject"), Instant.ofEpochMilli(row.getLong("due")), mission)).list().stream().flatMap(Optional::stream).toList();
    }

    private static Optional<Clock> of(Handle sql, String kind, String subject, Instant due, String mission) {
        Optional<Message> message = Message.find(sql, subject).filter(m -> m.mission().equals(mission));
        Optional<Agent> who = message.flatMap(m -> kind.equals("rule-ack") ? Agent.Table.find(sql, m.agent()) : Agent.Table.ofRole(sql, mission, m.sender()));
        return who.map(agent -> new Clock(OF_MESSAGES.get(kind), agent.id(), subject, due));
    }
}
