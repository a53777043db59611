package mc.daemon;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import mc.agent.Mission;
import mc.daemon.ApiServer.Call;
import mc.daemon.ApiServer.Method;
import mc.event.EventLog;
import mc.event.EventLoop;
import mc.event.EventQueue;
import mc.event.Recorded;
import mc.mission.Missions;
import mc.store.Database;

/** The methods about the log. Thread-safe. */
final class EventMethods {

    /** So many are read at once; however many are asked for, no more of them are in memory. */
    private static final int PAGE = 1_000;

    private final Database database;
    private final EventLoop loop;
    private final Missions missions;

    EventMethods(Database database, EventLoop loop, Missions missions) {
        this.database = database;
        this.loop = loop;
        this.missions = missions;
    }

    Map<String, Method> all() {
        return Map.ofEntries(
                Map.entry("event.list", this::events),
                Map.entry("event.subscribe", this::subscribe));
    }

    /** Streams the newest events, oldest first. */
    private Object events(Call call) throws IOException {
        sendNewest(call, missionFilter(call));
        return Map.of();
    }

    /** As {@link #events}, and then whatever happens, until the caller goes away. */
    private Object subscribe(Call call) throws Exception {
        String mission = missionFilter(call);
        call.progress().endWithCaller();
        try (EventQueue queue = new EventQueue(loop, event -> mission == null || mission.equals(event.mission()))) {
            long last = sendNewest(call, mission);
            while (true) {
                Recorded recorded = queue.poll(60_000);
                if (recorded != null && recorded.seq() > last) {
                    call.progress().send(recorded.json());
                }
            }
        }
    }

    /** Returns the number of the last one sent. */
    private long sendNewest(Call call, String mission) throws IOException {
        int newest = call.number("newest", 50, 0, Integer.MAX_VALUE);
        long last = database.read(sql -> EventLog.beforeNewest(sql, mission, newest));
        for (int left = newest; left > 0; left -= PAGE) {
            long after = last;
            int most = Math.min(left, PAGE);
            List<Recorded> page = database.read(sql -> EventLog.list(sql, after, mission, most));
            for (Recorded recorded : page) {
                call.progress().send(recorded.json());
                last = recorded.seq();
            }
            if (page.size() < most) {
                break;
            }
        }
        return last;
    }

    private String missionFilter(Call call) {
        boolean isNamed = call.text("mission") != null || call.text("project") != null;
        return isNamed ? missions.select(call.text("mission"), call.text("project"), true).stream().findFirst().map(Mission::id).orElse("") : null;
    }
}
