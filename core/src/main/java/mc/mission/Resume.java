package mc.mission;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import mc.Failure;
import mc.Home;
import mc.agent.Agent;
import mc.agent.AgentState;
import mc.agent.Mission;
import mc.event.Event;
import mc.event.EventLoop;
import mc.event.Job;
import mc.git.Repository;
import mc.process.ProcessId;
import mc.store.Database;
import mc.text.Ids;
import mc.text.Untrusted;
import mc.tmux.PaneInfo;
import mc.tmux.TmuxException;
import mc.tmux.TmuxServer;

/**
 * Brings a mission's dead agents back, each with its conversation, and leaves the others alone. What is dead is asked of tmux and the
 * process table, not of the tables alone. The starts themselves are {@link Launcher}'s. Thread-safe; two calls at once restart no
 * agent twice.
 */
public final class Resume {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(300);
    private static final Duration DYING = Duration.ofSeconds(5);
    /** Between two starts after a reboot, when everything else of the machine starts too. */
    private static final Duration STAGGER = Duration.ofSeconds(2);

    private final Home home;
    private final Database database;
    private final EventLoop loop;
    private final TmuxServer tmux;

    public Resume(Home home, Database database, EventLoop loop, TmuxServer tmux) {
        this.home = home;
        this.database = database;
        this.loop = loop;
        this.tmux = tmux;
    }

    /**
     * What is asked.
     *
     * @param roles the agents to restart, if they are dead; empty for all that are
     * @param statusOnly to look, and change nothing at all
     * @param rebrief to brief the running ones anew
     * @param atBoot nobody waits for it, and the machine is busy: starts are spread over time
     */
    public record Request(Set<String> roles, boolean statusOnly, boolean rebrief, boolean atBoot) {}

    /** One agent as {@code mc resume --json} shows it; scripts rely on the names. {@code restarted}: its restart was asked for. */
    public record AgentView(String role, String name, AgentState state, Triage.Kind kind, String reason, String action, boolean restarted) {

        public AgentView {
            reason = Untrusted.line(reason, 500);
        }
    }

    /** The answer: every agent of the mission, in the team's order. */
    public record Result(String mission, String project, List<AgentView> agents) {}

    /** Looks at every agent, asks for the restarts, and returns; {@link Missions#awaitStart} waits for the first turns. */
    public Result run(Mission mission, Request request) throws InterruptedException {
        requireLaunchable(mission);
        Map<Agent, Triage> sorted = sort(mission);
        Set<String> known = sorted.keySet().stream().map(Agent::role).collect(Collectors.toSet());
        request.roles().stream().filter(role -> !known.contains(role)).findFirst().ifPresent(role -> {
            throw Failure.notFound("There is no " + Untrusted.line(role, 40) + " in the mission " + mission.id() + ".", "Its roles: " + String.join(", ", known));
        });
        List<AgentView> views = sorted.entrySet().stream().map(e -> view(mission, e.getKey(), e.getValue(), request)).toList();
        if (!request.statusOnly()) {
            briefings(mission); // whoever is started or talked to is briefed: what stands in the way of that is told before anything is done
            restart(mission, sorted.keySet().stream().filter(a -> views.stream().anyMatch(v -> v.restarted() && v.name().equals(a.id()))).toList(), request.atBoot(), false);
            if (request.rebrief()) {
                rebrief(mission, sorted.entrySet().stream().filter(e -> isTalkedTo(e.getValue().kind())).map(Map.Entry::getKey).filter(a -> a.worktree() != null && isNamed(a, request)).toList());
            }
        }
        return new Result(mission.id(), mission.project(), views);
    }

    /**
     * Starts one agent again, dead or alive: one that runs is ended first, one that was ended for good is brought back. Returns what is
     * being done, in one line, before it is done; {@link Missions#awaitStart} waits for the turn.
     *
     * @param fresh whether it is to begin a new conversation
     */
    public String restart(Mission mission, Agent agent, boolean fresh) throws InterruptedException {
        requireLaunchable(mission);
        if (database.read(sql -> Job.isOpen(sql, MissionReactor.END, agent.id()))) {
            throw Failure.refused("The agent " + agent.role() + " is being ended.", "Wait for that, then the same command again: mc status");
        }
        Map.Entry<Agent, Triage> found = sort(mission).entrySet().stream().filter(e -> e.getKey().id().equals(agent.id())).findFirst().orElseThrow();
        Agent seen = found.getKey();
        Triage.Kind kind = found.getValue().kind();
        if (kind == Triage.Kind.ENDED && seen.state().isLive()) {
            throw Failure.refused("The end of " + agent.role() + " could not be finished.", "Finish it first: mc agent end " + agent.role());
        }
        if (kind == Triage.Kind.ACTIVE && seen.paneId() == null) {
            throw Failure.refused("The agent " + agent.role() + " is being started already.", "mc status shows how it goes.");
        }
        briefings(mission); // as above: nobody is ended who could not be started again
        if (kind != Triage.Kind.DEAD && kind != Triage.Kind.ENDED) {
            loop.record(new Event.AgentReplacing(mission.id(), agent.id(), Restart.OPERATOR, fresh));
            return "its program is ended and started again" + (fresh ? ", with a new conversation" : ", with its conversation");
        }
        restart(mission, List.of(seen), false, fresh);
        if (database.read(sql -> Agent.Table.find(sql, agent.id())).orElseThrow().briefing().equals(seen.briefing())) {
            throw Failure.refused("The agent " + agent.role() + " has changed just now; nothing was done.", "Look: mc status; then the same command again.");
        }
        return (kind == Triage.Kind.ENDED ? "it is brought back" : "it is restarted") + (fresh ? ", with a new conversation" : ", with its conversation");
    }

    private void requireLaunchable(Mission mission) {
        if (!mission.mayLaunch()) {
            throw Failure.refused("The mission " + mission.id() + " is " + mission.status() + "; its agents cannot be started again.",
                    mission.hasEnded() ? "Start a new one: mc orchestrate --project " + mission.path() + " --spec FILE; mc recover lists the work that was preserved." : "Wait for its end: mc status --all");
        }
        if (!MissionFolder.of(home, mission.project(), mission.id()).hasEnv()) { // as after a backup from before its end was put back
            throw Failure.refused("The environment of the agents of " + mission.id() + " is gone, so none can be started: it was deleted when the mission was stopped.",
                    "End it: mc stop --mission " + mission.id() + ". Then start a new one: mc orchestrate --project " + mission.path() + " --spec FILE");
        }
    }

    private static boolean isNamed(Agent agent, Request request) {
        return request.roles().isEmpty() || request.roles().contains(agent.role());
    }

    private static boolean isTalkedTo(Triage.Kind kind) {
        return kind == Triage.Kind.ACTIVE || kind == Triage.Kind.STUCK || kind == Triage.Kind.EXHAUSTED;
    }

    private static AgentView view(Mission mission, Agent agent, Triage triage, Request request) {
        boolean isRestarted = triage.kind() == Triage.Kind.DEAD && isNamed(agent, request);
        String attach = "mc attach " + agent.role() + " --mission " + mission.id();
        String action = switch (triage.kind()) {
            case DEAD -> !isRestarted ? "left down: not named" : request.statusOnly() ? "would be restarted, with its conversation" : "is restarted, with its conversation";
            case ACTIVE -> "left alone";
            case EXHAUSTED -> "left for its reset";
            case STUCK -> "left; answer it: " + attach;
            case ENDED -> "left; to bring it back: mc agent restart " + agent.role() + " --mission " + mission.id();
            case UNKNOWN -> "left alone; the evidence: mc why " + agent.role() + " --mission " + mission.id();
        };
        boolean isBriefed = request.rebrief() && isTalkedTo(triage.kind()) && isNamed(agent, request);
        return new AgentView(agent.role(), agent.id(), agent.state(), triage.kind(), triage.reason(), action + (isBriefed ? "; briefed again by a message" : ""), isRestarted && !request.statusOnly());
    }

    /** Every agent of the mission, in the team's order, and what it is found to be. */
    private Map<Agent, Triage> sort(Mission mission) throws InterruptedException {
        Map<Agent, Presence> found = look(mission);
        if (found.values().stream().anyMatch(p -> p.kind() == Presence.Kind.GONE || p.kind() == Presence.Kind.DETACHED)) {
            awaitDetached(found);
            Thread.sleep(BETWEEN_LOOKS.toMillis()); // tmux shows a window a moment late, and hides one a moment early
            found = look(mission);
        }
        Map<Agent, Triage> sorted = new LinkedHashMap<>();
        found.forEach((agent, presence) -> sorted.put(agent, Triage.of(agent, presence)));
        return sorted;
    }

    /** A program whose terminal is gone needs a moment to end. */
    private static void awaitDetached(Map<Agent, Presence> found) {
        long deadline = System.nanoTime() + DYING.toNanos();
        found.forEach((agent, presence) -> {
            if (presence.kind() == Presence.Kind.DETACHED) {
                agent.process().ifPresent(p -> p.awaitEnd(Duration.ofNanos(Math.max(0, deadline - System.nanoTime()))));
            }
        });
    }

    private Map<Agent, Presence> look(Mission mission) {
        Map<Agent, Presence> found = new LinkedHashMap<>();
        try {
            List<PaneInfo> panes = tmux.panesIfRunning();
            database.read(sql -> Agent.Table.ofMission(sql, mission.id())).forEach(a -> found.put(a, presence(a, panes)));
        } catch (TmuxException e) {
            database.read(sql -> Agent.Table.ofMission(sql, mission.id())).forEach(a -> found.put(a, new Presence(Presence.Kind.UNCLEAR, "tmux could not be asked: " + e.getMessage())));
        }
        return found;
    }

    private Presence presence(Agent agent, List<PaneInfo> panes) {
        LaunchFiles files = LaunchFiles.of(home, agent.id());
        boolean runs = panes.stream().anyMatch(p -> files.runsIn(p) && !p.dead() && ProcessId.of(p.pid()).isPresent());
        if (runs) {
            return new Presence(Presence.Kind.RUNS, "its program runs in its window");
        }
        if (agent.state() == AgentState.STARTING && agent.paneId() == null && database.read(sql -> Job.isOpen(sql, MissionReactor.PREPARE, agent.mission()) || Job.isOpen(sql, MissionReactor.LAUNCH, agent.mission()))) {
            return new Presence(Presence.Kind.STARTS, agent.reason());
        }
        if (agent.process().filter(ProcessId::isAlive).isPresent()) {
            return new Presence(Presence.Kind.DETACHED, "its program runs (process " + agent.pid() + "), but in no window of mc's tmux server");
        }
        return new Presence(Presence.Kind.GONE, agent.paneId() == null ? "its program was never started" : "its window and its program are gone");
    }

    /** Writes down the ends nobody has noticed yet, and the restarts, in one step; an agent that has changed since it was looked at is left alone. */
    private void restart(Mission mission, List<Agent> dead, boolean atBoot, boolean fresh) {
        loop.record(List.of(), tx -> {
            Instant due = tx.now();
            for (Agent agent : dead) {
                Agent now = Agent.Table.find(tx.sql(), agent.id()).orElseThrow();
                boolean isAsSeen = now.state() == agent.state() && now.briefing().equals(agent.briefing()) && Objects.equals(now.paneId(), agent.paneId()) && Objects.equals(now.pid(), agent.pid());
                if (isAsSeen && Mission.Table.find(tx.sql(), mission.id()).orElseThrow().mayLaunch()) {
                    if (agent.state().isLive()) {
                        tx.append(new Event.AgentLost(mission.id(), agent.id(), "its window and its program are gone; how it ended is not known"));
                    }
                    tx.append(new Event.AgentRestarting(mission.id(), agent.id(), Ids.random("b"), atBoot ? Restart.BOOT : Restart.OPERATOR, due.toString(), fresh));
                    due = atBoot ? due.plus(STAGGER) : due;
                }
            }
        });
    }

    private Briefings briefings(Mission mission) {
        List<Agent> team = database.read(sql -> Agent.Table.ofMission(sql, mission.id()));
        return new Briefings(home, mission, team, database.read(sql -> Agent.Table.worktreesOfOthers(sql, mission.id())));
    }

    private void rebrief(Mission mission, List<Agent> agents) {
        Briefings briefings = briefings(mission);
        Standing standing = new Standing(home, database, mission, Repository.inspect(Path.of(mission.path())));
        for (Agent agent : agents) {
            String text = briefings.rebriefing(agent, standing);
            loop.record(new Event.MessageQueued(mission.id(), agent.id(), Ids.random("m"), "mc", text));
        }
    }
}
