package mc.upkeep;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import mc.event.Event;
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
    public static final Set<String> KINDS = new TreeSet<>(Set.of(
            "DaemonStarted", "DaemonStopping", "BackupMade", "DatabaseRestored",
            "MissionCreated", "MissionContinued", "MissionStopping", "MissionStopped",
            "AgentAdded", "AgentEnding", "AgentEnded", "AgentRestarting", "AgentReplacing", "AgentExited", "AgentLost", "AgentLeftDown",
            "HeadMoved", "BranchPushed", "StartingBranchMoved", "WorkPreserved", "WorktreeRemoved",
            "MessageQueued", "MessageRefused", "MessageRead", "MessageUnproven", "MessageFailed", "MessageCancelled", "MessageAcknowledged", "ThreadStarted",
            "TaskMoved", "CompletionReported", "DependenciesSet", "CompletionAsked", "CompletionMissing", "StandupStarted", "StandupAnswered",
            "RulesTaken", "WatchSet", "ViolationFound", "ViolationResolved", "ViolationsTold", "ComplianceAnalysed"));

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

    /**
     * Who did it: a role, operator, mc itself, or somebody: git does not tell who moved a branch.
     *
     * @param roles the role of an agent by its id
     */
    public static String actor(Event event, UnaryOperator<String> roles) {
        if (event instanceof Event.MessageQueued m) {
            return m.from();
        } else if (event instanceof Event.MessageRefused m) {
            return m.from();
        }
        if (event instanceof Event.StartingBranchMoved) {
            return "somebody";
        }
        if (event instanceof Event.CompletionReported c && c.by() != null) {
            return c.by() + " (for " + roles.apply(c.agent()) + ")";
        } else if (event instanceof Event.MessageRead m && m.agent() == null) {
            return "operator";
        }
        if (event.by() != null) {
            return event.by();
        }
        boolean isTheOperators = event instanceof Event.MissionCreated || event instanceof Event.MissionContinued || event instanceof Event.AgentAdded;
        return isTheOperators ? "operator" : isTheAgentsOwn(event) ? roles.apply(event.agent()) : "mc";
    }

    private static boolean isTheAgentsOwn(Event event) {
        return event instanceof Event.HeadMoved || event instanceof Event.BranchPushed || event instanceof Event.CompletionReported || event instanceof Event.StandupAnswered
                || event instanceof Event.AgentExited || event instanceof Event.MessageRead || event instanceof Event.ViolationFound;
    }

    /** Whom or what it was done to; empty when that is the mission as a whole. */
    public static String target(Event event) {
        if (event instanceof Event.MessageQueued m) {
            return m.agent() == null ? m.letter().to() : m.agent();
        } else if (event instanceof Event.MessageRefused m) {
            return m.to();
        } else if (event instanceof Event.ViolationFound v) {
            return v.rule();
        } else if (event instanceof Event.ViolationResolved v) {
            return v.violation();
        } else if (event instanceof Event.TaskMoved t) {
            return t.task();
        } else if (event instanceof Event.MessageRead m) {
            return m.message();
        } else if (event instanceof Event.MessageAcknowledged m) {
            return m.message();
        } else if (event instanceof Event.RulesTaken r) {
            return r.project();
        } else if (event instanceof Event.HeadMoved h) {
            return h.branch() == null ? "" : h.branch();
        } else if (event instanceof Event.StartingBranchMoved b) {
            return b.branch();
        } else if (event instanceof Event.BranchPushed p) {
            return p.remote() + "/" + p.branch();
        }
        return event.agent() == null ? "" : event.agent();
    }

    /** What was said or done, in a few words; may be several lines. */
    public static String words(Event event) {
        if (event instanceof Event.MessageQueued m) {
            return m.text();
        } else if (event instanceof Event.MessageRefused m) {
            return m.why() + ": " + m.text();
        } else if (event instanceof Event.MessageUnproven m) {
            return m.message() + ": " + m.why();
        } else if (event instanceof Event.MessageFailed m) {
            return m.message() + ": " + m.why();
        } else if (event instanceof Event.ThreadStarted t) {
            return t.title();
        } else if (event instanceof Event.TaskMoved t) {
            return (t.state() + " " + (t.note() == null ? "" : t.note())).strip();
        } else if (event instanceof Event.CompletionReported c) {
            return c.text();
        } else if (event instanceof Event.DependenciesSet d) {
            return d.role() + " on " + (d.on().isEmpty() ? "nobody" : String.join(", ", d.on()));
        } else if (event instanceof Event.WatchSet w) {
            return w.on() ? "the rules are watched" : "the rules are not watched";
        } else if (event instanceof Event.StandupAnswered s) {
            return s.text();
        } else if (event instanceof Event.RulesTaken r) {
            return "version " + r.version() + (r.sources().isEmpty() ? ", as shipped" : " from " + String.join(", ", r.sources()));
        } else if (event instanceof Event.ViolationFound v) {
            return v.severity() + ": " + v.seen();
        } else if (event instanceof Event.ViolationResolved v) {
            return v.why();
        } else if (event instanceof Event.HeadMoved h) {
            return h.action() + ": " + h.subject();
        } else if (event instanceof Event.StartingBranchMoved b) {
            return b.action() + ": " + b.subject();
        } else if (event instanceof Event.BranchPushed p) {
            return p.commit();
        } else if (event instanceof Event.AgentLost l) {
            return l.why();
        } else if (event instanceof Event.AgentLeftDown l) {
            return l.why();
        } else if (event instanceof Event.AgentExited x) {
            return x.signal() == null ? "exit code " + x.code() : "signal " + x.signal();
        } else if (event instanceof Event.WorkPreserved w) {
            return w.ref() + " " + w.summary();
        } else if (event instanceof Event.WorktreeRemoved w) {
            return w.path();
        } else if (event instanceof Event.BackupMade b) {
            return b.file();
        } else if (event instanceof Event.DatabaseRestored r) {
            return r.file();
        } else if (event instanceof Event.DaemonStopping s) {
            return s.why();
        }
        return "";
    }
}
