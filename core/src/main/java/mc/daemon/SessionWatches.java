package mc.daemon;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import mc.agent.Agent;
import mc.agent.AgentReactor;
import mc.agent.Mission;
import mc.event.EventLoop;
import mc.event.Job;
import mc.event.Recorded;
import mc.store.Database;
import mc.tmux.SessionId;
import mc.tmux.SessionWatch;
import mc.tmux.TmuxNotice;
import mc.tmux.TmuxServer;

/**
 * Listens to the tmux session of each mission that runs. What tmux tells is never believed by itself: it only makes mc look at the
 * agents it may concern. Thread-safe.
 */
final class SessionWatches implements AutoCloseable {

    private final Database database;
    private final EventLoop loop;
    private final TmuxServer tmux;
    private final TryAgain again;
    private final Map<String, SessionWatch> watches = new ConcurrentHashMap<>();

    SessionWatches(Database database, EventLoop loop, TmuxServer tmux, TryAgain again) {
        this.database = database;
        this.loop = loop;
        this.tmux = tmux;
        this.again = again;
    }

    /** Takes up the sessions of all missions that have not ended. */
    void start() {
        database.read(Mission.Table::live).stream().filter(m -> m.sessionId() != null).forEach(this::watch);
    }

    /** Begins to listen to the mission's session, and looks at all its agents: what happened before is told by nobody. */
    void watch(Mission mission) {
        again.run("To watch the session of " + mission.id(), () -> listen(mission), () -> database.read(sql -> Mission.Table.find(sql, mission.id())).filter(m -> !m.hasEnded()).ifPresent(this::listen));
    }

    private void listen(Mission mission) {
        try {
            SessionWatch old = watches.put(mission.id(), tmux.watch(new SessionId(mission.sessionId()), notice -> noticed(mission.id(), notice)));
            if (old != null) {
                old.close();
            }
        } finally {
            lookAtAll(mission.id()); // without a watch, too: the session may be over
        }
    }

    /** Called by the thread that reads tmux's answers, which must not wait. An agent whose window is not written down yet is looked at when it is. */
    private void noticed(String mission, TmuxNotice notice) {
        Predicate<Agent> concerned = notice instanceof TmuxNotice.PaneDied died ? agent -> died.pane().value().equals(agent.paneId())
                : notice instanceof TmuxNotice.WindowClosed closed ? agent -> closed.window().value().equals(agent.windowId())
                : agent -> notice instanceof TmuxNotice.SessionEnded || notice instanceof TmuxNotice.ServerGone || notice instanceof TmuxNotice.Reconnected;
        again.run(looking(mission), () -> look(mission, concerned).exceptionally(why -> {
            again.failed(looking(mission), why, () -> lookAtAll(mission));
            return List.of();
        }), () -> lookAtAll(mission));
    }

    private static String looking(String mission) {
        return "To look at the agents of " + mission;
    }

    private void lookAtAll(String mission) {
        look(mission, agent -> true).join();
    }

    private CompletableFuture<List<Recorded>> look(String mission, Predicate<Agent> concerned) {
        List<Agent> running = database.read(sql -> Agent.Table.ofMission(sql, mission)).stream().filter(Agent::hasPane).filter(concerned).toList();
        return running.isEmpty() ? CompletableFuture.completedFuture(List.of())
                : loop.submit(List.of(), tx -> running.forEach(agent -> tx.schedule(Job.of(AgentReactor.AUTOPSY, agent.id(), tx.now()))));
    }

    @Override
    public void close() {
        watches.values().forEach(SessionWatch::close);
    }
}
