package mc.mission;

import java.time.Clock;
import java.util.function.Consumer;
import mc.agent.Agent;
import mc.agent.AgentState;
import mc.agent.Mission;
import mc.event.Event;
import mc.event.Job;
import mc.event.JobHandler;
import mc.store.Database;
import mc.text.Ids;

/** Asks for the restart of a crashed agent, if it is still down and nobody told its program to end. */
record AutomaticRestart(Database database, Clock clock) implements JobHandler {

    @Override
    public Outcome run(Job job, Consumer<Event> record) {
        Agent agent = database.read(sql -> Agent.Table.find(sql, job.subject())).orElseThrow();
        boolean wasAsked = database.read(sql -> sql.createQuery("select count(*) from leaving where agent = :agent").bind("agent", agent.id()).mapTo(Integer.class).one()) > 0;
        boolean mayRun = database.read(sql -> Mission.Table.find(sql, agent.mission())).orElseThrow().mayLaunch();
        if (agent.state() != AgentState.EXITED || agent.hasLeft() || wasAsked || !mayRun) {
            return Outcome.done();
        }
        return Outcome.done(new Event.AgentRestarting(agent.mission(), agent.id(), Ids.random("b"), Restart.MC, clock.instant().toString(), false));
    }
}
