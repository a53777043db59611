package mc.mission;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mc.Home;
import mc.agent.Agent;
import mc.agent.Mission;
import mc.event.Event;
import mc.message.Marker;
import mc.plan.Briefing;
import mc.plan.ImplementationPlan;
import mc.plan.Resumption;
import mc.plan.Spec;
import mc.plan.SpecParser;
import mc.team.Role;
import mc.team.RoleCatalogue;
import mc.team.Team;
import mc.team.TeamData;
import mc.text.Templates;
import mc.text.Untrusted;

/**
 * The texts the agents of one mission start with, from the mission's files and the role catalogue as they were when this was made.
 * Immutable and thread-safe.
 */
final class Briefings {

    private final Home home;
    private final Mission mission;
    private final List<Agent> agents;
    private final Set<Path> taken;
    private final RoleCatalogue roles;
    private final Briefing briefing;
    private final Spec spec;
    private final ImplementationPlan plan;
    private final Templates templates;

    /** @param taken the directories where worktrees of other missions were made; those that are still there are left alone */
    Briefings(Home home, Mission mission, List<Agent> agents, Set<Path> taken) {
        this.templates = new Templates(home);
        MissionFolder folder = MissionFolder.of(home, mission.project(), mission.id());
        this.home = home;
        this.mission = mission;
        this.agents = List.copyOf(agents);
        this.taken = Set.copyOf(taken);
        TeamData data = TeamData.load(templates);
        this.roles = data.roles();
        this.briefing = new Briefing(templates, data.matrices());
        this.spec = SpecParser.parse("spec.md", MissionFolder.read(folder.spec()));
        this.plan = folder.plan();
    }

    /** Where the agent's worktree is, or will be. */
    Path worktree(Agent agent) {
        if (agent.worktree() != null) {
            return Path.of(agent.worktree());
        }
        Path usual = home.project(mission.project()).resolve("worktrees").resolve(agent.dirName());
        return taken.contains(usual) && Files.exists(usual) ? usual.resolveSibling(agent.id()) : usual;
    }

    private Role role(Agent agent) {
        return Assignment.roleOf(home, mission, agent.role(), roles, templates);
    }

    /** What is added to the program's system prompt. */
    String rolePrompt(Agent agent, Event.WorktreeReady worktree) {
        return briefing.rolePrompt(facts(agent, worktree), agent.role());
    }

    /** The first prompt; it begins with the mark by which its arrival is proven. */
    String firstPrompt(Agent agent, Event.WorktreeReady worktree) {
        return Marker.onlyOf(agent.briefing(), briefing.firstPrompt(Marker.of(agent.briefing(), "mc").strip(), facts(agent, worktree), agent.role()));
    }

    /** What a restarted agent is told; one that remembers nothing gets its first briefing again, before it. */
    String restartPrompt(Agent agent, Event.WorktreeReady worktree, boolean remembers, Resumption standing) {
        String opening = remembers ? Marker.of(agent.briefing(), "mc").strip() : firstPrompt(agent, worktree);
        return Marker.onlyOf(agent.briefing(), briefing.resumption(opening, facts(agent, worktree), agent.role(), standing));
    }

    /** What a running agent is told when it is briefed again, without a mark. */
    String rebriefing(Agent agent, Standing standing) {
        Event.WorktreeReady worktree = new Event.WorktreeReady(mission.id(), agent.id(), agent.worktree(), agent.branch(), agent.baseCommit(), agent.strategy(), List.of());
        return Untrusted.block(briefing.resumption("", facts(agent, worktree), agent.role(), standing.of(agent, worktree, List.of("The user asked mc to brief everybody anew. Nothing of yours was stopped.")))).strip();
    }

    private Map<String, String> assignments(List<Agent> members) {
        Map<String, String> tasks = new LinkedHashMap<>();
        members.forEach(a -> Assignment.of(home, mission, a.role()).filter(own -> !own.task().isEmpty()).ifPresent(own -> tasks.put(a.role(), own.text())));
        return tasks;
    }

    private Briefing.Mission facts(Agent agent, Event.WorktreeReady own) {
        Optional<String> type = mission.teamType().equals(Orchestration.NO_TYPE) ? Optional.empty() : Optional.of(mission.teamType());
        List<Agent> members = agents.stream().filter(a -> !a.hasLeft() || a.id().equals(agent.id())).toList();
        Team team = new Team(type, mission.size(), "", "", members.stream().map(a -> new Team.Member(role(a), "")).toList(), List.of());
        Map<String, Briefing.Place> places = new LinkedHashMap<>();
        for (Agent member : members) {
            String branch = member.branch() != null ? member.branch() : Orchestration.branchName(mission.startingBranch(), mission.startingCommit(), member.dirName());
            places.put(member.role(), new Briefing.Place(member.title(), branch, worktree(member)));
        }
        places.put(agent.role(), new Briefing.Place(agent.title(), own.branch() == null ? "(detached)" : own.branch(), Path.of(own.path())));
        String start = mission.startingBranch() == null ? mission.startingCommit() : mission.startingBranch();
        return new Briefing.Mission(mission.id(), mission.project(), Path.of(mission.path()), home.root(), start, spec, team, plan, places, assignments(members));
    }
}
