package mc.team;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mc.text.Templates;
import mc.text.Untrusted;
import mc.text.YamlSection;

/**
 * {@code templates/matrices.yaml}: who talks to whom directly, for each type of project. An edge goes both ways, and counts only
 * when both ends are in the team. Checked when read. Immutable and thread-safe.
 */
public record Matrices(Map<String, List<Edge>> byType, RoleCatalogue roles) {

    /** Stands for the team without a type. */
    private static final String NO_TYPE = "none";
    /** At an edge's end: every role. */
    private static final String ALL = "all";
    /** At an edge's end: every role but the orchestrator and the project manager. */
    private static final String TECHNICAL = "technical";

    /** Two roles (or {@code all}, {@code technical}) and what they talk about. */
    public record Edge(String from, String to, String about) {}

    /** Somebody to talk to, and what about. */
    public record Partner(String role, String about) {}

    public static Matrices load(Templates templates, RoleCatalogue roles, Collection<String> types) {
        YamlSection yaml = YamlSection.of(templates, "matrices.yaml").allow(Set.of("groups", "teams"));
        Map<String, List<Edge>> groups = new HashMap<>();
        YamlSection section = yaml.section("groups");
        section.values().keySet().forEach(name -> groups.put(name, section.sections(name).stream().map(edge -> edge(edge, roles)).toList()));
        Map<String, List<Edge>> byType = new HashMap<>();
        YamlSection teams = yaml.section("teams");
        for (String type : teams.values().keySet()) {
            if (!type.equals(NO_TYPE) && !types.contains(type)) {
                throw teams.wrong(Untrusted.line(type, 40), "is no known team type");
            }
            List<Edge> edges = new ArrayList<>();
            for (String group : teams.texts(type)) {
                if (!groups.containsKey(group)) {
                    throw teams.wrong(type, "names the unknown group " + Untrusted.line(group, 40));
                }
                edges.addAll(groups.get(group));
            }
            byType.put(type, List.copyOf(edges));
        }
        if (!byType.containsKey(NO_TYPE)) {
            throw teams.wrong(NO_TYPE, "is missing");
        }
        return new Matrices(Map.copyOf(byType), roles);
    }

    /** Those of the members a role talks to directly, in the order of the members; a type without a matrix uses that of no type. */
    public List<Partner> partners(String role, Optional<String> type, List<String> members) {
        List<Edge> edges = byType.getOrDefault(type.orElse(NO_TYPE), byType.get(NO_TYPE));
        return members.stream()
                .filter(member -> !member.equals(role))
                .flatMap(member -> about(edges, role, member).map(about -> new Partner(member, about)).stream())
                .toList();
    }

    /** Whether two roles talk directly. */
    public boolean connected(String a, String b, Optional<String> type) {
        return !partners(a, type, List.of(b)).isEmpty();
    }

    /** What two roles talk about, all of it; empty when no edge joins them. An edge that names both says more than a wildcard. */
    private static Optional<String> about(List<Edge> edges, String a, String b) {
        List<Edge> joining = edges.stream().filter(edge -> fits(edge.from(), a) && fits(edge.to(), b) || fits(edge.from(), b) && fits(edge.to(), a)).toList();
        List<Edge> exact = joining.stream().filter(edge -> !isWildcard(edge.from()) && !isWildcard(edge.to())).toList();
        List<String> topics = (exact.isEmpty() ? joining : exact).stream().map(Edge::about).distinct().toList();
        return joining.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", topics));
    }

    private static boolean fits(String end, String role) {
        return end.equals(ALL) || end.equals(role) || end.equals(TECHNICAL) && !role.equals(Role.ORCHESTRATOR) && !role.equals(Role.PROJECT_MANAGER);
    }

    private static boolean isWildcard(String end) {
        return end.equals(ALL) || end.equals(TECHNICAL);
    }

    private static Edge edge(YamlSection yaml, RoleCatalogue roles) {
        yaml.allow(Set.of("from", "to", "about"));
        for (String end : List.of("from", "to")) {
            if (!isWildcard(yaml.text(end)) && !roles.ids().contains(yaml.text(end))) {
                throw yaml.wrong(end, "names the unknown role " + Untrusted.line(yaml.text(end), 40));
            }
        }
        return new Edge(yaml.text("from"), yaml.text("to"), yaml.text("about"));
    }
}
