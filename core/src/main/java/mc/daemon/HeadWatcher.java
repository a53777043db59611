package mc.daemon;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import mc.Failure;
import mc.agent.Agent;
import mc.agent.Mission;
import mc.event.Event;
import mc.event.EventLoop;
import mc.event.Recorded;
import mc.git.Reflog;
import mc.git.ReflogEntry;
import mc.git.Repository;
import mc.git.Worktree;
import mc.store.Database;
import mc.text.Untrusted;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices commits in the agents' worktrees from the reflog git itself writes ({@code .git/worktrees/NAME/logs/HEAD}): the directory
 * is watched, nothing is installed and nothing polled. Thread-safe.
 */
final class HeadWatcher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HeadWatcher.class);

    /** One watched worktree: whose, and how far its reflog was read. */
    private record Watched(String mission, String agent, Reflog reflog, Reflog.Position position) {}

    private final Database database;
    private final EventLoop loop;
    private final WatchService watch;
    private final Map<Path, Watched> byLogDirectory = new ConcurrentHashMap<>();
    private final Map<String, Repository> byMission = new ConcurrentHashMap<>();
    /** Asking git takes longer than a start or a listener may, and one after the other costs the least. */
    private final ExecutorService beginners = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "heads-new");
        thread.setDaemon(true);
        return thread;
    });

    HeadWatcher(Database database, EventLoop loop) throws IOException {
        this.database = database;
        this.loop = loop;
        this.watch = FileSystems.getDefault().newWatchService();
    }

    void start() {
        database.read(Agent.Table::ofLiveMissions).stream().filter(agent -> agent.worktree() != null).collect(Collectors.groupingBy(Agent::mission))
                .forEach((mission, agents) -> beginners.execute(() -> watch(mission, agents.stream().collect(Collectors.toMap(Agent::id, agent -> Path.of(agent.worktree()))))));
        Thread thread = new Thread(this::follow, "heads");
        thread.setDaemon(true);
        thread.start();
    }

    /** To be called for every event: takes up each new worktree. */
    void noticed(Recorded recorded) {
        if (recorded.event() instanceof Event.WorktreeReady ready && !beginners.isShutdown()) {
            beginners.execute(() -> watch(ready.mission(), Map.of(ready.agent(), Path.of(ready.path()))));
        } else if (recorded.event() instanceof Event.MissionStopped stopped) {
            byMission.remove(stopped.mission());
        }
    }

    /** Takes up worktrees of one mission, by their agents; git is asked once for all. */
    private void watch(String mission, Map<String, Path> worktrees) {
        try {
            Repository repository = byMission.computeIfAbsent(mission, id -> Repository.inspect(Path.of(database.read(sql -> Mission.Table.find(sql, id)).orElseThrow().path())));
            List<Worktree> known = Worktree.list(repository);
            worktrees.forEach((agent, path) -> Worktree.at(known, path).ifPresent(worktree -> watch(mission, agent, worktree)));
        } catch (RuntimeException e) {
            LOG.warn("The commits of {} cannot be watched: {}", worktrees.keySet(), e.getMessage());
        }
    }

    private void watch(String mission, String agent, Worktree worktree) {
        try {
            Path logs = worktree.adminDir().resolve("logs");
            Files.createDirectories(logs);
            logs.register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
            byLogDirectory.put(logs, new Watched(mission, agent, new Reflog(worktree.adminDir()), Reflog.Position.START));
            read(logs);
        } catch (IOException e) {
            LOG.warn("The commits of {} cannot be watched: {}", agent, e.getMessage());
        }
    }

    private void follow() {
        try {
            while (true) {
                WatchKey key = watch.take();
                key.pollEvents();
                if (key.watchable() instanceof Path logs) {
                    read(logs);
                }
                key.reset();
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            LOG.debug("Commits are no longer watched");
        }
    }

    /** Records the newest commit of what was written since; a restart reads from the start and finds nothing new in most of it. */
    private void read(Path logs) {
        try {
            byLogDirectory.computeIfPresent(logs, (path, watched) -> {
                Reflog.News news = watched.reflog().after(watched.position());
                List<ReflogEntry> commits = news.entries().stream().filter(ReflogEntry::bringsCommits).toList();
                if (!commits.isEmpty()) {
                    record(watched, commits.get(commits.size() - 1));
                }
                return new Watched(watched.mission(), watched.agent(), watched.reflog(), news.next());
            });
        } catch (Failure e) {
            LOG.warn("Cannot read {}: {}", logs, e.getMessage());
        }
    }

    private void record(Watched watched, ReflogEntry newest) {
        Optional<Agent> agent = database.read(sql -> Agent.Table.find(sql, watched.agent()));
        // a merge's own message tells only how git merged; what was merged stands in the action
        String subject = Untrusted.line(newest.action().startsWith("merge ") ? "Merge " + newest.action().substring("merge ".length()) : newest.message(), 200);
        boolean isKnown = agent.isPresent() && newest.time().equals(agent.get().lastCommitAt()) && subject.equals(agent.get().lastCommitSubject());
        if (!isKnown) {
            loop.submit(List.of(new Event.HeadMoved(watched.mission(), watched.agent(), Untrusted.line(newest.action(), 60), subject, newest.after(), newest.time().toString(), newest.before(), null)), tx -> { });
        }
    }

    @Override
    public void close() throws IOException {
        beginners.shutdownNow();
        watch.close();
    }
}
