package mc.task;

import java.util.Optional;
import java.util.Set;
import mc.agent.Agent;
import mc.event.Event;
import mc.event.Tx;
import mc.message.Message;
import mc.team.Role;
import mc.text.Ids;
import org.jdbi.v3.core.Handle;

/** Who leads a team, and how news reach them and others. Stateless. */
final class Leads {

    private static final Set<String> ROLES = Set.of(Role.ORCHESTRATOR, Role.PROJECT_MANAGER);

    private Leads() {}

    /** Whether it speaks for the team: it may move others' tasks, and what is said to it counts as reported. The operator does. */
    static boolean include(String role) {
        return ROLES.contains(role) || role.equals(Message.OPERATOR);
    }

    static boolean isHub(String role) {
        return role.equals(Role.ORCHESTRATOR);
    }

    /** Whether it counts as critical when this party says that something is complete or blocked: an agent's word does, unless the orchestrator's. */
    static boolean isAgentsWord(String by) {
        return !isHub(by) && !by.equals(Message.OPERATOR);
    }

    /** The agent of this role, unless it has left. */
    static Optional<Agent> member(Handle sql, String mission, String role) {
        return Agent.Table.ofMission(sql, mission).stream().filter(a -> a.role().equals(role) && !a.hasLeft()).findFirst();
    }

    /** Tells the orchestrator; what comes from itself, or finds none, goes to the operator's inbox. */
    static void tellHub(Tx tx, String mission, String from, String text, boolean isCritical) {
        Optional<Agent> hub = isHub(from) ? Optional.empty() : member(tx.sql(), mission, Role.ORCHESTRATOR);
        String to = hub.isPresent() ? Role.ORCHESTRATOR : Message.OPERATOR;
        Event.Letter letter = new Event.Letter(to, "status-update", null, false, hub.isEmpty(), null, null, null, null, isCritical);
        tx.append(new Event.MessageQueued(mission, hub.map(Agent::id).orElse(null), Ids.random("m"), from, text, letter));
    }

    /** A word of mc's own to an agent. */
    static void tell(Tx tx, Agent agent, String text) {
        tx.append(new Event.MessageQueued(agent.mission(), agent.id(), Ids.random("m"), Message.MC, text));
    }
}
