package mc.daemon;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import mc.agent.Agent;
import mc.agent.AgentReactor;
import mc.agent.Mission;
import mc.event.EventLoop;
import mc.event.Job;
import mc.store.Database;
import mc.tmux.SessionId;
import mc.tmux.SessionWatch;
import mc.tmux.TmuxException;
import mc.tmux.TmuxNotice;
import mc.tmux.TmuxServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to the tmux session of each mission that runs. What tmux tells is never believed by itself: it only makes mc look at the
 * agents it may concern. Thread-safe.
 */
final class SessionWatches implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SessionWatches.class);
    private static final Duration RETRY = Duration.ofSeconds(3);

    private final Database database;
    private final EventLoop loop;
    private final TmuxServer tmux;
    private final Map<String, SessionWatch> watches = new ConcurrentHashMap<>();

    SessionWatches(Database database, EventLoop loop, TmuxServer tmux) {
        this.database = database;
        this.loop = loop;
        this.tmux = tmux;
    }

    /** Takes up the sessions of all missions that have not ended, and looks at every agent: much may have happened meanwhile. */
    void start() {
        database.read(Mission.Table::live).stream().filter(m -> m.sessionId() != null).forEach(mission -> {
            watch(mission);
            lookAtAll(mission.id());
        });
    }

    /** Begins to listen to the mission's session. */
    void watch(Mission mission) {
        try {
            SessionWatch old = watches.put(mission.id(), tmux.watch(new SessionId(mission.sessionId()), notice -> noticed(mission.id(), notice)));
            if (old != null) {
                old.close();
            }
        } catch (TmuxException e) {
            LOG.warn("The session of {} cannot be watched; trying again: {}", mission.id(), e.getMessage());
            lookAtAll(mission.id());
            tryAgain(mission.id());
        }
    }

    /** As long as the mission runs: without the watch, deaths would go unnoticed. */
    private void tryAgain(String mission) {
        Thread thread = new Thread(() -> {
            try {
                Thread.sleep(RETRY.toMillis());
                database.read(sql -> Mission.Table.find(sql, mission)).filter(m -> !m.hasEnded()).ifPresent(this::watch);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, "watch-again");
        thread.setDaemon(true);
        thread.start();
    }

    private void noticed(String mission, TmuxNotice notice) {
        if (notice instanceof TmuxNotice.PaneDied died) {
            look(agents(mission).stream().filter(a -> died.pane().value().equals(a.paneId())).toList());
        } else if (notice instanceof TmuxNotice.WindowClosed closed) {
            look(agents(mission).stream().filter(a -> closed.window().value().equals(a.windowId())).toList());
        } else if (notice instanceof TmuxNotice.SessionEnded || notice instanceof TmuxNotice.ServerGone || notice instanceof TmuxNotice.Reconnected) {
            lookAtAll(mission);
        }
    }

    private List<Agent> agents(String mission) {
        return database.read(sql -> Agent.Table.ofMission(sql, mission));
    }

    private void lookAtAll(String mission) {
        look(agents(mission));
    }

    private void look(List<Agent> agents) {
        List<Agent> running = agents.stream().filter(Agent::hasPane).toList();
        if (!running.isEmpty()) {
            loop.submit(List.of(), tx -> running.forEach(agent -> tx.schedule(Job.of(AgentReactor.AUTOPSY, agent.id(), tx.now()))));
        }
    }

    @Override
    public void close() {
        watches.values().forEach(SessionWatch::close);
    }
}
