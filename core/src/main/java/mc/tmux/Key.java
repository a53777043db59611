package mc.tmux;

/** The keys mc presses; {@code tmuxName} is tmux's word for the key (input-keys.c). */
public enum Key {
    ENTER("Enter"),
    ESCAPE("Escape"),
    TAB("Tab"),
    UP("Up"),
    DOWN("Down"),
    BACKSPACE("BSpace"),
    CTRL_C("C-c"),
    CTRL_D("C-d"),
    CTRL_U("C-u");

    private final String tmuxName;

    Key(String tmuxName) {
        this.tmuxName = tmuxName;
    }

    String tmuxName() {
        return tmuxName;
    }
}
