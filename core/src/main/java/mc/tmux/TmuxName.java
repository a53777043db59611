package mc.tmux;

import java.util.regex.Pattern;

/** The names mc gives to sockets, sessions and windows: nothing in one can be a format, a target or an option. */
final class TmuxName {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0,31}");

    private TmuxName() {}

    static String checked(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("Not a name mc gives (1 to 32 of A-Z a-z 0-9 _ -, not starting with -): " + name);
        }
        return name;
    }
}
