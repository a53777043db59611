package mc.mission;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import mc.Failure;
import mc.Home;
import mc.agent.Agent;
import mc.event.Event;
import mc.text.SafeFiles;
import mc.text.Untrusted;
import mc.tmux.CaptureRange;
import mc.tmux.PaneInfo;
import mc.tmux.Screen;
import mc.tmux.TmuxException;
import mc.tmux.TmuxServer;

/** Writes down what an agent's window has shown, before the window goes. */
record History(Home home, TmuxServer tmux, Clock clock) {

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss").withZone(ZoneOffset.UTC);

    /** Writes the whole history of the pane into a file; the event names it, or none when the pane is gone already. */
    Event.HistorySaved save(Mission mission, Agent agent, PaneInfo pane) {
        try {
            Screen history = tmux.capture(pane.address().pane(), CaptureRange.all(), false);
            Path file = home.logs().resolve(mission.session() + "_" + agent.role() + "_" + STAMP.format(clock.instant()) + ".log");
            String end = history.truncated() ? "\n(The history was longer; this is its beginning.)\n" : "\n";
            SafeFiles.write(file, Untrusted.block(history.text()) + end + summary(agent));
            return new Event.HistorySaved(mission.id(), agent.id(), file.toString());
        } catch (TmuxException.NoTarget | TmuxException.NoServer e) {
            return new Event.HistorySaved(mission.id(), agent.id(), null);
        } catch (IOException e) {
            throw Failure.failed("Cannot write the history of " + agent.role() + ": " + e.getMessage(), "Free disk space, then the same command again.", e);
        }
    }

    private static String summary(Agent agent) {
        return "\n=== Agent Summary ===\nRole: " + agent.role() + "\nState: " + agent.state().text() + ", " + agent.reason() + "\nBranch: " + (agent.branch() == null ? "-" : agent.branch())
                + "\nLast commit: " + (agent.lastCommitSubject() == null ? "-" : agent.lastCommitAt() + " " + agent.lastCommitSubject()) + "\n";
    }
}
