package mc.mission;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Map;
import mc.agent.Adapter.Finding;
import mc.plan.ImplementationPlan;

/**
 * A mission as it would be, with the reason of every decision. Making one changes nothing. Immutable.
 *
 * @param carriesOn the id of a mission that was begun with the same spec and is to be carried on; null for a new one
 * @param startingBranch null when the project's HEAD is detached and no base was named
 * @param agent the kinds of the agents' programs, as {@link Programs} writes them
 * @param permissionMode as {@link PermissionModes} writes it
 * @param warnings sentences for the user
 * @param trust the user's yes to the trust question, given now or for an earlier mission on this repository
 * @param missionName what the mission is to be called
 * @param spec the spec's text and env the agents' environment: kept inside the daemon, never shown
 */
public record Proposal(
        String id,
        String carriesOn,
        String missionName,
        Project project,
        String startingBranch,
        String startingCommit,
        Detected detected,
        Sized size,
        String tokens,
        List<Seat> team,
        List<String> decisions,
        ImplementationPlan plan,
        String agent,
        String permissionMode,
        List<String> allowedCommands,
        String model,
        boolean trust,
        boolean checkIns,
        String worktreeStrategy,
        List<Finding> findings,
        List<String> warnings,
        @JsonIgnore String spec,
        @JsonIgnore Map<String, String> env) {

    public record Project(String name, String path, boolean hasRemotes) {}

    /** The type of the project ({@code none} when nothing speaks clearly) and what spoke for it. */
    public record Detected(String type, boolean byUser, List<String> because) {}

    public record Sized(String name, boolean byUser, List<String> because) {}

    /** A role in the team: why it is there, and where it will work. {@code branch} is what mc will try first, {@code agent} the kind of its program. */
    public record Seat(String role, String window, String purpose, String why, String branch, String worktree, int checkinMinutes, String agent) {}
}
