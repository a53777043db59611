package mc.plan;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mc.team.Role;
import mc.team.RoleCatalogue;
import mc.team.Team;

/** Finds the member of a team that a piece of work suits best, by the keywords of the roles. Immutable and thread-safe. */
final class RoleMatcher {

    /** Who does the work of a role that is not in the team, in the order of preference; the orchestrator when none of them is. */
    private static final List<String> BUILDERS = List.of("developer", "devops", "sysadmin");

    private record Words(Role role, List<Pattern> patterns) {}

    private final List<Words> words;
    private final Team team;
    private final RoleCatalogue roles;

    RoleMatcher(Team team, RoleCatalogue roles) {
        this.team = team;
        this.roles = roles;
        this.words = roles.all().stream().map(role -> new Words(role, role.keywords().stream().map(RoleMatcher::word).toList())).toList();
    }

    /** The member for a text: of the role whose keywords it has most of, or of the one standing in for it; builders otherwise. */
    String memberFor(String text) {
        return best(text).map(this::memberInstead).orElseGet(this::builder);
    }

    /** The role itself if it is in the team; else who takes over from it. */
    String memberInstead(String role) {
        if (team.has(role)) {
            return role;
        }
        return switch (role) {
            case Role.PROJECT_MANAGER -> Role.ORCHESTRATOR;
            case "tester" -> firstOf("testrunner", "developer");
            case "testrunner" -> firstOf("tester", "devops", "developer");
            case "code_reviewer" -> firstOf(Role.PROJECT_MANAGER, "tester");
            case "documentation_writer", "researcher" -> firstOf("developer", "devops", "sysadmin");
            case "devops" -> firstOf("sysadmin", "developer");
            case "sysadmin" -> firstOf("devops", "developer");
            case "securityops", "networkops", "monitoringops", "databaseops" -> firstOf("sysadmin", "devops", "developer");
            case "logtracker" -> firstOf("monitoringops", "devops", "tester");
            default -> roles.ids().contains(role) ? roles.get(role).reportsTo().filter(team::has).filter(id -> !id.equals(Role.ORCHESTRATOR)).orElseGet(this::builder) : builder();
        };
    }

    /** The member that builds what no other role is named for. */
    String builder() {
        return BUILDERS.stream().filter(team::has).findFirst().orElseGet(this::anyWorker);
    }

    private String firstOf(String... ids) {
        return List.of(ids).stream().filter(team::has).findFirst().orElseGet(this::builder);
    }

    private String anyWorker() {
        return team.roleIds().stream().filter(id -> !id.equals(Role.ORCHESTRATOR) && !id.equals(Role.PROJECT_MANAGER)).findFirst().orElse(Role.ORCHESTRATOR);
    }

    /** Longer keywords say more: each counts its number of words. Equal scores go to the more important role. */
    private Optional<String> best(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        record Score(String role, int points) {}
        return words.stream()
                .map(entry -> new Score(entry.role().id(), entry.patterns().stream().mapToInt(pattern -> points(pattern, lower)).sum()))
                .filter(score -> score.points() > 0)
                .max(Comparator.comparingInt(Score::points)) // of equals the first: roles come by importance
                .map(Score::role);
    }

    private static int points(Pattern word, String lower) {
        Matcher matcher = word.matcher(lower);
        return matcher.find() ? 1 + (int) word.pattern().chars().filter(c -> c == ' ').count() + (matcher.start() == 0 ? 1 : 0) : 0;
    }

    private static Pattern word(String keyword) {
        return Pattern.compile("(?<![a-z0-9])" + Pattern.quote(keyword.toLowerCase(Locale.ROOT)) + "(?:s|es)?(?![a-z0-9])");
    }
}
