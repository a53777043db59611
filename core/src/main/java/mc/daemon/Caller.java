package mc.daemon;

import mc.Failure;
import mc.agent.Agent;

/** Who makes a call: the operator, or one of the team's agents, known by its token and with fewer rights. */
public sealed interface Caller {

    record Operator() implements Caller {}

    record Member(Agent agent) implements Caller {}

    /** Refuses what only the operator may do. */
    default void requireOperator(String what) {
        if (this instanceof Member member) {
            throw Failure.refused("The agent " + member.agent().role() + " may not " + what + "; only the operator may.", "Ask the operator, or the orchestrator to ask them.");
        }
    }
}
