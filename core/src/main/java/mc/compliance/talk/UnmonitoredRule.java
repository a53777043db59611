package mc.compliance.talk;

import java.nio.file.Path;
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
 * {@code comm.unmonitored}: agents write to each other with {@code mc send}. Seen where an agent's own tool call, which ran and went well,
 * types with tmux into a pane that is plainly a colleague's: by the id of pane or window, or by the mission's session and the colleague's
 * role. What may be its own, such as a window by its number, is not held against it; a tmux server or session of its own is its own
 * affair. What a person types, a script or a subagent is not seen. It cannot be undone, so it is closed by {@link Fading}.
 */
final class UnmonitoredRule implements TalkRule {

    static final String ID = "comm.unmonitored";
    private static final Pattern SERVER = Pattern.compile("\\s-[LS]\\s*(\\S+)");
    /** The target stands before the text that is typed; a -t in that text is none. */
    private static final Pattern TARGET = Pattern.compile("\\s(?:send-keys|send|paste-buffer|pasteb)(?:\\s+-[a-zA-Z]{1,5})*?\\s+-t\\s*['\"]?=?([^\\s'\"]+)");

    private final Violations violations;

    UnmonitoredRule(Violations violations) {
        this.violations = violations;
    }

    @Override
    public void said(Said said, Tx tx) {}

    @Override
    public void happened(Event event, Tx tx) {
        if (event instanceof Event.AgentSignalled signalled && signalled.signal() instanceof Signal.ToolEnded tool && tool.typing() != null) {
            Agent agent = Agent.Table.find(tx.sql(), signalled.agent()).orElseThrow();
            if (isIntoTheTeam(tool.typing(), agent, tx)) {
                violations.found(tx, agent.mission(), agent.id(), ID, agent.id(), "a tool call of " + agent.role() + " that types into a colleague's window: " + Said.quoted(tool.typing()), Map.of());
            }
        }
    }

    private static boolean isIntoTheTeam(String typing, Agent agent, Tx tx) {
        Mission mission = Mission.Table.find(tx.sql(), agent.mission()).orElseThrow();
        Optional<String> server = first(SERVER, typing).map(name -> Path.of(name).getFileName()).map(Path::toString);
        if (server.isPresent() && !server.get().equals(Path.of(mission.socket()).getFileName().toString())) {
            return false;
        }
        String[] target = first(TARGET, typing).orElse("").split("[:.]", -1);
        boolean isInSession = target.length > 1 && target[0].equals(mission.session());
        String window = isInSession ? target[1] : target[0];
        if (window.equals(agent.paneId()) || window.equals(agent.windowId())) {
            return false;
        }
        return Agent.Table.ofMission(tx.sql(), mission.id()).stream().filter(a -> !a.id().equals(agent.id()) && a.state().isLive()) // the ids of those that are gone may be another's by now
                .anyMatch(a -> window.equals(a.paneId()) || window.equals(a.windowId()) || isInSession && window.equals(a.role()));
    }

    private static Optional<String> first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1).replaceAll("['\"\\x00]", "")) : Optional.empty();
    }
}
