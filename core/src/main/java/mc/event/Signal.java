package mc.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * One thing an agent program said about itself through its hooks, in mc's own words. Texts are as the program sent them:
 * untrusted. Immutable.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "signal")
@JsonSubTypes({
    @JsonSubTypes.Type(Signal.SessionStarted.class),
    @JsonSubTypes.Type(Signal.PromptSubmitted.class),
    @JsonSubTypes.Type(Signal.ToolStarted.class),
    @JsonSubTypes.Type(Signal.ToolEnded.class),
    @JsonSubTypes.Type(Signal.PermissionRequested.class),
    @JsonSubTypes.Type(Signal.InputRequested.class),
    @JsonSubTypes.Type(Signal.TurnEnded.class),
    @JsonSubTypes.Type(Signal.TurnFailed.class),
    @JsonSubTypes.Type(Signal.SessionEnded.class),
    @JsonSubTypes.Type(Signal.Other.class)
})
public sealed interface Signal {

    /** The program is up and its conversation has this id. {@code source}: startup, resume, clear, compact or fork. */
    record SessionStarted(String conversation, String source) implements Signal {}

    /** A text was submitted; it starts a turn, or is queued while one runs. The proof of delivery. */
    record PromptSubmitted(String text) implements Signal {}

    /** A tool call began; the user may still deny it. */
    record ToolStarted(String tool) implements Signal {}

    /** A tool call ended, well or not. {@code typing}: the command it began with, in one line, if that types into a tmux pane and went well; else null. */
    record ToolEnded(String tool, @JsonInclude(JsonInclude.Include.NON_NULL) String typing) implements Signal {

        public ToolEnded(String tool) {
            this(tool, null);
        }
    }

    /** The program asks the user for a right: which tool, and what it would do, in one line. */
    record PermissionRequested(String tool, String what) implements Signal {}

    /** The program waits for the user for another reason, named in one line. */
    record InputRequested(String what) implements Signal {}

    /** The turn ended by itself; {@code backgroundTasks} &gt; 0 means it goes on later. */
    record TurnEnded(String lastMessage, int backgroundTasks) implements Signal {}

    /** The turn ended in an error such as {@code rate_limit}; {@code message} is what the user sees. */
    record TurnFailed(String error, String message) implements Signal {}

    /** The program is ending and says why. */
    record SessionEnded(String reason) implements Signal {}

    /** Something mc has no use for yet; kept in the log. */
    record Other(String name) implements Signal {}
}
