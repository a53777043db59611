package mc.team;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mc.Failure;

/**
 * Puts a team together: the template's roles or the user's, what they need to work, what the project's facts call for, within
 * what size and subscription allow. Every step is a decision with its reason. Immutable and thread-safe.
 */
public record TeamResolver(RoleCatalogue roles, TeamTemplates templates, TeamLimits limits) {

    public Team resolve(TeamRequest request, ProjectMetrics metrics) {
        Roster roster = new Roster(roles);
        checkManager(request);
        TeamTemplates.TeamTemplate template = templates.forType(request.type());
        if (request.exactly().isEmpty()) {
            seatTemplate(template, request, roster);
        } else {
            seatExactly(request, roster);
        }
        roster.seatPrerequisites();
        shrink(request, roster);
        if (request.exactly().isEmpty()) {
            seatOptional(template, request, metrics, roster);
        }
        warn(request, roster);
        return new Team(request.type(), request.size().name(), request.plan().name(), request.size().tokens(), roster.members(), roster.decisions());
    }

    /**
     * Who joins a running team: the roles named, each after those that it needs to work and the team lacks.
     *
     * @param present the ids of the roles in the team
     * @param size how many agents the team has without those that join
     */
    public List<Team.Member> join(List<Role> named, Set<String> present, int size, TeamLimits.Subscription plan, boolean force) {
        Map<String, Team.Member> joining = new LinkedHashMap<>();
        for (Role role : named) {
            roles.prerequisitesOf(role).stream().filter(needed -> !present.contains(needed.id()) && !named.contains(needed))
                    .forEach(needed -> joining.putIfAbsent(needed.id(), new Team.Member(needed, role.id() + " needs it")));
            joining.putIfAbsent(role.id(), new Team.Member(role, "you asked for it"));
        }
        requireRoom(size + joining.size(), plan, force);
        return List.copyOf(joining.values());
    }

    /** Refuses a running team that is larger than the plan carries, unless that is forced. */
    public static void requireRoom(int agents, TeamLimits.Subscription plan, boolean force) {
        if (!force && agents > plan.max()) {
            throw Failure.usage("The team would have " + agents + " agents with what they depend on; the plan " + plan.name() + " carries at most " + plan.max() + ".",
                    "End one first (mc agent end ROLE), choose a larger --plan, or add --force.");
        }
    }

    private void checkManager(TeamRequest request) {
        boolean named = Stream.concat(request.exactly().stream(), request.added().stream()).anyMatch(role -> role.id().equals(Role.PROJECT_MANAGER));
        if (request.withoutManager() && named) {
            throw Failure.usage("The project manager is both named and left out (--no-pm).", "Take one of the two away.");
        }
    }

    private void seatTemplate(TeamTemplates.TeamTemplate template, TeamRequest request, Roster roster) {
        roster.seat(roles.get(Role.ORCHESTRATOR), Roster.Origin.CORE, "every team has one");
        request.added().forEach(role -> roster.seat(role, Roster.Origin.NAMED, "you asked for it (--add-roles)"));
        template.core().stream()
                .filter(id -> !(request.withoutManager() && id.equals(Role.PROJECT_MANAGER)))
                .forEach(id -> roster.seat(roles.get(id), Roster.Origin.CORE, "core of the team \"" + template.title() + "\""));
        if (request.withoutManager()) {
            roster.note(Team.Kind.NOTE, Role.PROJECT_MANAGER, "left out (--no-pm); the orchestrator reviews and merges in its place");
        } else {
            roster.seat(roles.get(Role.PROJECT_MANAGER), Roster.Origin.CORE, "every team has one unless you say --no-pm");
        }
    }

    private void seatExactly(TeamRequest request, Roster roster) {
        Stream.concat(request.exactly().stream(), request.added().stream()).forEach(role -> roster.seat(role, Roster.Origin.NAMED, "you asked for it"));
        if (!roster.has(Role.ORCHESTRATOR)) {
            roster.seat(roles.get(Role.ORCHESTRATOR), Roster.Origin.NAMED, "every team has one, so it comes with --roles");
        }
        if (!roster.has(Role.PROJECT_MANAGER)) {
            roster.note(Team.Kind.NOTE, Role.PROJECT_MANAGER, "not among the named roles; the orchestrator reviews and merges in its place");
        }
    }

    private void shrink(TeamRequest request, Roster roster) {
        int max = request.plan().max();
        if (!request.force() && roster.fixed() > max) {
            throw Failure.usage("The roles you named need " + roster.fixed() + " agents with what they depend on (" + names(roster) + "); the plan " + request.plan().name() + " carries at most " + max + ".",
                    "Name fewer roles, choose a larger --plan, or add --force.");
        }
        int byPlan = request.force() ? TeamLimits.ANY : max;
        int bySize = request.sizeForced() && request.exactly().isEmpty() ? request.size().maxBase() : TeamLimits.ANY;
        int before = roster.size();
        roster.shrinkTo(bySize, "the size " + request.size().name() + " has room for " + bySize + " base roles");
        roster.shrinkTo(byPlan, "the plan " + request.plan().name() + " carries at most " + byPlan + " agents");
        if (roster.size() < before) {
            roster.note(Team.Kind.NOTE, "", "the last to be dropped come first: " + roles.all().stream().map(Role::id).collect(Collectors.joining(", ")));
        }
    }

    private void seatOptional(TeamTemplates.TeamTemplate template, TeamRequest request, ProjectMetrics metrics, Roster roster) {
        int seatsLeft = (request.force() ? TeamLimits.ANY : request.plan().max()) - roster.size();
        int wanted = request.size().maxOptional();
        int taken = 0;
        for (Candidate candidate : candidates(template, request, metrics, roster)) {
            Role role = roles.get(candidate.role());
            int cost = 1 + roster.missingFor(role).size();
            int room = candidate.called() ? wanted : request.size().minOptional();
            if (!candidate.fits()) {
                roster.note(Team.Kind.SKIPPED, role.id(), candidate.why());
            } else if (taken + cost > room) {
                roster.note(Team.Kind.SKIPPED, role.id(), candidate.why() + ", but a team of size " + request.size().name() + " takes " + room + " such roles"
                        + (cost > 1 ? ", and this one needs " + (cost - 1) + " more" : ""));
            } else if (cost > seatsLeft) {
                roster.note(Team.Kind.SKIPPED, role.id(), candidate.why() + ", but the plan " + request.plan().name() + " has "
                        + (seatsLeft <= 0 ? "no seat left" : "only " + seatsLeft + " left and it takes " + cost));
            } else {
                roster.seat(role, Roster.Origin.OPTIONAL, candidate.why());
                roster.seatPrerequisites();
                taken += cost;
                seatsLeft -= cost;
            }
        }
    }

    /** An optional role: whether the facts allow it ({@code fits}) and whether they call for it rather than just permit it. */
    private record Candidate(String role, boolean fits, boolean called, String why) {}

    /** Those that the facts call for come first, then the rest of the template's optional roles in its order. */
    private List<Candidate> candidates(TeamTemplates.TeamTemplate template, TeamRequest request, ProjectMetrics metrics, Roster roster) {
        List<String> names = Stream.concat(template.optional().stream(), templates.conditionalRoles().stream().filter(rule -> rule.concerns(template.type())).map(TeamTemplates.ConditionalRole::role))
                .distinct().filter(id -> !roster.has(id)).toList();
        List<Candidate> candidates = new ArrayList<>();
        names.forEach(id -> candidates.add(judge(id, template, request, metrics)));
        return Stream.concat(candidates.stream().filter(Candidate::called), candidates.stream().filter(candidate -> !candidate.called())).toList();
    }

    private Candidate judge(String id, TeamTemplates.TeamTemplate template, TeamRequest request, ProjectMetrics metrics) {
        List<TeamTemplates.ConditionalRole> rules = templates.conditionalRoles().stream().filter(rule -> rule.role().equals(id) && rule.concerns(template.type())).toList();
        if (rules.isEmpty()) {
            return new Candidate(id, true, false, "an optional role of the team \"" + template.title() + "\"");
        }
        List<String> unmet = new ArrayList<>();
        for (TeamTemplates.ConditionalRole rule : rules) {
            Optional<String> tooSmall = rule.minSize().filter(size -> !limits.atLeast(request.size(), size));
            Conditions.Verdict verdict = rule.conditions().judge(metrics);
            if (tooSmall.isEmpty() && verdict.holds()) {
                return new Candidate(id, true, true, rule.why() + (verdict.because().isEmpty() ? "" : ": " + verdict.because()));
            }
            unmet.add(tooSmall.map(size -> "the size is below " + size).orElse(verdict.because()));
        }
        return new Candidate(id, false, false, "not called for: " + String.join("; ", unmet));
    }

    private static void warn(TeamRequest request, Roster roster) {
        TeamLimits.Subscription plan = request.plan();
        if (roster.size() > plan.max()) {
            roster.note(Team.Kind.WARNING, "", roster.size() + " agents on the plan " + plan.name() + ", which carries at most " + plan.max() + " (--force)");
        } else if (roster.size() > plan.recommendedMax()) {
            roster.note(Team.Kind.WARNING, "", roster.size() + " agents; for long sessions on the plan " + plan.name() + " " + plan.recommendedMin() + " to " + plan.recommendedMax() + " are recommended");
        }
        roster.note(Team.Kind.NOTE, "", "a team of size " + request.size().name() + " uses about " + request.size().tokens() + " the tokens of a single agent");
    }

    private static String names(Roster roster) {
        return roster.members().stream().map(member -> member.role().id()).collect(Collectors.joining(", "));
    }
}
