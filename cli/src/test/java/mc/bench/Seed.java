package mc.bench;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import mc.Home;
import mc.agent.AgentReactor;
import mc.event.CrashPoint;
import mc.event.Event;
import mc.event.EventLog;
import mc.event.EventLoop;
import mc.event.Signal;
import mc.message.MessageReactor;
import mc.mission.MissionReactor;
import mc.store.Database;

/**
 * Fills the database of a home whose daemon does not run with teams at rest, through the product's own events and reactors, so that the
 * rows are what they would be; only the processes are missing, and the jobs that would look for them. Stateless.
 */
final class Seed {

    private Seed() {}

    static String mission(int number) {
        return "shop" + number + "-impl";
    }

    static void missions(Home home, int missions, int agentsEach) {
        home.createDirectories();
        Database database = Database.open(home.database());
        try (EventLoop loop = new EventLoop(database, Clock.systemUTC(), List.of(new MissionReactor(), new MessageReactor(), new AgentReactor()), CrashPoint.NONE)) {
            loop.start();
            for (int m = 0; m < missions; m++) {
                mission(loop, mission(m), "/srv/projects/shop" + m, IntStream.range(0, agentsEach).mapToObj(a -> "role" + a).toList());
            }
        }
    }

    /** Further events until the log has so many, with a true chain of hashes. */
    static void events(Home home, int upTo) {
        Database database = Database.open(home.database());
        try (EventLoop loop = new EventLoop(database, Clock.systemUTC(), List.of(), CrashPoint.NONE)) {
            loop.start();
            long there = database.read(EventLog::newest);
            loop.record(LongStream.range(there, upTo).<Event>mapToObj(i -> new Event.BackupMade("backup " + i, i, i)).toList(), tx -> { });
        }
    }

    /** A mission whose agents, one for each role, rest after their first turn. */
    static void mission(EventLoop loop, String mission, String path, List<String> roles) {
        List<Event.Seat> seats = new ArrayList<>();
        for (String role : roles) {
            seats.add(new Event.Seat(mission + "-" + role, role, "The " + role, "Does the part of the work that " + role + " does", "demo", "b-" + "%08d".formatted(seats.size())));
        }
        record(loop, new Event.MissionCreated(mission, mission, mission, path, "mc", mission, "main", "0123456789012345678901234567890123456789", "web_application", "medium", "offline", "default", null, false, "own", seats));
        for (int a = 0; a < roles.size(); a++) {
            String agent = seats.get(a).agent();
            record(loop, new Event.WorktreeReady(mission, agent, path + "/worktrees/" + roles.get(a), "main-" + roles.get(a), "0123456789012345678901234567890123456789", "own", List.of()));
            record(loop, new Event.AgentLaunched(mission, agent, "@" + a, "%" + a, 100_000 + a, 1, "00000000-0000-4000-8000-%012d".formatted(a), "hash-" + agent));
            record(loop, new Event.AgentSignalled(mission, agent, agent + ".Stop.1.json", null, new Signal.TurnEnded("Done: the catalogue lists its products.", 0), List.of()));
            record(loop, new Event.HeadMoved(mission, agent, "commit", "List the products of the catalogue", "abcdef", Instant.now().toString(), null, null));
        }
    }

    private static void record(EventLoop loop, Event event) {
        loop.record(List.of(event), tx -> tx.sql().execute("delete from job"));
    }
}
