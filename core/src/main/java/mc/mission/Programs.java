package mc.mission;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mc.Failure;
import mc.team.RoleCatalogue;
import mc.team.Team;
import mc.text.Untrusted;

/**
 * Which program each role's agent is. Written {@code claude}, {@code developer=claude,tester=demo} or {@code claude,tester=demo}: a
 * usual kind, claude unless said, and exceptions. Immutable.
 *
 * @param usual the kind of every role that is not named
 * @param byRole kinds by role id
 */
record Programs(String usual, Map<String, String> byRole) {

    private static final String DEFAULT = "claude";

    /** Reads what a user typed; roles may be called by their other names. Unknown roles and nonsense are usage failures. */
    static Programs parse(String text, RoleCatalogue roles) {
        String usual = null;
        Map<String, String> byRole = new TreeMap<>();
        for (String part : text.split(",", -1)) {
            String[] pair = part.strip().split("=", -1);
            boolean isTwice = pair.length == 1 ? usual != null : pair.length == 2 && byRole.containsKey(roles.find(pair[0].strip()).id());
            if (pair.length > 2 || pair[pair.length - 1].isBlank() || isTwice) {
                throw Failure.usage("'" + Untrusted.line(text, 100) + "' does not say which programs the agents are" + (isTwice ? ": something is said twice." : "."),
                        "Name one kind (--agent claude), or kinds by role (--agent claude,tester=demo).");
            }
            if (pair.length == 1) {
                usual = pair[0].strip();
            } else {
                byRole.put(roles.find(pair[0].strip()).id(), pair[1].strip());
            }
        }
        return new Programs(usual == null ? DEFAULT : usual, Map.copyOf(byRole));
    }

    /** The kind of this role's agent. */
    String of(String role) {
        return byRole.getOrDefault(role, usual);
    }

    /** Every kind that was named. */
    Set<String> kinds() {
        return Stream.concat(Stream.of(usual), byRole.values().stream()).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The kinds that this team needs; a role that was named and is not in the team is a usage failure. */
    List<String> usedBy(Team team) {
        List<String> members = team.members().stream().map(m -> m.role().id()).toList();
        byRole.keySet().stream().filter(role -> !members.contains(role)).sorted().findFirst().ifPresent(role -> {
            throw Failure.usage("--agent names the role " + role + ", which is not in this team.", "The team: " + String.join(", ", members) + ". Add it with --add-roles " + role + ".");
        });
        return members.stream().map(this::of).distinct().toList();
    }

    /** As it is written; the same choice is always written the same. */
    String text() {
        return Stream.concat(Stream.of(usual), new TreeMap<>(byRole).entrySet().stream().filter(e -> !e.getValue().equals(usual)).map(e -> e.getKey() + "=" + e.getValue())).collect(Collectors.joining(","));
    }
}
