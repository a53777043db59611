package mc.agent;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What an agent is doing, as far as its own evidence shows. */
public enum AgentState {
    /** Its program was started, or is about to be; it has not reported yet. */
    STARTING,
    /** At an empty prompt: a text typed now starts a turn. */
    READY,
    /** In a turn. */
    WORKING,
    /** Stopped until somebody answers: a permission request, a question, a dialog. The reason names it. */
    WAITING,
    /** Its usage limit is reached. */
    LIMITED,
    /** Its program ended; the reason holds the exit code or signal. */
    EXITED,
    /** Its window is gone, and nobody saw how its program ended. */
    LOST,
    /** The evidence is missing or contradicts itself. */
    UNKNOWN;

    /** Whether the agent's program is believed to be running. */
    public boolean isLive() {
        return this != EXITED && this != LOST;
    }

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static AgentState of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
