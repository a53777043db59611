package mc.message;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import mc.Failure;
import mc.agent.Agent;
import mc.team.Role;
import mc.team.RoleCatalogue;
import mc.text.Closest;
import mc.text.Untrusted;

/**
 * What the members of one mission's team are called. Immutable.
 *
 * @param roles the catalogue, asked only for names that are no member's own
 */
public record TeamNames(String mission, List<Agent> team, Supplier<RoleCatalogue> roles) {

    /** The member a person means by a role, one of its other names, its window's name or its id. */
    public Optional<Agent> find(String name) {
        return team.stream().filter(a -> a.role().equals(name) || a.id().equals(name) || a.title().equals(name)).findFirst()
                .or(() -> roles.get().lookUp(name).map(Role::id).flatMap(id -> team.stream().filter(a -> a.role().equals(id)).findFirst()));
    }

    /** As {@link #find}; nobody is a failure that names those it may have meant. */
    public Agent get(String name) {
        return find(name).orElseThrow(() -> unknown(name));
    }

    Failure unknown(String name) {
        List<String> known = Stream.concat(Stream.of(Message.OPERATOR), team.stream().flatMap(a -> Stream.concat(Stream.of(a.role(), a.title()), roles.get().lookUp(a.role()).stream().flatMap(r -> r.aliases().stream())))).toList();
        List<String> near = Closest.to(name, known).stream().map(n -> find(n).map(Agent::role).orElse(n)).distinct().toList();
        return Failure.notFound("There is no " + Untrusted.line(name, 40) + " in the mission " + mission + "." + (near.isEmpty() ? "" : " Did you mean " + String.join(" or ", near) + "?"),
                "Its roles: " + String.join(", ", team.stream().map(a -> a.role() + (a.hasLeft() ? " (ended)" : "")).toList()));
    }
}
