package mc.mission;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mc.agent.Agent;
import mc.event.Event;
import mc.event.Job;
import mc.event.Reactor;
import mc.event.Recorded;
import mc.event.Tx;
import org.jdbi.v3.core.Handle;

/**
 * Keeps the list of agents that are to be started, for {@link Launcher} to work off. An agent comes on it with its mission, when the
 * mission is carried on and its first turn never began, when it joins later, and when it is to be restarted; it goes when its start is known to have
 * happened or failed. Runs before the agents' reactor, to see the state a restart finds.
 */
public final class StartList implements Reactor {

    @Override
    public void react(Recorded recorded, Tx tx) {
        Event event = recorded.event();
        if (event instanceof Event.MissionCreated created) {
            created.seats().forEach(seat -> add(seat.agent(), created.mission(), tx.now(), tx));
        } else if (event instanceof Event.MissionContinued continued) {
            Agent.Table.ofMission(tx.sql(), continued.mission()).stream().filter(a -> a.briefedAt() == null && !a.hasLeft()).forEach(a -> add(a.id(), a.mission(), tx.now(), tx));
        } else if (event instanceof Event.AgentAdded added) {
            add(added.seat().agent(), added.mission(), tx.now(), tx);
        } else if (event instanceof Event.AgentRestarting restarting) {
            restart(restarting, tx);
        } else if (event instanceof Event.MissionStopping stopping) {
            tx.sql().createUpdate("delete from start where mission = :mission").bind("mission", stopping.mission()).execute();
        } else if (isOver(event, tx)) {
            tx.sql().createUpdate("delete from start where agent = :agent").bind("agent", event.agent()).execute();
        }
    }

    private static void restart(Event.AgentRestarting event, Tx tx) {
        Agent agent = Agent.Table.find(tx.sql(), event.agent()).orElseThrow();
        if (agent.state().isLive()) {
            return;
        }
        Instant due = Instant.parse(event.due());
        Restart.Table.add(tx.sql(), new Restart(event.briefing(), agent.id(), tx.now(), event.by(), agent.reason(), agent.since(), event.fresh()));
        add(agent.id(), agent.mission(), due, tx);
        tx.schedule(Job.of(MissionReactor.LAUNCH, agent.mission(), due));
    }

    /** Whether the event shows that the agent's start has happened or failed. */
    private static boolean isOver(Event event, Tx tx) {
        if (event instanceof Event.AgentSignalled signalled) { // one that was left alone at its dialog has gone on by itself
            return Agent.Table.find(tx.sql(), event.agent()).filter(a -> a.paneId() != null && signalled.markers().contains(a.briefing())).isPresent();
        }
        boolean ended = event instanceof Event.AgentExited exited && (exited.code() != null || exited.signal() != null); // not when mc ended it to start it anew
        return ended || event instanceof Event.AgentLaunched || event instanceof Event.LaunchFailed || event instanceof Event.AgentLost || event instanceof Event.AgentEnding;
    }

    private static void add(String agent, String mission, Instant due, Tx tx) {
        tx.sql().createUpdate("insert into start(agent, mission, due) values (:agent, :mission, :due) on conflict(agent) do update set due = :due")
                .bind("agent", agent).bind("mission", mission).bind("due", due.toString()).execute();
    }

    /** The agents of the mission that are to be started, in the team's order, with the time before which they are not. */
    static Map<Agent, Instant> of(Handle sql, String mission) {
        Map<String, Instant> due = new LinkedHashMap<>();
        sql.createQuery("select agent, due from start where mission = :mission").bind("mission", mission).mapToMap().forEach(row -> due.put((String) row.get("agent"), Instant.parse((String) row.get("due"))));
        List<Agent> team = Agent.Table.ofMission(sql, mission);
        Map<Agent, Instant> list = new LinkedHashMap<>();
        team.stream().filter(a -> due.containsKey(a.id())).forEach(a -> list.put(a, due.get(a.id())));
        return list;
    }
}
