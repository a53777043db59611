package mc.tmux;

/** What a tmux command can be aimed at: an id, never a name (names match by prefix and are rewritten). Ids live as long as their server. */
public sealed interface Target permits SessionId, WindowId, PaneId {

    /** The id as tmux writes it, such as {@code %7}. */
    String value();

    private static String checked(String value, char sigil) {
        boolean good = value.length() > 1 && value.length() <= 11 && value.charAt(0) == sigil && value.chars().skip(1).allMatch(c -> c >= '0' && c <= '9');
        if (!good) {
            throw new IllegalArgumentException("Not a tmux id of the form " + sigil + "1: " + value);
        }
        return value;
    }

    static String session(String value) {
        return checked(value, '$');
    }

    static String window(String value) {
        return checked(value, '@');
    }

    static String pane(String value) {
        return checked(value, '%');
    }
}
