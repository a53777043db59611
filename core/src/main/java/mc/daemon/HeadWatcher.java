package mc.daemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mc.agent.Agent;
import mc.agent.Mission;
import mc.event.Event;
import mc.event.EventLoop;
import mc.event.Recorded;
import mc.git.Reflog;
import mc.git.Repository;
import mc.git.Worktree;
import mc.store.Database;

/**
 * Notices what agents do with git from the reflogs git itself writes: of each worktree's HEAD ({@code .git/worktrees/NAME/logs/HEAD}), of
 * the branch the mission started from and of the remotes' branches ({@code .git/logs/refs}). The directories are watched, those made later
 * too; nothing is installed, nothing is written into git's directories, and nothing polled. Thread-safe.
 */
final class HeadWatcher implements AutoCloseable {

    /** Of a remote's branches more are not followed. */
    private static final int MOST_LOGS = 5_000;
    private static final int DEEPEST = 12;

    private final Database database;
    private final ReflogReader reader;
    private final DirectoryWatch watch;
    private final TryAgain again;
    private final Map<String, Repository> byMission = new HashMap<>();
    /** Asking git takes longer than a start or a listener may, and one after the other costs the least. */
    private final ExecutorService beginners = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "heads-new");
        thread.setDaemon(true);
        return thread;
    });

    HeadWatcher(Database database, EventLoop loop, TryAgain again) throws IOException {
        this(database, loop, again, new DirectoryWatch("heads", again));
    }

    HeadWatcher(Database database, EventLoop loop, TryAgain again, DirectoryWatch watch) {
        this.database = database;
        this.reader = new ReflogReader(database, loop);
        this.watch = watch;
        this.again = again;
    }

    void start() {
        database.read(Agent.Table::ofLiveMissions).stream().filter(agent -> agent.worktree() != null).collect(Collectors.groupingBy(Agent::mission))
                .forEach((mission, agents) -> begin(mission, agents.stream().map(Agent::id).toList()));
        watch.start();
    }

    /** To be called for every event: takes up each new worktree. */
    void noticed(Recorded recorded) {
        if (recorded.event() instanceof Event.WorktreeReady ready && !beginners.isShutdown()) {
            begin(ready.mission(), List.of(ready.agent()));
        } else if (recorded.event() instanceof Event.MissionStopped stopped && !beginners.isShutdown()) {
            beginners.execute(() -> forget(stopped.mission()));
        }
    }

    private void begin(String mission, List<String> agents) {
        beginners.execute(() -> again.run("To watch what " + agents + " do with git", () -> watch(mission, agents)));
    }

    private synchronized void forget(String mission) {
        byMission.remove(mission);
        watch.forget(mission);
    }

    /** Takes up worktrees of one mission; git is asked once for all. One that cannot be watched keeps nothing else from it. */
    private synchronized void watch(String id, List<String> agents) {
        Mission mission = database.read(sql -> Mission.Table.find(sql, id)).orElseThrow();
        if (mission.hasEnded()) {
            return;
        }
        boolean isNew = !byMission.containsKey(id);
        Repository repository = isNew ? Repository.inspect(Path.of(mission.path())) : byMission.get(id);
        RefLogs refs = new RefLogs(mission, repository);
        List<Worktree> known = Worktree.list(repository);
        List<Runnable> all = new ArrayList<>();
        agents.forEach(agent -> all.add(() -> watch(mission, repository, database.read(sql -> Agent.Table.find(sql, agent)).orElseThrow(), known)));
        if (isNew) {
            all.add(() -> { // after the worktrees: a push is his whose branch it is
                reader.takeUp(mission, refs.there());
                refs.follow();
                byMission.put(id, repository); // now: what failed before is done with the next try
            });
        }
        each(all, Runnable::run);
    }

    /** Fails only when the others are done: what cannot be watched keeps nothing else from it. */
    private static <T> void each(List<T> all, Consumer<T> task) {
        Optional<RuntimeException> failure = Optional.empty();
        for (T one : all) {
            try {
                task.accept(one);
            } catch (RuntimeException e) {
                failure = Optional.of(e);
            }
        }
        failure.ifPresent(e -> {
            throw e;
        });
    }

    private void watch(Mission mission, Repository repository, Agent agent, List<Worktree> known) {
        Optional<Path> admin = Worktree.at(known, Path.of(agent.worktree())).map(Worktree::adminDir);
        if (admin.isEmpty()) {
            return;
        }
        try {
            watch.watch(agent.mission(), admin.get(), names -> logsAgain(admin.get(), names, () -> watch(mission.id(), List.of(agent.id()))));
            Path logs = admin.get().resolve("logs");
            if (Files.exists(logs, LinkOption.NOFOLLOW_LINKS)) {
                watch.watch(agent.mission(), logs, names -> reader.head(mission, repository, agent, admin.get()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reader.head(mission, repository, agent, admin.get()); // what was written before the watch began
    }

    /** When somebody removed the logs, git makes the directory anew with the next entry. Where the git directory itself is gone nothing will come. */
    private static void logsAgain(Path gitDir, Set<Path> names, Runnable follow) {
        if (Files.isDirectory(gitDir) && (names.isEmpty() || names.contains(Path.of("logs")))) {
            follow.run();
        }
    }

    /**
     * The logs of one mission's refs that matter: of the remotes' branches, and of the branch the mission started from. git makes their
     * directories with the first entry.
     */
    private final class RefLogs {
        private final Mission mission;
        private final Repository repository;
        private final Path logs;
        private final Path remotes;
        private final Optional<Path> own;

        RefLogs(Mission mission, Repository repository) {
            this.mission = mission;
            this.repository = repository;
            this.logs = repository.commonDir().resolve("logs");
            this.remotes = logs.resolve("refs/remotes");
            this.own = Optional.ofNullable(mission.startingBranch()).map(branch -> logs.resolve("refs/heads").resolve(branch));
        }

        /** Those that are there now. */
        List<Path> there() {
            List<Path> found = new ArrayList<>(logsBelow(remotes));
            own.filter(log -> Files.isRegularFile(log, LinkOption.NOFOLLOW_LINKS)).ifPresent(found::add);
            return found;
        }

        void follow() {
            Path gitDir = repository.commonDir();
            each(List.of(() -> watch(gitDir, names -> logsAgain(gitDir, names, () -> follow(logs))), () -> follow(logs)), Runnable::run);
        }

        private void watch(Path directory, DirectoryWatch.Listener listener) {
            try {
                watch.watch(mission.id(), directory, listener);
            } catch (IOException e) {
                requireGone(directory, e);
            }
        }

        /** Watches the directory, as far as it leads to a log that matters, and takes in what is there. */
        void follow(Path directory) {
            boolean leadsThere = remotes.startsWith(directory) || directory.startsWith(remotes) || own.filter(log -> log.startsWith(directory)).isPresent();
            if (!leadsThere || !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                return;
            }
            each(List.of(() -> watch(directory, changed -> takeIn(directory, changed)), () -> takeIn(directory, Set.of())), Runnable::run);
        }

        /** Takes in what is named, or all when nothing is. */
        private void takeIn(Path directory, Set<Path> names) {
            each(names.isEmpty() ? list(directory) : names.stream().map(directory::resolve).toList(), this::takeIn);
        }

        private void takeIn(Path inside) {
            if (Files.isDirectory(inside, LinkOption.NOFOLLOW_LINKS)) {
                follow(inside);
            } else if (own.filter(inside::equals).isPresent()) {
                reader.startingBranch(mission, repository, new Reflog(inside));
            } else if (inside.startsWith(remotes) && inside.getNameCount() >= remotes.getNameCount() + 2 && !inside.toString().endsWith(".lock")) {
                Path name = remotes.relativize(inside);
                reader.remote(mission, repository, new Reflog(inside), name.getName(0).toString(), name.subpath(1, name.getNameCount()).toString());
            }
        }
    }

    /** Of a directory that has gone again there is nothing to tell; any other failure is one, and is tried again. */
    private static void requireGone(Path directory, IOException failure) {
        if (!Files.notExists(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw new UncheckedIOException(failure);
        }
    }

    private static List<Path> list(Path directory) {
        try (Stream<Path> inside = Files.list(directory)) {
            return inside.limit(MOST_LOGS).toList();
        } catch (IOException e) {
            requireGone(directory, e);
            return List.of();
        }
    }

    private static List<Path> logsBelow(Path directory) {
        try (Stream<Path> all = Files.isDirectory(directory) ? Files.walk(directory, DEEPEST) : Stream.empty()) {
            return all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).limit(MOST_LOGS).toList();
        } catch (IOException e) {
            requireGone(directory, e);
            return List.of();
        }
    }

    @Override
    public void close() throws IOException {
        beginners.shutdownNow();
        watch.close();
    }
}
