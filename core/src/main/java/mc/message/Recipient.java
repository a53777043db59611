package mc.message;

import mc.agent.Agent;
import mc.agent.Mission;

/** Somebody a message can go to: an agent of a mission or, with {@code agent} null, its operator. Immutable. */
public record Recipient(Mission mission, Agent agent) {

    /** The role, or operator. */
    public String name() {
        return agent == null ? Message.OPERATOR : agent.role();
    }

    boolean isSameAs(Recipient other) {
        return mission.id().equals(other.mission.id()) && name().equals(other.name());
    }
}
