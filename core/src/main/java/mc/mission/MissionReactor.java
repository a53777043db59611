package mc.mission;

import java.util.List;
import mc.Failure;
import mc.agent.Agent;
import mc.agent.AgentReactor;
import mc.agent.Mission;
import mc.event.Event;
import mc.event.Job;
import mc.event.Reactor;
import mc.event.Recorded;
import mc.event.Tx;
import org.jdbi.v3.core.Handle;

/** Keeps the tables of projects and missions true to the events, and moves a mission from one stage to the next. Runs first. */
public final class MissionReactor implements Reactor {

    /** Job: put the mission's files in place. */
    public static final String PREPARE = "mission.prepare";
    /** Job: start those of the mission's agents that are on the {@link StartList}. */
    public static final String LAUNCH = "mission.launch";
    /** Job: write the list of missions for people and scripts that read files. */
    public static final String MIRROR = "mission.mirror";
    /** Job: end the mission. */
    public static final String STOP = "mission.stop";
    /** Job: end one agent. */
    public static final String END = "agent.end";
    /** Job: end the program of one agent and ask for its start. */
    public static final String REPLACE = "agent.replace";

    /** Whether a job is ending the agent's program, alone or with its mission; it tells of the end. */
    public static boolean isBeingEnded(Handle sql, Agent agent) {
        return Job.isOpen(sql, STOP, agent.mission()) || Job.isOpen(sql, END, agent.id()) || Job.isOpen(sql, REPLACE, agent.id());
    }

    @Override
    public void react(Recorded recorded, Tx tx) {
        Event event = recorded.event();
        if (event.mission() != null && (event.agent() == null || event instanceof Event.AgentLaunched)) {
            tx.schedule(Job.of(MIRROR, "all", tx.now()));
        }
        if (event instanceof Event.MissionCreated created) {
            create(created, tx);
            tx.schedule(Job.of(PREPARE, created.mission(), tx.now()));
        } else if (event instanceof Event.MissionPrepared) {
            tx.schedule(Job.of(LAUNCH, event.mission(), tx.now()));
        } else if (event instanceof Event.MissionContinued continued) {
            if (continued.trust()) {
                tx.sql().createUpdate("update mission set trust = 1 where id = :mission").bind("mission", continued.mission()).execute();
                trust(Mission.Table.find(tx.sql(), continued.mission()).orElseThrow().project(), tx);
            }
            tx.schedule(Job.of(PREPARE, continued.mission(), tx.now())); // it may have been given up; what is in place is replaced by the same
        } else if (event instanceof Event.AgentAdded added) {
            tx.schedule(Job.of(PREPARE, added.mission(), tx.now())); // its program may be one that the yes to the trust question was not recorded for
        } else if (event instanceof Event.AgentEnding) {
            tx.schedule(Job.of(END, event.agent(), tx.now()));
        } else if (event instanceof Event.AgentReplacing) {
            tx.schedule(Job.of(REPLACE, event.agent(), tx.now()));
        } else if (event instanceof Event.JobGivenUp givenUp) {
            givenUp(givenUp, tx);
        } else if (event instanceof Event.SessionCreated session) {
            tx.sql().createUpdate("update mission set session = :session, session_id = :id where id = :mission")
                    .bind("session", session.session()).bind("id", session.sessionId()).bind("mission", session.mission()).execute();
        } else if (event instanceof Event.MissionUnderWay underWay) {
            tx.sql().createUpdate("update mission set status = 'running' where id = :mission and status = 'starting'").bind("mission", underWay.mission()).execute();
        } else if (event instanceof Event.MissionStopping stopping && !Mission.Table.find(tx.sql(), stopping.mission()).orElseThrow().hasEnded()) {
            tx.sql().createUpdate("update mission set status = 'stopping', keep_worktrees = :keep where id = :mission")
                    .bind("keep", stopping.keepWorktrees() ? 1 : 0).bind("mission", stopping.mission()).execute();
            tx.cancel(Job.of(PREPARE, stopping.mission(), tx.now()).key());
            tx.cancel(Job.of(LAUNCH, stopping.mission(), tx.now()).key());
            for (Agent agent : Agent.Table.ofMission(tx.sql(), stopping.mission())) {
                tx.cancel(Job.of(AgentReactor.LOOK, agent.id(), tx.now()).key());
            }
            tx.schedule(Job.of(STOP, stopping.mission(), tx.now()));
        } else if (event instanceof Event.MissionStopped stopped) {
            tx.sql().createUpdate("update mission set status = 'stopped', ended_at = :now where id = :mission")
                    .bind("now", tx.now().toString()).bind("mission", stopped.mission()).execute();
        }
    }

    /** Agents that were to be started will not be: whoever waits for them is told why. */
    private static void givenUp(Event.JobGivenUp event, Tx tx) {
        for (String kind : List.of(PREPARE, LAUNCH)) {
            if (event.job().startsWith(kind + "/")) {
                Agent.Table.ofMission(tx.sql(), event.job().substring(kind.length() + 1)).stream().filter(a -> a.paneId() == null && a.state().isLive())
                        .forEach(a -> tx.append(new Event.LaunchFailed(a.mission(), a.id(), event.why())));
            }
        }
    }

    private static void create(Event.MissionCreated created, Tx tx) {
        Mission.Table.liveOnPath(tx.sql(), created.path()).ifPresent(running -> {
            throw alreadyRunning(running);
        });
        tx.sql().createUpdate("insert into project(name, path, created_at) values (:name, :path, :now) on conflict(name) do nothing")
                .bind("name", created.project()).bind("path", created.path()).bind("now", tx.now().toString()).execute();
        String path = tx.sql().createQuery("select path from project where name = :name").bind("name", created.project()).mapTo(String.class).one();
        if (!path.equals(created.path())) {
            throw Failure.failed("The project at " + path + " was given the name " + created.project() + " a moment ago.", "Run mc orchestrate again: this one gets another name.");
        }
        if (created.trust()) {
            trust(created.project(), tx);
        }
        tx.sql().createUpdate("insert into mission(id, name, project, status, socket, session, starting_branch, starting_commit, team_type, size, planner, permission_mode, model, trust, worktree_strategy, created_at)"
                        + " values (:id, :name, :project, 'starting', :socket, :session, :branch, :commit, :type, :size, :planner, :mode, :model, :trust, :strategy, :now)")
                .bind("id", created.mission()).bind("name", created.name()).bind("project", created.project()).bind("socket", created.socket())
                .bind("session", created.session()).bind("branch", created.startingBranch()).bind("commit", created.startingCommit())
                .bind("type", created.teamType()).bind("size", created.size()).bind("planner", created.planner()).bind("mode", created.permissionMode())
                .bind("model", created.model()).bind("trust", created.trust() ? 1 : 0).bind("strategy", created.worktreeStrategy()).bind("now", tx.now().toString()).execute();
    }

    private static void trust(String project, Tx tx) {
        tx.sql().createUpdate("update project set trusted_at = coalesce(trusted_at, :now) where name = :name").bind("now", tx.now().toString()).bind("name", project).execute();
    }

    /** The refusal of a second mission on a project. */
    static Failure alreadyRunning(Mission running) {
        return Failure.refused(
                "The mission " + running.id() + " is already " + running.status() + " on " + running.path() + ".",
                "See it with: mc status --mission " + running.id() + "; end it with: mc stop --mission " + running.id());
    }
}
