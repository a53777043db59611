package mc.upkeep;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mc.Home;
import mc.agent.Agent;
import mc.agent.Mission;
import mc.event.Job;
import mc.mission.LaunchFiles;
import mc.mission.MissionReactor;
import mc.process.ProcessId;
import mc.store.Database;
import mc.text.Untrusted;
import mc.tmux.PaneInfo;
import mc.tmux.TmuxServer;

/**
 * What mc believes of its agents against tmux and the system: panes by id and process, processes by pid and start time. It throws
 * when tmux does not answer: that says nothing about the agents.
 */
record AgentCheck(Home home, Database database, TmuxServer tmux) implements Check {

    private static final String ASK_AGAIN = "mc validate --fix asks tmux again and writes down what it finds";

    /** What is known of both sides at one moment. */
    private record Facts(List<Mission> missions, List<Agent> agents, List<PaneInfo> panes) {}

    @Override
    public List<Finding> look() {
        Facts facts = new Facts(database.read(Mission.Table::all), everyAgent(database), tmux.panesIfRunning());
        List<Finding> findings = new ArrayList<>();
        Set<PaneInfo> owned = new HashSet<>();
        for (Agent agent : facts.agents()) {
            Optional<PaneInfo> pane = facts.panes().stream().filter(p -> isPaneOf(agent, p)).findFirst();
            pane.ifPresent(owned::add);
            compare(agent, pane, facts).ifPresent(findings::add);
        }
        for (PaneInfo pane : facts.panes()) {
            if (!owned.contains(pane)) {
                stranger(pane, facts).ifPresent(findings::add);
            }
        }
        return findings;
    }

    /** The agents that are believed to live and show no sign of it. */
    List<Agent> inDoubt() {
        List<PaneInfo> panes = tmux.panesIfRunning();
        return database.read(Agent.Table::ofLiveMissions).stream().filter(Agent::hasPane).filter(a -> !isWell(a, panes.stream().filter(p -> isPaneOf(a, p)).findFirst())).toList();
    }

    /** The agents of every mission there was. */
    static List<Agent> everyAgent(Database database) {
        return database.read(sql -> Mission.Table.all(sql).stream().flatMap(m -> Agent.Table.ofMission(sql, m.id()).stream()).toList());
    }

    private static boolean isPaneOf(Agent agent, PaneInfo pane) {
        return pane.address().pane().value().equals(agent.paneId()) && agent.pid() != null && pane.pid() == agent.pid();
    }

    private static boolean isWell(Agent agent, Optional<PaneInfo> pane) {
        return pane.isPresent() && !pane.get().dead() && runs(agent);
    }

    private static boolean runs(Agent agent) {
        return agent.process().filter(ProcessId::isAlive).isPresent();
    }

    private Optional<Finding> compare(Agent agent, Optional<PaneInfo> pane, Facts facts) {
        Optional<Mission> mission = facts.missions().stream().filter(m -> m.id().equals(agent.mission()) && !m.hasEnded()).findFirst();
        String who = agent.role() + " of " + agent.mission();
        String evidence = "written down: pane " + agent.paneId() + ", process " + agent.pid() + "; tmux: " + pane.map(p -> p.dead() ? "the pane is dead" : "the pane is there").orElse("no such pane") + "; the process " + (runs(agent) ? "runs" : "does not run");
        if (mission.isPresent() && agent.hasPane() && !isWell(agent, pane)) {
            return Optional.of(Finding.problem("agents", "The agent " + who + " is believed to be " + agent.state().text() + ", and its program or pane is gone.", evidence, ASK_AGAIN));
        }
        if ((mission.isEmpty() || !agent.state().isLive()) && runs(agent)) {
            return Optional.of(Finding.problem("agents", "The agent " + who + " is said to have ended, and its process runs.", evidence,
                    mission.isPresent() ? "mc stop --mission " + agent.mission() + " ends it and keeps its work" : "Look at it (ps -fp " + agent.pid() + "), then end it: kill " + agent.pid()));
        }
        if (mission.isPresent() && agent.state().isLive() && agent.paneId() == null && !isBeingStarted(mission.get())) {
            return Optional.of(Finding.problem("agents", "The agent " + who + " is to be started, and nothing will start it.", "no job of the mission is open", "The same mc orchestrate again starts who is missing."));
        }
        return Optional.empty();
    }

    private boolean isBeingStarted(Mission mission) {
        return mission.status().equals(Mission.STOPPING) || database.read(sql -> Job.isOpen(sql, MissionReactor.PREPARE, mission.id()) || Job.isOpen(sql, MissionReactor.LAUNCH, mission.id()));
    }

    /** A pane that is not the one written down for any agent. */
    private Optional<Finding> stranger(PaneInfo pane, Facts facts) {
        String evidence = "pane " + pane.address().pane() + " in session " + Untrusted.line(pane.sessionName(), 60) + ", process " + pane.pid() + (pane.dead() ? ", which has ended" : "");
        Optional<String> runs = LaunchFiles.agentIn(home, pane);
        if (runs.isPresent()) {
            Optional<Agent> agent = facts.agents().stream().filter(a -> a.id().equals(runs.get())).findFirst();
            if (agent.isPresent() && (pane.dead() || facts.missions().stream().anyMatch(m -> m.id().equals(agent.get().mission()) && !m.hasEnded() && isBeingStarted(m)))) {
                return Optional.empty(); // an earlier life of the agent, or one that is just being written down
            }
            String what = agent.isPresent() ? "The agent " + runs.get() + " runs in a pane that is not the one written down for it." : "A pane runs the agent " + runs.get() + ", of which mc knows nothing.";
            return Optional.of(Finding.problem("tmux", what, evidence, "Look at it: tmux -L " + tmux.settings().socket() + " attach -t '" + pane.address().pane() + "'. To end it: tmux -L " + tmux.settings().socket() + " kill-pane -t '" + pane.address().pane() + "'"));
        }
        boolean isInMission = facts.missions().stream().anyMatch(m -> !m.hasEnded() && pane.address().session().value().equals(m.sessionId()) && pane.sessionName().equals(m.session()));
        return isInMission ? Optional.of(Finding.note("tmux", "A window in a mission's session belongs to no agent.", evidence + ", " + Untrusted.line(pane.startCommand(), 100), "If you opened it, all is well; it ends with the mission.")) : Optional.empty();
    }
}
