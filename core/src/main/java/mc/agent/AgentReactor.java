package mc.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mc.event.Event;
import mc.event.Job;
import mc.event.Reactor;
import mc.event.Recorded;
import mc.event.Signal;
import mc.event.Tx;
import mc.git.ReflogEntry;
import mc.text.Untrusted;

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
    private static final Duration AFTER_TYPING = Duration.ofMillis(200);
    private static final String NOT_STARTED = "is about to be started";

    @Override
    public void react(Recorded recorded, Tx tx) {
        Event event = recorded.event();
        if (event instanceof Event.MissionCreated created) {
            created.seats().forEach(seat -> addAgent(created.mission(), seat, tx));
        } else if (event instanceof Event.AgentAdded added) {
            addAgent(added.mission(), added.seat(), tx);
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
            tx.sql().createUpdate("update agent set briefing = :briefing, briefed_at = null, ended_at = null, window_id = null, pane_id = null, pid = null, pid_start = null where id = :id").bind("briefing", restarting.briefing()).bind("id", agent.id()).execute();
            if (restarting.fresh()) {
                tx.sql().createUpdate("update agent set conversation = null where id = :id").bind("id", agent.id()).execute();
            }
            Evidence.forget(tx.sql(), agent.id());
            sight(agent, Sighting.of(Source.MC, AgentState.STARTING, "is about to be restarted: " + agent.reason(), tx.now()), tx);
        } else if (event instanceof Event.AgentReplacing) {
            tx.sql().createUpdate("update agent set briefed_at = null where id = :id").bind("id", agent.id()).execute(); // whoever waits for the next start is not shown this one's
        } else if (event instanceof Event.AgentEnding) {
            tx.sql().createUpdate("update agent set ended_at = :now where id = :id").bind("now", tx.now().toString()).bind("id", agent.id()).execute();
            tx.cancel(Job.of(LOOK, agent.id(), tx.now()).key());
            underWay(agent.mission(), tx); // it may have been the last that the others waited for
        } else if (event instanceof Event.AgentEnded ended) {
            Evidence.forget(tx.sql(), agent.id()); // what its program said does not matter any more
            sight(agent, Sighting.of(Source.MC, AgentState.EXITED, "ended by the " + ended.by(), tx.now()), tx);
        } else if (event instanceof Event.AgentLeftDown down && !agent.state().isLive()) {
            // in the place of tmux's own word, which came at the same moment
            sight(agent, Sighting.of(Source.TMUX, agent.state(), down.why() + "; " + agent.reason(), tx.now()), tx);
        } else if (event instanceof Event.LaunchFailed failed) {
            sight(agent, Sighting.of(Source.MC, AgentState.EXITED, "could not be started: " + failed.why(), tx.now()), tx);
        } else if (event instanceof Event.AgentExited exited && agent.state() != AgentState.EXITED) {
            sight(agent, Sighting.of(Source.TMUX, AgentState.EXITED, howItEnded(exited), tx.now()), tx);
        } else if (event instanceof Event.HeadMoved moved && ReflogEntry.bringsCommits(moved.action())) {
            Instant begin = Mission.Table.find(tx.sql(), moved.mission()).orElseThrow().createdAt();
            tx.sql().createUpdate("update agent set last_commit_at = :at, last_commit_subject = :subject where id = :id")
                    .bind("at", moved.happenedAt(begin, tx.now()).toString()).bind("subject", moved.subject()).bind("id", agent.id()).execute();
        } else if (agent.state().isLive()) {
            toldOfLiving(event, agent, tx);
        }
    }

    /** What is told of a program that is believed to be running. */
    private static void toldOfLiving(Event event, Agent agent, Tx tx) {
        if (event instanceof Event.AgentSignalled signalled) {
            signalled(signalled, agent, tx);
        } else if (event instanceof Event.AgentSighted sighted && agent.pid() != null && agent.pid() == sighted.pid()) {
            AgentState state = sighted.state() == null ? null : AgentState.of(sighted.state());
            sight(agent, new Sighting(Source.of(sighted.source()), state, sighted.what(), Instant.parse(sighted.sourceAt()), sighted.until() == null ? null : Instant.parse(sighted.until()), sighted.lasting()), tx);
        } else if (event instanceof Event.PromptSeen seen) {
            briefed(seen.markers(), agent, tx);
        } else if (event instanceof Event.MessageTyped && agent.source() == Source.SCREEN) {
            tx.schedule(Job.of(LOOK, agent.id(), tx.now().plus(AFTER_TYPING))); // where the screen tells the state, it tells of this, too
        } else if (event instanceof Event.DialogSeen dialog) {
            sight(agent, Sighting.of(Source.SCREEN, AgentState.WAITING, dialog.label() + " (" + dialog.answer() + ")", tx.now()), tx);
        } else if (event instanceof Event.ScreenSeen screen) {
            sight(agent, Sighting.of(Source.SCREEN, screen.busy() ? AgentState.WORKING : AgentState.READY, screen.busy() ? "its screen shows a running turn" : "its screen shows an empty input line", tx.now()), tx);
        } else if (event instanceof Event.AgentUnclear unclear) {
            sight(agent, Sighting.of(Source.SCREEN, AgentState.UNKNOWN, unclear.why(), tx.now()), tx);
        } else if (event instanceof Event.AgentLost lost) {
            sight(agent, Sighting.of(Source.TMUX, AgentState.LOST, lost.why(), tx.now()), tx);
        }
    }

    /** A start that was cut off may be written down after what the program has reported already: that stays true. */
    private static void launched(Event.AgentLaunched event, Agent agent, Tx tx) {
        boolean hasReported = agent.state().isLive() && agent.state() != AgentState.STARTING && event.conversation().equals(agent.conversation());
        if (!hasReported) {
            Evidence.forget(tx.sql(), agent.id());
            sight(agent, Sighting.of(Source.MC, AgentState.STARTING, "its program was started and has not reported yet", tx.now()), tx);
        }
        tx.schedule(Job.of(AUTOPSY, agent.id(), tx.now())); // what tmux told of a pane that nobody knew yet was told in vain
        tx.schedule(Job.of(LOOK, agent.id(), tx.now().plus(FIRST_LOOK)));
    }

    private static void signalled(Event.AgentSignalled event, Agent agent, Tx tx) {
        Signal signal = event.signal();
        if (signal instanceof Signal.SessionStarted started && !started.conversation().isBlank()) {
            tx.sql().createUpdate("update agent set conversation = :conversation where id = :id").bind("conversation", started.conversation()).bind("id", agent.id()).execute();
        } else if (signal instanceof Signal.PromptSubmitted) {
            briefed(event.markers(), agent, tx);
        }
        Instant at = event.sourceAt() == null ? tx.now() : Instant.parse(event.sourceAt());
        meaning(signal, agent, at, tx).ifPresent(sighting -> sight(agent, sighting, tx));
    }

    /** What a hook's signal says of the state; empty when nothing. */
    private static Optional<Sighting> meaning(Signal signal, Agent agent, Instant at, Tx tx) {
        if (signal instanceof Signal.SessionStarted) {
            return hook(AgentState.READY, "its session began", at);
        } else if (signal instanceof Signal.PromptSubmitted) {
            return hook(AgentState.WORKING, "a prompt was submitted", at);
        } else if (signal instanceof Signal.ToolStarted tool) {
            return hook(AgentState.WORKING, "runs " + tool.tool(), at);
        } else if (signal instanceof Signal.ToolEnded tool) {
            return hook(AgentState.WORKING, "ran " + tool.tool(), at);
        } else if (signal instanceof Signal.PermissionRequested request) {
            return hook(AgentState.WAITING, "asks for permission: " + request.what(), at);
        } else if (signal instanceof Signal.InputRequested request) {
            // a reminder comes seconds after the request, which told more
            boolean isReminder = agent.state() == AgentState.WAITING && Evidence.of(tx.sql(), agent.id()).stream().anyMatch(s -> s.source() == Source.HOOK && s.state() == AgentState.WAITING);
            return isReminder ? Optional.empty() : hook(AgentState.WAITING, request.what(), at);
        } else if (signal instanceof Signal.Other other && other.name().startsWith("PostToolUse") && agent.state() == AgentState.WAITING) {
            return hook(AgentState.WORKING, "a subagent's question was answered", at);
        } else if (signal instanceof Signal.TurnEnded ended) {
            return ended.backgroundTasks() == 0 ? hook(AgentState.READY, question(ended.lastMessage()).map(q -> Agent.QUESTION + q).orElse("its turn ended"), at)
                    : Optional.of(new Sighting(Source.HOOK, AgentState.WORKING, "its turn ended with " + ended.backgroundTasks() + " background task(s) running", at, null, true));
        } else if (signal instanceof Signal.TurnFailed failed) {
            return failed.error().equals("rate_limit") ? Optional.of(Sighting.limited(Source.HOOK, "usage limit: " + failed.message(), at, null))
                    : hook(AgentState.READY, "its turn failed (" + failed.error() + "): " + failed.message(), at);
        }
        return Optional.empty();
    }

    private static Optional<Sighting> hook(AgentState state, String what, Instant at) {
        return Optional.of(Sighting.of(Source.HOOK, state, what, at));
    }

    /** The last sentence of a message, if it is a question. */
    private static Optional<String> question(String lastMessage) {
        String text = lastMessage.strip();
        if (!text.endsWith("?") && !text.endsWith("？")) {
            return Optional.empty();
        }
        String[] sentences = text.split("(?<=[.!?:。！？]) ");
        return Optional.of(Untrusted.line(sentences[sentences.length - 1], 200));
    }

    /** The first turn counts as started when the program itself reports or shows a prompt that carries the briefing's id. */
    private static void briefed(List<String> markers, Agent agent, Tx tx) {
        if (agent.briefedAt() != null || !markers.contains(agent.briefing())) {
            return;
        }
        tx.sql().createUpdate("update agent set briefed_at = :now where id = :id").bind("now", tx.now().toString()).bind("id", agent.id()).execute();
        underWay(agent.mission(), tx);
    }

    private static void underWay(String mission, Tx tx) {
        boolean areAllBriefed = Agent.Table.ofMission(tx.sql(), mission).stream().filter(a -> !a.hasLeft()).allMatch(a -> a.briefedAt() != null);
        boolean isStart = tx.sql().createQuery("select status from mission where id = :id").bind("id", mission).mapTo(String.class).one().equals("starting"); // a restart starts no mission
        if (areAllBriefed && isStart) {
            tx.append(new Event.MissionUnderWay(mission));
        }
    }

    private static String howItEnded(Event.AgentExited exited) {
        String how = exited.signal() != null ? "its program was ended by signal " + exited.signal() : exited.code() != null ? "its program ended with exit code " + exited.code() : "its program ended";
        return exited.lastWords().isEmpty() ? how : how + "; last words: " + exited.lastWords();
    }

    /** Takes a word of a source into the evidence and draws the verdict from all of it. */
    private static void sight(Agent agent, Sighting sighting, Tx tx) {
        Evidence.put(tx.sql(), agent.id(), sighting);
        Verdict verdict = Verdict.of(Evidence.of(tx.sql(), agent.id())).orElseThrow();
        Sighting decisive = verdict.decisive();
        String since = agent.state() == decisive.state() ? agent.since().toString() : decisive.at().toString();
        tx.sql().createUpdate("update agent set state = :state, since = :since, reason = :reason, source = :source, limited_until = :until where id = :id")
                .bind("state", decisive.state().text()).bind("since", since).bind("reason", decisive.what()).bind("source", decisive.source().text())
                .bind("until", verdict.until() == null ? null : verdict.until().toString()).bind("id", agent.id()).execute();
        boolean isToBeLookedAt = decisive.state() == AgentState.WORKING || decisive.state() == AgentState.WAITING;
        if (isToBeLookedAt && agent.state() != decisive.state()) {
            tx.schedule(Job.of(LOOK, agent.id(), tx.now().plus(FIRST_LOOK)));
        }
    }

    /** At the end of the team. */
    private static void addAgent(String mission, Event.Seat seat, Tx tx) {
        tx.sql().createUpdate("insert into agent(id, mission, position, role, title, purpose, adapter, state, since, reason, source, briefing)"
                        + " values (:id, :mission, (select count(*) from agent where mission = :mission), :role, :title, :purpose, :adapter, :state, :now, :reason, 'mc', :briefing)")
                .bind("id", seat.agent()).bind("mission", mission).bind("role", seat.role()).bind("title", seat.title())
                .bind("purpose", seat.purpose()).bind("adapter", seat.adapter()).bind("state", AgentState.STARTING.text()).bind("now", tx.now().toString())
                .bind("reason", NOT_STARTED).bind("briefing", seat.briefing()).execute();
        Evidence.put(tx.sql(), seat.agent(), Sighting.of(Source.MC, AgentState.STARTING, NOT_STARTED, tx.now()));
    }
}
