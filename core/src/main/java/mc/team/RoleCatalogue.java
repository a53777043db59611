package mc.team;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mc.Failure;
import mc.text.Closest;
import mc.text.Templates;
import mc.text.Untrusted;

/**
 * All roles there are: those mc ships and those under {@code MC_HOME/templates/roles}, which may replace a shipped one or add
 * a new one. Read and checked once, when made; a broken role file is a {@link Failure} that names the file and the key.
 * Immutable and thread-safe.
 */
public final class RoleCatalogue {

    private static final String FOLDER = "roles";
    /** Who else writes and reads messages: a role of this name would be taken for it. */
    private static final Set<String> RESERVED = new TreeSet<>(Set.of("operator", "mc", "all"));

    private final Map<String, Role> byId = new LinkedHashMap<>();
    private final Map<String, Role> byName = new HashMap<>();
    private final Path folder;

    public RoleCatalogue(Templates templates) {
        folder = templates.home().templates().resolve(FOLDER);
        for (String id : templates.names(FOLDER, ".md")) {
            if (id.startsWith(".")) {
                continue; // an editor's lock or swap file
            }
            String where = file(id);
            if (!RoleFile.ID.matcher(id).matches()) {
                throw Failure.usage("The role file " + Untrusted.line(where, 300) + " has a name that is no role id.", "Name it like my_role.md: small letters, digits and _, at most 31, a letter first.");
            }
            byId.put(id, RoleFile.parse(id, templates.required(FOLDER + "/" + id + ".md"), where));
        }
        byId.values().forEach(this::register);
        byId.values().forEach(this::checkNames);
        distinct("windowName", Role::windowName);
        distinct("dirName", Role::dirName);
        distinct("branchPrefix", Role::branchPrefix);
        byId.values().forEach(this::checkReferences);
    }

    /** All roles, those that keep their seat longest first. */
    public List<Role> all() {
        return byId.values().stream().sorted(Comparator.comparingInt(Role::priority).thenComparing(Role::id)).toList();
    }

    /** The ids of all roles, sorted. */
    public Set<String> ids() {
        return new LinkedHashSet<>(byId.keySet());
    }

    /** The role with exactly this id, from mc's own data; an unknown one is a bug. */
    public Role get(String id) {
        Role role = byId.get(id);
        if (role == null) {
            throw new IllegalArgumentException("No role " + id);
        }
        return role;
    }

    /** As {@link #find(String)}; empty when there is no such role. */
    public Optional<Role> lookUp(String name) {
        return Optional.ofNullable(byName.get(Closest.squeeze(name)));
    }

    /** The role a person means by an id or alias, in any case, with hyphens, underscores or spaces; unknown is a usage failure. */
    public Role find(String name) {
        Role role = byName.get(Closest.squeeze(name));
        if (role != null) {
            return role;
        }
        String shown = Untrusted.line(name, 40);
        if (shown.isBlank()) {
            throw Failure.usage("A role name is empty.", "Known roles: " + String.join(", ", byId.keySet()));
        }
        List<String> near = Closest.to(name, names()).stream().map(n -> byName.get(Closest.squeeze(n)).id()).distinct().toList();
        throw Failure.usage("There is no role \"" + shown + "\"." + (near.isEmpty() ? "" : " Did you mean " + String.join(" or ", near) + "?"),
                "Known roles: " + String.join(", ", byId.keySet()));
    }

    /** The roles of a comma-separated list as typed by a user; an empty, unknown or repeated name is a usage failure. */
    public List<Role> parseList(String list) {
        Set<Role> roles = new LinkedHashSet<>();
        for (String name : list.split(",", -1)) {
            if (name.isBlank()) {
                throw Failure.usage("The list of roles \"" + Untrusted.line(list, 80) + "\" has an empty name in it.", "Write role ids with one comma between them, such as developer,tester.");
            }
            Role role = find(name);
            if (!roles.add(role)) {
                throw Failure.usage("The list of roles names " + role.id() + " twice.", "Name each role once; a team has one agent per role.");
            }
        }
        return List.copyOf(roles);
    }

    /** A role's prerequisites, theirs too, in the order in which they are needed; the role itself is not among them. */
    public List<Role> prerequisitesOf(Role role) {
        Set<Role> found = new LinkedHashSet<>();
        collect(role, found, new ArrayList<>());
        return List.copyOf(found);
    }

    private void collect(Role role, Set<Role> found, List<String> trail) {
        if (trail.contains(role.id())) {
            throw Failure.usage("In " + file(role.id()) + ", prerequisites go round in a circle: " + String.join(" -> ", trail) + " -> " + role.id() + ".", "Take one of them out.");
        }
        trail.add(role.id());
        for (String id : role.prerequisites()) {
            collect(byId.get(id), found, trail);
            found.add(byId.get(id));
        }
        trail.remove(trail.size() - 1);
    }

    private List<String> names() {
        return byId.values().stream().flatMap(role -> Stream.concat(Stream.of(role.id()), role.aliases().stream())).toList();
    }

    private void register(Role role) {
        Stream.concat(Stream.of(role.id()), role.aliases().stream()).forEach(name -> {
            Role other = byName.putIfAbsent(Closest.squeeze(name), role);
            if (other != null && other != role) {
                throw wrong(role, "aliases", "has \"" + Untrusted.line(name, 40) + "\", which already means " + other.id());
            }
        });
    }

    private void checkNames(Role role) {
        Stream.of(List.of(role.id(), role.windowName(), role.dirName()), role.aliases()).flatMap(List::stream).filter(name -> RESERVED.contains(Closest.squeeze(name))).findFirst().ifPresent(name -> {
            throw Failure.usage("In " + file(role.id()) + ", a name of the role is \"" + Untrusted.line(name, 40) + "\", which messages know as somebody else.", "Choose another name; none may be " + String.join(", ", RESERVED) + ".");
        });
    }

    private void distinct(String key, Function<Role, String> value) {
        Map<String, List<Role>> groups = byId.values().stream().collect(Collectors.groupingBy(value, LinkedHashMap::new, Collectors.toList()));
        groups.values().stream().filter(same -> same.size() > 1).findFirst().ifPresent(same -> {
            throw wrong(same.get(1), key, "is the same as that of " + same.get(0).id());
        });
    }

    private void checkReferences(Role role) {
        role.prerequisites().stream().filter(id -> !byId.containsKey(id)).findFirst().ifPresent(id -> {
            throw wrong(role, "prerequisites", "names the unknown role " + Untrusted.line(id, 40));
        });
        role.reportsTo().filter(id -> !byId.containsKey(id)).ifPresent(id -> {
            throw wrong(role, "reportsTo", "names the unknown role " + Untrusted.line(id, 40));
        });
        prerequisitesOf(role);
    }

    private Failure wrong(Role role, String key, String problem) {
        return Failure.usage("In " + file(role.id()) + ", " + key + " " + problem + ".", "Correct the file, or move it away to use the shipped one.");
    }

    private String file(String id) {
        return folder.resolve(id + ".md").toString();
    }
}
