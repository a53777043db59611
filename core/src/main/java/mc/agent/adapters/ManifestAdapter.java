package mc.agent.adapters;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mc.Failure;
import mc.agent.Adapter;
import mc.agent.Launch;
import mc.agent.ManifestFile;
import mc.agent.ProgramVersion;
import mc.agent.ScreenManifest;
import mc.event.Signal;
import mc.process.Exec;
import mc.text.Templates;
import mc.text.Untrusted;

/**
 * Any agent program that a user has described in {@code MC_HOME/templates/agents/KIND.yaml}. It has no hooks: what mc knows of it
 * is its screen and its process. Immutable but for what it remembers of files, and thread-safe.
 */
public record ManifestAdapter(String kind, ManifestFile manifest, InstalledVersion installed) implements Adapter {

    private static final String BRIEFING = "briefing.md";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** The adapter of a kind; empty when there is no manifest of that name that says how to launch a program. */
    public static Optional<ManifestAdapter> find(String kind, Templates templates) {
        if (!kind.matches("[a-z0-9][a-z0-9_-]{0,30}") || templates.text("agents/" + kind + ".yaml").isEmpty()) {
            return Optional.empty();
        }
        ManifestFile manifest = new ManifestFile(templates, kind);
        return manifest.launch().map(launch -> new ManifestAdapter(kind, manifest, new InstalledVersion()));
    }

    private LaunchManifest description() {
        return manifest.launch().map(LaunchManifest::read).orElseThrow(() -> Failure.usage("The manifest " + manifest.name() + " no longer says how " + kind + " is launched.", "Put the part 'launch' back into it."));
    }

    @Override
    public List<String> permissionModes() {
        return description().permissionModes();
    }

    @Override
    public List<String> allowedCommands() {
        return List.of();
    }

    @Override
    public List<Finding> check(Map<String, String> env, Path repository) {
        LaunchManifest launch = description();
        Optional<Path> program = find(launch.program(), env);
        if (program.isEmpty()) {
            return List.of(Finding.broken(kind, "The program '" + launch.program() + "' is not there, or not in the agents' PATH.", "Install it, or correct 'launch.argv' in MC_HOME/templates/" + manifest.name() + "."));
        }
        List<Finding> findings = new ArrayList<>(List.of(Finding.ok(kind, program.get() + ", known by its screen alone")));
        if (!launch.versionCommand().isEmpty()) {
            findings.add(version(launch.versionCommand(), env));
        }
        return findings;
    }

    private Finding version(List<String> command, Map<String, String> env) {
        Optional<Path> program = find(command.get(0), env);
        if (program.isEmpty()) {
            return Finding.broken(kind + " version", "The program '" + command.get(0) + "' of 'launch.versionCommand' is not there.", "Correct it in MC_HOME/templates/" + manifest.name() + ".");
        }
        List<String> argv = new ArrayList<>(command);
        argv.set(0, program.get().toString());
        Exec.Result result = Exec.of(argv).in(Path.of("/")).withOnly(env).timeout(PATIENCE).maxOutput(64 * 1024).run();
        Optional<ProgramVersion> version = result.ok() ? ProgramVersion.in(result.stdout()) : Optional.empty();
        if (version.isEmpty()) {
            return Finding.warning(kind + " version", "'" + String.join(" ", command) + "' prints no version: " + Untrusted.line(result.stdout() + " " + result.stderr(), 200), "Correct 'launch.versionCommand' in MC_HOME/templates/" + manifest.name() + ".");
        }
        List<String> tried = manifest.screens(() -> version).captures();
        boolean isTried = tried.isEmpty() || tried.contains(version.get().toString());
        return isTried && !manifest.isUnknown(version.get()) ? Finding.ok(kind + " version", version.get().toString())
                : Finding.warning(kind + " version", version.get() + "; its manifest was tried with " + String.join(", ", tried), "mc agent check " + kind);
    }

    @Override
    public Launch launch(Launch.Request request) {
        LaunchManifest launch = description();
        if (!launch.permissionModes().contains(request.permissionMode())) {
            throw Failure.usage(kind + " has no permission mode '" + request.permissionMode() + "'.", "Choose one of " + String.join(", ", launch.permissionModes()) + ".");
        }
        Path program = find(launch.program(), request.env()).orElseThrow(() -> Failure.missing("The program '" + launch.program() + "' is not in the agents' PATH.", "Install it."));
        boolean tellsRole = launch.uses("rolePrompt") || launch.uses("rolePromptFile");
        String briefing = tellsRole || request.rolePrompt().isBlank() ? request.firstPrompt() : request.firstPrompt() + "\n\n" + request.rolePrompt();
        Path promptFile = request.directory().resolve(BRIEFING);
        Path roleFile = request.directory().resolve("role.md");
        Map<Path, String> files = new LinkedHashMap<>(Map.of(promptFile, briefing));
        if (tellsRole) {
            files.put(roleFile, request.rolePrompt());
        }
        Map<String, String> values = new HashMap<>();
        values.put("prompt", BriefingFile.isNeededFor(briefing) ? BriefingFile.inPlaceOf(briefing, promptFile) : briefing);
        values.put("promptFile", briefing.isBlank() ? "" : promptFile.toString());
        values.put("rolePrompt", BriefingFile.isNeededFor(request.rolePrompt()) ? "Your role is described in the file " + roleFile + ". Read all of it." : request.rolePrompt());
        values.put("rolePromptFile", request.rolePrompt().isBlank() ? "" : roleFile.toString());
        values.put("model", request.model().orElse(""));
        values.put("conversation", request.conversation());
        values.put("title", request.title());
        values.put("permissionMode", request.permissionMode());
        List<String> argv = new ArrayList<>(List.of(program.toString()));
        argv.addAll(LaunchManifest.filled(request.resume() && !launch.resume().isEmpty() ? launch.resume() : launch.argv(), values));
        Map<String, String> env = new LinkedHashMap<>();
        launch.env().forEach((name, value) -> env.put(name, LaunchManifest.filled(value, values)));
        return new Launch(List.copyOf(argv), Map.copyOf(files), Map.copyOf(env));
    }

    @Override
    public Optional<String> firstPromptToType(Path directory) {
        LaunchManifest launch = description();
        return launch.uses("prompt") || launch.uses("promptFile") ? Optional.empty() : Optional.of(BriefingFile.pointTo(directory.resolve(BRIEFING)));
    }

    /** As the manifest says: whether the program has really kept something cannot be seen from outside. */
    @Override
    public boolean remembers(String conversation, Path directory, Map<String, String> env) {
        return !description().resume().isEmpty();
    }

    @Override
    public boolean hasHooks() {
        return false;
    }

    @Override
    public Signal read(String hookEvent, JsonNode payload) {
        return new Signal.Other(hookEvent);
    }

    @Override
    public ScreenManifest screens() {
        List<String> command = description().versionCommand();
        return manifest.screens(() -> command.isEmpty() ? Optional.empty() : find(command.get(0), System.getenv()).flatMap(program -> installed.of(program, command.subList(1, command.size()))));
    }

    @Override
    public boolean queuesWhileWorking() {
        return description().queues();
    }

    @Override
    public List<String> recordTrust(Map<String, String> env, Path repository) {
        return List.of();
    }

    private static Optional<Path> find(String program, Map<String, String> env) {
        return program.startsWith("/") ? Optional.of(Path.of(program)).filter(Files::isExecutable) : ProgramPath.find(program, env);
    }
}
