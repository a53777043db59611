package mc.mission;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import mc.Home;
import mc.agent.Agent;
import mc.agent.Mission;
import mc.event.Event;
import mc.event.EventLog;
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
        // as they are now: on a slow machine the pane's death is noticed and told before all have ended
        database.read(sql -> Agent.Table.ofMission(sql, mission.id())).stream().filter(a -> a.state().isLive()).forEach(a -> record.accept(exited(mission, a, killed)));
        panes.stream().map(p -> p.address().session()).distinct().forEach(this::killSession);
        for (Agent agent : agents.stream().filter(a -> a.worktree() != null).toList()) {
            if (!mission.keepWorktrees()) {
                departure.removeWorktree(mission, agent, record);
                departure.retellRemoval(mission, agent, database.read(sql -> EventLog.since(sql, mission.id(), agent.id(), Event.WorktreeReady.class)), record);
            } else if (!agent.hasLeft() || Files.isDirectory(Path.of(agent.worktree()))) {
                record.accept(new Event.WorktreeKept(mission.id(), agent.id(), agent.worktree(), "as asked"));
            }
        }
        for (Agent agent : agents) {
            departure.forget(agent);
        }
        MissionFolder.of(home, mission.project(), mission.id()).forgetEnv();
        return Outcome.done(new Event.MissionStopped(mission.id(), List.of()));
    }

    private static Event.AgentExited exited(Mission mission, Agent agent, List<ProcessId> killed) {
        boolean wasKilled = agent.process().filter(killed::contains).isPresent();
        return new Event.AgentExited(mission.id(), agent.id(), null, null, wasKilled ? "stopped by mc, firmly" : "stopped by mc");
    }

    private void killSession(SessionId session) {
        try {
            tmux.killSession(session);
        } catch (TmuxException.NoTarget | TmuxException.NoServer e) {
            // gone already: that is what is wanted
        }
    }
}
