package mc.mission;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import mc.Home;
import mc.agent.Agent;
import mc.event.Event;
import mc.event.Job;
import mc.event.JobHandler;
import mc.process.ProcessId;
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

    private final Home home;
    private final Database database;
    private final TmuxServer tmux;
    private final Clock clock;
    private final Departure departure;

    Ending(Home home, Database database, TmuxServer tmux, Clock clock) {
        this.home = home;
        this.database = database;
        this.tmux = tmux;
        this.clock = clock;
        this.departure = new Departure(home, tmux, clock);
    }

    @Override
    public Outcome run(Job job, Consumer<Event> record) throws IOException {
        Mission mission = database.read(sql -> Mission.Table.find(sql, job.subject())).orElseThrow();
        if (mission.hasEnded()) {
            return Outcome.done();
        }
        List<Agent> agents = database.read(sql -> Agent.Table.ofMission(sql, mission.id()));
        List<PaneInfo> panes = departure.panesOf(agents);
        for (Agent agent : agents) {
            panes.stream().filter(p -> departure.isOf(p, agent)).findFirst().ifPresent(pane -> record.accept(new History(home, tmux, clock).save(mission, agent, pane)));
        }
        List<ProcessId> killed = departure.endPrograms(agents, panes);
        agents.stream().filter(a -> a.state().isLive()).forEach(a -> record.accept(exited(mission, a, killed)));
        panes.stream().map(p -> p.address().session()).distinct().forEach(this::killSession);
        for (Agent agent : agents.stream().filter(a -> a.worktree() != null).toList()) {
            if (!mission.keepWorktrees()) {
                departure.removeWorktree(mission, agent, record);
            } else if (!agent.hasLeft() || Files.isDirectory(Path.of(agent.worktree()))) {
                record.accept(new Event.WorktreeKept(mission.id(), agent.id(), agent.worktree(), "as asked"));
            }
        }
        for (Agent agent : agents) {
            LaunchFiles.of(home, agent.id()).delete();
        }
        MissionFolder.of(home, mission.project(), mission.id()).forgetEnv();
        return Outcome.done(new Event.MissionStopped(mission.id(), List.of()));
    }

<<<<<<< HEAD
    private static Event.AgentExited exited(Mission mission, Agent agent, List<ProcessId> killed) {
        boolean wasKilled = agent.process().filter(killed::contains).isPresent();
        return new Event.AgentExited(mission.id(), agent.id(), null, null, wasKilled ? "stopped by mc, firmly" : "stopped by mc");
=======
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
>>>>>>> main
    }

    private void killSession(SessionId session) {
        try {
            tmux.killSession(session);
        } catch (TmuxException.NoTarget | TmuxException.NoServer e) {
            // gone already: that is what is wanted
        }
    }
}
