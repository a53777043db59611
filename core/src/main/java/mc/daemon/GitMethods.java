package mc.daemon;

import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mc.Failure;
import mc.agent.Agent;
import mc.agent.Mission;
import mc.compliance.git.GitActivity;
import mc.daemon.ApiServer.Call;
import mc.daemon.ApiServer.Method;
import mc.event.EventLoop;
import mc.git.Branches;
import mc.git.Repository;
import mc.git.StartingBranch;
import mc.mission.Missions;
import mc.store.Database;
import mc.text.Untrusted;

/** The methods about the team's branches. They change nothing, but for messages and a fetch that are asked for. Thread-safe. */
final class GitMethods {

    private final Database database;
    private final EventLoop loop;
    private final Chosen chosen;
    private final Missions missions;
    private final Clock clock;

    GitMethods(Database database, EventLoop loop, Chosen chosen, Missions missions, Clock clock) {
        this.database = database;
        this.loop = loop;
        this.chosen = chosen;
        this.missions = missions;
        this.clock = clock;
    }

    Map<String, Method> all() {
        return Map.ofEntries(
                Map.entry("git.status", this::status),
                Map.entry("git.health", this::health),
                Map.entry("git.risk", this::risk),
                Map.entry("git.startingBranch", this::startingBranch));
    }

    private Object status(Call call) {
        Mission mission = chosen.by(call);
        String role = call.text("role");
        return new GitStatus(database).of(mission, repository(mission), role == null ? team(mission) : List.of(missions.agent(mission, role)));
    }

    private Object health(Call call) {
        Mission mission = chosen.by(call);
        Repository repository = repository(mission);
        if (call.flag("fetch")) {
            call.caller().requireOperator("ask the remotes"); // by the user's own keys
            Branches.fetch(repository);
        }
        return new GitHealth(database, clock).of(mission, repository, call.flag("graph"));
    }

    private Object risk(Call call) {
        boolean notify = call.flag("notify");
        if (notify && call.caller() instanceof Caller.Member member && !GitActivity.isHub(member.agent().role())) {
            throw Failure.refused("The agent " + member.agent().role() + " may not tell others of overlapping work; the orchestrator and the project manager may.", "Leave --notify out, and tell the project manager.");
        }
        Mission mission = chosen.by(call);
        return new GitRisk(loop).of(mission, repository(mission), team(mission), notify);
    }

    /** What mc recorded, which counts, and what the file in the repository says, where agents can write. */
    private Object startingBranch(Call call) {
        Mission mission = chosen.by(call);
        String file = StartingBranch.read(repository(mission)).map(name -> Untrusted.line(name, 300)).orElse(null);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("mission", mission.id());
        answer.put("startingBranch", mission.startingBranch());
        answer.put("startingCommit", mission.startingCommit());
        answer.put("file", file);
        answer.put("agrees", java.util.Objects.equals(file, mission.startingBranch()));
        return answer;
    }

    private List<Agent> team(Mission mission) {
        return database.read(sql -> Agent.Table.ofMission(sql, mission.id())).stream().filter(agent -> !agent.hasLeft()).toList();
    }

    private static Repository repository(Mission mission) {
        return Repository.inspect(Path.of(mission.path()));
    }
}
