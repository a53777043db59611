package mc.daemon;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import mc.Home;
import mc.agent.Mission;
import mc.compliance.RuleBook;
import mc.compliance.Rules;
import mc.compliance.extract.ProjectRules;
import mc.event.Event;
import mc.event.EventLoop;
import mc.event.Recorded;
import mc.store.Database;
import mc.text.Templates;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that the rules of each running mission are those that its project's files and the user's own file say now: read when the
 * mission begins, when the daemon starts, and when one of the files is written, replaced, made or removed. The directories are watched
 * and nothing is polled. While a file is there that cannot be used, the set that was taken before stays. Thread-safe.
 */
public final class RulesWatcher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RulesWatcher.class);
    /** Editors write a file in several steps, which are taken together. */
    private static final long GATHERING_MS = 100;

    private final Templates templates;
    private final Database database;
    private final EventLoop loop;
    private final RuleBook book;
    private final WatchService watch;
    private final TryAgain again;
    /** By the directory that is watched, the names in it that matter. */
    private final Map<Path, Set<String>> names = new ConcurrentHashMap<>();
    private final Map<String, List<String>> problems = new ConcurrentHashMap<>();

    RulesWatcher(Home home, Database database, EventLoop loop, RuleBook book, TryAgain again) throws IOException {
        this.templates = new Templates(home);
        this.database = database;
        this.loop = loop;
        this.book = book;
        this.again = again;
        this.watch = FileSystems.getDefault().newWatchService();
    }

    /** Takes what the files say now and begins to watch. */
    public void start() throws IOException {
        Path own = templates.home().templates();
        if (Files.notExists(own)) {
            Home.privateDirectory(own); // so that it can be watched
        }
        takeAll();
        daemon("rules", this::follow);
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** To be called for every event: a mission that begins brings a project. */
    public void noticed(Recorded recorded) {
        if (recorded.event() instanceof Event.MissionCreated created) {
            daemon("rules-new", this::takeAll);
        } else if (recorded.event() instanceof Event.MissionStopped) {
            problems.keySet().retainAll(projects().keySet());
        }
    }

    /** Reads the project's files and takes what they say, if that is new; returns what was read. */
    public synchronized ProjectRules take(String project, Path path) { // what was read first must not be taken last
        ProjectRules.FILES.forEach(name -> watch(path.resolve(name)));
        ProjectRules read = ProjectRules.read(templates, path);
        List<String> before = read.problems().isEmpty() ? problems.remove(project) : problems.put(project, read.problems());
        if (!read.problems().isEmpty() && !read.problems().equals(before)) {
            LOG.warn("The rules of {}: {}", project, read.problems());
        }
        if (read.problems().isEmpty() || !database.read(sql -> RuleBook.hasTaken(sql, project))) {
            loop.record(List.of(), tx -> book.take(tx, project, read.rules(), read.sources()));
        }
        return read;
    }

    /** What is wrong with the files, by project. */
    public Map<String, List<String>> problems() {
        return new TreeMap<>(problems);
    }

    private Map<String, Path> projects() {
        Map<String, Path> projects = new TreeMap<>();
        database.read(Mission.Table::live).forEach(mission -> projects.put(mission.project(), Path.of(mission.path())));
        return projects;
    }

    private void takeAll() {
        again.run("To read the rules", () -> {
            watch(templates.home().templates().resolve(Rules.FILE)); // a link may lead elsewhere now
            projects().forEach((project, path) -> again.run("To take the rules of " + project, () -> take(project, path)));
        });
    }

    /** The file, and where it really is when it is a link. */
    private void watch(Path file) {
        watchDirectory(file);
        try {
            if (Files.isSymbolicLink(file)) {
                watchDirectory(file.toRealPath());
            }
        } catch (IOException e) {
            LOG.debug("{} leads nowhere", file);
        }
    }

    private void watchDirectory(Path file) {
        Path directory = file.getParent();
        try {
            directory.register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_DELETE); // a second time changes nothing
            names.computeIfAbsent(directory, d -> ConcurrentHashMap.newKeySet()).add(file.getFileName().toString());
        } catch (IOException e) {
            LOG.warn("{} cannot be watched, so its changes are noticed at the next start: {}", directory, e.getMessage());
        }
    }

    private void follow() {
        try {
            while (true) {
                if (isMeant(watch.take())) {
                    TimeUnit.MILLISECONDS.sleep(GATHERING_MS);
                    for (WatchKey key = watch.poll(); key != null; key = watch.poll()) {
                        isMeant(key);
                    }
                    takeAll();
                }
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            LOG.debug("The rules' files are no longer watched");
        }
    }

    /** Takes what is told of a directory, and makes it be told of again. */
    private boolean isMeant(WatchKey key) {
        Set<String> wanted = names.getOrDefault((Path) key.watchable(), Set.of());
        boolean isMeant = false;
        for (WatchEvent<?> event : key.pollEvents()) {
            isMeant |= event.kind() == StandardWatchEventKinds.OVERFLOW || wanted.contains(String.valueOf(event.context()));
        }
        key.reset();
        return isMeant;
    }

    @Override
    public void close() throws IOException {
        watch.close();
    }
}
