package mc.compliance.talk;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mc.agent.Agent;
import mc.agent.Mission;
import mc.compliance.Violations;
import mc.event.Event;
import mc.event.Signal;
import mc.event.Tx;

/**
 * {@code comm.unmonitored}: agents write to each other with {@code mc send}. Seen where an agent's own tool call types into another pane of
 * the mission with tmux, as its hook tells; a tmux server or session of its own is its own affair. What a person types, a script or a
 * subagent is not seen. It cannot be undone, so it is closed by {@link Fading}.
 */
final class UnmonitoredRule implements TalkRule {

    static final String ID = "comm.unmonitored";
    private static final Pattern SERVER = Pattern.compile("\\s-[LS]\\s*(\\S+)");
    private static final Pattern TARGET = Pattern.compile("\\s-t\\s*['\"]?=?([^\\s'\"]+)");

    private final Violations violations;

    UnmonitoredRule(Violations violations) {
        this.violations = violations;
    }

    @Override
    public void said(Said said, Tx tx) {}

    @Override
    public void happened(Event event, Tx tx) {
        if (event instanceof Event.AgentSignalled signalled && signalled.signal() instanceof Signal.ToolStarted tool && tool.typing() != null) {
            Agent agent = Agent.Table.find(tx.sql(), signalled.agent()).orElseThrow();
            if (isIntoTheTeam(tool.typing(), agent, tx)) {
                violations.found(tx, agent.mission(), agent.id(), ID, agent.id(), agent.role() + " typed into a window of the team: " + Said.quoted(tool.typing()), Map.of());
            }
        }
    }

    /** Whether the target is the mission's session, or another agent's pane or window. Without a target it is the agent's own pane. */
    private static boolean isIntoTheTeam(String typing, Agent agent, Tx tx) {
        Mission mission = Mission.Table.find(tx.sql(), agent.mission()).orElseThrow();
        Optional<String> server = first(SERVER, typing).map(name -> Path.of(name).getFileName()).map(Path::toString);
        if (server.isPresent() && !server.get().equals(Path.of(mission.socket()).getFileName().toString())) {
            return false;
        }
        List<String> target = first(TARGET, typing).map(t -> Arrays.asList(t.split("[:.]"))).orElse(Arrays.asList()); // List.of() may not be asked for null
        return !target.contains(agent.paneId()) && (target.contains(mission.session()) || target.contains(mission.sessionId())
                || Agent.Table.ofMission(tx.sql(), mission.id()).stream().anyMatch(a -> !a.id().equals(agent.id()) && (target.contains(a.paneId()) || target.contains(a.windowId()))));
    }

    private static Optional<String> first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1).replaceAll("['\"\\x00]", "")) : Optional.empty();
    }
}
