package mc.daemon;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import mc.Failure;
import mc.agent.Agent;
import mc.agent.Mission;
import mc.compliance.Analysis;
import mc.compliance.OpenViolations;
import mc.compliance.Rules;
import mc.compliance.Scores;
import mc.compliance.Severity;
import mc.compliance.Violation;
import mc.compliance.Violations;
import mc.compliance.git.GitLook;
import mc.daemon.ApiServer.Call;
import mc.daemon.ApiServer.Method;
import mc.event.Event;
import mc.event.EventLoop;
import mc.mission.Missions;
import mc.store.Database;
import mc.text.Closest;
import mc.text.Json;
import mc.text.Untrusted;

/** The methods about broken rules. Agents may look; only the operator closes one or switches the watching. Thread-safe. */
final class ComplianceMethods {

    private static final int MAX_ROWS = 10_000;

    private final Database database;
    private final EventLoop loop;
    private final Chosen chosen;
    private final Missions missions;
    private final Clock clock;

    ComplianceMethods(Database database, EventLoop loop, Chosen chosen, Missions missions, Clock clock) {
        this.database = database;
        this.loop = loop;
        this.chosen = chosen;
        this.missions = missions;
        this.clock = clock;
    }

    Map<String, Method> all() {
        return Map.ofEntries(
                Map.entry("violation.list", this::list),
                Map.entry("violation.resolve", this::resolve),
                Map.entry("compliance.check", this::check),
                Map.entry("compliance.analyze", this::analyze),
                Map.entry("compliance.report", this::report),
                Map.entry("compliance.watch", this::watch),
                Map.entry("mission.dashboard", this::dashboard));
    }

    /** The newest first. */
    private Object list(Call call) {
        Mission mission = chosen.by(call);
        Violation.Wanted wanted = wanted(call, mission, !call.flag("all") && call.text("date") == null || call.flag("open"));
        int limit = call.number("limit", 50, 1, MAX_ROWS);
        List<Violation> found = database.read(sql -> Violation.list(sql, mission.id(), wanted, limit + 1));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("mission", mission.id());
        answer.put("violations", rows(mission, found.stream().limit(limit).toList()));
        answer.put("more", found.size() > limit);
        answer.put("watched", isWatched(mission));
        return answer;
    }

    private Violation.Wanted wanted(Call call, Mission mission, boolean open) {
        LocalDate date = date(call.text("date")).orElse(null);
        String role = call.text("role");
        return new Violation.Wanted(open, role == null ? null : missions.agent(mission, role).id(), known(call.text("rule")), call.text("severity") == null ? null : severity(call.text("severity")), start(date), date == null ? null : start(date.plusDays(1)));
    }

    /** A name that no rule has is a slip, and no reason to say that all is well. */
    private static String known(String rule) {
        Set<String> ids = Rules.shipped().byId().keySet(); // files change rules and add none
        if (rule != null && !ids.contains(rule)) {
            List<String> near = Closest.to(rule, ids);
            throw Failure.usage("There is no rule " + Untrusted.line(rule, 40) + ".", (near.isEmpty() ? "One of: " + String.join(", ", ids) : "Did you mean " + String.join(" or ", near) + "?") + " mc compliance rules shows all.");
        }
        return rule;
    }

    private static Instant start(LocalDate date) {
        return date == null ? null : date.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static Severity severity(String text) {
        try {
            return Severity.of(text);
        } catch (IllegalArgumentException e) {
            throw Failure.usage("There is no severity " + Untrusted.line(text, 40) + ".", "One of: low, medium, high, critical");
        }
    }

    private static Optional<LocalDate> date(String text) {
        try {
            return Optional.ofNullable(text).map(LocalDate::parse);
        } catch (java.time.format.DateTimeParseException e) {
            throw Failure.usage("This is no date: " + Untrusted.line(text, 40) + ".", "Write it as 2026-01-31.");
        }
    }

    private List<Map<String, Object>> rows(Mission mission, List<Violation> violations) {
        Map<String, String> roles = database.read(sql -> Agent.Table.ofMission(sql, mission.id())).stream().collect(Collectors.toMap(Agent::id, Agent::role));
        return violations.stream().map(v -> row(v, v.agent() == null ? null : roles.get(v.agent()))).toList();
    }

    private static Map<String, Object> row(Violation v, String role) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", v.id());
        row.put("at", v.at().toString());
        row.put("role", role);
        row.put("rule", v.rule());
        row.put("severity", v.severity());
        row.put("seen", v.seen());
        row.put("remedy", v.remedy());
        row.put("rules", v.rules());
        row.put("toldIn", v.toldIn());
        row.put("resolvedAt", v.resolvedAt() == null ? null : v.resolvedAt().toString());
        row.put("resolvedBy", v.resolvedBy());
        row.put("resolution", v.resolution());
        row.put("outcome", v.outcome());
        return row;
    }

    private Object resolve(Call call) {
        call.caller().requireOperator("close a violation");
        String id = call.required("id");
        String why = Untrusted.line(call.required("why"), 500);
        Violation violation = database.read(sql -> Violation.find(sql, id)).orElseThrow(() -> Failure.notFound("There is no violation " + Untrusted.line(id, 40) + ".", "mc compliance violations lists them."));
        if (!violation.isOpen()) {
            throw Failure.refused("The violation " + violation.id() + " is closed already, by " + violation.resolvedBy() + ": " + violation.resolution() + ".", "mc compliance violations lists what is open.");
        }
        loop.record(new Event.ViolationResolved(violation.mission(), violation.agent(), violation.id(), "operator", why, Violations.DISMISSED));
        return Map.of("id", violation.id(), "rule", violation.rule(), "foundAgain", !GitLook.judges(violation.rule()));
    }

    /** What is open, and which clocks run: what would be found when nothing happens until then. */
    private Object check(Call call) {
        Mission mission = chosen.by(call);
        Violation.Wanted wanted = wanted(call, mission, true);
        List<Violation> open = database.read(sql -> Violation.list(sql, mission.id(), wanted, MAX_ROWS));
        Map<String, String> roles = database.read(sql -> Agent.Table.ofMission(sql, mission.id())).stream().collect(Collectors.toMap(Agent::id, Agent::role));
        List<Map<String, Object>> clocks = database.read(sql -> mc.compliance.Clock.running(sql, mission.id())).stream().filter(c -> wanted.agent() == null || wanted.agent().equals(c.agent())).map(c -> {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("rule", c.rule());
            row.put("role", roles.get(c.agent()));
            row.put("about", c.about());
            row.put("due", c.due().toString());
            return row;
        }).toList();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("mission", mission.id());
        answer.put("violations", rows(mission, open));
        answer.put("clocks", clocks);
        answer.put("watched", isWatched(mission));
        return answer;
    }

    private boolean isWatched(Mission mission) {
        return !database.read(sql -> Violations.isUnwatched(sql, mission.id()));
    }

    /** What held a day's work up; kept in the log. */
    private Object analyze(Call call) {
        Mission mission = chosen.by(call);
        LocalDate date = date(call.text("date")).orElse(LocalDate.now(clock.withZone(ZoneOffset.UTC)));
        Analysis analysis = database.read(sql -> Analysis.of(sql, mission.id(), date));
        loop.record(new Event.ComplianceAnalysed(mission.id(), Json.write(analysis)));
        return Map.of("mission", mission.id(), "analysis", analysis);
    }

    private Object report(Call call) {
        Mission mission = chosen.by(call);
        Instant since = date(call.text("since")).map(ComplianceMethods::start).orElse(mission.createdAt());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("mission", mission.id());
        answer.put("since", since.toString());
        answer.put("open", database.read(sql -> OpenViolations.of(sql, mission.id())));
        answer.put("families", database.read(sql -> Scores.since(sql, mission.id(), since)));
        answer.put("worst", rows(mission, database.read(sql -> Violation.list(sql, mission.id(), new Violation.Wanted(true, null, null, null, since, null), 1_000)).stream()
                .sorted(java.util.Comparator.comparing(Violation::severity).reversed().thenComparing(Violation::at)).limit(10).toList()));
        return answer;
    }

    /** Switches the watching of one mission's rules on or off, or, without {@code on}, tells. */
    private Object watch(Call call) {
        Mission mission = chosen.by(call);
        String on = call.text("on");
        if (on != null) {
            call.caller().requireOperator("switch the watching of rules");
            loop.record(new Event.WatchSet(mission.id(), Boolean.parseBoolean(on), "operator"));
        }
        return Map.of("mission", mission.id(), "violations", database.read(sql -> OpenViolations.of(sql, mission.id())));
    }

    private Object dashboard(Call call) {
        Instant now = clock.instant();
        List<Map<String, Object>> all = missions.select(call.text("mission"), call.text("project"), false).stream().map(mission -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("mission", missions.view(mission));
            one.put("activity", database.read(sql -> Dashboard.activity(sql, mission.id(), now.minus(Duration.ofHours(1)))));
            return one;
        }).toList();
        return Map.of("missions", all);
    }
}
