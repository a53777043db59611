package mc.compliance;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import mc.text.Json;
import org.jdbi.v3.core.Handle;

/**
 * Which rules hold for a mission now: the newest set that was taken for its project, else the shipped ones, whose version is 0.
 * Thread-safe.
 */
public final class RuleBook {

    /** A set with its number. */
    public record Edition(int version, Rules rules) {}

    private final Edition shipped;
    private final Map<String, Edition> newest = new ConcurrentHashMap<>();

    public RuleBook(Rules shipped) {
        this.shipped = new Edition(0, shipped);
    }

    public Edition of(Handle sql, String mission) {
        String project = sql.createQuery("select project from mission where id = :id").bind("id", mission).mapTo(String.class).one();
        Optional<Integer> version = sql.createQuery("select max(version) from rules where project = :project").bind("project", project).mapTo(Integer.class).findOne();
        if (version.isEmpty()) {
            return shipped;
        }
        Edition known = newest.get(project);
        if (known != null && known.version() == version.get()) {
            return known;
        }
        String body = sql.createQuery("select body from rules where project = :project and version = :version").bind("project", project).bind("version", version.get()).mapTo(String.class).one();
        Edition edition = new Edition(version.get(), Json.parse(body, Rules.class));
        newest.put(project, edition);
        return edition;
    }
}
