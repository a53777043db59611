package mc.daemon;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mc.Failure;
import mc.Home;
import mc.message.MessageSettings;
import mc.mission.RestartPolicy;
import mc.text.Templates;

/**
 * What the user has set in {@code MC_HOME/config.yaml}; every key has a default, an unknown or malformed one is an error that names
 * it. Immutable.
 *
 * @param tmuxSocket the name of the tmux server ({@code tmux -L}); the variable MC_TMUX_SOCKET goes before it
 * @param tmuxConfig a tmux configuration to load; empty for mc's own settings alone
 * @param agentEnv names of further variables that agents get
 * @param claudeProgram the path of Claude Code; empty to find {@code claude} on the PATH
 * @param claudeAllow commands that Claude Code may run without asking, besides mc itself
 * @param planPatience how long Claude Code may take to make a plan
 * @param plan the subscription plan that limits the team's size
 * @param restart when mc restarts a crashed agent by itself
 * @param messaging how strictly messages keep to the team's matrix, and which words make one critical
 */
public record Config(String tmuxSocket, Optional<Path> tmuxConfig, List<String> agentEnv, Optional<String> claudeProgram, List<String> claudeAllow, Duration planPatience, String plan, RestartPolicy restart, MessageSettings messaging) {

    /** What every agent's daily work needs: to look at its own repository and to commit. Nothing here reaches beyond it. */
    private static final List<String> CLAUDE_ALLOW = List.of("git status", "git diff", "git log", "git show", "git add", "git mv", "git rm", "git commit", "git switch -c", "git checkout -b");
    private static final Duration PLAN_PATIENCE = Duration.ofMinutes(5);
    private static final Map<String, List<String>> KEYS = Map.of("tmux", List.of("socket", "config"), "agent", List.of("env"), "claude", List.of("program", "allow", "planSeconds"), "plan", List.of(),
            "restart", List.of("auto", "max", "withinMinutes"),
            "messaging", List.of("offMatrix", "criticalWords"));

    public static Config load(Home home, Map<String, String> env) {
        Path file = home.config();
        Map<String, Object> yaml = Files.exists(file) ? Templates.parseYaml(read(file), file.toString()) : Map.of();
        Reader reader = new Reader(file, yaml);
        reader.requireKnownKeys();
        String socket = env.getOrDefault("MC_TMUX_SOCKET", reader.text("tmux", "socket").orElse("mc"));
        if (!socket.matches("[A-Za-z0-9_-]{1,32}")) {
            throw Failure.usage("'" + socket + "' cannot name a tmux server.", "Use letters, digits, - and _, at most 32: tmux.socket in " + file + " or MC_TMUX_SOCKET.");
        }
        return new Config(socket, reader.text("tmux", "config").map(Path::of), reader.texts("agent", "env"), reader.text("claude", "program"), reader.textsOr("claude", "allow", CLAUDE_ALLOW), reader.seconds("claude", "planSeconds", PLAN_PATIENCE), reader.plan(), reader.restart(), reader.messaging());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (MalformedInputException e) {
            throw Failure.usage("The configuration " + file + " is not UTF-8 text.", "Mend it, or move it away to use the defaults.");
        } catch (IOException e) {
            throw Failure.failed("Cannot read the configuration " + file + ": " + e.getMessage(), "Make it readable: chmod 600 " + file, e);
        }
    }

    private record Reader(Path file, Map<String, Object> yaml) {

        void requireKnownKeys() {
            for (Map.Entry<String, Object> entry : yaml.entrySet()) {
                List<String> inner = KEYS.get(entry.getKey());
                if (inner == null) {
                    throw wrong(entry.getKey(), "mc knows no such key; it knows " + String.join(", ", KEYS.keySet().stream().sorted().toList()));
                }
                if (!inner.isEmpty() && entry.getValue() instanceof Map<?, ?> map) {
                    map.keySet().stream().map(String::valueOf).filter(k -> !inner.contains(k)).findFirst().ifPresent(k -> {
                        throw wrong(entry.getKey() + "." + k, "mc knows no such key; it knows " + String.join(", ", inner));
                    });
                }
            }
        }

        Optional<String> text(String area, String key) {
            Object value = value(area, key);
            if (value == null) {
                return Optional.empty();
            }
            if (value instanceof String text && !text.isBlank()) {
                return Optional.of(text);
            }
            throw wrong(area + "." + key, "a text is expected");
        }

        List<String> texts(String area, String key) {
            return textsOr(area, key, List.of());
        }

        List<String> textsOr(String area, String key, List<String> usual) {
            Object value = value(area, key);
            if (value == null) {
                return usual;
            }
            if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
                return list.stream().map(String.class::cast).toList();
            }
            throw wrong(area + "." + key, "a list of texts is expected");
        }

        Duration seconds(String area, String key, Duration usual) {
            Object value = value(area, key);
            if (value == null) {
                return usual;
            }
            if (value instanceof Integer seconds && seconds > 0) {
                return Duration.ofSeconds(seconds);
            }
            throw wrong(area + "." + key, "a number of seconds is expected");
        }

        RestartPolicy restart() {
            RestartPolicy usual = RestartPolicy.USUAL;
            Object auto = value("restart", "auto");
            if (auto != null && !(auto instanceof Boolean)) {
                throw wrong("restart.auto", "it is true or false");
            }
            int max = number("restart", "max", usual.max());
            return new RestartPolicy(auto == null ? usual.auto() : (Boolean) auto, max, Duration.ofMinutes(number("restart", "withinMinutes", (int) usual.within().toMinutes())));
        }

        MessageSettings messaging() {
            String offMatrix = text("messaging", "offMatrix").orElse("deliver");
            if (!List.of("deliver", "refuse").contains(offMatrix)) {
                throw wrong("messaging.offMatrix", "it is deliver or refuse");
            }
            List<String> words = textsOr("messaging", "criticalWords", MessageSettings.USUAL.criticalWords());
            if (words.isEmpty() || !words.stream().allMatch(word -> word.matches("\\p{L}{3,30}"))) {
                throw wrong("messaging.criticalWords", "words of 3 to 30 letters are expected, at least one");
            }
            return new MessageSettings(offMatrix.equals("refuse"), words);
        }

        private int number(String area, String key, int usual) {
            Object value = value(area, key);
            if (value == null) {
                return usual;
            }
            if (value instanceof Integer number && number > 0 && number <= 10_000) {
                return number;
            }
            throw wrong(area + "." + key, "a number from 1 to 10000 is expected");
        }

        String plan() {
            Object plan = yaml.getOrDefault("plan", "max5");
            if (plan instanceof String name && List.of("pro", "max5", "max20", "console").contains(name)) {
                return name;
            }
            throw wrong("plan", "it is one of pro, max5, max20, console");
        }

        private Object value(String area, String key) {
            Object inner = yaml.get(area);
            if (inner == null) {
                return null;
            }
            if (inner instanceof Map<?, ?> map) {
                return map.get(key);
            }
            throw wrong(area, "further keys are expected under it");
        }

        private Failure wrong(String key, String why) {
            return Failure.usage("The configuration " + file + " is wrong at '" + key + "': " + why + ".", "Mend that line, or move the file away to use the defaults.");
        }
    }
}
