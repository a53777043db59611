package mc.mission;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import mc.Failure;
import mc.Home;
import mc.agent.Agent;
import mc.agent.Mission;
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
            return write(mission, agent, file(mission, agent, clock.instant()), text(history) + summary(agent));
        } catch (TmuxException.NoTarget | TmuxException.NoServer e) {
            return new Event.HistorySaved(mission.id(), agent.id(), null);
        }
    }

    /**
     * The same for an agent that leaves, with what was said of its work at the end; there is such a file even if there is no pane any
     * more. It is named by the time at which the end was asked for: the second run of a job finds what the first has written.
     */
    Event.HistorySaved saveLast(Mission mission, Agent agent, Optional<PaneInfo> pane, Handover handover) {
        Path file = file(mission, agent, agent.endedAt());
        try {
            if (pane.isPresent()) {
                return write(mission, agent, file, text(tmux.capture(pane.get().address().pane(), CaptureRange.all(), false)) + summary(agent) + handover.text());
            }
        } catch (TmuxException.NoTarget | TmuxException.NoServer e) {
            // gone between two looks
        }
        return Files.exists(file) ? new Event.HistorySaved(mission.id(), agent.id(), file.toString())
                : write(mission, agent, file, "(Its window was gone, and with it what it had shown.)\n" + summary(agent) + handover.text());
    }

    private Path file(Mission mission, Agent agent, Instant at) {
        return home.logs().resolve(mission.session() + "_" + agent.role() + "_" + STAMP.format(at) + ".log");
    }

    private static String text(Screen history) {
        return Untrusted.block(history.text()) + (history.truncated() ? "\n(The history was longer; this is its beginning.)\n" : "\n");
    }

    private static Event.HistorySaved write(Mission mission, Agent agent, Path file, String text) {
        try {
            SafeFiles.write(file, text);
            return new Event.HistorySaved(mission.id(), agent.id(), file.toString());
        } catch (IOException e) {
            throw Failure.failed("Cannot write the history of " + agent.role() + ": " + e.getMessage(), "Free disk space, then the same command again.", e);
        }
    }

    private static String summary(Agent agent) {
        return "\n=== Agent Summary ===\nRole: " + agent.role() + "\nState: " + agent.state().text() + ", " + agent.reason() + "\nBranch: " + (agent.branch() == null ? "-" : agent.branch())
                + "\nLast commit: " + (agent.lastCommitSubject() == null ? "-" : agent.lastCommitAt() + " " + agent.lastCommitSubject()) + "\n";
    }
}
