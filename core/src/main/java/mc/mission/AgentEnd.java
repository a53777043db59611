package mc.mission;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import mc.Home;
import mc.agent.Agent;
import mc.agent.Mission;
import mc.event.Event;
import mc.event.EventLog;
import mc.event.Job;
import mc.event.JobHandler;
import mc.store.Database;
import mc.team.Role;
import mc.text.Ids;
import mc.text.Untrusted;
import mc.tmux.PaneInfo;
import mc.tmux.TmuxServer;

/**
 * Ends one agent while its mission goes on: writes its screen history with the summary, ends its program, closes its pane, keeps its
 * work as the end of a mission does, and tells the orchestrator. Every step looks whether it is done already.
 */
final class AgentEnd implements JobHandler {

    private final Home home;
    private final Database database;
    private final TmuxServer tmux;
    private final Clock clock;
    private final Departure departure;

    AgentEnd(Home home, Database database, TmuxServer tmux, Clock clock) {
        this.home = home;
        this.database = database;
        this.tmux = tmux;
        this.clock = clock;
        this.departure = new Departure(home, tmux, clock);
    }

    @Override
    public Outcome run(Job job, Consumer<Event> record) throws IOException {
        Agent agent = database.read(sql -> Agent.Table.find(sql, job.subject())).orElseThrow();
        Mission mission = database.read(sql -> Mission.Table.find(sql, agent.mission())).orElseThrow();
        if (mission.hasEnded() || !agent.hasLeft()) { // the end of the mission was quicker, or somebody has brought it back
            return Outcome.done();
        }
        Event.AgentEnding asked = database.read(sql -> EventLog.newest(sql, mission.id(), agent.id(), Event.AgentEnding.class)).orElseThrow();
        Handover handover = new Handover(asked.completed(), asked.issues(), asked.handoff());
        List<PaneInfo> panes = departure.panesOf(List.of(agent));
        record.accept(new History(home, tmux, clock).saveLast(mission, agent, panes.stream().min((a, b) -> Boolean.compare(a.dead(), b.dead())), handover));
        if (agent.state().isLive()) { // told first: the end of a program that is expected says nothing about the agent
            record.accept(new Event.AgentExited(mission.id(), agent.id(), null, null, ""));
        }
        departure.endPrograms(List.of(agent), panes);
        panes.forEach(departure::close);
        if (agent.worktree() != null) {
            departure.removeWorktree(mission, agent, record);
            departure.retell(mission, agent, agent.endedAt(), told(agent), record);
        }
        departure.forget(agent);
        List<Event> last = new ArrayList<>(List.of(new Event.AgentEnded(mission.id(), agent.id(), asked.by())));
        hub(mission).filter(hub -> !hub.id().equals(agent.id())).ifPresent(hub -> last.add(new Event.MessageQueued(mission.id(), hub.id(), Ids.random("m"), "mc", news(mission, agent, handover))));
        return Outcome.done(last.toArray(Event[]::new));
    }

    /** What was written down of this end. */
    private List<Event> told(Agent agent) {
        return database.read(sql -> EventLog.since(sql, agent.mission(), agent.id(), Event.AgentEnding.class));
    }

    private Optional<Agent> hub(Mission mission) {
        return database.read(sql -> Agent.Table.ofMission(sql, mission.id())).stream().filter(a -> a.role().equals(Role.ORCHESTRATOR) && !a.hasLeft()).findFirst();
    }

    private static Optional<String> inWords(Event event) {
        if (event instanceof Event.WorkPreserved work) {
            return Optional.of("What was not committed (" + work.summary() + ") is kept in " + work.ref() + ".");
        } else if (event instanceof Event.WorktreeRemoved removed) {
            return Optional.of(removed.branch() == null ? "It had no commits." : "Its commits are on " + Untrusted.line(removed.branch(), 200) + ".");
        } else if (event instanceof Event.WorktreeKept left) {
            return Optional.of("Its worktree is still at " + left.path() + ".");
        }
        return Optional.empty();
    }

    /** What the orchestrator has to know to hand the work on. */
    private String news(Mission mission, Agent agent, Handover handover) {
        String kept = told(agent).stream().flatMap(e -> inWords(e).stream()).distinct().collect(Collectors.joining(" "));
        String tasks = MissionFolder.of(home, mission.project(), mission.id()).plan().tasksOf(agent.role()).stream().map(t -> t.id()).collect(Collectors.joining(", "));
        return agent.role() + " was ended by the operator and is no longer in the team; messages to it are refused. " + kept
                + (tasks.isEmpty() ? "" : " The plan gave it " + tasks + ": see what of that is open, and hand it on.") + "\n" + handover.text();
    }
}
