package mc.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mc.Failure;
import mc.agent.Adapter;
import mc.agent.Agent;
import mc.event.Event;
import mc.event.EventLoop;
import mc.event.Signal;
import mc.message.Marker;
import mc.message.StatusMessage;
import mc.store.Database;
import mc.text.Json;
import mc.text.Untrusted;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the files that the agents' hooks leave in the spool into events, in the order they were written. A file goes only after its
 * event is on disk, and its name is kept until it has gone: none is lost and none counts twice, whatever dies in between. Files
 * that make no sense are set aside with an event.
 */
final class SpoolReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SpoolReader.class);
    /** The agent, the event, and perhaps the message that the hook has handed over. */
    private static final Pattern NAME = Pattern.compile("([A-Za-z0-9-]+)\\.([A-Za-z]+)\\.(?:(m-[a-z0-9]{8})\\.)?[A-Za-z0-9.-]+\\.json");
    private static final long MAX_BYTES = 4L * 1024 * 1024;
    private static final int MAX_TEXT = 500;
    private static final int MARKED_TEXT = 60;
    private static final int STATUS_TEXT = 4_000;
    private static final int TOGETHER = 64;

    /** One file; the two numbers of its name tell the order of those that were written in the same moment of the file system's clock. */
    private record Spooled(Path file, FileTime written, long uptime, long process) {

        private static final Pattern NUMBERS = Pattern.compile(".*\\.([0-9]{1,18})-([0-9]{1,18})\\.json");
        private static final Comparator<Spooled> ORDER = Comparator.comparing(Spooled::written).thenComparing(Spooled::uptime).thenComparing(Spooled::process).thenComparing(s -> s.file().getFileName().toString());

        static Spooled of(Path file, FileTime written) {
            Matcher numbers = NUMBERS.matcher(file.getFileName().toString());
            return numbers.matches() ? new Spooled(file, written, Long.parseLong(numbers.group(1)), Long.parseLong(numbers.group(2))) : new Spooled(file, written, Long.MAX_VALUE, Long.MAX_VALUE);
        }
    }

    private final Path spool;
    private final Database database;
    private final EventLoop loop;
    private final Function<String, Adapter> adapters;
    private final WatchService watch;
    private final SpoolSpares spares;
    private final List<String> gone = new ArrayList<>();
    private boolean isClosed;

    SpoolReader(Path spool, Database database, EventLoop loop, Function<String, Adapter> adapters) throws IOException {
        this.spool = spool;
        this.database = database;
        this.loop = loop;
        this.adapters = adapters;
        this.spares = new SpoolSpares(spool);
        this.watch = spool.getFileSystem().newWatchService();
        spool.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
    }

    /** Reads what is there, then whatever comes, on a thread of its own. */
    void start() {
        Thread thread = new Thread(this::follow, "spool");
        thread.setDaemon(true);
        thread.start();
    }

    private void follow() {
        try {
            spares.fill();
            boolean isClean = true;
            while (true) {
                WatchKey key = isClean ? watch.take() : watch.poll(1, TimeUnit.SECONDS);
                if (key != null) {
                    key.pollEvents();
                    key.reset();
                }
                isClean = readAllOrTryAgain();
                spares.fill();
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            LOG.debug("The spool is no longer read");
        }
    }

    private boolean readAllOrTryAgain() {
        try {
            return readAll();
        } catch (RuntimeException e) {
            LOG.error("The spool cannot be read; trying again", e);
            return false;
        }
    }

    /** Reads every file there is; false when something has to be tried again. */
    synchronized boolean readAll() {
        List<Spooled> files = isClosed ? List.of() : listInOrder();
        Set<String> held = new HashSet<>();
        boolean isClean = true;
        for (int from = 0; from < files.size(); from += TOGETHER) {
            isClean &= read(files.subList(from, Math.min(files.size(), from + TOGETHER)), held);
        }
        return isClean;
    }

    /** A file and what it says. */
    private record Report(Path file, Event.AgentSignalled event) {}

    /**
     * Reads some files; false when something has to be tried again.
     *
     * @param held the agents one of whose reports has to wait: their later ones wait behind it, so that each agent's order is kept
     */
    private boolean read(List<Spooled> files, Set<String> held) {
        List<Report> reports = new ArrayList<>();
        boolean isClean = true;
        for (Spooled spooled : files) {
            String agent = agentOf(spooled.file());
            try {
                if (!held.contains(agent)) {
                    read(spooled.file()).ifPresent(event -> reports.add(new Report(spooled.file(), event)));
                }
            } catch (NoSuchFileException e) {
                LOG.debug("{} has gone meanwhile", spooled.file());
            } catch (IOException | IllegalArgumentException e) {
                isClean &= setAside(spooled.file(), e);
            } catch (RuntimeException e) {
                LOG.warn("The spool file {} could not be looked up: {}", spooled.file().getFileName(), e.getMessage());
                held.add(agent);
            }
        }
        try {
            record(reports);
        } catch (RuntimeException e) {
            for (Report report : reports) { // one of them is refused, or all of them: each by itself tells
                isClean &= held.contains(report.event().agent()) || recordAlone(report, held);
            }
        }
        return isClean && held.isEmpty();
    }

    /** False when it could not even be set aside. */
    private boolean recordAlone(Report report, Set<String> held) {
        try {
            record(List.of(report));
            return true;
        } catch (Failure e) {
            LOG.warn("The spool file {} stays for another try: {}", report.file().getFileName(), e.getMessage());
            held.add(report.event().agent());
            return true;
        } catch (RuntimeException e) {
            return setAside(report.file(), e); // a mistake of mc's: it would be made again, and the agent's other reports would wait for ever
        }
    }

    /** Writes them down in their order, all or none, and deletes the files. */
    private void record(List<Report> reports) {
        if (reports.isEmpty()) {
            return;
        }
        List<String> forget = List.copyOf(gone);
        loop.recordOneByOne(reports.stream().<Event>map(Report::event).toList(), tx -> {
            reports.forEach(report -> tx.sql().createUpdate("insert into spooled(file) values (:file)").bind("file", report.file().getFileName().toString()).execute());
            forget.forEach(name -> tx.sql().createUpdate("delete from spooled where file = :file").bind("file", name).execute());
        });
        gone.removeAll(forget);
        for (Report report : reports) {
            try {
                Files.deleteIfExists(report.file());
                gone.add(report.file().getFileName().toString());
            } catch (IOException e) {
                LOG.warn("The spool file {} cannot be deleted; it does not count again: {}", report.file().getFileName(), e.getMessage());
            }
        }
    }

    /** The agent whose name the file bears, whether or not there is such an agent. */
    private static String agentOf(Path file) {
        String name = file.getFileName().toString();
        return name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
    }

    /** The event of a file; empty when it was counted before, or belongs to nobody mc knows. */
    private Optional<Event.AgentSignalled> read(Path file) throws IOException {
        String name = file.getFileName().toString();
        if (database.read(sql -> sql.createQuery("select count(*) from spooled where file = :file").bind("file", name).mapTo(Integer.class).one()) > 0) {
            Files.deleteIfExists(file);
            gone.add(name);
            return Optional.empty();
        }
        Matcher parts = NAME.matcher(name);
        if (!parts.matches()) {
            throw new IOException("its name is not one that mc-hook gives");
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? new IOException("it is not a plain file") : new NoSuchFileException(name);
        }
        if (Files.size(file) == 0) {
            throw new IOException("it is empty: the disk was full when the agent's hook wrote it");
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException("it is larger than " + MAX_BYTES + " bytes");
        }
        Agent agent = database.read(sql -> Agent.Table.find(sql, parts.group(1))).orElseThrow(() -> new IOException("mc knows no agent " + parts.group(1)));
        JsonNode payload = Json.parse(Files.readString(file, StandardCharsets.UTF_8));
        if (!payload.isObject()) {
            throw new IOException("it holds no JSON object");
        }
        Signal signal = adapters.apply(agent.adapter()).read(parts.group(2), payload);
        List<String> markers = signal instanceof Signal.PromptSubmitted prompt ? Marker.idsIn(prompt.text()) : Optional.ofNullable(parts.group(3)).stream().toList();
        String at = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant().toString();
        return Optional.of(new Event.AgentSignalled(agent.mission(), agent.id(), name, at, shortened(signal), markers));
    }

    /** The log keeps what happened, not what was said at length. */
    private static Signal shortened(Signal signal) {
        if (signal instanceof Signal.PromptSubmitted prompt) {
            // what mc itself has typed is known, and a briefing holds the spec with whatever secrets that has
            return new Signal.PromptSubmitted(Untrusted.line(prompt.text(), Marker.idsIn(prompt.text()).isEmpty() ? MAX_TEXT : MARKED_TEXT));
        } else if (signal instanceof Signal.TurnEnded ended) {
            return new Signal.TurnEnded(ending(ended.lastMessage()), ended.backgroundTasks());
        } else if (signal instanceof Signal.TurnFailed failed) {
            return new Signal.TurnFailed(Untrusted.line(failed.error(), MAX_TEXT), Untrusted.line(failed.message(), MAX_TEXT));
        }
        return signal;
    }

    /** A message's end tells most: a question stands there. A status is an answer, of which every line counts. */
    private static String ending(String text) {
        if (StatusMessage.parse(text).isPresent()) {
            String status = Untrusted.block(text).strip();
            return status.length() <= STATUS_TEXT ? status : Untrusted.block(status.substring(0, STATUS_TEXT)) + "…";
        }
        String flat = Untrusted.line(text, Integer.MAX_VALUE);
        return flat.length() <= MAX_TEXT ? flat : "…" + Untrusted.line(flat.substring(flat.length() - MAX_TEXT), MAX_TEXT);
    }

    /** False when this has to be tried again. */
    private boolean setAside(Path file, Exception why) {
        Path aside = spool.resolve("aside");
        try {
            mc.Home.privateDirectory(aside);
            Path moved = Files.move(file, free(aside, file.getFileName().toString()));
            LOG.warn("Set aside the spool file {}: {}", file.getFileName(), why.getMessage());
            try {
                loop.record(new Event.SpoolSetAside(Untrusted.line(file.getFileName().toString(), 200), Untrusted.line(String.valueOf(why.getMessage()), MAX_TEXT)));
            } catch (RuntimeException e) {
                Files.move(moved, file); // what cannot be told yet is done again later
                throw e;
            }
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.error("Cannot set aside the spool file {}", file, e);
            return false;
        }
    }

    private static Path free(Path dir, String name) {
        Path free = dir.resolve(name);
        for (int number = 2; Files.exists(free, LinkOption.NOFOLLOW_LINKS); number++) {
            free = dir.resolve(name + "." + number);
        }
        return free;
    }

    /**
     * The files without a gap in their order. A directory that is listed while files come may show a later one and not an earlier one; so
     * it is listed twice, and only what is not younger than the first list is taken from the second, which has every file that was there before it.
     */
    private List<Spooled> listInOrder() {
        List<Spooled> seen = list();
        return seen.isEmpty() ? seen : list().stream().filter(file -> Spooled.ORDER.compare(file, seen.get(seen.size() - 1)) <= 0).toList();
    }

    private List<Spooled> list() {
        try (Stream<Path> files = Files.list(spool)) {
            List<Spooled> found = new ArrayList<>();
            for (Path file : files.filter(f -> f.getFileName().toString().endsWith(".json")).toList()) {
                try {
                    found.add(Spooled.of(file, Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)));
                } catch (NoSuchFileException e) {
                    LOG.debug("{} has gone meanwhile", file);
                }
            }
            found.sort(Spooled.ORDER);
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list the spool " + spool, e);
        }
    }

    /** Reads no further file; what is being read is finished first, for two readers would count twice. */
    @Override
    public void close() throws IOException {
        watch.close();
        synchronized (this) {
            isClosed = true;
        }
    }
}
