package mc.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import mc.Failure;
import mc.agent.AgentEnvironment;
import mc.agent.Mission;
import mc.daemon.ApiServer.Call;
import mc.daemon.ApiServer.Method;
import mc.mission.Missions;
import mc.mission.Options;
import mc.mission.Orchestration;
import mc.mission.Proposal;
import mc.mission.Resume;
import mc.tmux.PaneAddress;
import mc.tmux.PaneInfo;
import mc.tmux.SessionId;
import mc.tmux.TmuxServer;
import mc.tmux.WindowId;

/** The methods about missions. Thread-safe. */
final class MissionMethods {

    private final Config config;
    private final Orchestration orchestration;
    private final Chosen chosen;
    private final Missions missions;
    private final TmuxServer tmux;
    private final Resume resume;

    MissionMethods(Config config, Orchestration orchestration, Chosen chosen, Missions missions, TmuxServer tmux, Resume resume) {
        this.resume = resume;
        this.config = config;
        this.orchestration = orchestration;
        this.chosen = chosen;
        this.missions = missions;
        this.tmux = tmux;
    }

    Map<String, Method> all() {
        return Map.ofEntries(
                Map.entry("mission.plan", this::plan),
                Map.entry("mission.start", this::start),
                Map.entry("mission.await", this::await),
                Map.entry("mission.choose", this::choose),
                Map.entry("mission.attach", this::attach),
                Map.entry("mission.resume", this::resume),
                Map.entry("mission.stop", this::stop),
                Map.entry("plan.show", this::showPlan));
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
        return missions.awaitStart(call.required("mission"), roles(call), call.wait("timeoutMs", 120_000), call.progress()::send);
    }

    /** The missions that a command may act on: the one named, all of them with {@code all}, or the only one. */
    private Object choose(Call call) {
        if (call.flag("all")) {
            return Map.of("missions", missions.select(null, null, false).stream().map(missions::view).toList());
        }
        List<Mission> named = missions.select(call.text("mission"), call.text("project"), false).stream().filter(m -> !m.hasEnded()).toList();
        return Map.of("missions", named.size() > 1 ? List.of(missions.view(chosen.by(call))) : named.stream().map(missions::view).toList());
    }

    private Object attach(Call call) {
        Mission mission = chosen.by(call);
        if (mission.sessionId() == null) {
            throw Failure.failed("The mission " + mission.id() + " has no tmux session yet.", "mc status --mission " + mission.id());
        }
        SessionId session = new SessionId(mission.sessionId());
        Optional<WindowId> window = Optional.ofNullable(call.text("role")).map(role -> missions.agent(mission, role)).map(agent -> {
            if (agent.windowId() == null) {
                throw Failure.notFound("The agent " + agent.role() + " has no window: it is " + agent.state().text() + " (" + agent.reason() + ").", "mc status --mission " + mission.id());
            }
            return new WindowId(agent.windowId());
        });
        List<PaneAddress> there = tmux.panesIfRunning().stream().map(PaneInfo::address).filter(p -> p.session().equals(session)).toList();
        if (there.isEmpty() || window.isPresent() && there.stream().noneMatch(p -> p.window().equals(window.get()))) {
            throw Failure.notFound(there.isEmpty() ? "The tmux session of " + mission.id() + " is gone." : "The window of " + call.text("role") + " is gone.", "What died is brought back by: mc resume --mission " + mission.id());
        }
        return Map.of("command", tmux.attachCommand(session, window));
    }

    /** Brings the dead agents back; with {@code by} "boot" nobody waits, and the starts are spread over time. Returns before they are done: mission.await. */
    private Object resume(Call call) throws InterruptedException {
        call.caller().requireOperator("resume a mission");
        Mission mission = call.text("mission") == null ? chosen.by(call) : missions.select(call.text("mission"), null, false).get(0);
        Set<String> roles = roles(call).stream().map(role -> missions.agent(mission, role).role()).collect(Collectors.toCollection(TreeSet::new));
        return resume.run(mission, new Resume.Request(roles, call.flag("statusOnly"), call.flag("rebriefAll"), "boot".equals(call.text("by"))));
    }

    private static Set<String> roles(Call call) {
        Set<String> roles = new TreeSet<>();
        call.params().path("roles").forEach(role -> roles.add(role.asText()));
        return roles;
    }

    private Object stop(Call call) throws Exception {
        call.caller().requireOperator("stop a mission");
        Mission mission = missions.select(call.required("mission"), null, false).get(0);
        if (mission.hasEnded()) {
            return Map.of("mission", mission.id(), "steps", List.of(), "preserved", List.of(), "notes", List.of("It had ended already; mc recover lists what was preserved."));
        }
        return missions.stop(mission, call.flag("keepWorktrees"), "operator", call.progress()::send);
    }

    private Object showPlan(Call call) {
        Mission mission = chosen.by(call);
        return Map.of("mission", mission.id(), "plan", missions.plan(mission), "markdown", missions.planMarkdown(mission));
    }
}
