package mc.mission;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import mc.Failure;
import mc.event.Event;
import mc.event.EventLoop;
import mc.event.EventQueue;
import mc.event.Recorded;

/** Asks for the end of a mission or of one agent, and tells of what it does, from its events. For one thread and one end. */
final class EndReport {

    private final EventLoop loop;
    private final String mission;
    private final Predicate<Event> concerns;
    private final String job;
    private final String command;
    private final List<Map<String, Object>> steps = new ArrayList<>();
    private final List<String> preserved = new ArrayList<>();

    /**
     * @param concerns which events of the mission are meant
     * @param job the key of the job that does it
     * @param command what to type again when it could not be finished
     */
    EndReport(EventLoop loop, String mission, Predicate<Event> concerns, String job, String command) {
        this.loop = loop;
        this.mission = mission;
        this.concerns = concerns;
        this.job = job;
        this.command = command;
    }

    /** Records the request, unless it was made before, and returns when it was done: where everything is. */
    Map<String, Object> follow(List<Event> request, BooleanSupplier isOver, Missions.Progress progress) throws Exception {
        Predicate<Event> ours = e -> mission.equals(e.mission()) && (concerns.test(e) || isEnd(e)) || e instanceof Event.JobGivenUp givenUp && givenUp.job().equals(job);
        try (EventQueue events = new EventQueue(loop, ours)) {
            loop.record(request, tx -> { });
            while (true) {
                Recorded recorded = events.poll(2_000);
                if (recorded == null) {
                    if (isOver.getAsBoolean()) {
                        return result();
                    }
                    continue;
                }
                Optional<String> line = add(recorded.event());
                if (line.isPresent()) {
                    progress.send(Map.of("line", line.get()));
                }
                if (isEnd(recorded.event())) {
                    return result();
                }
            }
        }
    }

    private boolean isEnd(Event event) {
        return event instanceof Event.MissionStopped || event instanceof Event.AgentEnded ended && job.endsWith("/" + ended.agent());
    }

    private Optional<String> add(Event event) {
        if (event instanceof Event.HistorySaved saved) {
            step(saved.agent(), "history", saved.file());
            return saved.file() == null ? Optional.empty() : Optional.of(saved.agent() + ": screen history in " + saved.file());
        } else if (event instanceof Event.WorkPreserved work) {
            preserved.add(work.ref());
            step(work.agent(), "preserved", work.ref());
            return Optional.of(work.agent() + ": uncommitted work (" + work.summary() + ") kept in " + work.ref());
        } else if (event instanceof Event.WorktreeRemoved removed) {
            step(removed.agent(), "removed", removed.path());
            return Optional.of(removed.agent() + ": worktree removed; " + (removed.branch() == null ? "it had no commits, so its branch went too" : "its commits are on " + removed.branch()));
        } else if (event instanceof Event.WorktreeKept kept) {
            step(kept.agent(), "kept", kept.path());
            return Optional.of(kept.agent() + ": worktree left at " + kept.path() + " (" + kept.why() + ")");
        } else if (event instanceof Event.JobGivenUp givenUp) {
            throw Failure.failed("The end could not be finished: " + givenUp.why(), command + " again; the log is at mc daemon logs");
        }
        return Optional.empty();
    }

    private Map<String, Object> result() {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("mission", mission);
        result.put("steps", steps);
        result.put("preserved", preserved);
        result.put("notes", preserved.isEmpty() ? List.of() : List.of("Bring preserved work back with: mc recover REF --to DIR"));
        return result;
    }

    private void step(String agent, String what, String where) {
        Map<String, Object> step = new LinkedHashMap<>();
        step.put("agent", agent);
        step.put("what", what);
        step.put("where", where);
        steps.add(step);
    }
}
