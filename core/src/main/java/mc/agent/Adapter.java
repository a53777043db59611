package mc.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mc.event.Signal;

/**
 * One kind of agent program: how it is launched, what its signals mean and what its screen shows. Everything that is particular
 * to a program lives behind this interface. Implementations are thread-safe.
 */
public interface Adapter {

    /** What every adapter calls the question whether a folder is trusted: its dialog's label, and the end of its finding's name. */
    String FOLDER_TRUST = "folder trust";

    /** The kind's name, as in {@code --agent claude}. */
    String kind();

    /** The permission modes the user may name; the first is the careful default. */
    List<String> permissionModes();

    /** The shell commands its agents may run without asking, each with any arguments; shown to the user before a start. */
    List<String> allowedCommands();

    /**
     * Whether the program can be started here for this project: one finding per thing looked at. Reads only; runs the program
     * at most for its version or login state, with a timeout.
     *
     * @param env the environment the agents will get
     * @param repository the main checkout's top level
     */
    List<Finding> check(Map<String, String> env, Path repository);

    /** The command line, files and variables of a start. Writes nothing. */
    Launch launch(Launch.Request request);

    /**
     * The words to type as the first turn, for a program that takes no prompt at its start; short, for they stand in the log.
     *
     * @param directory the private directory of the agent's launch
     */
    default Optional<String> firstPromptToType(Path directory) {
        return Optional.empty();
    }

    /** Whether the program reports what it does through mc's hook. Of one without, all mc knows is its screen and its process. */
    default boolean hasHooks() {
        return true;
    }

    /**
     * Whether the program has kept something of this conversation that it can go on with in this directory; looks at the disk alone.
     * An adapter that does not know says no: its agents begin anew, and are told so.
     */
    default boolean remembers(String conversation, Path directory, Map<String, String> env) {
        return false;
    }

    /** What a hook's payload means. Never throws on odd payloads: what it does not know is {@link Signal.Other}. */
    Signal read(String hookEvent, JsonNode payload);

    /** What a run of the program writes about itself on the disk; empty when it writes nothing mc can read. */
    default Optional<Journal> journal(Journal.Subject subject) {
        return Optional.empty();
    }

    /** What the program's screens look like. */
    ScreenManifest screens();

    /** Whether a text submitted during a turn is kept and played afterwards. */
    boolean queuesWhileWorking();

    /**
     * Records the user's yes to this program's folder-trust question for the repository, so that its agents start without it.
     * Called only on the user's explicit word.
     *
     * @return what was written and where, one line each, for the log; empty when the yes was there already or the program asks nothing
     */
    List<String> recordTrust(Map<String, String> env, Path repository);

    /** One thing that was checked: fine, worth knowing, or in the way, with the remedy. */
    record Finding(String name, Level level, String detail, String remedy) {

        public enum Level {
            OK,
            WARNING,
            BROKEN
        }

        public static Finding ok(String name, String detail) {
            return new Finding(name, Level.OK, detail, "");
        }

        public static Finding warning(String name, String detail, String remedy) {
            return new Finding(name, Level.WARNING, detail, remedy);
        }

        public static Finding broken(String name, String detail, String remedy) {
            return new Finding(name, Level.BROKEN, detail, remedy);
        }
    }
}
