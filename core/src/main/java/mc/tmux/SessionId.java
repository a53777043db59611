package mc.tmux;

/** The id of a session, such as {@code $1}; anything else is an {@link IllegalArgumentException}. Immutable. */
public record SessionId(String value) implements Target {

    public SessionId {
        Target.session(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
