package mc.tmux;

/** The id of a window, such as {@code @3}; anything else is an {@link IllegalArgumentException}. Immutable. */
public record WindowId(String value) implements Target {

    public WindowId {
        Target.window(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
