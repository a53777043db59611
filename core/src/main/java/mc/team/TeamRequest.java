package mc.team;

import java.util.List;
import java.util.Optional;

/**
 * What is asked of a team. Immutable.
 *
 * @param type the detected or forced type of project; empty for the fallback team
 * @param size the size to take
 * @param sizeForced whether the user named the size; only then does it take core roles away
 * @param plan the subscription
 * @param exactly the roles the user named as the whole team; empty for the template's
 * @param added the roles the user wants besides
 * @param withoutManager leave the project manager out; the orchestrator takes over
 * @param force go beyond what the plan carries
 */
public record TeamRequest(Optional<String> type, TeamLimits.Size size, boolean sizeForced, TeamLimits.Subscription plan, List<Role> exactly, List<Role> added,
        boolean withoutManager, boolean force) {}
