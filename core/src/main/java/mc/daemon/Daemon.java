package mc.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import mc.Build;
import mc.Failure;
import mc.Home;
import mc.agent.AgentReactor;
import mc.agent.Autopsy;
import mc.agent.ScreenWatch;
import mc.agent.TmuxTerminal;
import mc.agent.Usages;
import mc.compliance.RuleBook;
import mc.compliance.Rules;
import mc.compliance.Violations;
import mc.compliance.git.GitActivity;
import mc.compliance.git.GitLook;
import mc.compliance.talk.Watchers;
import mc.event.CrashPoint;
import mc.event.Event;
import mc.event.EventLoop;
import mc.event.JobHandler;
import mc.event.JobRunner;
import mc.event.Reactor;
import mc.message.Correspondence;
import mc.message.Delivery;
import mc.message.HooklessWatch;
import mc.message.HubPolicy;
import mc.message.MessageReactor;
import mc.message.Recall;
import mc.message.Undelivered;
import mc.message.UrgentDesk;
import mc.mission.Checkpoints;
import mc.mission.Members;
import mc.mission.MissionJobs;
import mc.mission.MissionReactor;
import mc.mission.Missions;
import mc.mission.Orchestration;
import mc.mission.RestartReactor;
import mc.mission.StartList;
import mc.schedule.CheckIns;
import mc.store.Database;
import mc.task.SilentCompletions;
import mc.task.StandupReactor;
import mc.task.TaskReactor;
import mc.team.Matrices;
import mc.team.TeamData;
import mc.text.SafeFiles;
import mc.text.Templates;
import mc.tmux.TmuxServer;
import mc.tmux.TmuxSettings;
import mc.upkeep.Backups;
import mc.upkeep.DaemonLock;
import mc.upkeep.Mirror;
import mc.upkeep.Restored;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * mcd: one process per {@code MC_HOME}, which may be killed at any moment. It puts the parts together, in the order a restart needs:
 * first the database, then what the agents have reported meanwhile, then the jobs that are due, and the API last.
 */
public final class Daemon implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

    private final Home home;
    private final Database database;
    private final Backups backups;
    /** Never given up before the process ends: whoever finds it free may say that the daemon has ended. */
    private final DaemonLock lock;
    private final EventLoop loop;
    private final JobRunner jobs;
    private final SpoolReader spool;
    private final TryAgain again = new TryAgain();
    private final HeadWatcher heads;
    private final JournalWatcher journals;
    private final RulesWatcher ruleFiles;
    private final Mirror mirror;
    private final SessionWatches sessions;
    private final TmuxServer tmux;
    private final ApiServer api;
    private final CountDownLatch end = new CountDownLatch(1);

    private Daemon(Home home, DaemonLock lock, Map<String, String> env) throws IOException {
        this.home = home;
        this.lock = lock;
        Clock clock = Clock.systemUTC();
        Config config = Config.load(home, env);
        database = Database.open(home.database());
        Templates templates = new Templates(home);
        Adapters adapters = new Adapters(templates, config, env);
        TmuxSettings settings = TmuxSettings.of(config.tmuxSocket(), env);
        tmux = new TmuxServer(config.tmuxConfig().map(settings::withConfig).orElse(settings));
        CheckIns checkIns = new CheckIns(database, templates);
        RuleBook rules = new RuleBook(Rules.shipped());
        Violations violations = new Violations(rules);
        Undelivered undelivered = new Undelivered(database);
        SilentCompletions silence = new SilentCompletions(database);
        StandupReactor standups = new StandupReactor(database);
        Partners partners = partners(templates);
        HubPolicy hubs = new HubPolicy(partners.matrices());
        Watchers watchers = new Watchers(violations, hubs);
        List<Reactor> reactors = new ArrayList<>(List.of(
                new MissionReactor(), new StartList(), new RestartReactor(config.restart()), new MessageReactor(), undelivered, new Correspondence(), new AgentReactor(), new Usages(), checkIns,
                new TaskReactor(), silence, standups,
                rules, violations, new GitActivity(violations)));
        reactors.addAll(watchers.reactors());
        loop = new EventLoop(database, clock, reactors, CrashPoint.of(env));
        TmuxTerminal terminal = new TmuxTerminal(tmux, adapters::get);
        UrgentDesk desk = new UrgentDesk(home);
        Delivery delivery = new Delivery(database, terminal, adapters::get, desk, clock);
        sessions = new SessionWatches(database, loop, tmux, again);
        heads = new HeadWatcher(database, loop, again);
        journals = new JournalWatcher(home, database, loop, adapters::get);
        ruleFiles = new RulesWatcher(home, database, loop, rules, again);
        spool = new SpoolReader(home.spool(), database, loop, adapters::get);
        mirror = new Mirror(home, database, loop);
        Missions missions = new Missions(home, database, loop, clock);
        MissionJobs missionJobs = new MissionJobs(home, missions, database, tmux, adapters::get, sessions::watch, clock);
        Map<String, JobHandler> handlers = new HashMap<>(missionJobs.handlers(launcher(home)));
        handlers.put(AgentReactor.LOOK, new HooklessWatch(home, database, terminal, adapters::get, clock, new ScreenWatch(database, terminal, clock)));
        handlers.put(AgentReactor.AUTOPSY, new Autopsy(database, tmux, agent -> database.read(sql -> MissionReactor.isBeingEnded(sql, agent))));
        handlers.put(MessageReactor.DELIVER, delivery);
        handlers.put(Undelivered.TELL, undelivered);
        handlers.put(CheckIns.CHECK_IN, checkIns);
        handlers.put(SilentCompletions.UNANSWERED, silence);
        handlers.put(StandupReactor.TIME_OVER, standups);
        handlers.putAll(watchers.handlers(loop));
        handlers.put(GitLook.LOOK, new GitLook(database, loop, clock, violations, templates));
        backups = new Backups(home, database, clock);
        handlers.put(Backups.DAILY, backups);
        jobs = new JobRunner(database, loop, clock, handlers);
        Orchestration orchestration = new Orchestration(home, database, loop, tmux.settings(), adapters::get, adapters.planner());
        Members members = new Members(home, database, loop, tmux.settings(), adapters::get, clock);
        Methods methods = new Methods(home, config, clock.instant(), database, loop, orchestration, missions, members, new Checkpoints(home, loop, clock), hubs, partners.problem(), new Recall(database, loop, desk), tmux, ruleFiles, rules, mirror, end::countDown);
        api = new ApiServer(home.socket(), methods.all(), methods::caller);
        loop.listen(delivery::noticed);
        loop.listen(heads::noticed);
        loop.listen(journals::noticed);
        loop.listen(ruleFiles::noticed);
        loop.listen(mirror::noticed);
    }

    /** A mistake in a file of the user's is told by the command that needs the file; the daemon serves the running missions all the same. */
    private static Partners partners(Templates templates) {
        try {
            return new Partners(TeamData.load(templates).matrices(), Optional.empty());
        } catch (Failure e) {
            LOG.warn("Who may write to whom is taken from what mc ships: {} {}", e.getMessage(), e.hint());
            return new Partners(TeamData.load(Templates.shippedOnly()).matrices(), Optional.of(e.getMessage()));
        }
    }

    /**
     * Who may write to whom.
     *
     * @param problem why that is what mc ships, and not what the user's files say
     */
    private record Partners(Matrices matrices, Optional<String> problem) {}

    /**
     * Starts the daemon of this home; empty when one runs already. The lock is the operating system's, so that it goes with the
     * process however that ends.
     */
    static Optional<Daemon> start(Home home, Map<String, String> env) throws IOException {
        home.createDirectories();
        @SuppressWarnings("resource") // held until the process ends
        Optional<DaemonLock> lock = DaemonLock.tryLock(home);
        if (lock.isEmpty()) {
            return Optional.empty();
        }
        SafeFiles.write(home.run().resolve("mcd.pid"), ProcessHandle.current().pid() + "\n");
        installPrograms(home);
        Daemon daemon = new Daemon(home, lock.get(), env);
        daemon.run();
        return Optional.of(daemon);
    }

    private void run() throws IOException {
        loop.start();
        loop.record(new Event.DaemonStarted(Build.current().full(), ProcessHandle.current().pid()));
        Restored.settle(database, loop);
        spool.readAll(); // what agents reported while no daemon ran is known before anything is done to them
        spool.start();
        ruleFiles.start(); // before anything is judged by them
        heads.start();
        journals.start();
        jobs.start();
        backups.start(loop);
        api.start();
        sessions.start();
        mirror.start();
        LOG.info("mcd {} serves {}", Build.current().full(), home.root());
    }

    /** The hook and the status line that agents call, and {@code mc} and {@code scm} for their PATH. */
    private static void installPrograms(Home home) throws IOException {
        SafeFiles.writeScript(home.run().resolve("mc-hook"), new Templates(home).required("hook/mc-hook"));
        SafeFiles.writeScript(home.run().resolve("mc-status"), new Templates(home).required("hook/mc-status"));
        Path bin = home.run().resolve("bin");
        Home.privateDirectory(bin);
        Path target = launcher(home);
        for (String name : List.of("mc", "scm")) { // the launcher goes by the name it is called by
            Path link = bin.resolve(name);
            if (!Files.isSymbolicLink(link) || !Files.readSymbolicLink(link).equals(target)) {
                Path temp = bin.resolve("." + name + "-" + ProcessHandle.current().pid());
                Files.deleteIfExists(temp);
                Files.createSymbolicLink(temp, target);
                Files.move(temp, link, java.nio.file.StandardCopyOption.ATOMIC_MOVE, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** The launcher script that started this program. */
    private static Path launcher(Home home) {
        String named = System.getProperty("mc.launcher");
        if (named == null) {
            throw Failure.missing("The daemon was started without its launcher script, so agents could not call mc.", "Start it with: mc daemon start");
        }
        return Path.of(named);
    }

    /** Returns when the daemon was asked to end. */
    void awaitEnd() throws InterruptedException {
        end.await();
    }

    /** Lets go of everything; agents and their windows go on. */
    @Override
    public void close() {
        api.close();
        jobs.close();
        again.close();
        sessions.close();
        tmux.close();
        try {
            spool.close();
            heads.close();
            journals.close();
            ruleFiles.close();
        } catch (IOException e) {
            LOG.warn("Could not stop watching files", e);
        }
        mirror.close();
        loop.record(new Event.DaemonStopping("asked to"));
        loop.close();
    }
}
