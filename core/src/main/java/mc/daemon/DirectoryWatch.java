package mc.daemon;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when something in a directory is made or changed (inotify on Linux): no process, no polling. Directories below are not watched
 * with it. A listener that fails is told again, that all may have changed. A directory that is gone is forgotten. Thread-safe.
 */
class DirectoryWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryWatch.class);

    /** Is told which files of the directory are new or changed; none: too many to be named. */
    interface Listener {
        void changed(Set<Path> names);
    }

    private final String name;
    private final WatchService watch;
    private final TryAgain again;
    /** By the directory's key and who asked; a directory that was removed and made anew has another key. */
    private final Map<WatchKey, Map<String, Listener>> listeners = new ConcurrentHashMap<>();

    /** @param name of the thread */
    DirectoryWatch(String name, TryAgain again) throws IOException {
        this.name = name;
        this.again = again;
        this.watch = FileSystems.getDefault().newWatchService();
    }

    void start() {
        Thread thread = new Thread(this::follow, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** From now on tells of each change in the directory; one listener for each who asks. */
    void watch(String who, Path directory, Listener listener) throws IOException {
        WatchKey key = directory.register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
        listeners.computeIfAbsent(key, k -> new ConcurrentHashMap<>()).put(who, listener);
    }

    /** Tells this one no more. */
    void forget(String who) {
        listeners.forEach((key, all) -> {
            all.remove(who);
            if (all.isEmpty()) {
                key.cancel();
                listeners.remove(key);
            }
        });
    }

    private void follow() {
        try {
            while (true) {
                WatchKey key = watch.take();
                Set<Path> names = names(key.pollEvents());
                Map<String, Listener> told = listeners.getOrDefault(key, Map.of());
                if (!key.reset()) {
                    listeners.remove(key);
                }
                told.forEach((who, listener) -> again.run("What " + key.watchable() + " tells " + who, () -> listener.changed(names), () -> listener.changed(Set.of())));
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            LOG.debug("{} are no longer watched", name);
        }
    }

    private static Set<Path> names(List<WatchEvent<?>> events) {
        boolean areTooMany = events.stream().anyMatch(event -> event.kind() == StandardWatchEventKinds.OVERFLOW);
        return areTooMany ? Set.of() : events.stream().map(event -> (Path) event.context()).collect(Collectors.toSet());
    }

    @Override
    public void close() throws IOException {
        watch.close();
    }
}
