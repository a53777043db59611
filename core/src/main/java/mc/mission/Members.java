package mc.mission;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mc.Failure;
import mc.Home;
import mc.agent.Adapter;
import mc.agent.Agent;
import mc.agent.Mission;
import mc.event.Event;
import mc.event.EventLoop;
import mc.event.Job;
import mc.git.GitVersion;
import mc.git.Repository;
import mc.plan.ImplementationPlan;
import mc.store.Database;
import mc.task.Task;
import mc.task.Tasks;
import mc.team.ProjectTree;
import mc.team.Role;
import mc.team.Team;
import mc.team.TeamData;
import mc.team.TeamLimits;
import mc.team.TeamResolver;
import mc.text.Ids;
import mc.text.Templates;
import mc.text.Untrusted;
import mc.tmux.TmuxSettings;
import mc.tmux.TmuxVersion;

/**
 * Lets agents join and leave a mission that runs. Everything that may be in the way of a new one is looked at before anything is
 * changed; the start itself is {@link Launcher}'s, the end {@link AgentEnd}'s. Thread-safe.
 */
public final class Members {

    private final Home home;
    private final Database database;
    private final EventLoop loop;
    private final TmuxSettings tmux;
    private final Function<String, Adapter> adapters;
    private final Clock clock;

    public Members(Home home, Database database, EventLoop loop, TmuxSettings tmux, Function<String, Adapter> adapters, Clock clock) {
        this.home = home;
        this.database = database;
        this.loop = loop;
        this.tmux = tmux;
        this.adapters = adapters;
        this.clock = clock;
    }

    /**
     * Who is to join. Names are as typed and not checked yet.
     *
     * @param roles roles of the catalogue
     * @param temporary the name of a temporary agent, in place of roles
     * @param basis the role whose duties the temporary agent has; empty for none
     * @param task what the user gives them to do
     * @param agent the program they run; empty for the orchestrator's
     * @param plan the subscription that limits the team
     * @param force go beyond it
     */
    public record Addition(List<String> roles, Optional<String> temporary, Optional<String> basis, Optional<String> task, Optional<String> agent, Optional<String> plan, boolean force) {}

    /** Who joins: the role ids, and a sentence for each that was not named or comes back. */
    public record Added(String mission, List<String> roles, List<String> notes) {}

    /** One who is to join: a new seat, or an agent that comes back. */
    private record Newcomer(Role role, String why, Optional<Agent> returning, Optional<Assignment> assignment) {}

    /** Checks everything, then lets them join; returns before they have started: {@link Missions#awaitStart}. */
    public synchronized Added add(Mission mission, Addition request) {
        requireRunning(mission);
        List<Agent> team = database.read(sql -> Agent.Table.ofMission(sql, mission.id()));
        TeamData data = TeamData.load(new Templates(home));
        ImplementationPlan plan = MissionFolder.of(home, mission.project(), mission.id()).plan();
        List<Newcomer> newcomers = numbered(request.temporary().isPresent() ? List.of(temporary(mission, request, team, data)) : members(mission, request, team, data), mission, plan);
        String kind = request.agent().orElseGet(() -> team.stream().filter(a -> a.role().equals(Role.ORCHESTRATOR)).findFirst().orElse(team.get(0)).adapter());
        newcomers.stream().flatMap(n -> n.returning().stream()).filter(a -> request.agent().isPresent() && !a.adapter().equals(kind)).findFirst().ifPresent(a -> {
            throw Failure.usage("The agent " + a.role() + " comes back with the program it had, " + a.adapter() + ".", "Leave --agent out.");
        });
        checkSurroundings(mission, newcomers, kind, data);
        newcomers.forEach(n -> n.assignment().ifPresent(own -> own.write(home, mission, n.role().id())));
        record(mission, newcomers, kind, plan);
        List<String> notes = newcomers.stream().filter(n -> n.returning().isPresent() || !n.why().equals("you asked for it"))
                .map(n -> n.role().id() + (n.returning().isPresent() ? " comes back" : " joins as well") + ": " + n.why()).toList();
        return new Added(mission.id(), newcomers.stream().map(n -> n.role().id()).toList(), notes);
    }

    private List<Newcomer> members(Mission mission, Addition request, List<Agent> team, TeamData data) {
        if (request.basis().isPresent()) {
            throw Failure.usage("--role goes with --temp.", "mc agent add ROLE, or: mc agent add --temp NAME --role ROLE --task TEXT");
        }
        if (request.roles().isEmpty()) {
            throw Failure.usage("Nobody is named.", "mc agent add ROLE, or: mc agent add --temp NAME --task TEXT");
        }
        List<Role> named = data.roles().parseList(String.join(",", request.roles()));
        Map<String, Agent> known = team.stream().collect(Collectors.toMap(Agent::role, a -> a));
        named.stream().filter(r -> known.containsKey(r.id()) && !known.get(r.id()).hasLeft()).findFirst().ifPresent(r -> {
            throw Failure.refused("The team of " + mission.id() + " has a " + r.id() + " already; a team has one agent per role.", "To start it anew: mc agent restart " + r.id() + "; for one more pair of hands: mc agent add --temp NAME --role " + r.id() + " --task TEXT");
        });
        Set<String> present = team.stream().filter(a -> !a.hasLeft()).map(Agent::role).collect(Collectors.toSet());
        Optional<Assignment> assignment = request.task().map(task -> new Assignment(null, null, task, null)).filter(a -> !a.task().isEmpty());
        List<Newcomer> newcomers = new ArrayList<>();
        for (Team.Member member : data.resolver().join(named, present, present.size(), plan(request, data), request.force())) {
            Optional<Agent> returning = Optional.ofNullable(known.get(member.role().id()));
            returning.ifPresent(this::requireGone);
            newcomers.add(new Newcomer(member.role(), member.why(), returning, named.contains(member.role()) ? assignment : Optional.empty()));
        }
        return newcomers;
    }

    private Newcomer temporary(Mission mission, Addition request, List<Agent> team, TeamData data) {
        if (!request.roles().isEmpty()) {
            throw Failure.usage("Roles and --temp cannot be added in one go.", "Two commands; the duties of a temporary agent are named with --role.");
        }
        String name = request.temporary().orElseThrow();
        Assignment assignment = Assignment.temporary(name, request.basis().map(b -> data.roles().find(b).id()).orElse(null), request.task().orElse(""));
        String id = Assignment.roleId(name);
        team.stream().filter(a -> a.role().equals(id) || a.dirName().equals(id)).findFirst().ifPresent(a -> {
            throw Failure.refused("The team of " + mission.id() + (a.hasLeft() ? " had a " : " has a ") + a.role() + " already.", (a.hasLeft() ? "Bring it back: mc agent restart " + a.role() + "; or choose" : "Choose") + " another name.");
        });
        TeamResolver.requireRoom((int) team.stream().filter(a -> !a.hasLeft()).count() + 1, plan(request, data), request.force());
        return new Newcomer(assignment.role(id, data.roles(), new Templates(home)), "you asked for it", Optional.empty(), Optional.of(assignment));
    }

    /** What is given to somebody is a task like those of the plan, with the next free id. */
    private List<Newcomer> numbered(List<Newcomer> newcomers, Mission mission, ImplementationPlan plan) {
        List<Task> known = database.read(sql -> Task.Table.ofMission(sql, mission.id()));
        int last = Tasks.lastNumber(Stream.concat(known.stream().map(Task::id), plan.tasks().stream().map(ImplementationPlan.Task::id)));
        List<Newcomer> numbered = new ArrayList<>();
        for (Newcomer n : newcomers) {
            String id = n.assignment().isPresent() ? "T" + ++last : null;
            numbered.add(new Newcomer(n.role(), n.why(), n.returning(), n.assignment().map(own -> own.asTask(id))));
        }
        return numbered;
    }

    private static TeamLimits.Subscription plan(Addition request, TeamData data) {
        return data.limits().plan(request.plan().orElse(data.limits().defaultPlan()));
    }

    private void requireGone(Agent agent) {
        if (agent.state().isLive() || database.read(sql -> Job.isOpen(sql, MissionReactor.END, agent.id()))) {
            throw Failure.refused("The agent " + agent.role() + " is being ended.", "Wait for that, then the same command again: mc status");
        }
    }

    /** What would stop a start is found before anything is changed. */
    private void checkSurroundings(Mission mission, List<Newcomer> newcomers, String kind, TeamData data) {
        GitVersion.installed();
        TmuxVersion.installed(tmux);
        Repository repository = Repository.inspect(Path.of(mission.path()));
        Map<String, String> env = MissionFolder.of(home, mission.project(), mission.id()).env();
        Set<String> kinds = newcomers.stream().map(n -> n.returning().map(Agent::adapter).orElse(kind)).collect(Collectors.toSet());
        for (String each : kinds) {
            Orchestration.check(adapters.apply(each), env, repository);
        }
        Orchestration.requireSpace(home, ProjectTree.look(repository.top(), data.templates().bounds()), newcomers.size(), repository);
    }

    private void record(Mission mission, List<Newcomer> newcomers, String kind, ImplementationPlan plan) {
        List<Tasks.Given> given = newcomers.stream().flatMap(n -> n.assignment().map(own -> new Tasks.Given(own.taskId(), n.role().id(), own.task())).stream()).toList();
        String now = clock.instant().toString();
        loop.record(List.of(), tx -> {
            Mission current = Mission.Table.find(tx.sql(), mission.id()).orElseThrow();
            requireRunning(current);
            boolean hasCheckIns = tx.sql().createQuery("select count(*) from checkin c join agent a on a.id = c.agent where a.mission = :mission").bind("mission", mission.id()).mapTo(Integer.class).one() > 0;
            for (Newcomer newcomer : newcomers) {
                Role role = newcomer.role();
                tx.append(newcomer.returning().<Event>map(a -> new Event.AgentRestarting(mission.id(), a.id(), Ids.random("b"), Restart.OPERATOR, now, false))
                        .orElseGet(() -> new Event.AgentAdded(mission.id(), new Event.Seat(mission.id() + "-" + role.dirName(), role.id(), role.windowName(), role.purpose(), kind, Ids.random("b")), hasCheckIns ? role.checkinMinutes() : null)));
            }
            boolean isPlanned = plan.tasks().isEmpty() || !Task.Table.ofMission(tx.sql(), mission.id()).isEmpty(); // an earlier mc wrote no rows for a plan
            if (!given.isEmpty() && !isPlanned) {
                tx.append(Tasks.planned(mission.id(), plan));
            }
            if (!given.isEmpty()) {
                tx.append(Tasks.given(mission.id(), given));
            }
            Agent.Table.ofMission(tx.sql(), mission.id()).stream().filter(a -> a.role().equals(Role.ORCHESTRATOR)).findFirst()
                    .ifPresent(hub -> tx.append(new Event.MessageQueued(mission.id(), hub.id(), Ids.random("m"), "mc", news(mission, newcomers))));
        });
    }

    /** What the orchestrator has to know. */
    private static String news(Mission mission, List<Newcomer> newcomers) {
        return "The user has added to the team:\n" + newcomers.stream().map(n -> {
            String branch = n.returning().map(Agent::branch).orElse(Orchestration.branchName(mission.startingBranch(), mission.startingCommit(), n.role().dirName()));
            String task = n.assignment().map(a -> "\n  Given to it: " + Untrusted.line(a.text(), 400)).orElse("");
            return "- " + n.role().id() + " (window " + n.role().windowName() + ", branch " + Untrusted.line(branch, 200) + "): " + n.role().purpose() + task;
        }).collect(Collectors.joining("\n"));
    }

    /**
     * Ends one agent and tells of each step; returns where everything is. Its mission goes on. An agent that has ended already is refused,
     * unless something of it is left.
     */
    public Map<String, Object> end(Mission mission, Agent agent, Handover handover, String by, Missions.Progress progress) throws Exception {
        requireRunning(mission);
        if (agent.role().equals(Role.ORCHESTRATOR)) {
            throw Failure.refused("Every team needs its orchestrator.", "Start it anew: mc agent restart orchestrator; or end the mission: mc stop --mission " + mission.id());
        }
        String job = Job.of(MissionReactor.END, agent.id(), clock.instant()).key();
        boolean isLeft = agent.state().isLive() || agent.worktree() != null && Files.isDirectory(Path.of(agent.worktree())) || database.read(sql -> Job.isOpen(sql, MissionReactor.END, agent.id()));
        if (agent.hasLeft() && !isLeft) {
            throw Failure.refused("The agent " + agent.role() + " has ended already: " + agent.reason() + ", at " + agent.endedAt() + ".", "Bring it back: mc agent restart " + agent.role());
        }
        boolean isUnderWay = agent.hasLeft() && database.read(sql -> Job.isOpen(sql, MissionReactor.END, agent.id())); // asked for before: once is enough
        EndReport report = new EndReport(loop, mission.id(), e -> agent.id().equals(e.agent()), job, "mc agent end " + agent.role());
        Event ending = new Event.AgentEnding(mission.id(), agent.id(), by, handover.completed(), handover.issues(), handover.handoff());
        Map<String, Object> result = new LinkedHashMap<>(report.follow(isUnderWay ? List.of() : List.of(ending), () -> isOver(agent), progress));
        result.put("role", agent.role());
        return result;
    }

    private boolean isOver(Agent agent) {
        return database.read(sql -> !Job.isOpen(sql, MissionReactor.END, agent.id()));
    }

    private static void requireRunning(Mission mission) {
        if (!mission.mayLaunch()) {
            throw Failure.refused("The mission " + mission.id() + " is " + mission.status() + "; its team cannot be changed.", "mc status --all");
        }
    }
}
