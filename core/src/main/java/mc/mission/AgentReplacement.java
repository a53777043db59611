package mc.mission;

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
import mc.store.Database;
import mc.text.Ids;
import mc.tmux.TmuxServer;

/** Ends the program of one agent, politely and then firmly, and asks for its start: the same worktree, the same branch, a briefing. */
record AgentReplacement(Home home, Database database, TmuxServer tmux, Clock clock) implements JobHandler {

    @Override
    public Outcome run(Job job, Consumer<Event> record) {
        Agent agent = database.read(sql -> Agent.Table.find(sql, job.subject())).orElseThrow();
        Mission mission = database.read(sql -> Mission.Table.find(sql, agent.mission())).orElseThrow();
        if (!mission.mayLaunch() || agent.hasLeft()) {
            return Outcome.done();
        }
        Event.AgentReplacing asked = database.read(sql -> EventLog.newest(sql, mission.id(), agent.id(), Event.AgentReplacing.class)).orElseThrow();
        if (agent.state().isLive()) { // told first: the end of a program that is expected says nothing about the agent
            record.accept(new Event.AgentExited(mission.id(), agent.id(), null, null, "ended by mc, because the " + asked.by() + " asked to restart it"));
        }
        Departure departure = new Departure(home, tmux, clock);
        departure.endPrograms(List.of(agent), departure.panesOf(List.of(agent)));
        return Outcome.done(new Event.AgentRestarting(mission.id(), agent.id(), Ids.random("b"), asked.by(), clock.instant().toString(), asked.fresh()));
    }
}
