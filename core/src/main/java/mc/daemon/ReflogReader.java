package mc.daemon;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import mc.agent.Agent;
import mc.agent.Mission;
import mc.compliance.git.GitActivity;
import mc.compliance.git.GitLook;
import mc.event.Event;
import mc.event.EventLoop;
import mc.event.Job;
import mc.event.Tx;
import mc.git.HeadTrail;
import mc.git.Reflog;
import mc.git.ReflogEntry;
import mc.git.Repository;
import mc.store.Database;
import mc.text.Untrusted;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes events of what is new in git's reflogs, each entry once: how far a log was read is written in the transaction of its events, so
 * that no crash doubles or loses one. Thread-safe.
 */
final class ReflogReader {

    private static final Logger LOG = LoggerFactory.getLogger(ReflogReader.class);
    /** Of more than these at once the newest are taken: an agent can write what it likes into its own log. */
    private static final int MOST = 1_000;
    /** Names the row that says that a repository was taken up. */
    private static final String TAKEN_UP = "";

    private final Database database;
    private final EventLoop loop;
    private final Clock clock;
    /** The worktrees' logs that were read since the start: what is new in another one happened while nobody looked. */
    private final Set<Path> followed = new HashSet<>();

    ReflogReader(Database database, EventLoop loop) {
        this.database = database;
        this.loop = loop;
        this.clock = Clock.systemUTC(); // git's own
    }

    /** The movements of an agent's HEAD. */
    synchronized void head(Mission mission, Repository repository, Agent agent, Path adminDir) {
        Reflog log = Reflog.ofHead(adminDir);
        String branch = database.read(sql -> GitActivity.lastBranch(sql, agent));
        Map<String, Boolean> known = new HashMap<>();
        boolean isMissed = !followed.contains(log.file());
        HeadTrail trail = new HeadTrail(branch, name -> known.computeIfAbsent(name, repository::hasBranch));
        read(mission, log, entry -> trail.follow(entry) ? Optional.of(moved(repository, agent, entry, trail.branch(), isMissed)) : Optional.empty(), tx -> tx.schedule(Job.of(GitLook.LOOK, agent.id(), tx.now()))); // a stash moves nothing, and changes the worktree
        followed.add(log.file());
    }

    /**
     * What happened to a branch of a remote, as this repository knows it: the pushes, as far as they are an agent's, and what came to the
     * branch that the starting branch follows.
     */
    synchronized void remote(Mission mission, Repository repository, Reflog log, String remote, String branch) {
        Map<String, Boolean> asked = new HashMap<>();
        read(mission, log, entry -> {
            Optional<String> pusher = entry.isPush() ? database.read(sql -> GitActivity.pusher(sql, mission, line(branch), entry.time().toString())) : Optional.empty();
            return pusher.<Event>map(agent -> new Event.BranchPushed(mission.id(), agent, line(remote), line(branch), before(entry), entry.after(), entry.time().toString()))
                    .or(() -> asked.computeIfAbsent(remote + "/" + branch, name -> isUpstream(mission, repository, name)) ? arrived(mission, repository, entry, remote + "/" + branch) : Optional.empty());
        }, tx -> { });
    }

    private static boolean isUpstream(Mission mission, Repository repository, String name) {
        return mission.startingBranch() != null && repository.upstream(mission.startingBranch()).filter(ref -> ref.equals("refs/remotes/" + name)).isPresent();
    }

    /** The movements of the branch the mission started from. */
    synchronized void startingBranch(Mission mission, Repository repository, Reflog log) {
        read(mission, log, entry -> arrived(mission, repository, entry, mission.startingBranch()), tx -> { });
    }

    private static Optional<Event> arrived(Mission mission, Repository repository, ReflogEntry entry, String branch) {
        return entry.before().equals(entry.after()) ? Optional.empty()
                : Optional.of(new Event.StartingBranchMoved(mission.id(), line(branch), Untrusted.line(entry.action(), 60), subject(repository, entry), before(entry), entry.after(), entry.time().toString()));
    }

    /**
     * What these logs hold of the time before the mission is none of its business; to be called before they are read, and again after every
     * start. A log that tells of something since then is read like a new one: the daemon may have died between the first worktree and this.
     */
    synchronized void takeUp(Mission mission, List<Path> logs) {
        if (place(mission, TAKEN_UP).isPresent()) {
            return;
        }
        Instant begin = start(mission).newest();
        Map<String, Place> ends = new HashMap<>(Map.of(TAKEN_UP, start(mission)));
        logs.forEach(log -> {
            Reflog.News news = new Reflog(log).after(Reflog.Position.START);
            Instant newest = newest(news.entries(), begin);
            ends.put(log.toString(), newest.isAfter(begin) ? new Place(Reflog.Position.START, begin.plusSeconds(1)) : new Place(news.next(), newest));
        });
        loop.record(List.of(), tx -> ends.forEach((log, end) -> remember(tx, mission.id(), log, end)));
    }

    /** How far a log was read, and the time of the newest entry read. */
    private record Place(Reflog.Position position, Instant newest) {}

    /** Of a log nothing is read of yet. Entries have whole seconds; what is older than the mission is none of its agents' doing. */
    private static Place start(Mission mission) {
        return new Place(Reflog.Position.START, mission.createdAt().truncatedTo(ChronoUnit.SECONDS));
    }

    /** The later of what is known and what the entries say, but not the future: an agent can write any time into its log. */
    private Instant newest(List<ReflogEntry> entries, Instant known) {
        Instant now = clock.instant();
        return entries.stream().map(ReflogEntry::time).filter(time -> time.isAfter(known) && !time.isAfter(now)).max(Instant::compareTo).orElse(known);
    }

    private void read(Mission mission, Reflog log, Function<ReflogEntry, Optional<Event>> meaning, java.util.function.Consumer<Tx> also) {
        String name = log.file().toString();
        Place place = place(mission, name).orElse(start(mission));
        Reflog.News news = log.after(place.position());
        if (news.next().equals(place.position())) {
            return;
        }
        boolean isWhole = news.restarted() || place.position().equals(Reflog.Position.START); // git rewrites logs (reflog expire, gc): then most of it is known
        List<ReflogEntry> entries = news.entries();
        if (entries.size() > MOST) {
            LOG.warn("{} has {} new entries; the newest {} are taken", log.file(), entries.size(), MOST);
            entries = entries.subList(entries.size() - MOST, entries.size());
        }
        List<Event> events = new ArrayList<>();
        boolean isNews = !isWhole;
        for (ReflogEntry entry : entries) {
            Optional<Event> event = meaning.apply(entry);
            boolean isKnown = isWhole && event.filter(e -> database.read(sql -> GitActivity.holds(sql, e))).isPresent();
            isNews = isNews || isKnown || goesOn(mission, entry, place);
            if (isNews && !isKnown) {
                event.ifPresent(events::add);
            }
        }
        loop.record(events, tx -> {
            remember(tx, mission.id(), name, new Place(news.next(), newest(news.entries(), place.newest())));
            also.accept(tx);
        });
    }

    /** Of a log that is read as a whole: whether from this entry on it tells of the mission. Times are whatever the committer says. */
    private boolean goesOn(Mission mission, ReflogEntry entry, Place place) {
        return !entry.time().isBefore(place.newest()) || !entry.before().equals(entry.after()) && database.read(sql -> GitActivity.isReached(sql, mission, entry.before()));
    }

    private Optional<Place> place(Mission mission, String log) {
        return database.read(sql -> find(sql, mission.id(), log));
    }

    private static Optional<Place> find(Handle sql, String mission, String log) {
        return sql.createQuery("select file, offset, newest from reflog_read where mission = :mission and log = :log").bind("mission", mission).bind("log", log)
                .map((row, context) -> new Place(new Reflog.Position(row.getString("file"), row.getLong("offset")), Instant.parse(row.getString("newest")))).findOne();
    }

    private static void remember(Tx tx, String mission, String log, Place place) {
        tx.sql().createUpdate("insert into reflog_read(mission, log, file, offset, newest) values (:mission, :log, :file, :offset, :newest) on conflict do update set file = excluded.file, offset = excluded.offset, newest = excluded.newest")
                .bind("mission", mission).bind("log", log).bind("file", place.position().file()).bind("offset", place.position().offset()).bind("newest", place.newest().toString()).execute();
    }

    private static Event moved(Repository repository, Agent agent, ReflogEntry entry, String branch, boolean isMissed) {
        return new Event.HeadMoved(agent.mission(), agent.id(), Untrusted.line(entry.action(), 60), subject(repository, entry), entry.after(), entry.time().toString(), before(entry), branch == null ? null : line(branch), isMissed);
    }

    /** What a merge's entry says is how git merged; the commit that it led to has a message of its own. */
    private static String subject(Repository repository, ReflogEntry entry) {
        return Untrusted.line(entry.action().startsWith("merge ") ? repository.subject(entry.after()).orElse(entry.message()) : entry.message(), 200);
    }

    private static String before(ReflogEntry entry) {
        return entry.before().matches("0+") ? null : entry.before();
    }

    private static String line(String name) {
        return Untrusted.line(name, 300);
    }
}
