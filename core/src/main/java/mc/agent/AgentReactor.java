package mc.agent;

import java.time.Duration;
import mc.event.Event;
import mc.event.Job;
import mc.event.Reactor;
import mc.event.Recorded;
import mc.event.Signal;
import mc.event.Tx;

/**
 * Keeps the table of agents true to the events: where each one works, and in which state its own evidence shows it. A state
 * changes only on evidence; what an ended program said before it ended changes nothing any more.
 */
public final class AgentReactor implements Reactor {

    /** Job: look at the screen of an agent whose hooks are silent. */
    public static final String LOOK = "agent.look";
    /** Job: find out whether the agent's pane still lives, and how its program ended. */
    public static final String AUTOPSY = "agent.autopsy";

    private static final Duration FIRST_LOOK = Duration.ofSeconds(2);

    @Override
    public void react(Recorded recorded, Tx tx) {
        Event event = recorded.event();
        if (event instanceof Event.MissionCreated created) {
            addAgents(created, tx);
        } else if (event.agent() != null) {
            Agent agent = Agent.Table.find(tx.sql(), event.agent()).orElseThrow(() -> new IllegalStateException("No agent " + event.agent()));
            reactTo(event, agent, tx);
        }
    }

    private static void reactTo(Event event, Agent agent, Tx tx) {
        if (event instanceof Event.WorktreeReady ready) {
            tx.sql().createUpdate("update agent set worktree = :path, branch = :branch, base_commit = :commit, strategy = :strategy where id = :id")
                    .bind("path", ready.path()).bind("branch", ready.branch()).bind("commit", ready.commit()).bind("strategy", ready.strategy()).bind("id", agent.id()).execute();
        } else if (event instanceof Event.AgentLaunched launched) {
            tx.sql().createUpdate("update agent set window_id = :window, pane_id = :pane, pid = :pid, pid_start = :start, conversation = :conversation, token_hash = :token where id = :id")
                    .bind("window", launched.windowId()).bind("pane", launched.paneId()).bind("pid", launched.pid()).bind("start", launched.pidStart())
                    .bind("conversation", launched.conversation()).bind("token", launched.tokenHash()).bind("id", agent.id()).execute();
            launched(launched, agent, tx);
        } else if (event instanceof Event.AgentRestarting restarting && !agent.state().isLive()) {
            tx.sql().createUpdate("update agent set briefing = :briefing, briefed_at = null, window_id = null, pane_id = null, pid = null, pid_start = null where id = :id").bind("briefing", restarting.briefing()).bind("id", agent.id()).execute();
            become(agent, AgentState.STARTING, "is about to be restarted: " + agent.reason(), "mc", tx);
        } else if (event instanceof Event.AgentLeftDown down && !agent.state().isLive()) {
            become(agent, agent.state(), down.why() + "; " + agent.reason(), "mc", tx);
        } else if (event instanceof Event.LaunchFailed failed) {
            become(agent, AgentState.EXITED, "could not be started: " + failed.why(), "mc", tx);
        } else if (event instanceof Event.AgentSignalled signalled && agent.state().isLive()) {
            signalled(signalled, agent, tx);
        } else if (event instanceof Event.DialogSeen dialog && agent.state().isLive()) {
            become(agent, AgentState.WAITING, dialog.label() + " (" + dialog.answer() + ")", "screen", tx);
        } else if (event instanceof Event.ScreenSeen screen && agent.state().isLive()) {
            become(agent, screen.busy() ? AgentState.WORKING : AgentState.READY, screen.busy() ? "its screen shows a running turn" : "its screen shows an empty input line", "screen", tx);
        } else if (event instanceof Event.AgentUnclear unclear && agent.state().isLive()) {
            become(agent, AgentState.UNKNOWN, unclear.why(), "screen", tx);
        } else if (event instanceof Event.AgentExited exited && agent.state() != AgentState.EXITED) {
            become(agent, AgentState.EXITED, howItEnded(exited), "tmux", tx);
        } else if (event instanceof Event.AgentLost lost && agent.state().isLive()) {
            become(agent, AgentState.LOST, lost.why(), "tmux", tx);
        } else if (event instanceof Event.HeadMoved moved) {
            tx.sql().createUpdate("update agent set last_commit_at = :at, last_commit_subject = :subject where id = :id")
                    .bind("at", moved.at()).bind("subject", moved.subject()).bind("id", agent.id()).execute();
        }
    }

    /** A start that was cut off may be written down after what the program has reported already: that stays true. */
    private static void launched(Event.AgentLaunched event, Agent agent, Tx tx) {
        if (agent.state().isLive() && agent.state() != AgentState.STARTING && event.conversation().equals(agent.conversation())) {
            tx.schedule(Job.of(AUTOPSY, agent.id(), tx.now()));
        } else {
            become(agent, AgentState.STARTING, "its program was started and has not reported yet", "mc", tx);
        }
        tx.schedule(Job.of(LOOK, agent.id(), tx.now().plus(FIRST_LOOK)));
    }

    private static void signalled(Event.AgentSignalled event, Agent agent, Tx tx) {
        Signal signal = event.signal();
        if (signal instanceof Signal.SessionStarted started) {
            if (!started.conversation().isBlank()) {
                tx.sql().createUpdate("update agent set conversation = :conversation where id = :id").bind("conversation", started.conversation()).bind("id", agent.id()).execute();
            }
            become(agent, AgentState.READY, "its session began", "hook", tx);
        } else if (signal instanceof Signal.PromptSubmitted) {
            briefed(event, agent, tx);
            become(agent, AgentState.WORKING, "a prompt was submitted", "hook", tx);
        } else if (signal instanceof Signal.ToolStarted tool) {
            become(agent, AgentState.WORKING, "runs " + tool.tool(), "hook", tx);
        } else if (signal instanceof Signal.ToolEnded tool) {
            become(agent, AgentState.WORKING, "ran " + tool.tool(), "hook", tx);
        } else if (signal instanceof Signal.PermissionRequested request) {
            become(agent, AgentState.WAITING, "asks for permission: " + request.what(), "hook", tx);
            tx.schedule(Job.of(LOOK, agent.id(), tx.now().plus(FIRST_LOOK)));
        } else if (signal instanceof Signal.InputRequested request) {
            boolean isKnown = agent.state() == AgentState.WAITING && agent.source().equals("hook"); // the request itself told more than the reminder of it
            become(agent, AgentState.WAITING, isKnown ? agent.reason() : request.what(), "hook", tx);
            tx.schedule(Job.of(LOOK, agent.id(), tx.now().plus(FIRST_LOOK)));
        } else if (signal instanceof Signal.Other other && other.name().startsWith("PostToolUse") && agent.state() == AgentState.WAITING) {
            become(agent, AgentState.WORKING, "a subagent's question was answered", "hook", tx);
        } else if (signal instanceof Signal.TurnEnded ended) {
            boolean goesOn = ended.backgroundTasks() > 0;
            become(agent, goesOn ? AgentState.WORKING : AgentState.READY, goesOn ? "its turn ended with " + ended.backgroundTasks() + " background task(s) running" : "its turn ended", "hook", tx);
        } else if (signal instanceof Signal.TurnFailed failed) {
            boolean isLimit = failed.error().equals("rate_limit");
            become(agent, isLimit ? AgentState.LIMITED : AgentState.READY, (isLimit ? "usage limit: " : "its turn failed (" + failed.error() + "): ") + failed.message(), "hook", tx);
        }
    }

    /** The first turn counts as started when the program itself reports a prompt that carries the briefing's id. */
    private static void briefed(Event.AgentSignalled event, Agent agent, Tx tx) {
        if (agent.briefedAt() != null || !event.markers().contains(agent.briefing())) {
            return;
        }
        tx.sql().createUpdate("update agent set briefed_at = :now where id = :id").bind("now", tx.now().toString()).bind("id", agent.id()).execute();
        boolean isLast = Agent.Table.ofMission(tx.sql(), agent.mission()).stream().allMatch(a -> a.briefedAt() != null);
        boolean isStart = tx.sql().createQuery("select status from mission where id = :id").bind("id", agent.mission()).mapTo(String.class).one().equals("starting"); // a restart starts no mission
        if (isLast && isStart) {
            tx.append(new Event.MissionUnderWay(agent.mission()));
        }
    }

    private static String howItEnded(Event.AgentExited exited) {
        String how = exited.signal() != null ? "its program was ended by signal " + exited.signal() : exited.code() != null ? "its program ended with exit code " + exited.code() : "its program ended";
        return exited.lastWords().isEmpty() ? how : how + "; last words: " + exited.lastWords();
    }

    private static void become(Agent agent, AgentState state, String reason, String source, Tx tx) {
        String since = agent.state() == state ? agent.since().toString() : tx.now().toString();
        tx.sql().createUpdate("update agent set state = :state, since = :since, reason = :reason, source = :source where id = :id")
                .bind("state", state.text()).bind("since", since).bind("reason", reason).bind("source", source).bind("id", agent.id()).execute();
    }

    private static void addAgents(Event.MissionCreated created, Tx tx) {
        int position = 0;
        for (Event.Seat seat : created.seats()) {
            tx.sql().createUpdate("insert into agent(id, mission, position, role, title, purpose, adapter, state, since, reason, source, briefing)"
                            + " values (:id, :mission, :position, :role, :title, :purpose, :adapter, :state, :now, :reason, 'mc', :briefing)")
                    .bind("id", seat.agent()).bind("mission", created.mission()).bind("position", position++).bind("role", seat.role()).bind("title", seat.title())
                    .bind("purpose", seat.purpose()).bind("adapter", seat.adapter()).bind("state", AgentState.STARTING.text()).bind("now", tx.now().toString())
                    .bind("reason", "is about to be started").bind("briefing", seat.briefing()).execute();
        }
    }
}
