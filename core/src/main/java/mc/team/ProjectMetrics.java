package mc.team;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The facts about a project that size its team, each with its evidence. Immutable and thread-safe. */
public record ProjectMetrics(Map<String, Metric> byName) {

    static final String SPEC_WORDS = "spec_words";
    static final String REQUIREMENTS = "requirements";
    static final String FILES = "files";
    static final String SERVICES = "service_count";
    static final String DATABASES = "databases";
    static final String DATABASE_COMPLEXITY = "database_complexity";
    static final String HAS_DATABASE = "has_database";

    /** The facts that are counted or derived; the others are the flags of {@code templates/teams.yaml}. */
    static final List<String> COUNTED = List.of(SPEC_WORDS, REQUIREMENTS, FILES, SERVICES, DATABASES, DATABASE_COMPLEXITY, HAS_DATABASE);

    /** Looks at the tree and the spec. */
    public static ProjectMetrics measure(TeamTemplates templates, ProjectTree tree, SpecFacts spec) {
        Map<String, Metric> metrics = new LinkedHashMap<>();
        List<Metric> found = new ArrayList<>();
        found.add(Metric.of(SPEC_WORDS, spec.text().isBlank() ? 0 : spec.text().strip().split("\\s+").length, List.of()));
        found.add(Metric.of(REQUIREMENTS, spec.requirements(), List.of()));
        found.add(Metric.of(FILES, tree.files(), tree.gaps()));
        List<String> services = ServiceCount.in(tree);
        found.add(Metric.of(SERVICES, services.size(), services));
        found.addAll(databases(templates, tree, spec));
        templates.flags().forEach((name, clue) -> found.add(flag(name, clue, tree, spec)));
        found.forEach(metric -> metrics.put(metric.name(), metric));
        return new ProjectMetrics(metrics);
    }

    /** The fact of this name; asking for one that does not exist is a bug. */
    public Metric get(String name) {
        return Optional.ofNullable(byName.get(name)).orElseThrow(() -> new IllegalArgumentException("No metric " + name));
    }

    private static List<Metric> databases(TeamTemplates templates, ProjectTree tree, SpecFacts spec) {
        List<String> found = new ArrayList<>();
        templates.databases().forEach((name, clue) -> clue.look(tree, spec).stream().findFirst().ifPresent(seen -> found.add(name + ": " + seen.where())));
        List<Clue.Sighting> clustered = found.isEmpty() ? List.of() : templates.clustering().look(tree, spec);
        String complexity = found.size() > 1 || !clustered.isEmpty() ? "high" : found.isEmpty() ? "none" : "low";
        List<String> why = clustered.isEmpty() ? found : List.of(clustered.get(0).what() + ", " + clustered.get(0).where());
        return List.of(Metric.of(DATABASES, found.size(), found), new Metric(HAS_DATABASE, Boolean.toString(!found.isEmpty()), found), new Metric(DATABASE_COMPLEXITY, complexity, why));
    }

    private static Metric flag(String name, Clue clue, ProjectTree tree, SpecFacts spec) {
        List<String> seen = clue.look(tree, spec).stream().map(s -> s.what().equals(s.where()) ? s.what() : s.what() + ", " + s.where()).toList();
        return new Metric(name, Boolean.toString(!seen.isEmpty()), seen);
    }
}
