package mc.agent;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import mc.agent.ScreenManifest.View;
import mc.event.Event;
import mc.event.Job;
import mc.event.JobHandler;
import mc.store.Database;
import mc.text.Untrusted;

/**
 * Looks at the screen of an agent whose hooks cannot tell: while its program starts (the hooks are held back until its first
 * dialogs are answered), while it waits (an answer of the user fires no hook), and while its hooks are silent in a turn (Esc fires
 * none). Looks less often the longer that lasts, and stops as soon as the state is another one.
 */
public final class ScreenWatch implements JobHandler {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    /** How long a program may be silent after its start before mc says that it does not know. */
    private static final Duration SILENCE = Duration.ofSeconds(60);
    /** A turn whose hooks spoke within this time is believed without a look. */
    private static final Duration QUIET = Duration.ofSeconds(10);
    private static final Duration LONGEST_IN_TURN = Duration.ofSeconds(60);
    /** A program takes a moment to draw what it has reported, so a screen that does not fit counts when it stays like that. */
    private static final Duration DRAWN = Duration.ofSeconds(2);
    /** A question that was reported and is never seen drawn was answered meanwhile. */
    private static final Duration ANSWERED = Duration.ofSeconds(30);

    private final Database database;
    private final Terminal terminal;
    private final Clock clock;
    /** Since when the screens of agents that should be in a turn show an idle input line. */
    private final Map<String, Instant> idleSince = new ConcurrentHashMap<>();

    public ScreenWatch(Database database, Terminal terminal, Clock clock) {
        this.database = database;
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Outcome run(Job job, Consumer<Event> record) {
        Agent agent = database.read(sql -> Agent.Table.find(sql, job.subject())).orElseThrow();
        if (agent.paneId() == null) {
            return Outcome.done();
        }
        List<Sighting> evidence = database.read(sql -> Evidence.of(sql, agent.id()));
        return switch (agent.state()) {
            case STARTING, UNKNOWN -> silent(agent);
            case WAITING -> agent.briefedAt() == null && agent.source() == Source.SCREEN ? silent(agent) : waiting(agent, evidence);
            case WORKING -> working(agent, evidence);
            default -> Outcome.done();
        };
    }

    /** Nothing was heard of the program since its start. */
    private Outcome silent(Agent agent) {
        Duration lasts = since(agent.since());
        Duration again = clamp(lasts.dividedBy(4), SHORTEST, LONGEST);
        View view = terminal.view(agent);
        if (view instanceof View.Asking asking) {
            return agent.reason().startsWith(asking.dialog().label()) ? Outcome.again(again) : Outcome.again(again, seen(agent, asking));
        }
        if (agent.state() == AgentState.STARTING && lasts.compareTo(SILENCE) < 0 || agent.state() == AgentState.UNKNOWN || lasts.compareTo(SHORTEST) < 0) {
            return Outcome.again(again);
        }
        String shows = view instanceof View.Prompt ? "its screen shows an input line" : "its screen ends with: " + lastLine(terminal.screen(agent));
        return Outcome.again(again, new Event.AgentUnclear(agent.mission(), agent.id(), "it has not reported anything since its start; " + shows));
    }

    /** It is asking somebody; that ends without a word of its hooks when the answer is no. */
    private Outcome waiting(Agent agent, List<Sighting> evidence) {
        Duration lasts = since(agent.since());
        Duration again = clamp(lasts.dividedBy(4), SHORTEST, LONGEST);
        boolean wasDrawn = evidence.stream().anyMatch(s -> s.source() == Source.SCREEN && s.state() == AgentState.WAITING && !s.at().isBefore(agent.since()));
        View view = terminal.view(agent);
        if (view instanceof View.Asking asking) {
            return wasDrawn ? Outcome.again(again) : Outcome.again(again, seen(agent, asking));
        }
        boolean isTold = evidence.stream().anyMatch(s -> s.source() == Source.SCREEN && s.state() != AgentState.WAITING && s.at().isAfter(agent.since()));
        boolean isOver = (view instanceof View.Prompt || view instanceof View.Busy) && !isTold && (wasDrawn || lasts.compareTo(ANSWERED) >= 0);
        return isOver ? Outcome.again(again, new Event.ScreenSeen(agent.mission(), agent.id(), isBusy(view))) : Outcome.again(again);
    }

    /** It should be in a turn. */
    private Outcome working(Agent agent, List<Sighting> evidence) {
        Instant heard = evidence.stream().filter(s -> s.source() == Source.HOOK).map(Sighting::at).findFirst().orElse(agent.since());
        Duration quiet = since(heard);
        if (quiet.compareTo(QUIET) < 0) {
            idleSince.remove(agent.id());
            return Outcome.again(QUIET.minus(quiet));
        }
        Duration again = clamp(quiet.dividedBy(4), DRAWN, LONGEST_IN_TURN);
        View view = terminal.view(agent);
        if (view instanceof View.Asking asking) {
            return Outcome.again(again, seen(agent, asking));
        }
        if (!(view instanceof View.Prompt) || isBusy(view)) {
            idleSince.remove(agent.id());
            return Outcome.again(again);
        }
        Instant now = clock.instant();
        Instant idle = idleSince.merge(agent.id(), now, (old, ignored) -> old.isBefore(heard) ? now : old);
        if (since(idle).compareTo(DRAWN) < 0) {
            return Outcome.again(DRAWN);
        }
        boolean isKnown = evidence.stream().anyMatch(s -> s.source() == Source.SCREEN && s.state() == AgentState.READY && s.at().isAfter(heard));
        return isKnown ? Outcome.again(again) : Outcome.again(again, new Event.ScreenSeen(agent.mission(), agent.id(), false));
    }

    private Duration since(Instant time) {
        return Duration.between(time, clock.instant());
    }

    private static Event seen(Agent agent, View.Asking asking) {
        return new Event.DialogSeen(agent.mission(), agent.id(), asking.dialog().label(), asking.dialog().answer());
    }

    private static boolean isBusy(View view) {
        return view instanceof View.Busy || view instanceof View.Prompt prompt && prompt.busy();
    }

    private static String lastLine(String screen) {
        String[] lines = screen.strip().split("\n");
        return Untrusted.line(lines[lines.length - 1], 160);
    }

    private static Duration clamp(Duration duration, Duration shortest, Duration longest) {
        return duration.compareTo(shortest) < 0 ? shortest : duration.compareTo(longest) > 0 ? longest : duration;
    }
}
