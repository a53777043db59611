package mc.compliance.git;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import mc.compliance.Rule;
import mc.team.Role;
import mc.team.RoleCatalogue;
import mc.text.Templates;

/** How each role's branches begin: as its description says, unless a rule says otherwise. The descriptions are read once. Thread-safe. */
final class BranchPrefixes {

    private final Templates templates;
    private final Map<String, List<String>> byRole = new ConcurrentHashMap<>();

    BranchPrefixes(Templates templates) {
        this.templates = templates;
    }

    /** What the names begin with, or whole names; a temporary agent's role is in no catalogue and is the prefix itself. */
    List<String> of(String role, Optional<Rule> rule) {
        List<String> ruled = rule.map(r -> r.words(role)).orElse(List.of());
        return ruled.isEmpty() ? byRole.computeIfAbsent(role, this::described) : ruled;
    }

    private List<String> described(String name) {
        Optional<Role> role = new RoleCatalogue(templates).lookUp(name);
        List<String> all = new ArrayList<>(List.of(role.map(Role::branchPrefix).orElse(name + "/")));
        role.ifPresent(r -> all.addAll(r.branchAliases()));
        return List.copyOf(all);
    }
}
