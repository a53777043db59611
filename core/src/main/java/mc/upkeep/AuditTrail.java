package mc.upkeep;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import mc.event.EventLog;
import mc.event.Recorded;
import mc.message.Message;
import org.jdbi.v3.core.Handle;

/**
 * Who did what, to whom, and when: the events of the log that somebody answers for, without what agents' programs merely signal. A view
 * of the log and nothing beside it. Stateless.
 */
public final class AuditTrail {

    /** The kinds that belong to it, sorted. */
    public static final Set<String> KINDS = AuditLine.kinds();

    /** Those that are shown unless others are asked for: that a message was read is half of all there is, and seldom the question. */
    public static final Set<String> USUAL = KINDS.stream().filter(kind -> !kind.equals("MessageRead")).collect(Collectors.toCollection(TreeSet::new));

    /** What concerns the operator, though no agent: letters, and what nobody else can do. */
    private static final Set<String> OPERATORS = Set.of("MessageQueued", "MessageRead", "MessageAcknowledged", "MissionCreated", "MissionContinued", "AgentAdded");
    /** Whoever sent or did it. As in the index of V2.sql, or that is not used. */
    private static final String DOER = "case when json_valid(body) then coalesce(json_extract(body, '$.from'), json_extract(body, '$.by')) end";

    private AuditTrail() {}

    /**
     * What is asked for.
     *
     * @param mission null for every one
     * @param one null for every one and what concerns none; else {@code mission} is its own
     * @param kinds of {@link #KINDS}
     * @param since null for the whole log
     */
    public record Question(String mission, One one, Collection<String> kinds, Instant since, int limit) {}

    /**
     * Somebody of whom everything is asked: what was done to it, and what it sent or did.
     *
     * @param agent its id; null for the operator
     */
    public record One(String agent, String role) {

        public static final One OPERATOR = new One(null, Message.OPERATOR);

        private boolean isConcernedBy(String kind) {
            return agent != null || OPERATORS.contains(kind);
        }
    }

    /** The newest that fit, oldest first. Each kind's newest are found by an index, so that the length of the log does not matter. */
    public static List<Recorded> list(Handle sql, Question asked) {
        Map<String, Object> values = new HashMap<>(Map.of("first", asked.since() == null ? 0L : EventLog.firstSince(sql, asked.since()), "limit", asked.limit()));
        List<String> parts = new ArrayList<>();
        for (String kind : asked.kinds()) {
            String name = "kind" + values.size();
            values.put(name, kind);
            filters(asked, kind).forEach(filter -> parts.add(newest(name, filter)));
        }
        var query = sql.createQuery("select distinct seq from (" + String.join(" union all ", parts) + ") order by seq desc limit :limit").bindMap(values);
        if (asked.mission() != null) {
            query.bind("mission", asked.mission());
        }
        if (asked.one() != null) {
            query.bind("agent", asked.one().agent()).bind("role", asked.one().role());
        }
        return EventLog.these(sql, query.mapTo(Long.class).list());
    }

    static String newest(String kind, String filter) {
        return "select * from (select seq from event where kind = :" + kind + filter + " and seq >= :first order by seq desc limit :limit)";
    }

    /** What an event of this kind has to be to fit; any of these is enough. */
    static List<String> filters(Question asked, String kind) {
        if (asked.one() == null) {
            return List.of(asked.mission() == null ? "" : " and mission = :mission");
        }
        String done = " and mission = :mission and " + DOER + " = :role";
        return !asked.one().isConcernedBy(kind) ? List.of(done) : List.of(done, asked.one().agent() == null ? " and mission = :mission and agent is null" : " and agent = :agent");
    }
}
