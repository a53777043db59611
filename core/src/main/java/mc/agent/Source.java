package mc.agent;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where knowledge of an agent's state comes from, the most trusted first. */
public enum Source {
    /** The program called mc's hook at the moment it happened. */
    HOOK,
    /** The record the program keeps of its conversation. */
    TRANSCRIPT,
    /** What the program hands to its status line. */
    STATUS_LINE,
    /** The file in which the program itself keeps its process's state. */
    SESSION_FILE,
    /** tmux and the operating system: whether the pane and the process live. */
    TMUX,
    /** Patterns found on the screen. */
    SCREEN,
    /** What mc itself did. */
    MC;

    /** Lower case, its words joined by hyphens. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @JsonCreator
    public static Source of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
