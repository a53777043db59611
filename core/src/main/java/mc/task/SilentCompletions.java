package mc.task;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import mc.agent.Agent;
import mc.agent.AgentState;
import mc.agent.Mission;
import mc.agent.Source;
import mc.event.Event;
import mc.event.EventLoop;
import mc.event.Job;
import mc.event.JobHandler;
import mc.event.Reactor;
import mc.event.Recorded;
import mc.event.Signal;
import mc.event.Tx;
import mc.message.Message;
import mc.store.Database;
import mc.text.Ids;
import mc.text.Untrusted;
import org.jdbi.v3.core.Handle;

/**
 * Sees to it that nobody finishes work in silence. An agent whose turn ends with commits that it has told nobody of is asked about them,
 * once; when the turn that the question went into ends without a word, or ten minutes pass, the orchestrator is told, once. Telling of
 * it is a report, a word about a task, an answer in a stand-up, or any message to the orchestrator, the project manager or the operator.
 * A commit that a reset took back is nothing to tell of.
 * Agents that cannot answer (limited, waiting for the user, ended) are left alone, and so is the orchestrator. Thread-safe.
 */
public final class SilentCompletions implements Reactor, JobHandler {

    /** Job: an agent was asked and may not have answered. */
    public static final String UNANSWERED = "silence";

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    /** So much later than it happened a commit may become known to a daemon that runs. */
    private static final Duration LATE_NEWS = Duration.ofMinutes(1);

    private final Database database;

    public SilentCompletions(Database database) {
        this.database = database;
    }

    /**
     * What a check found of one agent.
     *
     * @param verdict {@code reported}: nothing is untold; {@code asked}: it was silent and is asked now; {@code unanswered}: it was asked
     *     before and has not answered; {@code working}: in a turn; {@code unable}: it cannot answer
     */
    public record Finding(String role, String verdict, String why) {

        public boolean isSilent() {
            return verdict.equals("asked") || verdict.equals("unanswered");
        }
    }

    @Override
    public void react(Recorded recorded, Tx tx) {
        Event event = recorded.event();
        if (event instanceof Event.HeadMoved moved && isCommit(moved.action())) {
            if (!isTold(moved, tx)) {
                Silence.Table.committed(tx.sql(), moved.agent(), moved.commit());
            }
        } else if (event instanceof Event.HeadMoved moved && moved.action().startsWith("reset")) {
            undone(moved, tx);
        } else if (event instanceof Event.CompletionReported || event instanceof Event.TaskMoved && event.agent() != null || event instanceof Event.StandupAnswered) {
            reported(event.agent(), tx);
        } else if (event instanceof Event.MessageQueued queued) {
            isToLead(queued, tx).ifPresent(sender -> reported(sender.id(), tx));
        } else if (event instanceof Event.AgentSignalled signalled && signalled.signal() instanceof Signal.TurnEnded) {
            ask(Agent.Table.find(tx.sql(), signalled.agent()).orElseThrow(), tx);
        } else if (event instanceof Event.AgentSighted sighted && sighted.source().equals(Source.SCREEN.text())) {
            ask(Agent.Table.find(tx.sql(), sighted.agent()).orElseThrow(), tx); // of a program without hooks, whose turns end on its screen
        } else if (event instanceof Event.CompletionAsked asked) {
            Silence.Table.asked(tx.sql(), asked.agent(), asked.commit(), asked.message());
            tx.schedule(Job.of(UNANSWERED, asked.agent(), tx.now().plus(PATIENCE)));
        } else if (event instanceof Event.MessageRead read) {
            Silence.Table.of(tx.sql(), read.agent()).filter(s -> s.isUnanswered() && read.message().equals(s.question())).ifPresent(s -> tx.append(new Event.CompletionMissing(read.mission(), read.agent(), s.asked())));
        } else if (event instanceof Event.CompletionMissing missing) {
            Silence.Table.of(tx.sql(), missing.agent()).filter(Silence::isUnanswered).ifPresent(silence -> tell(silence, tx));
        } else if (event instanceof Event.AgentEnding) {
            cancel(event.agent(), tx);
        } else if (event instanceof Event.MissionStopping stopping) {
            Agent.Table.ofMission(tx.sql(), stopping.mission()).forEach(a -> cancel(a.id(), tx));
        }
    }

    /** Tells the orchestrator that an agent was asked in vain. */
    private static void tell(Silence silence, Tx tx) {
        Silence.Table.told(tx.sql(), silence.agent(), tx.now());
        cancel(silence.agent(), tx);
        Agent agent = Agent.Table.find(tx.sql(), silence.agent()).orElseThrow();
        Leads.tellHub(tx, agent.mission(), Message.MC, "The " + agent.role() + " committed" + subject(tx.sql(), agent.id(), silence.head()) + " and has not said what is complete, though it was asked. Look: mc peek " + agent.role()
                + "; what is done: mc task done ID", false);
    }

    /** News of a commit may come a little after the report of it. Git's time alone proves nothing: a commit can be dated as one likes. */
    private static boolean isTold(Event.HeadMoved moved, Tx tx) {
        return Silence.Table.of(tx.sql(), moved.agent()).map(Silence::reportedAt)
                .filter(at -> !Instant.parse(moved.gitAt()).isAfter(at) && (moved.missed() || at.isAfter(tx.now().minus(LATE_NEWS)))).isPresent();
    }

    /** A reset took commits off the branch, or put them there again: it is about what the branch has now. */
    private static void undone(Event.HeadMoved moved, Tx tx) {
        Optional<Silence> silence = Silence.Table.of(tx.sql(), moved.agent());
        if (Silence.Table.isUntold(tx.sql(), moved.agent(), moved.commit())) {
            silence.ifPresent(s -> Silence.Table.undone(tx.sql(), moved.agent(), moved.commit()));
        } else if (silence.map(Silence::head).filter(head -> Silence.Table.isOn(tx.sql(), moved.agent(), head, moved.branch())).isPresent()) {
            Silence.Table.undone(tx.sql(), moved.agent(), null);
            cancel(moved.agent(), tx);
        }
    }

    /** Whether the agent has commits that it has told nobody of. */
    public static boolean isUntold(Handle sql, String agent) {
        return Silence.Table.of(sql, agent).map(Silence::head).isPresent();
    }

    /** A merge or a rebase brings others' work, of which others tell. */
    private static boolean isCommit(String action) {
        return action.startsWith("commit") || action.startsWith("cherry-pick");
    }

    private static Optional<Agent> isToLead(Event.MessageQueued queued, Tx tx) {
        String to = queued.agent() == null ? Message.OPERATOR : Agent.Table.find(tx.sql(), queued.agent()).orElseThrow().role();
        return Leads.include(to) && queued.wasSaid() && !queued.from().equals(Message.MC) ? Leads.member(tx.sql(), queued.mission(), queued.from()) : Optional.empty();
    }

    private static void reported(String agent, Tx tx) {
        Silence.Table.reported(tx.sql(), agent, tx.now());
        cancel(agent, tx);
    }

    private static void cancel(String agent, Tx tx) {
        tx.cancel(Job.of(UNANSWERED, agent, tx.now()).key());
    }

    /** Asks an agent at rest about commits that it has told nobody of, unless it was asked about them before; whether it did. */
    private static boolean ask(Agent agent, Tx tx) {
        Optional<Silence> silence = Silence.Table.of(tx.sql(), agent.id()).filter(Silence::isToBeAsked);
        boolean isAble = agent.state() == AgentState.READY && agent.waitingFor().isEmpty() && !agent.hasLeft() && !Leads.isHub(agent.role());
        if (silence.isEmpty() || !isAble || !isRunning(tx.sql(), agent) || !owesReport(tx.sql(), agent)) {
            return false;
        }
        String message = Ids.random("m");
        tx.append(new Event.CompletionAsked(agent.mission(), agent.id(), silence.get().head(), message));
        tx.append(new Event.MessageQueued(agent.mission(), agent.id(), message, Message.MC, "You committed" + subject(tx.sql(), agent.id(), silence.get().head()) + " and did not report. If a task is complete: mc report \"what is done, and its proof\" --task ID. "
                + "If not, say in one line what is left: mc send orchestrator \"...\""));
        return true;
    }

    private static boolean isRunning(Handle sql, Agent agent) {
        return Mission.Table.find(sql, agent.mission()).filter(Mission::mayLaunch).isPresent();
    }

    /** One whose tasks are all done, and that has reported, may tidy up without a word. */
    private static boolean owesReport(Handle sql, Agent agent) {
        return Task.Table.hasOpen(sql, agent.mission(), agent.role()) || !Completion.Table.hasAny(sql, agent.id());
    }

    private static String subject(Handle sql, String agent, String commit) {
        String subject = Silence.Table.subject(sql, agent, commit);
        return subject.isEmpty() ? "" : " \"" + Untrusted.line(subject, 100) + "\"";
    }

    /** An agent that cannot answer now, or has not been given the question yet, gets more time. */
    @Override
    public Outcome run(Job job, Consumer<Event> record) {
        Agent agent = database.read(sql -> Agent.Table.find(sql, job.subject())).orElseThrow();
        Optional<Silence> silence = database.read(sql -> Silence.Table.of(sql, agent.id())).filter(Silence::isUnanswered);
        if (silence.isEmpty() || agent.hasLeft() || !database.read(sql -> isRunning(sql, agent))) {
            return Outcome.done();
        }
        boolean isAble = agent.state() == AgentState.READY || agent.state() == AgentState.WORKING;
        boolean isGiven = database.read(sql -> Message.find(sql, silence.get().question())).filter(m -> !m.status().isOpen()).isPresent();
        return isAble && isGiven ? Outcome.done(new Event.CompletionMissing(agent.mission(), agent.id(), silence.get().asked())) : Outcome.again(PATIENCE);
    }

    /** Looks at each agent of the mission now, or at one, and asks those that are silent. Asking twice changes nothing. */
    public List<Finding> check(EventLoop loop, String mission, Optional<String> role) {
        List<Finding> found = new ArrayList<>();
        loop.record(List.of(), tx -> Agent.Table.ofMission(tx.sql(), mission).stream().filter(a -> !Leads.isHub(a.role()) && !a.hasLeft() && role.map(a.role()::equals).orElse(true)).forEach(a -> found.add(finding(a, tx))));
        return List.copyOf(found);
    }

    private static Finding finding(Agent agent, Tx tx) {
        Optional<Silence> silence = Silence.Table.of(tx.sql(), agent.id()).filter(s -> s.head() != null && owesReport(tx.sql(), agent));
        if (silence.isEmpty()) {
            return new Finding(agent.role(), "reported", "no commit that it has not told of");
        } else if (ask(agent, tx)) {
            return new Finding(agent.role(), "asked", "committed" + subject(tx.sql(), agent.id(), silence.get().head()) + " and did not report");
        } else if (silence.get().asked() != null && (silence.get().isUnanswered() || silence.get().head().equals(silence.get().asked()))) {
            return new Finding(agent.role(), "unanswered", "was asked about its commits" + (silence.get().toldAt() == null ? "" : ", and the orchestrator was told"));
        }
        return agent.state() == AgentState.WORKING ? new Finding(agent.role(), "working", "is in a turn with commits that it has not told of") : new Finding(agent.role(), "unable", "is " + agent.state().text() + ": " + agent.reason());
    }
}
