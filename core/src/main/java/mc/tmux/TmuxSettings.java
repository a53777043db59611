package mc.tmux;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mc.process.Exec;

/**
 * How a tmux server is reached and started. Immutable.
 *
 * @param socket the socket's name ({@code tmux -L}), 1 to 32 of {@code [A-Za-z0-9_-]}
 * @param config the user's own tmux configuration; without it none is read, not even {@code /etc/tmux.conf}
 * @param env the whole environment of tmux and so of everything that starts in it: PATH, HOME, LANG, TERM, …
 * @param timeout how long any call may take
 * @param program the tmux program, a name on mc's PATH or a path
 */
public record TmuxSettings(String socket, Optional<Path> config, Map<String, String> env, Duration timeout, String program) {

    public TmuxSettings {
        TmuxName.checked(socket);
        env = Map.copyOf(env);
    }

    public static TmuxSettings of(String socket, Map<String, String> env) {
        return new TmuxSettings(socket, Optional.empty(), env, Duration.ofSeconds(5), "tmux");
    }

    public TmuxSettings withConfig(Path file) {
        return new TmuxSettings(socket, Optional.of(file.toAbsolutePath()), env, timeout, program);
    }

    public TmuxSettings withTimeout(Duration limit) {
        return new TmuxSettings(socket, config, env, limit, program);
    }

    public TmuxSettings withProgram(String tmux) {
        return new TmuxSettings(socket, config, env, timeout, tmux);
    }

    /** A call in the clean environment, within the time limit. */
    Exec exec(String... argv) {
        return Exec.of(argv).withOnly(env).timeout(timeout);
    }

    /** The program with its global flags: UTF-8 ({@code -u}) whatever the locale says, our socket, our configuration. */
    List<String> argv(List<String> rest) {
        List<String> argv = new ArrayList<>(List.of(program, "-u", "-L", socket, "-f", config.map(Path::toString).orElse("/dev/null")));
        argv.addAll(rest);
        return argv;
    }
}
