package mc.message;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import mc.Home;
import mc.agent.Adapter;
import mc.agent.Agent;
import mc.agent.AgentState;
import mc.agent.Evidence;
import mc.agent.ScreenManifest;
import mc.agent.ScreenManifest.View;
import mc.agent.Sighting;
import mc.agent.Source;
import mc.agent.Terminal;
import mc.agent.adapters.LimitText;
import mc.event.Event;
import mc.event.Job;
import mc.event.JobHandler;
import mc.message.Message.Status;
import mc.store.Database;
import mc.text.Untrusted;
import mc.tmux.TmuxException;

/**
 * Looks at the screens of agents whose programs have no hooks, all their lives: the screen is the only one to tell their state, and that
 * they took what was typed. A text counts as taken when its mark stands on the screen outside of the input line, or when it has left
 * the input line and a turn runs that did not run before. Every other agent's look is done by another watch.
 */
public final class HooklessWatch implements JobHandler {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final Duration PROOF_AWAITED = Duration.ofMillis(400);
    /** How long a program may draw its first screen before mc says that it does not know. */
    private static final Duration SILENCE = Duration.ofSeconds(60);
    /** A screen that is being redrawn may fit nothing for a moment. */
    private static final Duration DRAWN = Duration.ofSeconds(2);

    private final Home home;
    private final Database database;
    private final Terminal terminal;
    private final Function<String, Adapter> adapters;
    private final Clock clock;
    private final JobHandler others;
    /** Since when the screens of agents fit no pattern. */
    private final Map<String, Instant> unclearSince = new ConcurrentHashMap<>();

    /** The limit that each agent's screen told of at the look before. */
    private final Map<String, Told> limits = new ConcurrentHashMap<>();

    /** A limit as first seen; {@code until} is null when no time is printed. */
    private record Told(String what, Instant until) {}

    private static final Told NOTHING_TOLD = new Told("", null);

    /** @param others looks at the agents that have hooks */
    public HooklessWatch(Home home, Database database, Terminal terminal, Function<String, Adapter> adapters, Clock clock, JobHandler others) {
        this.home = home;
        this.database = database;
        this.terminal = terminal;
        this.adapters = adapters;
        this.clock = clock;
        this.others = others;
    }

    @Override
    public Outcome run(Job job, Consumer<Event> record) throws Exception {
        Agent agent = database.read(sql -> Agent.Table.find(sql, job.subject())).orElseThrow();
        Adapter adapter = adapters.apply(agent.adapter());
        if (adapter.hasHooks()) {
            return others.run(job, record);
        }
        if (!agent.hasPane() || agent.pid() == null) {
            unclearSince.remove(agent.id());
            limits.remove(agent.id());
            return Outcome.done();
        }
        try {
            return look(agent, adapter);
        } catch (TmuxException e) {
            return Outcome.again(LONGEST); // says nothing about the agent, and nobody else would look again
        }
    }

    private Outcome look(Agent agent, Adapter adapter) {
        View view = terminal.view(agent);
        String screen = terminal.screen(agent);
        Optional<Sighting> before = database.read(sql -> Evidence.of(sql, agent.id())).stream().filter(s -> s.source() == Source.SCREEN).findFirst();
        List<Message> unreported = database.read(sql -> Message.unreported(sql, agent.id()));
        List<Event> events = new ArrayList<>();
        firstPrompt(agent, adapter).ifPresent(events::add);
        if (view instanceof View.Prompt || view instanceof View.Busy) {
            events.addAll(taken(agent, adapter, view, screen, before, unreported));
        }
        Optional<Sighting> now = sighting(agent, adapter.screens(), view, screen, before);
        now.filter(s -> before.filter(b -> b.state() == s.state() && b.what().equals(s.what())).isEmpty()).ifPresent(s -> events.add(
                new Event.AgentSighted(agent.mission(), agent.id(), agent.pid(), s.source().text(), s.state().text(), s.what(), s.at().toString(), s.until() == null ? null : s.until().toString(), s.lasting())));
        boolean isAwaited = unreported.stream().anyMatch(m -> m.status() == Status.TYPED);
        Duration quarter = Duration.between(agent.since(), clock.instant()).dividedBy(4);
        Duration usual = quarter.compareTo(SHORTEST) < 0 ? SHORTEST : quarter.compareTo(LONGEST) > 0 ? LONGEST : quarter;
        return Outcome.again(isAwaited ? PROOF_AWAITED : usual, events.toArray(Event[]::new));
    }

    /** A program that takes no prompt at its start gets its first one as a message; once for each briefing. */
    private Optional<Event> firstPrompt(Agent agent, Adapter adapter) {
        boolean isQueued = agent.briefedAt() != null || database.read(sql -> Message.find(sql, agent.briefing())).isPresent();
        return isQueued ? Optional.empty() : adapter.firstPromptToType(home.launch().resolve(agent.id())).map(text -> new Event.MessageQueued(agent.mission(), agent.id(), agent.briefing(), "mc", text));
    }

    /** What the screen proves to have been taken. */
    private List<Event> taken(Agent agent, Adapter adapter, View view, String screen, Optional<Sighting> before, List<Message> unreported) {
        String draft = view instanceof View.Prompt prompt ? prompt.draft() : "";
        List<String> shown = new ArrayList<>(unreported.stream().map(Message::id).filter(id -> isShown(id, screen, draft)).toList());
        boolean isTyped = adapter.firstPromptToType(home.launch().resolve(agent.id())).isPresent();
        List<String> begun = new ArrayList<>();
        if (agent.briefedAt() == null && !isTyped) {
            if (isShown(agent.briefing(), terminal.history(agent), draft)) {
                shown.add(agent.briefing());
            } else if (isBusy(view)) {
                begun.add(agent.briefing());
            }
        }
        List<Event> events = new ArrayList<>();
        if (!shown.isEmpty()) {
            events.add(new Event.PromptSeen(agent.mission(), agent.id(), List.copyOf(shown), "its mark stands on the agent's screen, outside of the input line"));
        }
        if (!begun.isEmpty()) {
            events.add(new Event.PromptSeen(agent.mission(), agent.id(), List.copyOf(begun), "the program was started with it, and its screen shows a running turn"));
        }
        boolean wasIdle = before.filter(b -> b.state() == AgentState.READY).isPresent();
        unreported.stream().filter(m -> m.status() == Status.TYPED && !shown.contains(m.id()) && wasIdle && isBusy(view) && draft.isEmpty() && !before.get().at().isAfter(m.changedAt())).findFirst()
                .ifPresent(m -> events.add(new Event.PromptSeen(agent.mission(), agent.id(), List.of(m.id()), "it left the input line, and the agent's screen shows a turn that did not run at the look before")));
        return events;
    }

    private static boolean isShown(String id, String screen, String draft) {
        String mark = "[mc " + id + " ";
        return screen.contains(mark) && !draft.contains(mark);
    }

    /** The state the screen speaks for; empty while it is too early to say. */
    private Optional<Sighting> sighting(Agent agent, ScreenManifest screens, View view, String screen, Optional<Sighting> before) {
        Instant now = clock.instant();
        Optional<String> goodbye = isBusy(view) ? Optional.empty() : screens.goodbye(screen);
        Optional<Told> limit = limit(agent, screens.limit(screen), before).filter(told -> !isBusy(view));
        if (view instanceof View.Asking asking) {
            return clear(agent, Sighting.of(Source.SCREEN, AgentState.WAITING, asking.dialog().label() + " (" + asking.dialog().answer() + ")", now));
        } else if (goodbye.isPresent()) {
            return clear(agent, Sighting.of(Source.SCREEN, AgentState.UNKNOWN, "its screen says that it has ended, but its process still runs: " + Untrusted.line(goodbye.get(), 160), now));
        } else if (limit.isPresent()) {
            return clear(agent, Sighting.limited(Source.SCREEN, limit.get().what(), now, limit.get().until()));
        } else if (isBusy(view)) {
            return clear(agent, Sighting.of(Source.SCREEN, AgentState.WORKING, "its screen shows a running turn", now));
        } else if (view instanceof View.Prompt) {
            return clear(agent, Sighting.of(Source.SCREEN, AgentState.READY, "its screen shows its input line", now));
        }
        Duration unclear = Duration.between(unclearSince.computeIfAbsent(agent.id(), id -> now), now);
        boolean isEarly = unclear.compareTo(agent.state() == AgentState.STARTING ? SILENCE : DRAWN) < 0 || agent.state() == AgentState.UNKNOWN;
        return isEarly ? Optional.empty() : Optional.of(Sighting.of(Source.SCREEN, AgentState.UNKNOWN, "its screen fits no pattern of its manifest; it ends with: " + lastLine(screen), now));
    }

    /** The limit the screen tells of, unless it is over by the time it printed: the words may stand there for long. */
    private Optional<Told> limit(Agent agent, Optional<ScreenManifest.Limit> shown, Optional<Sighting> before) {
        Instant now = clock.instant();
        Told known = limits.get(agent.id());
        Told told = shown.map(limit -> {
            String what = "usage limit: " + Untrusted.line(limit.line(), 160);
            if (known != null && known.what().equals(what)) {
                return known;
            } else if (before.filter(b -> b.state() == AgentState.LIMITED && b.what().equals(what)).isPresent()) {
                return new Told(what, before.get().until());
            }
            boolean wasOver = known == null && before.filter(b -> b.state() == AgentState.READY).isPresent(); // as the daemon before this one has seen
            // a program prints the time of the machine it runs on, unless it says another
            return new Told(what, wasOver ? Instant.EPOCH : limit.until().flatMap(until -> LimitText.reset("resets " + until, now, Optional.of(ZoneId.systemDefault()))).orElse(null));
        }).orElse(NOTHING_TOLD);
        limits.put(agent.id(), told);
        return Optional.of(told).filter(t -> t != NOTHING_TOLD && (t.until() == null || t.until().isAfter(now)));
    }

    private Optional<Sighting> clear(Agent agent, Sighting sighting) {
        unclearSince.remove(agent.id());
        return Optional.of(sighting);
    }

    private static boolean isBusy(View view) {
        return view instanceof View.Busy || view instanceof View.Prompt prompt && prompt.busy();
    }

    private static String lastLine(String screen) {
        String[] lines = screen.strip().split("\n");
        return Untrusted.line(lines[lines.length - 1], 160);
    }
}
