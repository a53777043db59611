package mc.mission;

import java.time.Duration;
import java.util.Set;
import mc.agent.Agent;
import mc.agent.AgentState;
import mc.agent.Mission;
import mc.event.Event;
import mc.event.Job;
import mc.event.Reactor;
import mc.event.Recorded;
import mc.event.Signal;
import mc.event.Tx;

/**
 * Decides which ended agents mc restarts by itself: those whose program crashed after the agent had once begun to work, while its
 * mission runs, and not too often. An end that somebody asked for is no crash, and one that nobody saw is not taken for one. Runs
 * before the agents' reactor, to see the state an end finds.
 */
public final class RestartReactor implements Reactor {

    /** Job: restart the agent, if it is still down and its program was not told to end. */
    public static final String RESTART = "agent.restart";

    /** What the program says of itself when its user told it to end, as Claude Code's SessionEnd hook does (2.1.329). */
    private static final Set<String> ASKED = Set.of("prompt_input_exit", "logout");
    /** For the program's last report, which may lie in the spool when tmux tells of its end. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final RestartPolicy policy;

    public RestartReactor(RestartPolicy policy) {
        this.policy = policy;
    }

    @Override
    public void react(Recorded recorded, Tx tx) {
        Event event = recorded.event();
        if (event instanceof Event.AgentSignalled signalled && signalled.signal() instanceof Signal.SessionEnded ended && ASKED.contains(ended.reason())) {
            tx.sql().createUpdate("insert into leaving(agent) values (:agent) on conflict do nothing").bind("agent", event.agent()).execute();
        } else if (event instanceof Event.AgentRestarting || event instanceof Event.AgentSignalled signalled && signalled.signal() instanceof Signal.SessionStarted) {
            tx.sql().createUpdate("delete from leaving where agent = :agent").bind("agent", event.agent()).execute();
        } else if (event instanceof Event.AgentExited exited) {
            exited(exited, tx);
        } else if (event instanceof Event.AgentEnding) {
            tx.cancel(Job.of(RESTART, event.agent(), tx.now()).key());
        } else if (event instanceof Event.MissionStopping) {
            Agent.Table.ofMission(tx.sql(), event.mission()).forEach(a -> tx.cancel(Job.of(RESTART, a.id(), tx.now()).key()));
        }
    }

    private void exited(Event.AgentExited event, Tx tx) {
        Agent agent = Agent.Table.find(tx.sql(), event.agent()).orElseThrow();
        boolean isCrash = event.signal() != null || event.code() != null && event.code() != 0;
        boolean hasWorked = agent.briefedAt() != null || Restart.Table.find(tx.sql(), agent.briefing()).isPresent();
        boolean mayRun = Mission.Table.find(tx.sql(), agent.mission()).orElseThrow().mayLaunch();
        if (!policy.auto() || !isCrash || !hasWorked || !mayRun || agent.state() == AgentState.EXITED || agent.hasLeft()) {
            return;
        }
        int before = Restart.Table.automaticSince(tx.sql(), agent.id(), tx.now().minus(policy.within()));
        if (before < policy.max()) {
            tx.schedule(Job.of(RESTART, agent.id(), tx.now().plus(PAUSE)));
        } else {
            tx.append(new Event.AgentLeftDown(agent.mission(), agent.id(),
                    "stays down after " + before + " restart(s) within " + policy.within().toMinutes() + " minutes; when its cause is mended: mc resume --role " + agent.role()));
        }
    }
}
