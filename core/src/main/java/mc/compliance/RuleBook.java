package mc.compliance;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import mc.event.Event;
import mc.event.Reactor;
import mc.event.Recorded;
import mc.event.Tx;
import mc.text.Json;
import org.jdbi.v3.core.Handle;

/**
 * Which rules hold for a mission now: the newest set that was taken for its project, else the shipped ones, whose version is 0. Keeps
 * the table of sets true to the events. Thread-safe.
 */
public final class RuleBook implements Reactor {

    /** A set with its number. */
    public record Edition(int version, Rules rules) {}

    /** A set's number, since when it held, the files it was drawn from, and what it changed of the one before; of the shipped ones when it was the first. */
    public record Entry(int version, String at, List<String> sources, List<RuleChange> changes) {}

    private final Edition shipped;
    private final Map<String, Edition> newest = new ConcurrentHashMap<>();

    public RuleBook(Rules shipped) {
        this.shipped = new Edition(0, shipped);
    }

    @Override
    public void react(Recorded recorded, Tx tx) {
        if (recorded.event() instanceof Event.RulesTaken taken) {
            tx.sql().createUpdate("insert into rules(project, version, digest, sources, body, at) values (:project, :version, :digest, :sources, :body, :at)")
                    .bind("project", taken.project()).bind("version", taken.version()).bind("digest", taken.digest()).bind("sources", Json.write(taken.sources())).bind("body", taken.body())
                    .bind("at", tx.now().toString()).execute();
        }
    }

    /** One question, for it is asked with each message and each rule. */
    public Edition of(Handle sql, String mission) {
        return sql.createQuery("select m.project, (select max(version) from rules where project = m.project) as version from mission m where m.id = :id").bind("id", mission)
                .map((row, context) -> edition(sql, row.getString("project"), row.getInt("version"))).one();
    }

    private Edition ofProject(Handle sql, String project) {
        return edition(sql, project, sql.createQuery("select coalesce(max(version), 0) from rules where project = :project").bind("project", project).mapTo(Integer.class).one());
    }

    /** @param version 0 for the shipped ones */
    private Edition edition(Handle sql, String project, int version) {
        if (version == 0) {
            return shipped;
        }
        Edition known = newest.get(project);
        if (known != null && known.version() == version) {
            return known;
        }
        String body = sql.createQuery("select body from rules where project = :project and version = :version").bind("project", project).bind("version", version).mapTo(String.class).one();
        Edition edition = new Edition(version, Json.parse(body, Rules.class));
        newest.put(project, edition);
        return edition;
    }

    /** The rules that held until this set was taken. */
    Rules before(Handle sql, Event.RulesTaken taken) {
        return sql.createQuery("select body from rules where project = :project and version = :version").bind("project", taken.project()).bind("version", taken.version() - 1).mapTo(String.class).findOne()
                .map(body -> Json.parse(body, Rules.class)).orElse(shipped.rules());
    }

    /** Takes the set for the project unless the newest one asks for the same. */
    public void take(Tx tx, String project, Rules rules, List<String> sources) {
        String digest = rules.digest();
        Optional<String> known = tx.sql().createQuery("select digest from rules where project = :project order by version desc limit 1").bind("project", project).mapTo(String.class).findOne();
        if (!known.equals(Optional.of(digest))) {
            tx.append(new Event.RulesTaken(project, ofProject(tx.sql(), project).version() + 1, digest, sources, Json.write(rules)));
        }
    }

    /** Whether a set was ever taken for the project. */
    public static boolean hasTaken(Handle sql, String project) {
        return sql.createQuery("select exists (select 1 from rules where project = :project)").bind("project", project).mapTo(Boolean.class).one();
    }

    /** The sets of a project, the newest first. */
    public List<Entry> history(Handle sql, String project, int most) {
        List<Taken> taken = sql.createQuery("select version, at, sources, body from rules where project = :project order by version desc limit :most").bind("project", project).bind("most", most + 1)
                .map((row, context) -> new Taken(row.getInt("version"), Instant.parse(row.getString("at")).toString(), List.of(Json.parse(row.getString("sources"), String[].class)), Json.parse(row.getString("body"), Rules.class))).list();
        return IntStream.range(0, Math.min(most, taken.size()))
                .mapToObj(i -> taken.get(i).against(i + 1 < taken.size() ? taken.get(i + 1).rules() : shipped.rules())).toList();
    }

    private record Taken(int version, String at, List<String> sources, Rules rules) {
        Entry against(Rules before) {
            return new Entry(version, at, sources, RuleChange.between(before, rules));
        }
    }
}
