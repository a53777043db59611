package mc.upkeep;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import mc.Failure;
import mc.Home;
import mc.agent.Agent;
import mc.event.Event;
import mc.event.EventLog;
import mc.event.EventLoop;
import mc.event.Recorded;
import mc.git.Shell;
import mc.store.Database;
import mc.text.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes copies of the log that people and {@code jq} can read: one JSON object a line, one file a day (in UTC) and subject, under
 * {@code registry/logs}. Follows the log from where it stopped, and writes each line once. When a file cannot be written it says so,
 * loses nothing, and tries again from time to time. The files are private, for messages may hold anything. Thread-safe.
 *
 * <p>A file that somebody deleted or cut short is filled again from the log, when the next line for it comes. It is not noticed of one
 * that this object has not written to, or not lately: of an earlier day, or cut short while mcd was not running.
 */
public final class Mirror implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);
    private static final String NAME = "logs";
    private static final int PAGE = 500;
    /** So often the place in the log is kept: after a crash the files tell the rest. */
    private static final int BETWEEN_PLACES = 10_000;
    private static final int MOST_FILES = 50;
    private static final Duration AGAIN = Duration.ofSeconds(3);

    private final Home home;
    private final Database database;
    private final EventLoop loop;
    private final Semaphore news = new Semaphore(1);
    private final Map<Path, MirrorFile> files = new HashMap<>();
    private final Map<String, String> roles = new HashMap<>();
    private final Thread thread = new Thread(this::follow, "mirror");
    private volatile boolean closing;
    private volatile Failure problem;
    private long place;
    private long kept;

    public Mirror(Home home, Database database, EventLoop loop) {
        this.home = home;
        this.database = database;
        this.loop = loop;
        thread.setDaemon(true);
    }

    public void start() {
        place = database.read(sql -> sql.createQuery("select seq from mirror where name = :name").bind("name", NAME).mapTo(Long.class).findOne()).orElse(0L);
        kept = place;
        thread.start();
    }

    /** To be called for every event. */
    public void noticed(Recorded recorded) {
        if (MirrorLines.KINDS.contains(recorded.event().kind())) {
            news.release();
        }
    }

    /** Why the copies are behind, and what helps; empty when they are not. */
    public Optional<Failure> problem() {
        return Optional.ofNullable(problem);
    }

    private void follow() {
        try {
            while (!closing) {
                if (problem == null) {
                    news.acquire();
                } else {
                    news.tryAcquire(AGAIN.toMillis(), TimeUnit.MILLISECONDS); // nobody tells that there is room again
                }
                news.drainPermits();
                catchUpOrSay();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void catchUpOrSay() {
        try {
            catchUp();
            problem = null;
        } catch (IOException | RuntimeException e) {
            if (problem == null) {
                LOG.warn("The readable copies of the log cannot be written", e);
            }
            problem = behind(e);
        }
    }

    private Failure behind(Exception e) {
        String why = "The copies of the log under " + home.logs() + " are behind: ";
        if (e instanceof Failure known) {
            return Failure.failed(why + known.getMessage(), known.hint(), e);
        } else if (e instanceof AccessDeniedException denied) {
            return Failure.failed(why + "mc may not write " + denied.getFile() + ".", "ls -ld " + Shell.quote(Path.of(denied.getFile())), e);
        }
        return Failure.failed(why + (e instanceof IOException && e.getMessage() != null ? e.getMessage() : e.toString()), "df " + Shell.quote(home.logs()), e);
    }

    private void catchUp() throws IOException {
        long newest = database.read(EventLog::newest);
        for (List<Recorded> page = page(); !page.isEmpty() && !closing; page = page()) {
            place = write(page);
            keepPlace(BETWEEN_PLACES); // before the lines that are gone are written again: after a crash nothing else tells of them
        }
        if (!closing) {
            place = Math.max(place, newest);
            keepPlace(BETWEEN_PLACES);
        }
    }

    private List<Recorded> page() {
        return database.read(sql -> EventLog.ofKinds(sql, place, MirrorLines.KINDS, PAGE));
    }

    /** Writes the page, unless lines before it are gone; returns the number after which to go on. */
    private long write(List<Recorded> page) throws IOException {
        Map<Path, List<MirrorFile.Line>> lines = new LinkedHashMap<>();
        for (Recorded recorded : page) {
            for (Map.Entry<String, ObjectNode> line : MirrorLines.of(recorded, this::role).entrySet()) {
                lines.computeIfAbsent(path(line.getKey(), recorded), path -> new ArrayList<>()).add(new MirrorFile.Line(recorded.seq(), Json.write(line.getValue()), recorded.event() instanceof Event.DatabaseRestored));
            }
        }
        if (files.size() > MOST_FILES) {
            files.clear();
        }
        for (Path path : lines.keySet()) {
            if (files.computeIfAbsent(path, MirrorFile::new).hasLostLines()) {
                Instant day = LocalDate.parse(path.getParent().getFileName().toString()).atStartOfDay(ZoneOffset.UTC).toInstant();
                LOG.warn("Somebody took lines out of {}; they are written again", path);
                return Math.min(place, database.read(sql -> EventLog.firstSince(sql, day)) - 1); // each file takes what it lacks
            }
        }
        for (Map.Entry<Path, List<MirrorFile.Line>> file : lines.entrySet()) {
            files.get(file.getKey()).append(file.getValue());
        }
        return page.get(page.size() - 1).seq();
    }

    private Path path(String file, Recorded recorded) {
        int slash = file.indexOf('/');
        return home.logs().resolve(file.substring(0, slash)).resolve(recorded.at().atZone(ZoneOffset.UTC).toLocalDate().toString()).resolve(file.substring(slash + 1) + ".jsonl");
    }

    private String role(String agent) {
        return roles.computeIfAbsent(agent, id -> database.read(sql -> Agent.Table.find(sql, id)).map(Agent::role).orElse(id));
    }

    private void keepPlace(long distance) {
        if (place < kept || place - kept >= distance) {
            long now = place;
            loop.record(List.of(), tx -> tx.sql().createUpdate("insert into mirror(name, seq) values (:name, :seq) on conflict(name) do update set seq = excluded.seq").bind("name", NAME).bind("seq", now).execute());
            kept = now;
        }
    }

    /** Finishes the file it is writing. */
    @Override
    public void close() {
        closing = true;
        news.release();
        try {
            thread.join(5_000);
            if (!thread.isAlive()) {
                keepPlace(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
