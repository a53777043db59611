package mc.team;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The team while it is put together: seats are taken and given up, and every step is written down. For one thread. */
final class Roster {

    /** Why a role has its seat; the user's own wishes are never dropped. */
    enum Origin {
        NAMED,
        CORE,
        PREREQUISITE,
        OPTIONAL
    }

    private record Seat(Role role, Origin origin, String why) {}

    private final Map<String, Seat> seats = new LinkedHashMap<>();
    private final List<Team.Decision> decisions = new ArrayList<>();
    private final RoleCatalogue roles;

    Roster(RoleCatalogue roles) {
        this.roles = roles;
    }

    int size() {
        return seats.size();
    }

    boolean has(String id) {
        return seats.containsKey(id);
    }

    void note(Team.Kind kind, String role, String reason) {
        decisions.add(new Team.Decision(kind, role, reason));
    }

    /** Seats a role; one that has a seat already keeps it. */
    void seat(Role role, Origin origin, String why) {
        if (seats.putIfAbsent(role.id(), new Seat(role, origin, why)) == null && origin != Origin.CORE) {
            note(Team.Kind.ADDED, role.id(), why);
        }
    }

    /** The prerequisites of a role that have no seat yet. */
    List<Role> missingFor(Role role) {
        return roles.prerequisitesOf(role).stream().filter(needed -> !has(needed.id())).toList();
    }

    /** Seats what the seated roles need to work. What the user's own choice needs counts as the user's own choice. */
    void seatPrerequisites() {
        for (Seat seat : List.copyOf(seats.values())) {
            for (Role needed : missingFor(seat.role())) {
                seat(needed, Origin.PREREQUISITE, seat.role().id() + " needs it");
            }
        }
    }

    /** Drops the least important roles until {@code max} remain or only what the user named is left. */
    void shrinkTo(int max, String because) {
        while (size() > max) {
            Optional<Seat> next = leastImportant();
            if (next.isEmpty()) {
                return;
            }
            drop(next.get().role(), because);
        }
    }

    List<Team.Member> members() {
        return seats.values().stream()
                .sorted(Comparator.<Seat>comparingInt(seat -> rank(seat.role())).thenComparing(seat -> seat.role().id()))
                .map(seat -> new Team.Member(seat.role(), seat.why()))
                .toList();
    }

    List<Team.Decision> decisions() {
        return List.copyOf(decisions);
    }

    /** How many seats cannot be given up. */
    int fixed() {
        return (int) seats.values().stream().filter(this::isFixed).count();
    }

    /** A prerequisite whose dependants have all gone leaves first, then the role of the lowest rank. */
    private Optional<Seat> leastImportant() {
        List<Seat> free = seats.values().stream().filter(seat -> !isFixed(seat)).toList();
        Optional<Seat> idle = free.stream().filter(seat -> seat.origin() == Origin.PREREQUISITE && dependants(seat.role()).isEmpty()).findFirst();
        return idle.isPresent() ? idle : free.stream().max(Comparator.<Seat>comparingInt(seat -> seat.role().priority()).thenComparing(seat -> seat.role().id()));
    }

    private void drop(Role role, String because) {
        List<Role> dependants = dependants(role);
        seats.remove(role.id());
        note(Team.Kind.DROPPED, role.id(), because);
        dependants.forEach(dependant -> {
            if (seats.remove(dependant.id()) != null) {
                note(Team.Kind.DROPPED, dependant.id(), "it cannot work without " + role.id() + ", which was dropped");
            }
        });
    }

    private List<Role> dependants(Role role) {
        return seats.values().stream().map(Seat::role).filter(other -> roles.prerequisitesOf(other).contains(role)).toList();
    }

    private boolean isFixed(Seat seat) {
        return seat.role().id().equals(Role.ORCHESTRATOR) || seat.origin() == Origin.NAMED
                || dependants(seat.role()).stream().anyMatch(dependant -> seats.get(dependant.id()).origin() == Origin.NAMED);
    }

    private static int rank(Role role) {
        return switch (role.id()) {
            case Role.ORCHESTRATOR -> -2;
            case Role.PROJECT_MANAGER -> -1;
            default -> role.priority();
        };
    }
}
