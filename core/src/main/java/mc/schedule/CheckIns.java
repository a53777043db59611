package mc.schedule;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import mc.agent.Agent;
import mc.agent.AgentState;
import mc.event.Event;
import mc.event.Job;
import mc.event.JobHandler;
import mc.event.Reactor;
import mc.event.Recorded;
import mc.event.Tx;
import mc.store.Database;
import mc.text.Ids;
import mc.text.Templates;

/**
 * Asks each agent for a short report at its role's interval, from the moment the whole team is at work until the mission is ended.
 * An agent that cannot answer (limited, waiting for the user, ended) is not asked, and the log says why. Thread-safe.
 */
public final class CheckIns implements Reactor, JobHandler {

    /** Job: the next check-in of an agent. */
    public static final String CHECK_IN = "checkin";

    private final Database database;
    private final Templates templates;

    public CheckIns(Database database, Templates templates) {
        this.database = database;
        this.templates = templates;
    }

    @Override
    public void react(Recorded recorded, Tx tx) {
        Event event = recorded.event();
        if (event instanceof Event.CheckInsPlanned planned) {
            planned.minutes().forEach((agent, minutes) -> tx.sql().createUpdate("insert into checkin(agent, minutes) values (:agent, :minutes)").bind("agent", agent).bind("minutes", minutes).execute());
        } else if (event instanceof Event.AgentAdded added && added.checkInMinutes() != null) {
            tx.sql().createUpdate("insert into checkin(agent, minutes) values (:agent, :minutes)").bind("agent", added.seat().agent()).bind("minutes", added.checkInMinutes()).execute();
            join(added.mission(), added.seat().agent(), tx);
        } else if (event instanceof Event.AgentRestarting restarting) {
            join(restarting.mission(), restarting.agent(), tx); // it may have left, and its check-ins with it
        } else if (event instanceof Event.AgentEnding) {
            tx.cancel(Job.of(CHECK_IN, event.agent(), tx.now()).key());
        } else if (event instanceof Event.MissionUnderWay underWay) {
            minutes(tx, underWay.mission()).forEach((agent, minutes) -> tx.schedule(Job.of(CHECK_IN, agent, tx.now().plus(Duration.ofMinutes(minutes)))));
        } else if (event instanceof Event.MissionStopping stopping) {
            minutes(tx, stopping.mission()).keySet().forEach(agent -> tx.cancel(Job.of(CHECK_IN, agent, tx.now()).key()));
        }
    }

    @Override
    public Outcome run(Job job, Consumer<Event> record) {
        Agent agent = database.read(sql -> Agent.Table.find(sql, job.subject())).orElseThrow();
        if (agent.hasLeft()) {
            return Outcome.done();
        }
        Duration interval = Duration.ofMinutes(database.read(sql -> sql.createQuery("select minutes from checkin where agent = :agent").bind("agent", agent.id()).mapTo(Integer.class).one()));
        if (agent.state() != AgentState.READY && agent.state() != AgentState.WORKING) {
            return Outcome.again(interval, new Event.CheckInSkipped(agent.mission(), agent.id(), agent.role() + " is " + agent.state().text() + ": " + agent.reason()));
        }
        String text = templates.required(agent.role().equals("orchestrator") ? "messages/checkin-orchestrator.md" : "messages/checkin.md").strip();
        return Outcome.again(interval, new Event.MessageQueued(agent.mission(), agent.id(), Ids.random("m"), "mc", text));
    }

    /** Before the whole team is at work nobody is asked; afterwards the next report of one that is to be asked already stays as it is. */
    private static void join(String mission, String agent, Tx tx) {
        boolean isUnderWay = tx.sql().createQuery("select status from mission where id = :id").bind("id", mission).mapTo(String.class).one().equals("running");
        Integer minutes = minutes(tx, mission).get(agent);
        if (isUnderWay && minutes != null) {
            tx.schedule(Job.of(CHECK_IN, agent, tx.now().plus(Duration.ofMinutes(minutes))));
        }
    }

    private static Map<String, Integer> minutes(Tx tx, String mission) {
        return tx.sql().createQuery("select c.agent, c.minutes from checkin c join agent a on a.id = c.agent where a.mission = :mission").bind("mission", mission)
                .reduceRows(new java.util.TreeMap<>(), (all, row) -> {
                    all.put(row.getColumn("agent", String.class), row.getColumn("minutes", Integer.class));
                    return all;
                });
    }
}
