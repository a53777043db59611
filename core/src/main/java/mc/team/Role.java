package mc.team;

import java.util.List;
import java.util.Optional;

/**
 * A job description from the catalogue: {@code templates/roles/<id>.md}. Immutable.
 *
 * @param id snake_case, the one name used everywhere inside mc
 * @param aliases other names a person may type; compared without case, spaces, hyphens and underscores
 * @param windowName the name of its tmux window, {@code [A-Za-z0-9_-]}, at most 32 characters
 * @param dirName the name of its worktree directory, hyphenated
 * @param reportsTo the role above it; empty for the orchestrator, who reports to the user
 * @param prerequisites roles that must be in the team for this one to work
 * @param checkinMinutes minutes between two check-ins, 45 to 90
 * @param branchPrefix what its branches start with, ending in a slash
 * @param branchAliases whole branch names it may use although they lack the prefix
 * @param directories where its files go; advice to the agent, not enforced
 * @param model the model to run it with; empty means the agent program's own default
 * @param purpose one line for the table of the team
 * @param priority the lower, the longer it keeps its seat when a team must shrink
 * @param keywords words that mark a task as this role's work
 * @param body the briefing, with {@code {{placeholders}}}
 */
public record Role(
        String id,
        List<String> aliases,
        String title,
        String windowName,
        String dirName,
        Tier tier,
        Optional<String> reportsTo,
        List<String> prerequisites,
        int checkinMinutes,
        String branchPrefix,
        List<String> branchAliases,
        List<String> directories,
        Optional<String> model,
        String purpose,
        int priority,
        List<String> keywords,
        String body) {

    /** Heads every team. */
    public static final String ORCHESTRATOR = "orchestrator";
    /** Merges, and answers for quality; a team may do without one. */
    public static final String PROJECT_MANAGER = "project_manager";

    /** Which kind of team a role belongs to. */
    public enum Tier {
        CORE,
        OPTIONAL,
        SYSOPS
    }
}
