package mc.daemon;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mc.Failure;
import mc.agent.Agent;
import mc.agent.Mission;
import mc.daemon.ApiServer.Call;
import mc.daemon.ApiServer.Method;
import mc.message.Outbox;
import mc.mission.Missions;
import mc.text.Untrusted;
import mc.tmux.CaptureRange;
import mc.tmux.PaneId;
import mc.tmux.TmuxException;
import mc.tmux.TmuxServer;

/** The methods about one agent: talking to it and looking at it. Thread-safe. */
final class AgentMethods {

    private final Chosen chosen;
    private final Missions missions;
    private final Outbox outbox;
    private final TmuxServer tmux;

    AgentMethods(Chosen chosen, Missions missions, Outbox outbox, TmuxServer tmux) {
        this.chosen = chosen;
        this.missions = missions;
        this.outbox = outbox;
        this.tmux = tmux;
    }

    Map<String, Method> all() {
        return Map.ofEntries(
                Map.entry("message.send", this::send),
                Map.entry("agent.why", this::why),
                Map.entry("agent.peek", this::peek));
    }

    private Object send(Call call) throws InterruptedException {
        Mission mission = chosen.by(call);
        Agent to = missions.agent(mission, call.required("to"));
        if (to.hasLeft()) {
            throw Failure.refused("The agent " + to.role() + " was ended by the operator and reads no messages.", "Write to another one; the operator can bring it back: mc agent restart " + to.role());
        }
        String from = call.text("from");
        String sender = "operator";
        if (call.caller() instanceof Caller.Member member) {
            if (from != null && (from.equals("operator") || !missions.agent(mission, from).role().equals(member.agent().role()))) {
                throw Failure.refused("The agent " + member.agent().role() + " cannot speak in the name of " + Untrusted.line(from, 40) + ".", "Leave --from out.");
            }
            sender = member.agent().role();
        } else if (from != null && !from.equals("operator")) {
            sender = missions.agent(mission, from).role();
        }
        return outbox.send(mission.id(), to, sender, call.required("text"), Duration.ofMillis(call.number("waitMs", 10_000)));
    }

    private Object why(Call call) {
        Agent agent = missions.agent(chosen.by(call), call.required("role"));
        return missions.why(agent);
    }

    private List<String> screen(Agent agent, int lines) {
        try {
            return tmux.capture(new PaneId(agent.paneId()), CaptureRange.withHistory(lines), false).lines();
        } catch (TmuxException.NoTarget | TmuxException.NoServer e) {
            throw Failure.notFound("The window of " + agent.role() + " is gone: it is " + agent.state().text() + " (" + agent.reason() + ").", "Its screen history, if it was saved: mc events --json | grep HistorySaved");
        }
    }

    private Object peek(Call call) {
        Agent agent = missions.agent(chosen.by(call), call.required("role"));
        if (agent.paneId() == null) {
            throw Failure.notFound("The agent " + agent.role() + " has no window: it is " + agent.state().text() + " (" + agent.reason() + ").", "mc status");
        }
        int lines = Math.max(1, Math.min(call.number("lines", 30), 5_000));
        List<String> screen = screen(agent, lines);
        int last = screen.size();
        while (last > 0 && screen.get(last - 1).isBlank()) {
            last--;
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("role", agent.role());
        answer.put("state", agent.state());
        answer.put("screen", Untrusted.block(String.join("\n", screen.subList(Math.max(0, last - lines), last))));
        return answer;
    }
}
