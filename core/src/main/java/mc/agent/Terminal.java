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

    /** The visible screen and what was scrolled off it, as sanitised text, as far back as is kept and of use. */
    default String history(Agent agent) {
        return screen(agent);
    }

    /** Puts a text into the agent's input line, without submitting it. */
    void paste(Agent agent, String text);

    void pressEnter(Agent agent);
}
