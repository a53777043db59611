package mc.daemon;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import mc.Failure;
import mc.Home;
import mc.agent.Adapter;
import mc.agent.Agent;
import mc.agent.Evidence;
import mc.agent.Journal;
import mc.agent.Mission;
import mc.agent.Sighting;
import mc.agent.Source;
import mc.agent.Usage;
import mc.event.Event;
import mc.event.EventLoop;
import mc.event.Recorded;
import mc.event.Signal;
import mc.message.Marker;
import mc.message.Message;
import mc.mission.MissionFolder;
import mc.store.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what the agents' programs write about themselves, as soon as they write it: the directories of their journals are watched,
 * and each hook of an agent makes its journal be read too, for a system whose watches are slow. Nothing is polled. What a journal
 * said before is not told again. Thread-safe.
 */
final class JournalWatcher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JournalWatcher.class);
    /** A program writes several lines at a time; they are read together. */
    private static final Duration GATHERING = Duration.ofMillis(25);
    /** How often what was used may be told while it grows. */
    private static final Duration BETWEEN_USAGES = Duration.ofSeconds(2);
    private static final String ALL = "";

    /** The journal of the run of one agent's program, and what was told of it. Used by the reader's thread alone. */
    private static final class Open {
        private final Agent agent;
        private final Journal journal;
        private final Map<Source, Sighting> told = new HashMap<>();
        private Usage toldUsage;
        private long usageToldAt = System.nanoTime() - BETWEEN_USAGES.toNanos();

        Open(Agent agent, Journal journal) {
            this.agent = agent;
            this.journal = journal;
        }

        boolean isOf(Agent other) {
            return agent.pid().equals(other.pid()) && agent.pidStart().equals(other.pidStart()) && agent.conversation().equals(other.conversation());
        }
    }

    private final Home home;
    private final Database database;
    private final EventLoop loop;
    private final Function<String, Adapter> adapters;
    private final WatchService watch;
    /** Agents whose journals are to be opened, closed or read; {@link #ALL} for every one. */
    private final BlockingQueue<String> wakes = new LinkedBlockingQueue<>();
    private final Map<String, Open> open = new HashMap<>();
    private final Map<Path, WatchKey> keys = new HashMap<>();
    private final Map<WatchKey, Set<String>> readers = new HashMap<>();

    JournalWatcher(Home home, Database database, EventLoop loop, Function<String, Adapter> adapters) throws IOException {
        this.home = home;
        this.database = database;
        this.loop = loop;
        this.adapters = adapters;
        this.watch = FileSystems.getDefault().newWatchService();
    }

    void start() {
        wakes.add(ALL);
        daemon("journals", this::read);
        daemon("journals-changed", this::follow);
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** To be called for every event: takes up each run of a program, and lets go of it. */
    void noticed(Recorded recorded) {
        Event event = recorded.event();
        boolean isAboutARun = event instanceof Event.AgentLaunched || event instanceof Event.AgentExited || event instanceof Event.AgentLost || event instanceof Event.MissionStopped;
        if (isAboutARun) {
            wakes.add(event.agent() == null ? ALL : event.agent());
        } else if (event instanceof Event.AgentSignalled signalled && !(signalled.signal() instanceof Signal.ToolStarted)) {
            wakes.add(signalled.agent());
        }
    }

    private void follow() {
        try {
            while (true) {
                WatchKey key = watch.take();
                key.pollEvents();
                synchronized (this) {
                    wakes.addAll(readers.getOrDefault(key, Set.of()));
                    if (!key.reset()) {
                        keys.values().remove(key);
                        readers.remove(key);
                    }
                }
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            LOG.debug("The agents' journals are no longer watched");
        }
    }

    private void read() {
        Set<String> late = new HashSet<>();
        try {
            while (true) {
                String first = late.isEmpty() ? wakes.take() : wakes.poll(BETWEEN_USAGES.toMillis(), TimeUnit.MILLISECONDS);
                Set<String> due = new HashSet<>(late);
                late.clear();
                if (first != null) {
                    due.add(first);
                    Thread.sleep(GATHERING.toMillis());
                }
                List<String> more = new ArrayList<>();
                wakes.drainTo(more);
                due.addAll(more);
                readOrSay(due, late);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void readOrSay(Set<String> due, Set<String> late) {
        try {
            (due.contains(ALL) ? everyone(due) : due).forEach(agent -> readOrSay(agent, late));
        } catch (RuntimeException e) {
            LOG.warn("Whose journals are to be read could not be found out: {}", e.toString());
            late.addAll(due);
        }
    }

    private Set<String> everyone(Set<String> named) {
        Set<String> all = new HashSet<>(named);
        all.remove(ALL);
        all.addAll(open.keySet());
        database.read(Agent.Table::ofLiveMissions).forEach(a -> all.add(a.id()));
        return all;
    }

    private void readOrSay(String id, Set<String> late) {
        try {
            Optional<Agent> agent = database.read(sql -> Agent.Table.find(sql, id)).filter(a -> a.hasPane() && a.pid() != null && a.conversation() != null);
            Optional<Open> current = agent.flatMap(this::openFor);
            if (current.isEmpty()) {
                close(id);
            } else if (!tell(current.get())) {
                late.add(id);
            }
        } catch (Failure e) {
            LOG.warn("What the journal of {} says could not be written down: {}", id, e.getMessage());
            close(id); // so that all of it is read again
            late.add(id); // and without a further word of its program, which may have said its last
        } catch (RuntimeException e) {
            LOG.warn("The journal of {} could not be read: {}", id, e.toString());
            close(id);
        }
    }

    private Optional<Open> openFor(Agent agent) {
        Open known = open.get(agent.id());
        if (known != null && known.isOf(agent)) {
            return Optional.of(known);
        }
        close(agent.id());
        Mission mission = database.read(sql -> Mission.Table.find(sql, agent.mission())).filter(m -> !m.hasEnded()).orElse(null);
        if (mission == null) {
            return Optional.empty();
        }
        Journal.Subject subject = new Journal.Subject(agent.id(), agent.conversation(), agent.process().orElseThrow(), Path.of(agent.worktree()), home.statusLine(agent.id()),
                MissionFolder.of(home, mission.project(), mission.id()).env());
        return adapters.apply(agent.adapter()).journal(subject).map(journal -> {
            Open opened = new Open(agent, journal);
            database.read(sql -> Evidence.of(sql, agent.id())).forEach(s -> opened.told.put(s.source(), s));
            open.put(agent.id(), opened);
            return opened;
        });
    }

    /** Reads the journal and tells what is new; false when more is to be told a little later. */
    private boolean tell(Open journal) {
        watch(journal);
        Journal.Account account = journal.journal.read();
        watch(journal);
        Agent agent = journal.agent;
        List<Event> news = new ArrayList<>();
        for (Sighting s : account.interruptions()) {
            Sighting told = journal.told.get(s.source());
            if (told != null && s.at().isAfter(told.at())) { // not what was told before, or belongs to an earlier run of the program
                news.add(sighted(agent, s));
            }
        }
        for (Sighting s : account.sightings()) {
            if (!s.equals(journal.told.get(s.source()))) {
                news.add(sighted(agent, s));
            }
        }
        List<String> ids = account.absorbed().stream().flatMap(text -> Marker.idsIn(text).stream()).distinct().toList();
        List<String> absorbed = database.read(sql -> Message.openToEvidence(sql, agent.id(), ids));
        if (!absorbed.isEmpty()) {
            news.add(new Event.MessagesAbsorbed(agent.mission(), agent.id(), absorbed, "stands in the agent's transcript, in the midst of the turn"));
        }
        Usage usage = account.usage().filter(u -> !u.equals(journal.toldUsage)).orElse(null);
        boolean isTooSoon = usage != null && System.nanoTime() - journal.usageToldAt < BETWEEN_USAGES.toNanos();
        if (usage != null && !isTooSoon) {
            news.add(new Event.UsageSeen(agent.mission(), agent.id(), usage.conversation(), usage.model(), usage.contextUsedPercent(), usage.tokensIn(), usage.tokensOut(), usage.cacheReadTokens(),
                    usage.cacheWrittenTokens(), usage.costUsd()));
        }
        if (!news.isEmpty()) {
            loop.record(news.toArray(Event[]::new));
            account.sightings().forEach(s -> journal.told.put(s.source(), s));
            if (usage != null && !isTooSoon) {
                journal.toldUsage = usage;
                journal.usageToldAt = System.nanoTime();
            }
        }
        return !isTooSoon;
    }

    private static Event sighted(Agent agent, Sighting s) {
        return new Event.AgentSighted(agent.mission(), agent.id(), agent.pid(), s.source().text(), s.state() == null ? null : s.state().text(), s.what(), s.at().toString(),
                s.until() == null ? null : s.until().toString(), s.lasting());
    }

    /** Sees to it that the journal's directories are watched, or what there is of the way to them. */
    private void watch(Open journal) {
        for (Path directory : journal.journal.directories()) {
            Path there = directory;
            while (there != null && !Files.isDirectory(there)) {
                there = there.getParent();
            }
            if (there != null) {
                watch(there, journal.agent.id());
            }
        }
    }

    private synchronized void watch(Path directory, String agent) {
        try {
            WatchKey key = keys.get(directory);
            if (key == null || !key.isValid()) {
                key = directory.register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
                keys.put(directory, key);
                wakes.add(agent); // what was written before the watch began
            }
            readers.computeIfAbsent(key, k -> new HashSet<>()).add(agent);
        } catch (IOException e) {
            LOG.warn("{} cannot be watched, so what agents write there is seen when their hooks speak: {}", directory, e.getMessage());
        }
    }

    private synchronized void close(String agent) {
        open.remove(agent);
        readers.entrySet().removeIf(entry -> {
            entry.getValue().remove(agent);
            boolean isUnread = entry.getValue().isEmpty();
            if (isUnread) {
                entry.getKey().cancel();
                keys.values().remove(entry.getKey());
            }
            return isUnread;
        });
    }

    @Override
    public void close() throws IOException {
        watch.close();
    }
}
