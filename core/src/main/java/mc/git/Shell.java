package mc.git;

import java.nio.file.Path;
import mc.text.Untrusted;

/** Words for commands shown to a person, never for commands mc runs. */
public final class Shell {

    private Shell() {}

    /** The path as one word of a POSIX shell command. */
    public static String quote(Path path) {
        return quote(path.toString());
    }

    /** The text, without what is hidden in it, as one word of a POSIX shell command; never cut. */
    public static String quote(String word) {
        String text = Untrusted.line(word);
        return text.matches("[A-Za-z0-9_/.,:=@%+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
