package mc.mission;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import mc.agent.Agent;

/**
 * What a resume finds an agent to be, and why. What mc does not know is never taken for dead. Immutable.
 *
 * @param reason what shows it, in one line
 */
public record Triage(Kind kind, String reason) {

    public enum Kind {
        /** Its program runs, and starts, rests or works. */
        ACTIVE,
        /** Its program has ended, or its window is gone. */
        DEAD,
        /** It has reached its usage limit and goes on when that resets. */
        EXHAUSTED,
        /** It waits until somebody answers it. */
        STUCK,
        /** Somebody ended it; it stays so until somebody brings it back by name. */
        ENDED,
        /** Nothing certain can be said. */
        UNKNOWN;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Triage of(Agent agent, Presence presence) {
        if (agent.hasLeft()) {
            return new Triage(Kind.ENDED, agent.state().isLive() ? "is being ended" : agent.reason());
        }
        return switch (presence.kind()) {
            case STARTS -> new Triage(Kind.ACTIVE, presence.why());
            case UNCLEAR, DETACHED -> new Triage(Kind.UNKNOWN, presence.why());
            case GONE -> new Triage(Kind.DEAD, agent.state().isLive() ? presence.why() : agent.reason());
            case RUNS -> running(agent);
        };
    }

    private static Triage running(Agent agent) {
        return switch (agent.state()) {
            case STARTING, WORKING -> new Triage(Kind.ACTIVE, agent.state().text() + ": " + agent.reason());
            case LIMITED -> new Triage(Kind.EXHAUSTED, (agent.limitedUntil() == null ? "" : "until " + agent.limitedUntil() + ": ") + agent.reason());
            case READY, WAITING -> agent.waitingFor().map(question -> new Triage(Kind.STUCK, question)).orElseGet(() -> new Triage(Kind.ACTIVE, agent.state().text() + ": " + agent.reason()));
            case UNKNOWN -> new Triage(Kind.UNKNOWN, agent.reason());
            case EXITED, LOST -> new Triage(Kind.UNKNOWN, "it was seen to end (" + agent.reason() + "), and yet a program runs in its window");
        };
    }
}
