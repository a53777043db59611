package mc.agent;

import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import mc.agent.ScreenManifest.View;
import mc.event.Event;
import mc.event.Job;
import mc.event.JobHandler;
import mc.store.Database;
import mc.text.Untrusted;

/**
 * Looks at the screen of an agent whose hooks cannot tell: while its program starts (the hooks are held back until its first
 * dialogs are answered), and while it waits (an answer of the user fires no hook). Looks less often the longer that lasts, and
 * stops as soon as the state is another one.
 */
public final class ScreenWatch implements JobHandler {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    /** How long a program may be silent after its start before mc says that it does not know. */
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private final Database database;
    private final Terminal terminal;
    private final Clock clock;

    public ScreenWatch(Database database, Terminal terminal, Clock clock) {
        this.database = database;
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Outcome run(Job job, Consumer<Event> record) {
        Agent agent = database.read(sql -> Agent.Table.find(sql, job.subject())).orElseThrow();
        boolean isSilent = agent.state() == AgentState.STARTING || agent.state() == AgentState.WAITING || agent.state() == AgentState.UNKNOWN;
        if (!isSilent || agent.paneId() == null) {
            return Outcome.done();
        }
        Duration lasts = Duration.between(agent.since(), clock.instant());
        Duration again = clamp(lasts.dividedBy(4));
        View view = terminal.view(agent);
        if (view instanceof View.Asking asking) {
            boolean isKnown = agent.state() == AgentState.WAITING && agent.source().equals("hook") || agent.reason().startsWith(asking.dialog().label());
            return isKnown ? Outcome.again(again) : Outcome.again(again, new Event.DialogSeen(agent.mission(), agent.id(), asking.dialog().label(), asking.dialog().answer()));
        }
        if (agent.state() == AgentState.WAITING && (view instanceof View.Prompt || view instanceof View.Busy)) {
            boolean isBusy = view instanceof View.Busy || view instanceof View.Prompt prompt && prompt.busy();
            return agent.briefedAt() == null ? stillSilent(agent, view, again) : Outcome.done(new Event.ScreenSeen(agent.mission(), agent.id(), isBusy));
        }
        return agent.state() == AgentState.STARTING && lasts.compareTo(SILENCE) < 0 ? Outcome.again(again) : stillSilent(agent, view, again);
    }

    /** The dialogs are answered or never came, and yet no hook has told anything. */
    private Outcome stillSilent(Agent agent, View view, Duration again) {
        if (agent.state() == AgentState.UNKNOWN || Duration.between(agent.since(), clock.instant()).compareTo(SHORTEST) < 0) {
            return Outcome.again(again);
        }
        String shows = view instanceof View.Prompt ? "its screen shows an input line" : "its screen ends with: " + lastLine(terminal.screen(agent));
        return Outcome.again(again, new Event.AgentUnclear(agent.mission(), agent.id(), "it has not reported anything since its start; " + shows));
    }

    private static String lastLine(String screen) {
        String[] lines = screen.strip().split("\n");
        return Untrusted.line(lines[lines.length - 1], 160);
    }

    private static Duration clamp(Duration duration) {
        if (duration.compareTo(SHORTEST) < 0) {
            return SHORTEST;
        }
        return duration.compareTo(LONGEST) > 0 ? LONGEST : duration;
    }
}
