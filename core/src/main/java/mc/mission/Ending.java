package mc.mission;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import mc.Failure;
import mc.Home;
import mc.agent.Agent;
import mc.event.Event;
import mc.event.Job;
import mc.event.JobHandler;
import mc.git.Owner;
import mc.git.Preserved;
import mc.git.Removal;
import mc.git.Repository;
import mc.process.EndProcesses;
import mc.process.ProcessId;
import mc.process.ProcessTree;
import mc.store.Database;
import mc.tmux.PaneInfo;
import mc.tmux.SessionId;
import mc.tmux.TmuxException;
import mc.tmux.TmuxServer;

/**
 * Ends a mission: keeps each agent's screen history, ends its program and what that started, politely and then firmly, keeps what is
 * uncommitted, and only then takes its worktree away. Every step looks whether it is done already. What cannot be removed safely
 * stays, with the reason.
 */
final class Ending implements JobHandler {

    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Home home;
    private final Database database;
    private final TmuxServer tmux;
    private final Function<String, String> dirNames;
    private final Clock clock;

    /** @param dirNames from a role's id to the name of its directory */
    Ending(Home home, Database database, TmuxServer tmux, Function<String, String> dirNames, Clock clock) {
        this.home = home;
        this.database = database;
        this.tmux = tmux;
        this.dirNames = dirNames;
        this.clock = clock;
    }

    @Override
    public Outcome run(Job job, Consumer<Event> record) throws IOException {
        Mission mission = database.read(sql -> Mission.Table.find(sql, job.subject())).orElseThrow();
        if (mission.hasEnded()) {
            return Outcome.done();
        }
        List<Agent> agents = database.read(sql -> Agent.Table.ofMission(sql, mission.id()));
        List<PaneInfo> panes = tmux.panesIfRunning().stream().filter(p -> agents.stream().anyMatch(a -> isOf(p, a))).toList();
        for (Agent agent : agents) {
            panes.stream().filter(p -> isOf(p, agent)).findFirst().ifPresent(pane -> record.accept(new History(home, tmux, clock).save(mission, agent, pane)));
        }
        endPrograms(mission, agents, panes, record);
        panes.stream().map(p -> p.address().session()).distinct().forEach(this::killSession);
        List<String> notes = new ArrayList<>();
        if (mission.keepWorktrees()) {
            agents.stream().filter(a -> a.worktree() != null).forEach(a -> record.accept(new Event.WorktreeKept(mission.id(), a.id(), a.worktree(), "as asked")));
        } else {
            agents.stream().filter(a -> a.worktree() != null).forEach(agent -> removeWorktree(mission, agent, record));
        }
        for (Agent agent : agents) {
            LaunchFiles.of(home, agent.id()).delete();
        }
        MissionFolder.of(home, mission.project(), mission.id()).forgetEnv();
        return Outcome.done(new Event.MissionStopped(mission.id(), notes));
    }

    private boolean isOf(PaneInfo pane, Agent agent) {
        return LaunchFiles.of(home, agent.id()).runsIn(pane);
    }

    /**
     * The programs in the panes and everything they started, all of the mission at once. What runs on when the command that started
     * it has ended has no parent any more that tells whose it is: its environment does.
     */
    private void endPrograms(Mission mission, List<Agent> agents, List<PaneInfo> panes, Consumer<Event> record) {
        Set<ProcessId> programs = new LinkedHashSet<>();
        panes.stream().filter(p -> !p.dead()).flatMap(p -> ProcessId.of(p.pid()).stream()).forEach(programs::add);
        agents.stream().flatMap(a -> a.process().stream()).filter(ProcessId::isAlive).forEach(programs::add);
        Set<ProcessId> started = new LinkedHashSet<>();
        programs.forEach(p -> started.addAll(ProcessTree.descendants(p)));
        EndProcesses.Outcome ended = EndProcesses.end(programs, GRACE);
        agents.forEach(a -> started.addAll(ProcessTree.withEnvironment(List.of("MC_HOME=" + home.root(), "MC_AGENT=" + a.id()))));
        started.removeAll(programs);
        EndProcesses.Outcome rest = EndProcesses.end(started.stream().filter(ProcessId::isAlive).toList(), Duration.ofSeconds(1));
        if (!ended.allGone() || !rest.allGone()) {
            throw Failure.failed("Some programs of " + mission.id() + " still run: " + Stream.concat(ended.survived().stream(), rest.survived().stream()).map(p -> "process " + p.pid()).toList(), "End them; the stop goes on by itself.");
        }
        // as they are now: on a slow machine the pane's death is noticed and told before all have ended
        for (Agent agent : database.read(sql -> Agent.Table.ofMission(sql, mission.id()))) {
            if (agent.state().isLive()) {
                boolean wasKilled = agent.process().filter(ended.killed()::contains).isPresent();
                record.accept(new Event.AgentExited(mission.id(), agent.id(), null, null, wasKilled ? "stopped by mc, firmly" : "stopped by mc"));
            }
        }
    }

    private void killSession(SessionId session) {
        try {
            tmux.killSession(session);
        } catch (TmuxException.NoTarget | TmuxException.NoServer e) {
            // gone already: that is what is wanted
        }
    }

    private void removeWorktree(Mission mission, Agent agent, Consumer<Event> record) {
        Path path = Path.of(agent.worktree());
        try {
            Removal removal = new Removal(Repository.inspect(Path.of(mission.path())), Ending::occupants);
            Removal.Removed removed = removal.remove(path, new Owner(mission.id(), dirNames.apply(agent.role())), agent.baseCommit(), clock.instant());
            removed.preserved().ifPresent(p -> record.accept(new Event.WorkPreserved(mission.id(), agent.id(), p.ref(), p.commit(), describe(p))));
            record.accept(new Event.WorktreeRemoved(mission.id(), agent.id(), path.toString(), removed.keptBranches().isEmpty() ? null : String.join(", ", removed.keptBranches())));
        } catch (Failure e) {
            if (e.kind() != Failure.Kind.NOT_FOUND) { // not found: an earlier run of this job took it away
                record.accept(new Event.WorktreeKept(mission.id(), agent.id(), path.toString(), e.getMessage()));
            }
        }
    }

    private static String describe(Preserved preserved) {
        return preserved.counts().map(c -> c.staged() + " staged, " + c.unstaged() + " changed, " + c.untracked() + " new" + (c.conflicted() > 0 ? ", " + c.conflicted() + " in conflict" : "")).orElse("");
    }

    private static List<String> occupants(Path path) {
        if (ProcessTree.inside(path) instanceof ProcessTree.Inside.Known known) {
            return known.processes().stream().map(p -> p.name() + " (" + p.id().pid() + ")").toList();
        }
        throw Failure.failed("This system does not tell which processes work in a directory.", "");
    }
}
