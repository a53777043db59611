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
import mc.Failure;
import mc.agent.Agent;
import mc.event.Event;
import mc.event.EventLoop;
import mc.event.Recorded;
import mc.git.Reflog;
import mc.git.ReflogEntry;
import mc.git.Repository;
import mc.git.Worktree;
import mc.mission.Mission;
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

    HeadWatcher(Database database, EventLoop loop) throws IOException {
        this.database = database;
        this.loop = loop;
        this.watch = FileSystems.getDefault().newWatchService();
    }

    void start() {
        for (Agent agent : database.read(Agent.Table::ofLiveMissions)) {
            if (agent.worktree() != null) {
                watch(agent.mission(), agent.id(), Path.of(agent.worktree()));
            }
        }
        Thread thread = new Thread(this::follow, "heads");
        thread.setDaemon(true);
        thread.start();
    }

    /** To be called for every event: takes up each new worktree. */
    void noticed(Recorded recorded) {
        if (recorded.event() instanceof Event.WorktreeReady ready) {
            Thread thread = new Thread(() -> watch(ready.mission(), ready.agent(), Path.of(ready.path())), "head");
            thread.setDaemon(true);
            thread.start(); // asking git takes longer than a listener may
        }
    }

    private void watch(String mission, String agent, Path worktree) {
        try {
            Mission of = database.read(sql -> Mission.Table.find(sql, mission)).orElseThrow();
            Optional<Worktree> known = Worktree.at(Repository.inspect(Path.of(of.path())), worktree);
            if (known.isEmpty()) {
                return;
            }
            Path logs = known.get().adminDir().resolve("logs");
            Files.createDirectories(logs);
            logs.register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
            byLogDirectory.put(logs, new Watched(mission, agent, new Reflog(known.get().adminDir()), Reflog.Position.START));
            read(logs);
        } catch (IOException | Failure e) {
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
            loop.submit(List.of(new Event.HeadMoved(watched.mission(), watched.agent(), Untrusted.line(newest.action(), 60), subject, newest.after(), newest.time().toString())), tx -> { });
        }
    }

    @Override
    public void close() throws IOException {
        watch.close();
    }
}
