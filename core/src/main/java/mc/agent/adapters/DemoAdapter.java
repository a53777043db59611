package mc.agent.adapters;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mc.Failure;
import mc.agent.Adapter;
import mc.agent.Journal;
import mc.agent.Launch;
import mc.agent.ManifestFile;
import mc.agent.ScreenManifest;
import mc.event.Signal;
import mc.text.Json;
import mc.text.Templates;

/**
 * The demo agent that mc ships ({@code docs/demo-agent.md}). It behaves as its script says, a file named by the variable
 * {@code MC_DEMO_SCRIPT} of the agent's environment; without one it is friendly and does nothing. Immutable and thread-safe.
 *
 * @param program how the demo agent is started: an absolute path and the arguments that come before its own
 * @param manifest what its screens look like
 */
public record DemoAdapter(List<String> program, ManifestFile manifest) implements Adapter {

    /** The variable of the agent's environment that names its script. */
    public static final String SCRIPT = "MC_DEMO_SCRIPT";

    private static final List<String> EVENTS = List.of("SessionStart", "UserPromptSubmit", "PreToolUse", "PermissionRequest", "Notification",
            "PostToolUse", "PostToolUseFailure", "Stop", "StopFailure", "SessionEnd");

    public DemoAdapter {
        program = List.copyOf(program);
    }

    public DemoAdapter(List<String> program, Templates templates) {
        this(program, new ManifestFile(templates, "demo"));
    }

    @Override
    public String kind() {
        return "demo";
    }

    @Override
    public List<String> permissionModes() {
        return List.of("default", "bypassPermissions");
    }

    @Override
    public List<String> allowedCommands() {
        return List.of(); // it does what its script says
    }

    @Override
    public List<Finding> check(Map<String, String> env, Path repository) {
        List<Finding> findings = new ArrayList<>();
        Path java = Path.of(program.get(0));
        findings.add(Files.isExecutable(java)
                ? Finding.ok("demo agent", "built in, runs with " + java)
                : Finding.broken("demo agent", java + " is not a program that can be run", "Install a JDK, version 17 or newer."));
        String script = env.getOrDefault(SCRIPT, "");
        if (!script.isEmpty() && !Files.isReadable(Path.of(script))) {
            findings.add(Finding.broken("demo script", "the file " + script + " cannot be read", "Correct or unset " + SCRIPT + "."));
        }
        return findings;
    }

    @Override
    public Launch launch(Launch.Request request) {
        Path settings = request.directory().resolve("settings.json");
        Path rolePrompt = request.directory().resolve("role-prompt.md");
        ObjectNode hooks = Json.object();
        hooks.set("hooks", HookSettings.json(request.hook(), EVENTS));
        Map<Path, String> files = new LinkedHashMap<>(Map.of(settings, Json.pretty(hooks) + "\n"));
        List<String> argv = new ArrayList<>(program);
        argv.addAll(List.of(request.resume() ? "--resume" : "--session-id", request.conversation(), "--name", request.title(), "--settings", settings.toString(),
                "--permission-mode", request.permissionMode()));
        if (!request.rolePrompt().isBlank()) {
            files.put(rolePrompt, request.rolePrompt());
            argv.addAll(List.of("--append-system-prompt-file", rolePrompt.toString()));
        }
        request.model().ifPresent(model -> argv.addAll(List.of("--model", model)));
        String script = request.env().getOrDefault(SCRIPT, "");
        if (!script.isEmpty()) {
            argv.addAll(List.of("--script", script));
        }
        if (!request.firstPrompt().isBlank()) {
            argv.addAll(List.of("--", request.firstPrompt()));
        }
        return new Launch(List.copyOf(argv), Map.copyOf(files), Map.of());
    }

    @Override
    public boolean remembers(String conversation, Path directory, Map<String, String> env) {
        return Files.isRegularFile(DemoHome.of(env).transcript(directory, conversation));
    }

    @Override
    public Signal read(String hookEvent, JsonNode payload) {
        return HookSignals.read(hookEvent, payload);
    }

    @Override
    public Optional<Journal> journal(Journal.Subject subject) {
        return Optional.of(new DemoJournal(subject));
    }

    @Override
    public ScreenManifest screens() {
        return manifest.screens(Optional::empty); // it comes with mc: there is one version
    }

    @Override
    public boolean queuesWhileWorking() {
        return true;
    }

    @Override
    public List<String> recordTrust(Map<String, String> env, Path repository) {
        DemoHome home = DemoHome.of(env);
        try {
            if (home.trusts(repository)) {
                return List.of();
            }
            home.trust(repository);
            return List.of("added " + repository + " to " + home.trusted());
        } catch (IOException e) {
            throw Failure.failed("Cannot record that " + repository + " is trusted in " + home.trusted() + ": " + e.getMessage(), "Make the file writable.", e);
        }
    }
}
