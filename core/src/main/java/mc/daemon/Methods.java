package mc.daemon;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import mc.Build;
import mc.Failure;
import mc.Home;
import mc.agent.Agent;
import mc.compliance.RuleBook;
import mc.daemon.ApiServer.Call;
import mc.daemon.ApiServer.Method;
import mc.event.EventLog;
import mc.event.EventLoop;
import mc.message.HubPolicy;
import mc.message.Outbox;
import mc.message.Inbox;
import mc.message.Message;
import mc.message.Recall;
import mc.message.Targets;
import mc.mission.Checkpoints;
import mc.mission.Members;
import mc.mission.Missions;
import mc.mission.Orchestration;
import mc.mission.Resume;
import mc.store.Database;
import mc.team.RoleCatalogue;
import mc.text.Ids;
import mc.text.Templates;
import mc.tmux.TmuxServer;
import mc.upkeep.Backups;
import mc.upkeep.Health;
import mc.upkeep.Mirror;
import mc.upkeep.Validation;

/** All methods of the API: each reads its parameters, asks one part, and answers. Thread-safe. */
final class Methods {

    private final Home home;
    private final Instant startedAt;
    private final Database database;
    private final Missions missions;
    private final Runnable end;
    private final Map<String, Method> all = new TreeMap<>();

    Methods(Home home, Config config, Instant startedAt, Database database, EventLoop loop, Orchestration orchestration, Missions missions, Members members, Checkpoints checkpoints, HubPolicy hubs, Optional<String> matricesProblem, Recall recall, TmuxServer tmux, RulesWatcher ruleFiles, RuleBook rules, Mirror mirror, Runnable end) {
        this.home = home;
        this.startedAt = startedAt;
        this.database = database;
        this.missions = missions;
        this.end = end;
        Chosen chosen = new Chosen(missions);
        all.put("daemon.hello", call -> hello());
        all.put("daemon.check", call -> Map.of("database", database.quickCheck(), "brokenEvent", database.read(EventLog::firstBroken)));
        all.put("daemon.stop", this::stopDaemon);
        all.put("mission.list", this::list);
        Resume resume = new Resume(home, database, loop, tmux);
        all.putAll(new MissionMethods(config, orchestration, chosen, missions, tmux, resume).all());
        all.putAll(new MemberMethods(config, chosen, missions, members, resume, checkpoints).all());
        all.putAll(new AgentMethods(chosen, missions, tmux).all());
        Templates templates = new Templates(home);
        Targets targets = new Targets(database, () -> new RoleCatalogue(templates), tmux::panesIfRunning);
        all.putAll(new MessageMethods(database, loop, chosen, targets, new Outbox(database, loop, templates, hubs, config.messaging(), Clock.systemUTC()), recall, templates).all());
        all.putAll(new TaskMethods(home, chosen, missions, database, loop).all());
        all.putAll(new WorkMethods(database, missions).all());
        all.putAll(new GitMethods(database, loop, chosen, missions, Clock.systemUTC()).all());
        all.putAll(new RuleMethods(home, database, missions, chosen, ruleFiles, rules).all());
        Validation validation = Validation.of(home, database, tmux, Clock.systemUTC());
        all.putAll(new UpkeepMethods(validation, new Health(home, database, validation, ruleFiles::problems, mirror::problem, matricesProblem, () -> loop.record(List.of(), tx -> tx.sql().execute("update log_end set seq = seq")), Clock.systemUTC()), new Backups(home, database, Clock.systemUTC()), loop).all());
        all.putAll(new ComplianceMethods(database, loop, chosen, missions, Clock.systemUTC()).all());
        all.putAll(new EventMethods(database, loop, missions).all());
        all.putAll(new AuditMethods(database, missions).all());
    }

    Map<String, Method> all() {
        return Map.copyOf(all);
    }

    /** Who holds this token: nobody's is the operator's, for only the operator's own processes reach the socket. */
    Caller caller(String token) {
        if (token.isEmpty()) {
            return new Caller.Operator();
        }
        return new Caller.Member(database.read(sql -> Agent.Table.byToken(sql, Ids.hash(token)))
                .orElseThrow(() -> Failure.refused("The token of this agent is not known; its mission may have ended.", "Outside of an agent, unset MC_TOKEN.")));
    }

    private Map<String, Object> hello() {
        Map<String, Object> hello = new LinkedHashMap<>();
        hello.put("pid", ProcessHandle.current().pid());
        hello.put("version", Build.current().version());
        hello.put("build", Build.current().full());
        hello.put("startedAt", startedAt.truncatedTo(ChronoUnit.MILLIS).toString());
        hello.put("home", home.root().toString());
        return hello;
    }

    private Object stopDaemon(Call call) {
        call.caller().requireOperator("stop the daemon");
        Thread later = new Thread(end, "end-soon");
        later.setDaemon(true);
        later.start();
        return Map.of();
    }

    private Object list(Call call) {
        List<Missions.MissionView> views = missions.select(call.text("mission"), call.text("project"), call.flag("all")).stream().map(missions::view).toList();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("daemon", hello());
        answer.put("missions", views);
        if (views.isEmpty()) { // what was written to the operator at the end is not lost with it
            missions.select(null, call.text("project"), true).stream().findFirst()
                    .ifPresent(last -> answer.put("last", Map.of("id", last.id(), "unreadLetters", database.read(sql -> Inbox.unread(sql, last.id(), Message.OPERATOR)))));
        }
        return answer;
    }
}
