package mc.daemon;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import mc.Build;
import mc.Failure;
import mc.Home;
import mc.agent.Agent;
import mc.agent.AgentEnvironment;
import mc.daemon.ApiServer.Call;
import mc.daemon.ApiServer.Method;
import mc.event.Event;
import mc.event.EventLog;
import mc.event.EventLoop;
import mc.event.EventQueue;
import mc.event.Recorded;
import mc.git.Preserved;
import mc.git.PreservedWork;
import mc.git.Repository;
import mc.git.Restoration;
import mc.git.Worktree;
import mc.git.WorktreeFacts;
import mc.message.Outbox;
import mc.mission.Mission;
import mc.mission.Missions;
import mc.mission.Options;
import mc.mission.Orchestration;
import mc.mission.Proposal;
import mc.store.Database;
import mc.text.Ids;
import mc.text.Json;
import mc.text.Untrusted;
import mc.tmux.CaptureRange;
import mc.tmux.PaneId;
import mc.tmux.SessionId;
import mc.tmux.TmuxServer;
import mc.tmux.WindowId;

/** The methods of the API: each reads its parameters, asks one part, and answers. Thread-safe. */
final class Methods {

    private static final int MAX_EVENTS = 10_000;

    private final Home home;
    private final Config config;
    private final Instant startedAt;
    private final Database database;
    private final EventLoop loop;
    private final Orchestration orchestration;
    private final Missions missions;
    private final Outbox outbox;
    private final TmuxServer tmux;
    private final Runnable end;

    Methods(Home home, Config config, Instant startedAt, Database database, EventLoop loop, Orchestration orchestration, Missions missions, TmuxServer tmux, Runnable end) {
        this.home = home;
        this.config = config;
        this.startedAt = startedAt;
        this.database = database;
        this.loop = loop;
        this.orchestration = orchestration;
        this.missions = missions;
        this.outbox = new Outbox(database, loop);
        this.tmux = tmux;
        this.end = end;
    }

    Map<String, Method> all() {
        return Map.ofEntries(
                Map.entry("daemon.hello", call -> hello()),
                Map.entry("daemon.check", call -> Map.of("database", database.quickCheck(), "brokenEvent", database.read(EventLog::firstBroken))),
                Map.entry("daemon.stop", this::stopDaemon),
                Map.entry("mission.plan", this::plan),
                Map.entry("mission.start", this::start),
                Map.entry("mission.await", this::await),
                Map.entry("mission.list", this::list),
                Map.entry("mission.choose", this::choose),
                Map.entry("mission.attach", this::attach),
                Map.entry("mission.stop", this::stop),
                Map.entry("message.send", this::send),
                Map.entry("agent.peek", this::peek),
                Map.entry("worktree.list", this::worktrees),
                Map.entry("plan.show", this::showPlan),
                Map.entry("event.list", this::events),
                Map.entry("event.subscribe", this::subscribe),
                Map.entry("preserved.list", this::preserved),
                Map.entry("preserved.restore", this::restore));
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
        hello.put("startedAt", startedAt.toString());
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

    private Object plan(Call call) {
        call.caller().requireOperator("start a mission");
        Map<String, String> env = new TreeMap<>();
        call.params().path("env").properties().forEach(entry -> env.put(entry.getKey(), entry.getValue().asText()));
        Options options = new Options(
                Path.of(call.required("project")), Path.of(call.required("spec")), option(call, "teamType"), option(call, "roles"), option(call, "addRoles"),
                Optional.of(option(call, "plan").orElse(config.plan())), option(call, "size"), option(call, "agent").orElse("claude"), option(call, "planner"), option(call, "model"),
                option(call, "permissionMode"), call.flag("trust"), !call.flag("withoutCheckIns"), option(call, "base"), option(call, "name"), call.flag("withoutManager"), call.flag("force"),
                option(call, "worktreeStrategy").orElse("own"), AgentEnvironment.select(env, config.agentEnv()));
        Proposal proposal = orchestration.propose(options, line -> tell(call, Map.of("line", line)));
        return proposal;
    }

    private static Optional<String> option(Call call, String name) {
        return Optional.ofNullable(call.text(name));
    }

    private static void tell(Call call, Object value) {
        try {
            call.progress().send(value);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Object start(Call call) {
        call.caller().requireOperator("start a mission");
        return Map.of("mission", orchestration.start(call.required("proposal")));
    }

    private Object await(Call call) throws Exception {
        return missions.awaitStart(call.required("mission"), Duration.ofMillis(call.number("timeoutMs", 120_000)), call.progress()::send);
    }

    private Object list(Call call) {
        List<Missions.MissionView> views = missions.select(call.text("mission"), call.text("project"), call.flag("all")).stream().map(missions::view).toList();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("daemon", hello());
        answer.put("missions", views);
        return answer;
    }

    /** The missions that a command may act on: the one named, all of them with {@code all}, or the only one. */
    private Object choose(Call call) {
        if (call.flag("all")) {
            return Map.of("missions", missions.select(null, null, false).stream().map(missions::view).toList());
        }
        List<Mission> named = missions.select(call.text("mission"), call.text("project"), false).stream().filter(m -> !m.hasEnded()).toList();
        return Map.of("missions", named.size() > 1 ? List.of(missions.view(mission(call))) : named.stream().map(missions::view).toList());
    }

    private Mission mission(Call call) {
        if (call.caller() instanceof Caller.Member member) {
            return missions.choose(member.agent().mission(), null);
        }
        return missions.choose(call.text("mission"), call.text("project"));
    }

    private Object attach(Call call) {
        Mission mission = mission(call);
        if (mission.sessionId() == null) {
            throw Failure.failed("The mission " + mission.id() + " has no tmux session yet.", "mc status --mission " + mission.id());
        }
        Optional<WindowId> window = Optional.ofNullable(call.text("role")).map(role -> missions.agent(mission, role)).map(agent -> {
            if (agent.windowId() == null) {
                throw Failure.notFound("The agent " + agent.role() + " has no window: it is " + agent.state().text() + " (" + agent.reason() + ").", "mc status --mission " + mission.id());
            }
            return new WindowId(agent.windowId());
        });
        return Map.of("command", tmux.attachCommand(new SessionId(mission.sessionId()), window));
    }

    private Object stop(Call call) throws Exception {
        call.caller().requireOperator("stop a mission");
        Mission mission = missions.select(call.required("mission"), null, false).get(0);
        if (mission.hasEnded()) {
            throw Failure.notFound("The mission " + mission.id() + " has ended already.", "mc recover lists what was preserved.");
        }
        return missions.stop(mission, call.flag("keepWorktrees"), "operator", call.progress()::send);
    }

    private Object send(Call call) throws InterruptedException {
        Mission mission = mission(call);
        Agent to = missions.agent(mission, call.required("to"));
        String from = call.text("from");
        String sender = "operator";
        if (call.caller() instanceof Caller.Member member) {
            if (from != null && !missions.agent(mission, from).role().equals(member.agent().role())) {
                throw Failure.refused("The agent " + member.agent().role() + " cannot speak in the name of " + Untrusted.line(from, 40) + ".", "Leave --from out.");
            }
            sender = member.agent().role();
        } else if (from != null && !from.equals("operator")) {
            sender = missions.agent(mission, from).role();
        }
        return outbox.send(mission.id(), to, sender, call.required("text"), Duration.ofMillis(call.number("waitMs", 10_000)));
    }

    private Object peek(Call call) {
        Agent agent = missions.agent(mission(call), call.required("role"));
        if (agent.paneId() == null) {
            throw Failure.notFound("The agent " + agent.role() + " has no window: it is " + agent.state().text() + " (" + agent.reason() + ").", "mc status");
        }
        int lines = Math.max(1, Math.min(call.number("lines", 30), 5_000));
        List<String> screen = tmux.capture(new PaneId(agent.paneId()), CaptureRange.withHistory(lines), false).lines();
        int last = screen.size();
        while (last > 0 && screen.get(last - 1).isBlank()) {
            last--;
        }
        return Map.of("role", agent.role(), "state", agent.state(), "screen", Untrusted.block(String.join("\n", screen.subList(Math.max(0, last - lines), last))));
    }

    private Object worktrees(Call call) {
        ArrayNode worktrees = Json.MAPPER.createArrayNode();
        for (Mission mission : missions.select(call.text("mission"), call.text("project"), false)) {
            Repository repository = Repository.inspect(Path.of(mission.path()));
            List<Worktree> known = Worktree.list(repository);
            for (Missions.AgentView agent : missions.view(mission).agents()) {
                if (agent.worktree() != null) {
                    ObjectNode node = worktrees.addObject().put("mission", mission.id()).put("role", agent.role()).put("path", agent.worktree()).put("branch", agent.branch());
                    Agent row = missions.agent(mission, agent.role());
                    node.put("strategy", row.strategy());
                    Optional<Worktree> worktree = known.stream().filter(w -> w.path().toString().equals(agent.worktree())).findFirst();
                    if (worktree.isPresent()) {
                        WorktreeFacts facts = WorktreeFacts.of(repository, worktree.get(), row.baseCommit());
                        node.put("branch", facts.branch().orElse(null)).put("ahead", facts.ahead());
                        node.put("uncommitted", facts.counts().staged() + facts.counts().unstaged() + facts.counts().untracked() + facts.counts().conflicted());
                    } else {
                        node.put("uncommitted", "missing");
                    }
                }
            }
        }
        return Map.of("worktrees", worktrees);
    }

    private Object showPlan(Call call) {
        Mission mission = mission(call);
        return Map.of("mission", mission.id(), "plan", missions.plan(mission), "markdown", missions.planMarkdown(mission));
    }

    /** Streams the newest events, oldest first. */
    private Object events(Call call) throws IOException {
        String mission = missionFilter(call);
        int newest = Math.max(0, Math.min(call.number("newest", 50), MAX_EVENTS));
        long after = database.read(sql -> EventLog.beforeNewest(sql, mission, newest));
        for (Recorded recorded : database.read(sql -> EventLog.list(sql, after, mission, newest))) {
            call.progress().send(recorded.json());
        }
        return Map.of();
    }

    /** As {@link #events}, and then whatever happens, until the caller goes away. */
    private Object subscribe(Call call) throws Exception {
        String mission = missionFilter(call);
        try (EventQueue queue = new EventQueue(loop, event -> mission == null || mission.equals(event.mission()))) {
            long last = 0;
            int newest = Math.max(0, Math.min(call.number("newest", 50), MAX_EVENTS));
            long after = database.read(sql -> EventLog.beforeNewest(sql, mission, newest));
            for (Recorded recorded : database.read(sql -> EventLog.list(sql, after, mission, newest))) {
                call.progress().send(recorded.json());
                last = recorded.seq();
            }
            while (true) {
                Recorded recorded = queue.poll(60_000);
                if (recorded != null && recorded.seq() > last) {
                    call.progress().send(recorded.json());
                }
            }
        }
    }

    private String missionFilter(Call call) {
        boolean isNamed = call.text("mission") != null || call.text("project") != null;
        return isNamed ? missions.select(call.text("mission"), call.text("project"), true).stream().findFirst().map(Mission::id).orElse("") : null;
    }

    private Object preserved(Call call) {
        List<Map<String, Object>> found = new ArrayList<>();
        for (String path : projects(call)) {
            for (Preserved work : PreservedWork.list(Repository.inspect(Path.of(path)))) {
                Map<String, Object> entry = new LinkedHashMap<>();
                entry.put("ref", work.ref());
                entry.put("project", path);
                entry.put("mission", work.mission());
                entry.put("role", work.role());
                entry.put("time", work.time().toString());
                entry.put("branch", work.branch().orElse(null));
                entry.put("summary", work.counts().map(c -> c.staged() + " staged, " + c.unstaged() + " changed, " + c.untracked() + " new").orElse(Untrusted.line(work.subject(), 100)));
                found.add(entry);
            }
        }
        return Map.of("preserved", found);
    }

    private List<String> projects(Call call) {
        if (call.text("project") != null) {
            return List.of(Repository.inspect(Path.of(call.text("project"))).top().toString());
        }
        return database.read(Mission.Table::projectPaths).stream().filter(path -> java.nio.file.Files.isDirectory(Path.of(path))).toList();
    }

    private Object restore(Call call) {
        call.caller().requireOperator("restore preserved work");
        String ref = call.required("ref");
        for (String path : projects(call)) {
            Repository repository = Repository.inspect(Path.of(path));
            if (PreservedWork.list(repository).stream().anyMatch(work -> work.ref().equals(ref))) {
                Restoration restored = Restoration.restore(repository, ref, Path.of(call.required("to")));
                return Map.of("ref", ref, "directory", restored.directory().toString(), "branch", restored.branch());
            }
        }
        throw Failure.notFound("There is no preserved work " + Untrusted.line(ref, 200) + ".", "mc recover lists what there is.");
    }
}
