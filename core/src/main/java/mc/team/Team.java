package mc.team;

import java.util.List;
import java.util.Optional;

/**
 * The roles that will work together, and why it is these. Immutable.
 *
 * @param type the type of project; empty for none
 * @param size the name of the size
 * @param plan the name of the subscription
 * @param tokens how many times the tokens of a single agent it is expected to use, such as {@code 15x}
 * @param members the orchestrator first, then the project manager, then by importance; each role once
 * @param decisions what was decided on the way, in that order
 */
public record Team(Optional<String> type, String size, String plan, String tokens, List<Member> members, List<Decision> decisions) {

    /** A role in the team and why it is there. */
    public record Member(Role role, String why) {}

    /** What happened to a role, or ({@code role} empty) to the team. */
    public record Decision(Kind kind, String role, String reason) {}

    public enum Kind {
        ADDED,
        DROPPED,
        SKIPPED,
        WARNING,
        NOTE
    }

    public List<String> roleIds() {
        return members.stream().map(member -> member.role().id()).toList();
    }

    public boolean has(String role) {
        return roleIds().contains(role);
    }

    /** Who merges and answers for quality: the project manager, or without one the orchestrator. */
    public String manager() {
        return has(Role.PROJECT_MANAGER) ? Role.PROJECT_MANAGER : Role.ORCHESTRATOR;
    }
}
