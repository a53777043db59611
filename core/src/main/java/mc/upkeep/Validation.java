package mc.upkeep;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import mc.Failure;
import mc.Home;
import mc.agent.Agent;
import mc.agent.AgentReactor;
import mc.event.EventLoop;
import mc.event.Job;
import mc.store.Database;
import mc.text.Untrusted;
import mc.tmux.TmuxException;
import mc.tmux.TmuxServer;

/**
 * Compares everything mc has written down with what is: the database with itself, its rows with tmux, processes, git and files. It
 * only looks; {@link #mend} mends what costs nothing and can be done any number of times. A part that cannot be looked at is a finding
 * of its own, and the others are looked at all the same. Thread-safe.
 */
public final class Validation {

    private static final long A_MOMENT_MS = 700;
    private static final long PATIENCE_MS = 10_000;

    private final Database database;
    private final FileCheck files;
    private final SpoolCheck spool;
    private final Optional<AgentCheck> agents;
    private final Map<String, Check> checks = new LinkedHashMap<>();

    private Validation(Home home, Database database, Optional<TmuxServer> tmux, Clock clock, boolean isAtWork) {
        this.database = database;
        files = new FileCheck(home);
        spool = new SpoolCheck(home, clock, isAtWork);
        agents = tmux.map(server -> new AgentCheck(home, database, server));
        checks.put("database", new DatabaseCheck(database));
        agents.ifPresent(check -> checks.put("agents", () -> twice(check)));
        checks.put("git", new GitCheck(database, clock));
        checks.put("missions", new MissionFilesCheck(home, database));
        checks.put("spool", spool);
        checks.put("files", files);
    }

    /** Of a daemon at work. */
    public static Validation of(Home home, Database database, TmuxServer tmux, Clock clock) {
        return new Validation(home, database, Optional.of(tmux), clock, true);
    }

    /** Without a daemon, on a copy of the database; without tmux when the configuration cannot be read. */
    static Validation ofCopy(Home home, Database copy, Optional<TmuxServer> tmux, Clock clock) {
        return new Validation(home, copy, tmux, clock, false);
    }

    /** What is not as it should be, the worst first. */
    public List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        checks.forEach((area, check) -> findings.addAll(looked(area, check)));
        findings.sort(java.util.Comparator.comparing(Finding::isNote));
        return findings;
    }

    /** Mends what is safe, and returns what was done. What tmux and the system say of agents in doubt is asked as ever, by a job, and awaited. */
    public List<String> mend(EventLoop loop) throws InterruptedException {
        List<String> done = mendFiles();
        List<Agent> doubted;
        try {
            doubted = agents.map(AgentCheck::inDoubt).orElse(List.of());
        } catch (TmuxException e) {
            return done; // the next look says that tmux does not answer
        }
        if (!doubted.isEmpty()) {
            loop.record(List.of(), tx -> doubted.forEach(agent -> tx.schedule(Job.of(AgentReactor.AUTOPSY, agent.id(), tx.now()))));
            awaitEnd(doubted);
            doubted.forEach(agent -> done.add("asked tmux again about " + agent.role() + " of " + agent.mission()));
        }
        return done;
    }

    /** Mends rights and leftovers among the files alone. */
    List<String> mendFiles() {
        List<String> done = new ArrayList<>(files.mend());
        done.addAll(spool.mend());
        return done;
    }

    private void awaitEnd(List<Agent> asked) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        while (System.nanoTime() < deadline && asked.stream().anyMatch(a -> database.read(sql -> Job.isOpen(sql, AgentReactor.AUTOPSY, a.id())))) {
            Thread.sleep(50);
        }
    }

    /** Agents begin and end while they are looked at, and are written down a moment later: what two looks say is so. */
    private static List<Finding> twice(Check check) {
        List<Finding> first = check.look();
        if (first.isEmpty()) {
            return first;
        }
        try {
            Thread.sleep(A_MOMENT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        List<Finding> second = new ArrayList<>(check.look());
        second.retainAll(first);
        return second;
    }

    private static List<Finding> looked(String area, Check check) {
        try {
            return check.look();
        } catch (Failure e) {
            return List.of(Finding.problem(area, "This could not be looked at: " + Untrusted.line(e.getMessage(), 300), "", e.hint()));
        } catch (TmuxException e) {
            return List.of(Finding.problem(area, "tmux did not answer, so nothing is known of panes: " + Untrusted.line(e.getMessage(), 300), "", "Try again; mc doctor looks at tmux."));
        } catch (RuntimeException e) {
            boolean isDamaged = Database.rootMessage(e).contains("SQLITE_CORRUPT") || Database.rootMessage(e).contains("SQLITE_NOTADB");
            return List.of(Finding.problem(area, "This could not be looked at: " + Untrusted.line(Database.rootMessage(e), 300), "", isDamaged ? "mc backup --list shows what mc restore FILE can put back." : "mc doctor, and mc daemon logs"));
        }
    }
}
