package mc.mission;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mc.Failure;
import mc.git.Strategy;
import mc.text.Untrusted;

/**
 * What the user asks of a mission. Names are as typed and not checked yet; absent means mc's own choice. Immutable.
 *
 * @param roles the exact team, comma-separated
 * @param addRoles roles besides the detected team, comma-separated
 * @param plan the subscription plan that limits the team
 * @param agent the agents' programs, see {@link Programs}
 * @param permissionMode what they may do without asking, see {@link PermissionModes}
 * @param planner {@code claude} or {@code offline}
 * @param trust the user's yes to the agents' trust question for this repository
 * @param checkIns whether agents are asked for a report at their role's interval
 * @param base the branch to start from in place of the one checked out
 * @param env the environment the agents will get, already selected
 */
public record Options(
        Path project,
        Path spec,
        Optional<String> teamType,
        Optional<String> roles,
        Optional<String> addRoles,
        Optional<String> plan,
        Optional<String> size,
        String agent,
        Optional<String> planner,
        Optional<String> model,
        Optional<String> permissionMode,
        boolean trust,
        boolean checkIns,
        Optional<String> base,
        Optional<String> name,
        boolean withoutManager,
        boolean force,
        String worktreeStrategy,
        Map<String, String> env) {

    /** In which order the ways to make a worktree are tried, by the name the user gives. */
    static final Map<String, List<Strategy>> WORKTREE_STRATEGIES = Map.of("own", Strategy.OWN, "chain", Strategy.SAFEST_FIRST, "literal", Strategy.LITERAL);

    public Options {
        env = Map.copyOf(env);
        if (!WORKTREE_STRATEGIES.containsKey(worktreeStrategy)) {
            throw Failure.usage("There is no worktree strategy '" + Untrusted.line(worktreeStrategy, 40) + "'.", "Choose own (the default), chain or literal.");
        }
    }
}
