package mc.agent.adapters;

import static mc.agent.Adapter.Finding.broken;
import static mc.agent.Adapter.Finding.ok;
import static mc.agent.Adapter.Finding.warning;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import mc.Failure;
import mc.agent.Adapter;
import mc.agent.Adapter.Finding;
import mc.agent.ManifestFile;
import mc.agent.ProgramVersion;
import mc.process.Exec;
import mc.text.Json;
import mc.text.Untrusted;

/**
 * Whether Claude Code can be started here without stopping at a question. Immutable.
 *
 * @param env the environment the agents will get
 * @param repository the main checkout's top level
 * @param manifest which versions mc was tried with
 */
record ClaudeCheck(Map<String, String> env, Path repository, ManifestFile manifest) {

    static final String INSTALL = "Install it (npm install -g @anthropic-ai/claude-code), or name the program in the configuration: claude.program";

    /** Older ones do not know the permission mode "manual". */
    private static final ProgramVersion MINIMUM = ProgramVersion.in("2.1.200").orElseThrow();

    private static final Pattern VERSION = Pattern.compile("\\b(\\d+)\\.(\\d+)\\.(\\d+)\\b");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    List<Finding> findings(Optional<Path> program) {
        if (program.isEmpty()) {
            return List.of(broken("claude", "The program 'claude' is not in the agents' PATH.", INSTALL));
        }
        Path claude = program.get();
        List<Finding> all = new ArrayList<>();
        try {
            all.add(version(claude));
            all.add(login(claude));
        } catch (Failure e) {
            return List.of(broken("claude", e.getMessage(), INSTALL));
        }
        try {
            JsonNode config = ClaudeConfig.read(ClaudeConfig.file(env));
            all.add(setup(config));
            all.add(trust(config));
            apiKey(config).ifPresent(all::add);
        } catch (Failure e) {
            all.add(broken("claude settings", e.getMessage(), e.hint()));
        }
        return List.copyOf(all);
    }

    private Finding version(Path claude) {
        Exec.Result result = run(claude, "--version");
        Matcher match = VERSION.matcher(result.stdout());
        if (!result.ok() || !match.find()) {
            String said = result.timedOut() ? "it did not answer in " + PATIENCE.toSeconds() + " s" : Untrusted.line(result.stdout() + " " + result.stderr(), 200);
            return broken("claude version", claude + " --version does not work: " + said, INSTALL);
        }
        String version = match.group();
        if (ProgramVersion.in(version).filter(v -> v.compareTo(MINIMUM) < 0).isPresent()) {
            return broken("claude version", claude + " is version " + version + "; mc needs " + MINIMUM + " or later.", "claude update");
        }
        List<String> tried = manifest.screens(() -> ProgramVersion.in(version)).captures();
        if (ProgramVersion.in(version).filter(manifest::isUnknown).isPresent()) {
            return warning("claude version", claude + " is version " + version + ", which " + manifest.name() + " does not name; the screens of " + String.join(", ", tried) + " are taken for its own.", "mc agent check");
        }
        if (!tried.contains(version)) {
            return warning("claude version", claude + " is version " + version + "; mc was tried with " + String.join(", ", tried) + ".", "mc agent check");
        }
        return ok("claude version", version + " at " + claude);
    }

    /** The program tells it from its files and variables, without the network. */
    private Finding login(Path claude) {
        Exec.Result result = run(claude, "auth", "status", "--json");
        JsonNode status;
        try {
            status = Json.parse(result.stdout());
        } catch (IllegalArgumentException e) {
            status = Json.object();
        }
        if (!status.path("loggedIn").isBoolean()) {
            return warning("claude login", "Whether Claude Code is logged in is unknown: `claude auth status` gave no answer mc can read.", "claude auth status");
        }
        if (status.path("loggedIn").asBoolean()) {
            return ok("claude login", Untrusted.line(status.path("authMethod").asText("logged in"), 60));
        }
        return broken("claude login", "Claude Code is not logged in: every agent's first turn would fail.", "Run `claude` and log in, or set ANTHROPIC_API_KEY for the agents.");
    }

    private static Finding setup(JsonNode config) {
        return config.path("hasCompletedOnboarding").asBoolean(false)
                ? ok("claude first run", "done")
                : broken("claude first run", "Claude Code was never set up here: agents would stop at its first questions.", "Run `claude` once and finish them.");
    }

    private Finding trust(JsonNode config) {
        return ClaudeConfig.isTrusted(config, repository)
                ? ok("claude " + Adapter.FOLDER_TRUST, repository + " is trusted")
                : warning("claude " + Adapter.FOLDER_TRUST, "Claude Code does not trust " + repository + " yet: agents will stop at its question.", "mc orchestrate --trust, or answer it in the agent's window");
    }

    /** Claude Code asks once per key, and remembers the key's last 20 characters. */
    private Optional<Finding> apiKey(JsonNode config) {
        String key = env.getOrDefault("ANTHROPIC_API_KEY", "").strip();
        if (key.isEmpty()) {
            return Optional.empty();
        }
        String end = key.substring(Math.max(0, key.length() - 20));
        JsonNode answers = config.path("customApiKeyResponses");
        if (contains(answers.path("approved"), end)) {
            return Optional.of(ok("claude API key", "its use is approved"));
        }
        if (contains(answers.path("rejected"), end)) {
            return Optional.of(warning("claude API key", "ANTHROPIC_API_KEY is set, but you once told Claude Code not to use it.", "Unset it, or allow it in Claude Code's /config."));
        }
        return Optional.of(warning("claude API key", "Claude Code will ask whether it may use ANTHROPIC_API_KEY: agents will stop at that question.", "Run `claude` once with this key and answer it."));
    }

    private static boolean contains(JsonNode list, String text) {
        return StreamSupport.stream(list.spliterator(), false).anyMatch(entry -> entry.asText().equals(text));
    }

    /** In the root directory, so that no project's settings have a say. */
    private Exec.Result run(Path claude, String... arguments) {
        List<String> argv = new ArrayList<>(List.of(claude.toString()));
        argv.addAll(List.of(arguments));
        Map<String, String> quiet = new HashMap<>(env);
        quiet.put("DISABLE_AUTOUPDATER", "1");
        return Exec.of(argv).in(Path.of("/")).withOnly(quiet).timeout(PATIENCE).maxOutput(64 * 1024).run();
    }
}
