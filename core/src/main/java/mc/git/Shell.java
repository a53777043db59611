package mc.git;

import java.nio.file.Path;

/** Words for commands shown to a person, never for commands mc runs. */
public final class Shell {

    private Shell() {}

    /** The path as one word of a POSIX shell command. */
    public static String quote(Path path) {
        String text = Git.shown(path.toString());
        return text.matches("[A-Za-z0-9_/.,:=@%+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
