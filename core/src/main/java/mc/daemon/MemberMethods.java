package mc.daemon;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mc.Failure;
import mc.agent.Agent;
import mc.agent.Mission;
import mc.daemon.ApiServer.Call;
import mc.daemon.ApiServer.Method;
import mc.mission.Checkpoints;
import mc.mission.Handover;
import mc.mission.Members;
import mc.mission.Missions;
import mc.mission.Resume;

/** The methods about joining and leaving a team, and an agent's notes for itself. Thread-safe. */
final class MemberMethods {

    private final Config config;
    private final Chosen chosen;
    private final Missions missions;
    private final Members members;
    private final Resume resume;
    private final Checkpoints checkpoints;

    MemberMethods(Config config, Chosen chosen, Missions missions, Members members, Resume resume, Checkpoints checkpoints) {
        this.config = config;
        this.chosen = chosen;
        this.missions = missions;
        this.members = members;
        this.resume = resume;
        this.checkpoints = checkpoints;
    }

    Map<String, Method> all() {
        return Map.ofEntries(
                Map.entry("agent.add", this::add),
                Map.entry("agent.show", this::show),
                Map.entry("agent.end", this::end),
                Map.entry("agent.restart", this::restart),
                Map.entry("agent.checkpoint", this::checkpoint));
    }

    /** Returns before they have started: mission.await. */
    private Object add(Call call) {
        call.caller().requireOperator("add agents to the team");
        return members.add(chosen.by(call), new Members.Addition(texts(call, "roles"), option(call, "temp"), option(call, "basis"), option(call, "task"), option(call, "agent"),
                Optional.of(option(call, "plan").orElse(config.plan())), call.flag("force")));
    }

    /** One agent, found by any of its names, and its mission. */
    private Object show(Call call) {
        Mission mission = chosen.by(call);
        Agent agent = missions.agent(mission, call.required("role"));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("mission", mission.id());
        answer.put("agent", missions.view(mission).agents().stream().filter(a -> a.name().equals(agent.id())).findFirst().orElseThrow());
        return answer;
    }

    private Object end(Call call) throws Exception {
        call.caller().requireOperator("end an agent");
        Mission mission = chosen.by(call);
        Handover handover = new Handover(call.text("completed"), call.text("issues"), call.text("handoff"));
        return members.end(mission, missions.agent(mission, call.required("role")), handover, "operator", call.progress()::send);
    }

    /** Returns before it has started: mission.await. */
    private Object restart(Call call) throws InterruptedException {
        call.caller().requireOperator("restart an agent");
        Mission mission = chosen.by(call);
        Agent agent = missions.agent(mission, call.required("role"));
        return Map.of("mission", mission.id(), "role", agent.role(), "action", resume.restart(mission, agent, call.flag("fresh")));
    }

    private Object checkpoint(Call call) {
        Mission mission = chosen.by(call);
        String role = call.text("role");
        Agent agent;
        if (call.caller() instanceof Caller.Member member) {
            if (role != null && !missions.agent(mission, role).id().equals(member.agent().id())) {
                throw Failure.refused("The agent " + member.agent().role() + " cannot note where another one stands.", "Leave --role out.");
            }
            agent = member.agent();
        } else {
            agent = missions.agent(mission, call.required("role"));
        }
        return Map.of("mission", mission.id(), "role", agent.role(), "file", checkpoints.write(mission, agent, option(call, "task"), texts(call, "next")).toString());
    }

    private static Optional<String> option(Call call, String name) {
        return Optional.ofNullable(call.text(name));
    }

    private static List<String> texts(Call call, String name) {
        List<String> texts = new ArrayList<>();
        call.params().path(name).forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
