package mc.agent;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mc.event.Event;
import mc.event.Job;
import mc.event.JobHandler;
import mc.process.ProcessId;
import mc.store.Database;
import mc.text.Untrusted;
import mc.tmux.CaptureRange;
import mc.tmux.PaneInfo;
import mc.tmux.TmuxException;
import mc.tmux.TmuxServer;

/**
 * Finds out whether an agent's pane lives. An error of tmux says nothing; a pane counts as gone only when tmux said so twice, a
 * moment apart; a dead pane tells how its program ended.
 */
public final class Autopsy implements JobHandler {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(300);
    /** For a program that has given up its terminal and is not over yet; its pane is dead by then. */
    private static final Duration LAST_BREATH = Duration.ofSeconds(2);
    private static final int LAST_LINES = 3;
    /** The rule over the input line of a program that draws one; it may hold the program's name. */
    private static final Pattern FRAME = Pattern.compile("[─━═]{10,}");

    private final Database database;
    private final TmuxServer tmux;
    private final Predicate<Agent> isBeingEnded;

    /** @param isBeingEnded whether somebody is ending the agent's program now, and tells of its end */
    public Autopsy(Database database, TmuxServer tmux, Predicate<Agent> isBeingEnded) {
        this.database = database;
        this.tmux = tmux;
        this.isBeingEnded = isBeingEnded;
    }

    @Override
    public Outcome run(Job job, Consumer<Event> record) throws InterruptedException {
        Agent agent = agent(job);
        Optional<Event> end = isOver(agent) ? Optional.empty() : end(agent);
        Agent now = agent(job); // a look takes its time: the agent may have been started anew since, and that start is not undone
        boolean isTheSameRun = Objects.equals(now.paneId(), agent.paneId()) && Objects.equals(now.pid(), agent.pid()) && !isOver(now);
        return isTheSameRun ? end.map(Outcome::done).orElseGet(Outcome::done) : Outcome.done();
    }

    private Agent agent(Job job) {
        return database.read(sql -> Agent.Table.find(sql, job.subject())).orElseThrow();
    }

    /** An end that is told twice would undo the start that somebody asked for in between. */
    private boolean isOver(Agent agent) {
        return !agent.hasPane() || agent.state() == AgentState.EXITED || isBeingEnded.test(agent);
    }

    private Optional<Event> end(Agent agent) throws InterruptedException {
        Optional<PaneInfo> pane = find(agent);
        if (pane.isEmpty()) {
            Thread.sleep(BETWEEN_LOOKS.toMillis());
            pane = find(agent);
        }
        if (pane.isEmpty()) {
            return agent.state() == AgentState.LOST ? Optional.empty() : Optional.of(new Event.AgentLost(agent.mission(), agent.id(), "its tmux pane is gone; how its program ended is not known"));
        }
        PaneInfo info = withStatus(pane.get(), agent);
        if (!info.dead()) {
            return Optional.empty();
        }
        Integer code = info.exitStatus().isPresent() ? info.exitStatus().getAsInt() : null;
        String signal = info.exitSignal().isPresent() ? String.valueOf(info.exitSignal().getAsInt()) : null;
        String words = lastWords(info);
        if (words.isEmpty()) { // tmux may not have drawn yet what the program wrote in its last moment
            Thread.sleep(BETWEEN_LOOKS.toMillis());
            words = lastWords(info);
        }
        return Optional.of(new Event.AgentExited(agent.mission(), agent.id(), code, signal, words));
    }

    /** The agent's pane; the pid tells it from a pane of another server that was given the same id. */
    private Optional<PaneInfo> find(Agent agent) {
        return tmux.panesIfRunning().stream().filter(p -> p.address().pane().value().equals(agent.paneId()) && p.pid() == agent.pid()).findFirst();
    }

    private PaneInfo withStatus(PaneInfo pane, Agent agent) {
        if (!pane.dead() || pane.exitStatus().isPresent() || pane.exitSignal().isPresent()) {
            return pane;
        }
        ProcessId.of(pane.pid()).ifPresent(program -> program.awaitEnd(LAST_BREATH));
        tmux.reap();
        return find(agent).orElse(pane);
    }

    private String lastWords(PaneInfo pane) {
        try {
            String screen = Untrusted.block(tmux.capture(pane.address().pane(), CaptureRange.withHistory(LAST_LINES), false).text()); // tmux scrolls once for its own line
            // tmux itself writes "Pane is dead (...)" on the screen of a pane that stays; what has no letter is a prompt
            var lines = screen.lines().map(String::strip).filter(l -> l.codePoints().anyMatch(Character::isLetterOrDigit) && !l.startsWith("Pane is dead") && !FRAME.matcher(l).find()).toList();
            return Untrusted.line(lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()).stream().collect(Collectors.joining(" / ")), 300);
        } catch (TmuxException e) {
            return "";
        }
    }
}
