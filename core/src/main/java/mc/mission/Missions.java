package mc.mission;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mc.Failure;
import mc.Home;
import mc.agent.Agent;
import mc.agent.AgentState;
import mc.agent.Evidence;
import mc.agent.Mission;
import mc.agent.Source;
import mc.agent.Usage;
import mc.agent.Usages;
import mc.agent.Why;
import mc.compliance.OpenViolations;
import mc.compliance.Violation;
import mc.compliance.git.GitActivity;
import mc.event.Event;
import mc.event.EventLoop;
import mc.event.EventQueue;
import mc.event.Job;
import mc.message.Inbox;
import mc.message.Message;
import mc.message.TeamNames;
import mc.plan.ImplementationPlan;
import mc.store.Database;
import mc.task.Task;
import mc.task.Tasks;
import mc.team.RoleCatalogue;
import mc.text.Templates;
import mc.text.Untrusted;

/** Questions about missions and the waits for what becomes of them. Thread-safe. */
public final class Missions {

    private static final Set<AgentState> STUCK = Set.of(AgentState.WAITING, AgentState.EXITED, AgentState.LOST, AgentState.LIMITED, AgentState.UNKNOWN);
    private static final Duration STUCK_FOR = Duration.ofSeconds(2);

    private final Home home;
    private final Database database;
    private final EventLoop loop;
    private final Clock clock;

    public Missions(Home home, Database database, EventLoop loop, Clock clock) {
        this.home = home;
        this.database = database;
        this.loop = loop;
        this.clock = clock;
    }

    /** A listener for what a wait has to tell meanwhile. */
    @FunctionalInterface
    public interface Progress {
        void send(Object value) throws Exception;
    }

    /**
     * One agent as {@code mc status --json} shows it; scripts rely on the names.
     *
     * @param branch where its worktree's HEAD was seen last; null when detached
     * @param givenBranch the one mc made for it
     */
    public record AgentView(
            String role, String name, AgentState state, String since, String reason, Source source, String waitingFor, String limitedUntil, String model, Double contextUsedPercent, Double costUsd,
            Long tokensIn, Long tokensOut, Long cacheReadTokens, Long cacheWrittenTokens, String windowId, String paneId, Long pid, String worktree, String branch, String givenBranch, String adapter,
            String conversation, String lastCommitAt, String lastCommitSubject, String task, String purpose, String window, boolean briefed, int restarts, String endedAt, int violations) {}

    /** One mission as {@code mc status --json} shows it. {@code unreadLetters} are those to the operator, {@link Inbox#MANY} at most. */
    public record MissionView(
            String id, String name, String project, String path, String tmuxSocket, String tmuxSession, String startingBranch, String status, String teamType, String createdAt, String endedAt,
            String planner, String permissionMode, OpenViolations violations, int unreadLetters, List<AgentView> agents) {}

    public MissionView view(Mission m) {
        List<Task> tasks = database.read(sql -> Task.Table.ofMission(sql, m.id()));
        Optional<ImplementationPlan> plan = tasks.isEmpty() ? knownPlan(m) : Optional.empty(); // prepared by an mc that knew no tasks
        Map<String, Integer> open = database.read(sql -> Violation.countOpenByAgent(sql, m.id()));
        List<AgentView> agents = database.read(sql -> Agent.Table.ofMission(sql, m.id()).stream().map(a -> view(task(tasks, plan, a).or(() -> assigned(m, a)).orElse(null), a, GitActivity.lastBranch(sql, a), Usages.ofAgent(sql, a.id()), Restart.Table.count(sql, a.id()), open.getOrDefault(a.id(), 0))).toList());
        return new MissionView(m.id(), m.name(), m.project(), m.path(), m.socket(), m.session(), m.startingBranch(), m.status(), m.teamType(), m.createdAt().toString(),
                m.endedAt() == null ? null : m.endedAt().toString(), m.planner(), m.permissionMode(), database.read(sql -> OpenViolations.of(sql, m.id())), database.read(sql -> Inbox.unread(sql, m.id(), Message.OPERATOR)), agents);
    }

    private static AgentView view(String task, Agent a, String branch, Optional<Usage> used, int restarts, int violations) {
        return new AgentView(a.role(), a.id(), a.state(), a.since().toString(), Untrusted.line(a.reason(), 500), a.source(), a.waitingFor().map(w -> Untrusted.line(w, 500)).orElse(null),
                a.limitedUntil() == null ? null : a.limitedUntil().toString(), used.map(Usage::model).orElse(null), used.map(Usage::contextUsedPercent).orElse(null), used.map(Usage::costUsd).orElse(null),
                used.map(Usage::tokensIn).orElse(null), used.map(Usage::tokensOut).orElse(null), used.map(Usage::cacheReadTokens).orElse(null), used.map(Usage::cacheWrittenTokens).orElse(null), a.windowId(), a.paneId(), a.pid(), a.worktree(), branch, a.branch(), a.adapter(), a.conversation(),
                a.lastCommitAt() == null ? null : a.lastCommitAt().toString(), a.lastCommitSubject(), task, a.purpose(), a.title(), a.briefedAt() != null, restarts, a.endedAt() == null ? null : a.endedAt().toString(), violations);
    }

    private static Optional<String> task(List<Task> tasks, Optional<ImplementationPlan> plan, Agent agent) {
        return Tasks.next(tasks, agent.role()).map(Task::name).or(() -> plan.flatMap(p -> p.tasksOf(agent.role()).stream().findFirst()).map(t -> t.id() + " " + t.title()));
    }

    private Optional<String> assigned(Mission mission, Agent agent) {
        try {
            return Assignment.of(home, mission, agent.role()).map(a -> Untrusted.line(a.task(), 200)).filter(t -> !t.isEmpty());
        } catch (Failure e) {
            return Optional.empty();
        }
    }

    /** Why the agent is believed to be in its state. */
    public Why why(Agent agent) {
        return database.read(sql -> Why.of(Agent.Table.find(sql, agent.id()).orElseThrow(), Evidence.of(sql, agent.id()), clock.instant()));
    }

    /** The plan, unless its file is gone: the rest of the status is still true. */
    private Optional<ImplementationPlan> knownPlan(Mission mission) {
        try {
            return Optional.of(plan(mission));
        } catch (Failure e) {
            return Optional.empty();
        }
    }

    public ImplementationPlan plan(Mission mission) {
        return MissionFolder.of(home, mission.project(), mission.id()).plan();
    }

    /** The plan as it reads. */
    public String planMarkdown(Mission mission) {
        return MissionFolder.read(MissionFolder.of(home, mission.project(), mission.id()).planMarkdown());
    }

    /** The missions meant: by id (or a running one by its session or project's name), by project path, all that run, or with {@code ended} all there were. Unknown names are a failure. */
    public List<Mission> select(String id, String project, boolean ended) {
        if (id != null) {
            List<Mission> named = database.read(sql -> Mission.Table.find(sql, id)).map(List::of)
                    .orElseGet(() -> database.read(Mission.Table::live).stream().filter(m -> id.equals(m.session()) || id.equals(m.project())).toList());
            if (named.isEmpty()) {
                throw Failure.notFound("There is no mission " + Untrusted.line(id, 60) + ".", "mc status --all lists them.");
            }
            return named;
        }
        List<Mission> all = database.read(ended ? Mission.Table::all : Mission.Table::live);
        if (project == null) {
            return all;
        }
        Path path = real(Path.of(project));
        return all.stream().filter(m -> path.startsWith(m.path())).toList();
    }

    /** The one mission meant; with several, the user has to say which. */
    public Mission choose(String id, String project) {
        List<Mission> found = select(id, project, false);
        if (found.size() == 1) {
            return found.get(0);
        }
        if (found.isEmpty()) {
            throw Failure.notFound(project == null ? "No mission is running." : "No mission is running on " + Untrusted.line(project, 200) + ".", last(project).orElse("Start one: mc orchestrate --project DIR --spec FILE"));
        }
        throw Failure.usage("Several missions are running: " + String.join(", ", found.stream().map(Mission::id).toList()) + ".", "Say which: --mission ID or --project DIR");
    }

    /** How to ask about the mission that ended last. */
    private Optional<String> last(String project) {
        return select(null, project, true).stream().findFirst().map(mission -> "The last one was " + mission.id() + ": to look at it, add --mission " + mission.id());
    }

    /** The agent a person means by a role or one of its other names. */
    public Agent agent(Mission mission, String role) {
        return new TeamNames(mission.id(), database.read(sql -> Agent.Table.ofMission(sql, mission.id())), () -> new RoleCatalogue(new Templates(home))).get(role);
    }

    /**
     * Waits until every agent of the mission that has one of these roles (none: every agent) has started its first turn, or cannot
     * without help, or the time is over; tells of every change meanwhile. Returns the mission as it is then.
     */
    public MissionView awaitStart(String mission, Set<String> roles, Duration limit, Progress progress) throws Exception {
        try (EventQueue events = new EventQueue(loop, e -> mission.equals(e.mission()))) {
            long deadline = System.nanoTime() + limit.toNanos();
            MissionView view = view(select(mission, null, true).get(0));
            progress.send(view);
            while ((isBeingLaunched(mission) || !isSettled(view, roles)) && System.nanoTime() < deadline) {
                if (events.poll(500) != null) {
                    events.skip();
                    view = view(select(mission, null, true).get(0));
                    progress.send(view);
                }
            }
            return view;
        }
    }

    /** Until then the states may be those of an earlier start. */
    private boolean isBeingLaunched(String mission) {
        return database.read(sql -> Job.isOpen(sql, MissionReactor.PREPARE, mission) || Job.isOpen(sql, MissionReactor.LAUNCH, mission)
                || Agent.Table.ofMission(sql, mission).stream().anyMatch(a -> Job.isOpen(sql, MissionReactor.REPLACE, a.id())));
    }

    private boolean isSettled(MissionView view, Set<String> roles) {
        return view.endedAt() != null || view.agents().stream().filter(a -> roles.isEmpty() || roles.contains(a.role())).allMatch(a -> a.briefed() || STUCK.contains(a.state()) && Duration.between(java.time.Instant.parse(a.since()), clock.instant()).compareTo(STUCK_FOR) > 0);
    }

    /** Ends a mission and tells of each step; returns where everything is. */
    public Map<String, Object> stop(Mission mission, boolean keepWorktrees, String by, Progress progress) throws Exception {
        EndReport report = new EndReport(loop, mission.id(), e -> true, Job.of(MissionReactor.STOP, mission.id(), clock.instant()).key(), "mc stop");
        Event stopping = new Event.MissionStopping(mission.id(), keepWorktrees, by); // also when it is being ended: an earlier try may have been given up
        return report.follow(List.of(stopping), () -> database.read(sql -> Mission.Table.find(sql, mission.id())).orElseThrow().hasEnded(), progress);
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (java.io.IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }
}
