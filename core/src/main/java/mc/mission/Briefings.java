package mc.mission;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mc.Home;
import mc.agent.Agent;
import mc.event.Event;
import mc.message.Marker;
import mc.plan.Briefing;
import mc.plan.SpecParser;
import mc.team.Matrices;
import mc.team.Role;
import mc.team.RoleCatalogue;
import mc.team.Team;
import mc.team.TeamLimits;
import mc.team.TeamTemplates;
import mc.text.Templates;

/** The texts an agent starts with, made from the mission's files and the role catalogue as they are now. Thread-safe. */
final class Briefings {

    private final Home home;
    private final Templates templates;

    Briefings(Home home) {
        this.home = home;
        this.templates = new Templates(home);
    }

    Role role(String id) {
        return new RoleCatalogue(templates).get(id);
    }

    /** What is added to the program's system prompt. */
    String rolePrompt(Mission mission, Agent agent, Event.WorktreeReady worktree, List<Agent> team) {
        RoleCatalogue roles = new RoleCatalogue(templates);
        return briefing(roles).rolePrompt(facts(mission, roles, agent, worktree, team), agent.role());
    }

    /** The first prompt; it begins with the mark by which its arrival is proven. */
    String firstPrompt(Mission mission, Agent agent, Event.WorktreeReady worktree, List<Agent> team) {
        RoleCatalogue roles = new RoleCatalogue(templates);
        return briefing(roles).firstPrompt(Marker.of(agent.briefing(), "mc").strip(), facts(mission, roles, agent, worktree, team), agent.role());
    }

    private Briefing briefing(RoleCatalogue roles) {
        return new Briefing(templates, Matrices.load(templates, roles, TeamTemplates.load(templates, roles, TeamLimits.load(templates)).types()));
    }

    private Briefing.Mission facts(Mission mission, RoleCatalogue roles, Agent agent, Event.WorktreeReady worktree, List<Agent> agents) {
        MissionFolder folder = MissionFolder.of(home, mission.project(), mission.id());
        Optional<String> type = mission.teamType().equals(Orchestration.NO_TYPE) ? Optional.empty() : Optional.of(mission.teamType());
        Team team = new Team(type, mission.size(), "", "", agents.stream().map(a -> new Team.Member(roles.get(a.role()), "")).toList(), List.of());
        Map<String, Briefing.Place> places = new LinkedHashMap<>();
        for (Agent member : agents) {
            Path path = home.project(mission.project()).resolve("worktrees").resolve(roles.get(member.role()).dirName());
            String branch = member.branch() != null ? member.branch() : Orchestration.branchName(mission.startingBranch(), mission.startingCommit(), roles.get(member.role()).dirName());
            places.put(member.role(), new Briefing.Place(member.title(), branch, path));
        }
        String own = worktree.branch() == null ? "(detached)" : worktree.branch();
        places.put(agent.role(), new Briefing.Place(agent.title(), own, Path.of(worktree.path())));
        String start = mission.startingBranch() == null ? mission.startingCommit() : mission.startingBranch();
        return new Briefing.Mission(mission.id(), mission.project(), Path.of(mission.path()), home.root(), start, SpecParser.parse("spec.md", MissionFolder.read(folder.spec())), team, folder.plan(), places);
    }
}
