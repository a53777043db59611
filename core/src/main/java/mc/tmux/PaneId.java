package mc.tmux;

/** The id of a pane, such as {@code %7}; anything else is an {@link IllegalArgumentException}. Immutable. */
public record PaneId(String value) implements Target {

    public PaneId {
        Target.pane(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
