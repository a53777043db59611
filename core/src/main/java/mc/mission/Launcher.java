package mc.mission;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import mc.Failure;
import mc.Home;
import mc.agent.Adapter;
import mc.agent.Agent;
import mc.agent.AnsweredQuestion;
import mc.agent.Launch;
import mc.agent.Mission;
import mc.event.Event;
import mc.event.EventLog;
import mc.event.Job;
import mc.event.JobHandler;
import mc.git.CreatedWorktree;
import mc.git.Owner;
import mc.git.Repository;
import mc.git.Strategy;
import mc.git.WorktreeRequest;
import mc.git.Worktrees;
import mc.process.ProcessId;
import mc.store.Database;
import mc.text.Ids;
import mc.tmux.PaneAddress;
import mc.tmux.PaneInfo;
import mc.tmux.SessionId;
import mc.tmux.TmuxException;
import mc.tmux.TmuxServer;

/**
 * Starts a mission's agents: worktrees at the same time, then a window each, in the team's order, without waiting for one program
 * before the next is started. Looks before it acts: a worktree that is there is taken, and so is a pane that already runs an agent's
 * launch script. Only agents on the {@link StartList} are started, and not while they run. One that cannot be started stops no other. A restart
 * is a start with the same conversation, place, flags and environment, and with a briefing that says where the agent stands.
 */
final class Launcher implements JobHandler {

    private final Home home;
    private final Database database;
    private final TmuxServer tmux;
    private final Function<String, Adapter> adapters;
    private final Path launcher;
    private final Consumer<Mission> sessionMade;
    private final Clock clock;

    /**
     * @param launcher the program agents call as {@code mc}
     * @param sessionMade called once the mission's session exists
     */
    Launcher(Home home, Database database, TmuxServer tmux, Function<String, Adapter> adapters, Path launcher, Consumer<Mission> sessionMade, Clock clock) {
        this.home = home;
        this.database = database;
        this.tmux = tmux;
        this.adapters = adapters;
        this.launcher = launcher;
        this.sessionMade = sessionMade;
        this.clock = clock;
    }

    @Override
    public Outcome run(Job job, Consumer<Event> record) throws InterruptedException {
        Mission mission = database.read(sql -> Mission.Table.find(sql, job.subject())).orElseThrow();
        if (!mission.mayLaunch()) {
            return Outcome.done();
        }
        Map<Agent, Instant> list = database.read(sql -> StartList.of(sql, mission.id()));
        Instant now = clock.instant();
        if (mission.trust()) {
            new AnsweredQuestion(tmux, adapters).endThoseThatAsk(agents(mission), record);
        }
        List<PaneInfo> panes = tmux.panesIfRunning();
        // a start cut short by a crash may have made it without writing it down
        anyPane(mission, panes).filter(p -> !p.address().session().value().equals(mission.sessionId())).ifPresent(p -> sessionExists(mission, p.sessionName(), p.address().session(), record));
        List<Agent> team = agents(mission);
        List<String> places = team.stream().map(Agent::id).toList();
        List<Agent> waiting = list.keySet().stream().filter(agent -> !list.get(agent).isAfter(now) && !runs(agent, panes)).toList();
        Briefings briefings = new Briefings(home, mission, team, database.read(sql -> Agent.Table.worktreesOfOthers(sql, mission.id())));
        Map<String, Prepared> prepared = prepare(mission, waiting, briefings, panes, record);
        for (Agent agent : waiting) {
            Prepared ready = prepared.get(agent.id());
            if (ready != null && database.read(sql -> Mission.Table.find(sql, mission.id())).orElseThrow().mayLaunch()) {
                try {
                    Event.AgentLaunched launched = ready.runs().isPresent() ? ready.launched(ready.runs().get().address(), ready.runs().get().pid()) : start(mission, ready, record);
                    takePlace(mission, agent, places.indexOf(agent.id()), launched.paneId(), record);
                    record.accept(launched);
                } catch (Failure | TmuxException.Refused | TmuxException.NoTarget e) {
                    record.accept(new Event.LaunchFailed(mission.id(), agent.id(), e.getMessage()));
                }
            }
        }
        return list.values().stream().filter(due -> due.isAfter(now)).min(Instant::compareTo).map(due -> Outcome.again(Duration.between(now, due))).orElseGet(Outcome::done);
    }

    /** An agent whose worktree and launch files are in place; {@code runs}: a start cut short by a crash got as far as its pane. */
    private record Prepared(Agent agent, Path worktree, LaunchFiles files, LaunchFiles.Identity identity, Optional<PaneInfo> runs) {

        Event.AgentLaunched launched(PaneAddress address, long pid) {
            long start = ProcessId.of(pid).map(ProcessId::start).orElse(0L);
            return new Event.AgentLaunched(agent.mission(), agent.id(), address.window().value(), address.pane().value(), pid, start, identity.conversation(), Ids.hash(identity.token()));
        }
    }

    private List<Agent> agents(Mission mission) {
        return database.read(sql -> Agent.Table.ofMission(sql, mission.id()));
    }

    private static boolean runs(Agent agent, List<PaneInfo> panes) {
        return agent.hasPane() && panes.stream().anyMatch(p -> p.address().pane().value().equals(agent.paneId()) && p.pid() == agent.pid() && isAlive(p));
    }

    /** tmux notices the end of a program a moment later than the system does. */
    private static boolean isAlive(PaneInfo pane) {
        return !pane.dead() && ProcessId.of(pane.pid()).isPresent();
    }

    /** tmux counts its panes upwards as long as the server runs. */
    private static int age(PaneInfo pane) {
        return Integer.parseInt(pane.address().pane().value().substring(1));
    }

    /** Worktrees and launch files of all at once; what cannot be made is recorded and missing from the answer. */
    private Map<String, Prepared> prepare(Mission mission, List<Agent> agents, Briefings briefings, List<PaneInfo> panes, Consumer<Event> record) throws InterruptedException {
        Repository repository = Repository.inspect(Path.of(mission.path()));
        ExecutorService workers = Executors.newFixedThreadPool(Math.max(1, Math.min(8, agents.size())));
        try {
            Map<String, Future<Prepared>> futures = new TreeMap<>();
            for (Agent agent : agents) {
                futures.put(agent.id(), workers.submit(() -> prepare(mission, agent, repository, briefings, panes, record)));
            }
            Map<String, Prepared> prepared = new TreeMap<>();
            for (Map.Entry<String, Future<Prepared>> entry : futures.entrySet()) {
                try {
                    prepared.put(entry.getKey(), entry.getValue().get());
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof Failure failure)) {
                        throw new IllegalStateException("The start of " + entry.getKey() + " could not be prepared", e.getCause());
                    }
                    record.accept(new Event.LaunchFailed(mission.id(), entry.getKey(), failure.getMessage()));
                }
            }
            return prepared;
        } finally {
            workers.shutdown();
        }
    }

    private Prepared prepare(Mission mission, Agent agent, Repository repository, Briefings briefings, List<PaneInfo> panes, Consumer<Event> record) {
        List<Strategy> strategies = Options.WORKTREE_STRATEGIES.get(mission.worktreeStrategy());
        Optional<Restart> restart = database.read(sql -> Restart.Table.find(sql, agent.briefing()));
        Path place = briefings.worktree(agent);
        boolean isGone = agent.worktree() != null && !Files.isDirectory(place);
        String commit = isGone && mission.startingBranch() != null ? lastCommit(agent, repository).orElse(mission.startingCommit()) : mission.startingCommit();
        CreatedWorktree made = new Worktrees(repository).create(
                new WorktreeRequest(place, new Owner(mission.id(), agent.dirName()), Optional.ofNullable(mission.startingBranch()), commit, strategies), clock.instant());
        List<String> notes = new ArrayList<>(made.notes());
        if (isGone) {
            notes.add("The worktree was gone; it was made anew with the last commit of its branch. What was not committed then is lost, unless it was preserved.");
        }
        made.attempts().stream().filter(a -> !a.worked()).forEach(a -> notes.add(a.strategy().word() + " did not work: " + a.reason()));
        Event.WorktreeReady ready = new Event.WorktreeReady(mission.id(), agent.id(), made.path().toString(), made.branch().orElse(null), mission.startingCommit(), made.strategy().word(), List.copyOf(notes));
        record.accept(ready);
        LaunchFiles files = LaunchFiles.of(home, agent.id());
        boolean hasReported = agent.briefedAt() != null; // its pane was made just before a crash; it may have ended since, which is for the autopsy to say
        Optional<PaneInfo> runs = panes.stream().filter(p -> (isAlive(p) || hasReported) && files.runsIn(p)).max(Comparator.comparing(Launcher::isAlive).thenComparing(Launcher::age));
        if (runs.isPresent() && files.lastIdentity().isPresent()) {
            return new Prepared(agent, made.path(), files, files.lastIdentity().get(), runs);
        }
        LaunchFiles.Identity identity = files.newIdentity(restart.map(r -> agent.conversation()));
        Map<String, String> env = environment(mission, agent, identity);
        Adapter adapter = adapters.apply(agent.adapter());
        boolean resume = restart.isPresent() && adapter.remembers(identity.conversation(), made.path(), env);
        String prompt = restart.map(r -> briefings.restartPrompt(agent, ready, resume, new Standing(home, database, mission, repository).of(agent, ready, Standing.news(r, resume, isGone))))
                .orElseGet(() -> briefings.firstPrompt(agent, ready));
        Launch.Request request = new Launch.Request(agent.id(), agent.id(), identity.conversation(), resume, files.dir(), home.run().resolve("mc-hook"), briefings.rolePrompt(agent, ready),
                prompt, Optional.ofNullable(mission.model()), PermissionModes.parse(mission.permissionMode()).of(adapter), env);
        files.write(adapter.launch(request), env);
        return new Prepared(agent, made.path(), files, identity, Optional.empty());
    }

    /** Where the agent's HEAD was last seen, if git still has that commit: somebody may have deleted the branch with the worktree. */
    private Optional<String> lastCommit(Agent agent, Repository repository) {
        try {
            return database.read(sql -> EventLog.newest(sql, agent.mission(), agent.id(), Event.HeadMoved.class)).map(moved -> repository.commit(moved.commit()));
        } catch (Failure e) {
            return Optional.empty();
        }
    }

    private Event.AgentLaunched start(Mission mission, Prepared ready, Consumer<Event> record) {
        PaneAddress address = window(mission, ready.agent(), ready.worktree(), ready.files(), record);
        long pid = tmux.panes().stream().filter(p -> p.address().equals(address)).findFirst().orElseThrow(() -> new TmuxException.NoTarget("the new window is gone again")).pid();
        return ready.launched(address, pid);
    }

    /** A window in the mission's session, which is made with the first one. */
    private PaneAddress window(Mission mission, Agent agent, Path worktree, LaunchFiles files, Consumer<Event> record) {
        Optional<SessionId> session = anyPane(mission, tmux.panesIfRunning()).map(p -> p.address().session());
        if (session.isPresent()) {
            return tmux.createWindow(session.get(), agent.title(), worktree, files.command());
        }
        String name = freeName(mission.session());
        PaneAddress address = tmux.createSession(name, agent.title(), worktree, files.command());
        sessionExists(mission, name, address.session(), record);
        return address;
    }

    private void sessionExists(Mission mission, String name, SessionId session, Consumer<Event> record) {
        record.accept(new Event.SessionCreated(mission.id(), name, session.value()));
        sessionMade.accept(database.read(sql -> Mission.Table.find(sql, mission.id())).orElseThrow());
    }

    /** The session that was recorded, or one that was made just before a crash: it runs one of this mission's launch scripts. */
    private Optional<PaneInfo> anyPane(Mission mission, List<PaneInfo> panes) {
        List<LaunchFiles> ours = agents(mission).stream().map(agent -> LaunchFiles.of(home, agent.id())).toList();
        Optional<PaneInfo> withAgent = panes.stream().filter(p -> ours.stream().anyMatch(files -> files.runsIn(p))).findFirst();
        return withAgent.or(() -> panes.stream().filter(p -> p.address().session().value().equals(mission.sessionId()) && p.sessionName().equals(mission.session())).findFirst());
    }

    /**
     * The windows of earlier starts: what they have shown is kept. They go after the new one is there, or the session might end with them.
     * The new one then gets the agent's place in the team, unless a person's window has it: people and scripts name windows by their index.
     */
    private void takePlace(Mission mission, Agent agent, int place, String newPane, Consumer<Event> record) {
        LaunchFiles files = LaunchFiles.of(home, agent.id());
        List<PaneInfo> panes = tmux.panesIfRunning();
        for (PaneInfo old : panes.stream().filter(p -> !isAlive(p) && files.runsIn(p) && !p.address().pane().value().equals(newPane)).toList()) {
            record.accept(new History(home, tmux, clock).save(mission, agent, old));
            tmux.killWindow(old.address().window());
        }
        panes.stream().filter(p -> p.address().pane().value().equals(newPane) && p.windowIndex() != place).findFirst().ifPresent(p -> {
            try {
                tmux.moveWindow(p.address().window(), p.address().session(), place);
            } catch (TmuxException.Refused | TmuxException.NoTarget e) {
                // it stays where it is
            }
        });
    }

    private String freeName(String wanted) {
        try {
            String name = wanted;
            for (int number = 2; tmux.findSession(name).isPresent(); number++) {
                name = wanted + "-" + number;
            }
            return name;
        } catch (TmuxException.NoServer e) {
            return wanted;
        }
    }

    private Map<String, String> environment(Mission mission, Agent agent, LaunchFiles.Identity identity) {
        Map<String, String> env = new TreeMap<>(MissionFolder.of(home, mission.project(), mission.id()).env());
        env.put("MC_HOME", home.root().toString());
        env.put("MC_MISSION", mission.id());
        env.put("MC_ROLE", agent.role());
        env.put("MC_AGENT", agent.id());
        env.put("MC_TOKEN", identity.token());
        env.put("MC_SPOOL", home.spool().toString());
        env.put("MC_STATUS", home.statusLines().toString());
        env.put("MC_COMMAND", launcher.toString());
        env.put("PATH", home.run().resolve("bin") + ":" + env.getOrDefault("PATH", "/usr/bin:/bin"));
        return env;
    }
}
