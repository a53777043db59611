package mc.mission;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import mc.Failure;
import mc.Home;
import mc.agent.Agent;
import mc.agent.Mission;
import mc.event.Event;
import mc.git.Owner;
import mc.git.Preserved;
import mc.git.PreservedWork;
import mc.git.Removal;
import mc.git.Repository;
import mc.message.UrgentDesk;
import mc.process.EndProcesses;
import mc.process.ProcessId;
import mc.process.ProcessTree;
import mc.tmux.PaneInfo;
import mc.tmux.TmuxException;
import mc.tmux.TmuxServer;

/**
 * The steps of an agent's end, for one that leaves and for all of a mission: its program and what that started, its pane, its worktree.
 * Each looks whether it is done already. Thread-safe.
 */
record Departure(Home home, TmuxServer tmux, Clock clock) {

    private static final Duration GRACE = Duration.ofSeconds(5);

    /** The panes that were made to run one of these agents. */
    List<PaneInfo> panesOf(List<Agent> agents) {
        return tmux.panesIfRunning().stream().filter(p -> agents.stream().anyMatch(a -> isOf(p, a))).toList();
    }

    boolean isOf(PaneInfo pane, Agent agent) {
        return LaunchFiles.of(home, agent.id()).runsIn(pane);
    }

    /**
     * Ends the programs in the panes and everything they started, all of them at once, politely and then firmly. What runs on when the
     * command that started it has ended has no parent any more that tells whose it is: its environment does. Returns those that had to
     * be killed; a {@link Failure} when one survives that.
     */
    List<ProcessId> endPrograms(List<Agent> agents, List<PaneInfo> panes) {
        Set<ProcessId> programs = new LinkedHashSet<>();
        panes.stream().filter(p -> !p.dead()).flatMap(p -> ProcessId.of(p.pid()).stream()).forEach(programs::add);
        agents.stream().flatMap(a -> a.process().stream()).filter(ProcessId::isAlive).forEach(programs::add);
        Set<ProcessId> started = new LinkedHashSet<>();
        programs.forEach(p -> started.addAll(ProcessTree.descendants(p)));
        EndProcesses.Outcome ended = EndProcesses.end(programs, GRACE);
        agents.forEach(a -> started.addAll(ProcessTree.withEnvironment(List.of("MC_HOME=" + home.root(), "MC_AGENT=" + a.id()))));
        started.removeAll(programs);
        EndProcesses.Outcome rest = EndProcesses.end(started.stream().filter(ProcessId::isAlive).toList(), Duration.ofSeconds(1));
        if (!ended.allGone() || !rest.allGone()) {
            throw Failure.failed("Some programs still run: " + Stream.concat(ended.survived().stream(), rest.survived().stream()).map(p -> "process " + p.pid()).toList(), "End them; mc goes on by itself.");
        }
        return ended.killed();
    }

    /** Closes the pane, and with it the window that mc made for it; what a user has opened beside it stays. */
    void close(PaneInfo pane) {
        try {
            tmux.killPane(pane.address().pane());
        } catch (TmuxException.NoTarget | TmuxException.NoServer e) {
            // gone already: that is what is wanted
        }
    }

    /** Keeps what is uncommitted and only then takes the worktree away; what cannot be removed safely stays, with the reason. */
    void removeWorktree(Mission mission, Agent agent, Consumer<Event> record) {
        Path path = Path.of(agent.worktree());
        try {
            Removal removal = new Removal(Repository.inspect(Path.of(mission.path())), Departure::occupants);
            Removal.Removed removed = removal.remove(path, new Owner(mission.id(), agent.dirName()), agent.baseCommit(), clock.instant());
            removed.preserved().ifPresent(p -> record.accept(new Event.WorkPreserved(mission.id(), agent.id(), p.ref(), p.commit(), describe(p))));
            record.accept(new Event.WorktreeRemoved(mission.id(), agent.id(), path.toString(), removed.keptBranches().isEmpty() ? null : String.join(", ", removed.keptBranches())));
        } catch (Failure e) {
            if (e.kind() != Failure.Kind.NOT_FOUND) { // not found: an earlier run of this job took it away
                record.accept(new Event.WorktreeKept(mission.id(), agent.id(), path.toString(), e.getMessage()));
            }
        }
    }

    /** Says what an earlier run had taken away and preserved since then, and could not write down because it died; {@code told} is what it could. */
    void retell(Mission mission, Agent agent, Instant since, List<Event> told, Consumer<Event> record) {
        if (told.stream().anyMatch(e -> e instanceof Event.WorktreeRemoved || e instanceof Event.WorktreeKept)) {
            return;
        }
        Repository repository = Repository.inspect(Path.of(mission.path()));
        PreservedWork.list(repository).stream().filter(p -> (p.mission() + "-" + p.role()).equals(agent.id()) && !p.time().isBefore(since.truncatedTo(ChronoUnit.SECONDS)))
                .filter(p -> told.stream().noneMatch(e -> e instanceof Event.WorkPreserved work && work.ref().equals(p.ref())))
                .forEach(p -> record.accept(new Event.WorkPreserved(mission.id(), agent.id(), p.ref(), p.commit(), describe(p))));
        retellRemoval(mission, agent, told, record);
    }

    /** Says that the worktree is gone when nothing in {@code told} says what became of it: somebody else took it away, or a run that died before it could say so. */
    void retellRemoval(Mission mission, Agent agent, List<Event> told, Consumer<Event> record) {
        if (told.stream().noneMatch(e -> e instanceof Event.WorktreeRemoved || e instanceof Event.WorktreeKept)) {
            boolean isOnBranch = agent.branch() != null && hasBranch(Repository.inspect(Path.of(mission.path())), agent.branch());
            record.accept(new Event.WorktreeRemoved(mission.id(), agent.id(), agent.worktree(), isOnBranch ? agent.branch() : null));
        }
    }

    private static boolean hasBranch(Repository repository, String branch) {
        try {
            return !repository.commit("refs/heads/" + branch).isEmpty();
        } catch (Failure e) {
            return false;
        }
    }

    private static String describe(Preserved preserved) {
        return preserved.counts().map(c -> c.staged() + " staged, " + c.unstaged() + " changed, " + c.untracked() + " new" + (c.conflicted() > 0 ? ", " + c.conflicted() + " in conflict" : "")).orElse("");
    }

    private static List<String> occupants(Path path) {
        if (ProcessTree.inside(path) instanceof ProcessTree.Inside.Known known) {
            return known.processes().stream().map(p -> p.name() + " (" + p.id().pid() + ")").toList();
        }
        throw Failure.failed("This system does not tell which processes work in a directory.", "");
    }

    /** Deletes what only its program needed: its environment, what its status line was told, and what lay ready for its hooks. */
    void forget(Agent agent) throws IOException {
        LaunchFiles.of(home, agent.id()).delete();
        Files.deleteIfExists(home.statusLine(agent.id()));
        new UrgentDesk(home).forget(agent.id());
    }
}
