package mc.message;

import java.util.Optional;
import java.util.Set;
import mc.agent.Mission;
import mc.team.Matrices;
import mc.team.Role;

/**
 * Who may write to whom without a detour. The orchestrator and the project manager are hubs, to whom and from whom all is direct; between
 * the others the matrix of the team's type decides. The operator and mc itself are no members of the team and write to everybody.
 * Immutable and thread-safe.
 */
public record HubPolicy(Matrices matrices) {

    /** The roles that coordinate the others. */
    public static final Set<String> HUBS = Set.of(Role.ORCHESTRATOR, Role.PROJECT_MANAGER);
    private static final Set<String> OUTSIDE = Set.of(Message.OPERATOR, Message.MC);

    /** Whether a role coordinates the others. */
    public static boolean isHub(String role) {
        return HUBS.contains(role);
    }

    /** Whether a message to this party reaches a colleague of the sender: many of those make it one to all. Hubs, the operator and oneself do not count. */
    public static boolean isColleague(String from, String to) {
        return !to.equals(from) && !OUTSIDE.contains(to) && !isHub(to);
    }

    /** Whether a message from one (a role, operator or mc) to the other is as the team's rules want it. */
    public boolean isDirect(Mission mission, String from, String to) {
        return from.equals(to) || OUTSIDE.contains(from) || OUTSIDE.contains(to) || isHub(from) || isHub(to) || matrices.connected(from, to, Optional.of(mission.teamType()));
    }
}
