package mc.daemon;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mc.Failure;
import mc.agent.Agent;
import mc.daemon.ApiServer.Call;
import mc.daemon.ApiServer.Method;
import mc.mission.Missions;
import mc.text.Untrusted;
import mc.tmux.CaptureRange;
import mc.tmux.PaneId;
import mc.tmux.TmuxException;
import mc.tmux.TmuxServer;

/** The methods that look at one agent. Thread-safe. */
final class AgentMethods {

    private final Chosen chosen;
    private final Missions missions;
    private final TmuxServer tmux;

    AgentMethods(Chosen chosen, Missions missions, TmuxServer tmux) {
        this.chosen = chosen;
        this.missions = missions;
        this.tmux = tmux;
    }

    Map<String, Method> all() {
        return Map.ofEntries(
                Map.entry("agent.why", this::why),
                Map.entry("agent.peek", this::peek));
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
        int lines = call.number("lines", 30, 1, 5_000);
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
