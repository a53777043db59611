package mc.daemon;

import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mc.Failure;
import mc.agent.Agent;
import mc.agent.Mission;
import mc.daemon.ApiServer.Call;
import mc.daemon.ApiServer.Method;
import mc.event.Event;
import mc.event.EventLog;
import mc.event.Recorded;
import mc.message.Message;
import mc.mission.Missions;
import mc.store.Database;
import mc.text.Json;
import mc.text.Untrusted;
import mc.upkeep.AuditLine;
import mc.upkeep.AuditTrail;

/** The methods about who did what. Thread-safe. */
final class AuditMethods {

    private static final int MOST = 1_000;
    private static final int LONGEST = 2_000;

    private final Database database;
    private final Missions missions;

    AuditMethods(Database database, Missions missions) {
        this.database = database;
        this.missions = missions;
    }

    Map<String, Method> all() {
        return Map.of("audit.list", this::list, "audit.verify", call -> verify());
    }

    /** Streams what fits, oldest first. */
    private Object list(Call call) throws IOException {
        AuditTrail.Question question = question(call);
        Map<String, String> roles = new HashMap<>();
        for (Recorded recorded : database.read(sql -> AuditTrail.list(sql, question))) {
            call.progress().send(line(recorded, AuditLine.of(recorded.event(), name -> roles.computeIfAbsent(name, this::role))));
        }
        return Map.of();
    }

    private Object verify() {
        return Map.of("events", database.read(EventLog::newest), "brokenEvent", database.read(EventLog::firstBroken));
    }

    private AuditTrail.Question question(Call call) {
        boolean isNamed = call.text("mission") != null || call.text("project") != null;
        Mission mission = call.caller() instanceof Caller.Member member ? missions.select(member.agent().mission(), null, true).get(0)
                : isNamed ? missions.select(call.text("mission"), call.text("project"), true).stream().findFirst().orElseThrow(() -> Failure.notFound("There was no mission there.", "mc status --all lists them."))
                : null;
        String kind = call.text("kind");
        if (kind != null && !AuditTrail.KINDS.contains(kind)) {
            throw Failure.usage("There is no kind " + Untrusted.line(kind, 60) + " in the audit trail.", "One of " + String.join(", ", AuditTrail.KINDS));
        }
        Set<String> kinds = kind == null ? AuditTrail.USUAL : Set.of(kind);
        int limit = call.number("limit", 50, 1, MOST);
        String name = call.text("agent");
        if (name == null) {
            return new AuditTrail.Question(mission == null ? null : mission.id(), null, kinds, since(call), limit);
        }
        Optional<Agent> known = mission == null ? database.read(sql -> Agent.Table.find(sql, name)) : Optional.empty();
        if (known.isPresent()) {
            return new AuditTrail.Question(known.get().mission(), one(known.get()), kinds, since(call), limit);
        }
        Mission its = mission != null ? mission : missions.choose(null, null); // a role is one of the mission that is named, or of the only one that runs
        return new AuditTrail.Question(its.id(), name.equals(Message.OPERATOR) ? AuditTrail.One.OPERATOR : one(missions.agent(its, name)), kinds, since(call), limit);
    }

    private static AuditTrail.One one(Agent agent) {
        return new AuditTrail.One(agent.id(), agent.role());
    }

    private static Instant since(Call call) {
        try {
            return call.text("since") == null ? null : Instant.parse(call.text("since"));
        } catch (DateTimeParseException e) {
            throw Failure.usage("'" + Untrusted.line(call.text("since"), 60) + "' is no time.", "Like 2026-11-21T08:00:00Z");
        }
    }

    /** An agent's role, where the name is an agent's id. */
    private String role(String name) {
        return database.read(sql -> Agent.Table.find(sql, name)).map(Agent::role).orElse(name);
    }

    /** Whose message it was that somebody acknowledged, and its text. */
    private String text(String message) {
        return database.read(sql -> Message.find(sql, message)).map(m -> m.sender() + ": " + m.body()).orElse("");
    }

    private Object line(Recorded recorded, AuditLine line) {
        Event event = recorded.event();
        String words = event instanceof Event.MessageAcknowledged read ? text(read.message()) : line.words();
        return Json.object().put("seq", recorded.seq()).put("at", recorded.at().toString()).put("kind", event.kind()).put("mission", event.mission())
                .put("actor", line.actor()).put("target", line.target()).put("words", Untrusted.line(words, LONGEST));
    }
}
