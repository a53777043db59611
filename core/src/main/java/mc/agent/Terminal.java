package mc.agent;

/**
 * An agent's screen and keyboard. Every call may throw {@link RuntimeException} when tmux does not answer; that says nothing about
 * the agent. Thread-safe.
 */
public interface Terminal {

    /** What the agent's screen shows now. */
    ScreenManifest.View view(Agent agent);

    /** The visible screen as sanitised text. */
    String screen(Agent agent);

    /** Puts a text into the agent's input line, without submitting it. */
    void paste(Agent agent, String text);

    void pressEnter(Agent agent);
}
