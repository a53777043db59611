package mc.agent;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import mc.agent.ScreenManifest.View;
import mc.event.Event;
import mc.process.EndProcesses;
import mc.tmux.TmuxException;
import mc.tmux.TmuxServer;

/**
 * Ends the programs that still stand at the folder-trust question although the user's yes has been recorded since: started anew, they
 * do not ask. mc never presses a key into the question itself, and a program that stands there has done nothing yet.
 */
public record AnsweredQuestion(TmuxServer tmux, Function<String, Adapter> adapters) {

    private static final Duration GRACE = Duration.ofSeconds(3);

    public void endThoseThatAsk(List<Agent> agents, Consumer<Event> record) {
        List<Agent> asking = agents.stream().filter(a -> a.briefedAt() == null && a.hasPane() && a.state() == AgentState.WAITING && asks(a)).toList();
        // told first: the end of a program that is expected says nothing about the agent
        asking.forEach(a -> record.accept(new Event.AgentExited(a.mission(), a.id(), null, null, "ended by mc to be started anew, for its question is answered")));
        EndProcesses.end(asking.stream().flatMap(a -> a.process().stream()).toList(), GRACE);
    }

    private boolean asks(Agent agent) {
        try {
            return new TmuxTerminal(tmux, adapters).view(agent) instanceof View.Asking asking && asking.dialog().label().equals(Adapter.FOLDER_TRUST);
        } catch (TmuxException e) {
            return false; // not seen, not ended
        }
    }
}
