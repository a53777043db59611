package mc.daemon;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mc.Failure;
import mc.Home;
import mc.agent.Agent;
import mc.agent.Mission;
import mc.daemon.ApiServer.Call;
import mc.daemon.ApiServer.Method;
import mc.event.EventLoop;
import mc.message.Message;
import mc.mission.Missions;
import mc.store.Database;
import mc.task.Dependencies;
import mc.task.SilentCompletions;
import mc.task.Standups;
import mc.task.Task;
import mc.task.Tasks;
import mc.team.Role;
import mc.text.Templates;
import mc.text.Untrusted;

/** The methods about tasks, reports of completed work, who waits for whom, and where everybody stands. Thread-safe. */
final class TaskMethods {

    private static final int STANDUP_MS = 10 * 60_000;

    private final Chosen chosen;
    private final Missions missions;
    private final EventLoop loop;
    private final Tasks tasks;
    private final Dependencies dependencies;
    private final SilentCompletions silence;
    private final Standups standups;

    TaskMethods(Home home, Chosen chosen, Missions missions, Database database, EventLoop loop) {
        this.chosen = chosen;
        this.missions = missions;
        this.loop = loop;
        this.tasks = new Tasks(database, loop, missions::plan);
        this.dependencies = new Dependencies(database, loop);
        this.silence = new SilentCompletions(database);
        this.standups = new Standups(database, loop, new Templates(home));
    }

    Map<String, Method> all() {
        return Map.ofEntries(
                Map.entry("task.list", this::list),
                Map.entry("task.show", call -> tasks.show(chosen.by(call), call.required("task"))),
                Map.entry("task.move", this::move),
                Map.entry("report.send", this::report),
                Map.entry("deps.list", call -> deps(chosen.by(call))),
                Map.entry("deps.set", this::setDeps),
                Map.entry("deps.remove", this::removeDeps),
                Map.entry("checkin.run", this::checkIn),
                Map.entry("standup.start", this::standUp),
                Map.entry("standup.show", call -> standups.show(chosen.by(call), call.text("standup"))),
                Map.entry("standup.list", call -> Map.of("standups", standups.list(chosen.by(call)))));
    }

    private Object list(Call call) {
        Mission mission = chosen.by(call);
        Optional<String> role = Optional.ofNullable(call.text("role")).map(r -> missions.agent(mission, r).role());
        return Map.of("mission", mission.id(), "tasks", tasks.list(mission).stream().filter(t -> role.map(t.role()::equals).orElse(true)).toList());
    }

    private Object move(Call call) {
        return tasks.move(chosen.by(call), call.required("task"), state(call.required("state")), call.text("note"), member(call).orElse(null), party(call));
    }

    private static Task.State state(String text) {
        try {
            return Task.State.of(text);
        } catch (IllegalArgumentException e) {
            throw Failure.usage("\"" + Untrusted.line(text, 40) + "\" is no state of a task.", "One of: open, blocked, done");
        }
    }

    /**
     * {@code words} is the text, or a role and the text: a first word that names a role of the team is who reports. The operator has to say
     * who it is; an agent reports for itself alone.
     */
    private Object report(Call call) {
        Mission mission = chosen.by(call);
        List<String> words = texts(call, "words");
        Optional<Agent> named = words.size() > 1 ? find(mission, words.get(0)) : Optional.empty();
        String text = String.join(" ", named.isPresent() ? words.subList(1, words.size()) : words);
        Optional<Agent> self = member(call);
        if (self.isPresent() && named.filter(a -> !a.id().equals(self.get().id())).isPresent()) {
            throw Failure.refused("The agent " + self.get().role() + " cannot report for " + named.get().role() + ".", "Leave the role out; if it is the first word of your text, put the whole text into quotes.");
        }
        if (self.isEmpty() && (words.size() < 2 || !mayName(words.get(0)))) {
            throw Failure.usage("It is not said who reports, or what.", "mc report ROLE \"what is complete\"");
        }
        Agent reporter = self.orElseGet(() -> missions.agent(mission, words.get(0)));
        return tasks.report(mission, reporter, text, Optional.ofNullable(call.text("task")), Optional.ofNullable(call.text("key")), self.isPresent() ? null : Message.OPERATOR);
    }

    /** The agent of this role or name; a word of a text that is none finds nobody. */
    private Optional<Agent> find(Mission mission, String role) {
        if (!mayName(role)) {
            return Optional.empty();
        }
        try {
            return Optional.of(missions.agent(mission, role));
        } catch (Failure e) {
            return Optional.empty();
        }
    }

    /** A role's name begins with a letter or digit: what begins like an option is a mistake, though names are looked up without signs. */
    private static boolean mayName(String word) {
        return !word.isEmpty() && Character.isLetterOrDigit(word.codePointAt(0));
    }

    private Object setDeps(Call call) {
        Mission mission = chosen.by(call);
        requireLead(call, "say who waits for whom");
        List<String> on = texts(call, "on").stream().map(r -> missions.agent(mission, r).role()).toList();
        if (on.isEmpty()) {
            throw Failure.usage("It is not said for whom to wait.", "mc deps set ROLE on ROLE…; for nobody any more: mc deps rm ROLE");
        }
        dependencies.set(mission.id(), missions.agent(mission, call.required("role")).role(), on, party(call));
        return deps(mission);
    }

    private Object removeDeps(Call call) {
        Mission mission = chosen.by(call);
        requireLead(call, "say who waits for whom");
        dependencies.remove(mission.id(), missions.agent(mission, call.required("role")).role(), Optional.ofNullable(call.text("on")).map(r -> missions.agent(mission, r).role()), party(call));
        return deps(mission);
    }

    private Object deps(Mission mission) {
        List<Map<String, Object>> rows = dependencies.list(mission.id()).entrySet().stream().map(e -> Map.<String, Object>of("role", e.getKey(), "on", e.getValue())).toList();
        return Map.of("mission", mission.id(), "dependencies", rows);
    }

    private Object checkIn(Call call) {
        Mission mission = chosen.by(call);
        requireLead(call, "check on the others");
        List<SilentCompletions.Finding> found = silence.check(loop, mission.id(), Optional.ofNullable(call.text("role")).map(r -> missions.agent(mission, r).role()));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("mission", mission.id());
        answer.put("silent", found.stream().filter(SilentCompletions.Finding::isSilent).count());
        answer.put("agents", found);
        return answer;
    }

    /** With {@code waitMs} 0 the answer comes at once, and the answers are gathered for ten minutes. */
    private Object standUp(Call call) throws Exception {
        Mission mission = chosen.by(call);
        requireLead(call, "call a stand-up");
        Duration wait = call.wait("waitMs", STANDUP_MS);
        Standups.View started = standups.start(mission, party(call), wait.isZero() ? Duration.ofMillis(STANDUP_MS) : wait);
        return wait.isZero() ? started : standups.await(mission, started.id(), call.progress()::send);
    }

    private static void requireLead(Call call, String what) {
        member(call).filter(a -> !a.role().equals(Role.ORCHESTRATOR) && !a.role().equals(Role.PROJECT_MANAGER)).ifPresent(a -> {
            throw Failure.refused("The agent " + a.role() + " may not " + what + "; the operator, the orchestrator and the project manager may.", "Ask the orchestrator: mc send orchestrator \"...\"");
        });
    }

    private static Optional<Agent> member(Call call) {
        return call.caller() instanceof Caller.Member member ? Optional.of(member.agent()) : Optional.empty();
    }

    private static String party(Call call) {
        return member(call).map(Agent::role).orElse(Message.OPERATOR);
    }

    private static List<String> texts(Call call, String name) {
        List<String> texts = new ArrayList<>();
        call.params().path(name).forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
