package mc.agent.adapters;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import mc.Failure;
import mc.agent.Adapter;
import mc.agent.Journal;
import mc.agent.Launch;
import mc.agent.ManifestFile;
import mc.agent.Prices;
import mc.agent.ScreenManifest;
import mc.event.Signal;
import mc.text.Json;
import mc.text.Templates;

/**
 * Claude Code ({@code claude}). Immutable and thread-safe. Flags, settings and variables as seen with 2.1.329.
 *
 * @param manifest what its screens look like
 * @param installed finds out the version of the program
 * @param program the program to run; empty to search the agents' PATH for {@code claude}
 * @param mc the names under which agents call mc, which they may do without asking
 * @param allow further commands they may run without asking, each with any arguments
 */
public record ClaudeAdapter(ManifestFile manifest, InstalledVersion installed, Optional<Path> program, List<String> mc, List<String> allow) implements Adapter {

    /** The events that have a meaning for mc; each costs the program one process of a few milliseconds. */
    static final List<String> EVENTS = List.of(
            "SessionStart", "UserPromptSubmit", "PreToolUse", "PostToolUse", "PostToolUseFailure", "PermissionRequest", "Notification", "Elicitation", "Stop", "StopFailure", "SessionEnd");

    /** Careful first: files of the worktree may be edited, which is the agent's work, and everything else is asked. */
    private static final List<String> MODES = List.of("acceptEdits", "manual", "plan", "dontAsk", "auto", "bypassPermissions");

    private static final Map<String, String> ENV = Map.of(
            "DISABLE_AUTOUPDATER", "1",
            "CLAUDE_CODE_ENABLE_PROMPT_SUGGESTION", "false", // ghost text looks like a draft
            "CLAUDE_CODE_DISABLE_FEEDBACK_SURVEY", "1", // it takes the next digit typed as its answer
            "CLAUDE_CODE_DISABLE_AGENT_VIEW", "1", // a bare "left" would put the conversation into the background
            "CLAUDE_CODE_DISABLE_TERMINAL_TITLE", "1",
            "CLAUDE_CODE_DISABLE_ALTERNATE_SCREEN", "1");

    public ClaudeAdapter(Templates templates, Optional<Path> program, List<String> mc, List<String> allow) {
        this(new ManifestFile(templates, "claude"), new InstalledVersion(), program, mc, allow);
    }

    @Override
    public String kind() {
        return "claude";
    }

    @Override
    public List<String> permissionModes() {
        return MODES;
    }

    /** Words of plain characters only: anything else could mean more in a rule than it says, as a space in mc's own path would. */
    @Override
    public List<String> allowedCommands() {
        String word = "[A-Za-z0-9_./-]+";
        return Stream.concat(mc.stream().filter(name -> name.matches(word)), allow.stream().filter(command -> command.matches(word + "( " + word + ")*"))).toList();
    }

    @Override
    public List<Finding> check(Map<String, String> env, Path repository) {
        return new ClaudeCheck(env, repository, manifest).findings(find(env));
    }

    /**
     * As {@link Adapter#launch}. Whether the conversation is resumed or begun is decided by what Claude Code has kept of it, and in
     * a rare case it gets another id; SessionStarted tells the true one, and a later launch with the old one finds it again.
     */
    @Override
    public Launch launch(Launch.Request request) {
        requireId(request.conversation());
        if (!MODES.contains(request.permissionMode())) {
            throw Failure.usage("Claude Code has no permission mode '" + request.permissionMode() + "'.", "Choose one of " + String.join(", ", MODES) + ".");
        }
        Path claude = find(request.env()).orElseThrow(() -> Failure.missing("The program 'claude' is not in the agents' PATH.", ClaudeCheck.INSTALL));
        Path settings = request.directory().resolve("claude-settings.json");
        Path role = request.directory().resolve("claude-role.md");
        Path briefing = request.directory().resolve("claude-briefing.md");
        boolean isLong = BriefingFile.isNeededFor(request.firstPrompt());

        // what is on the disk decides, not request.resume(): a crash may lie between a start and its record, in both directions
        ClaudeConversation conversation = ClaudeConversation.find(request.conversation(), request.env());
        List<String> argv = new ArrayList<>(List.of(claude.toString(), conversation.isKept() ? "--resume" : "--session-id", conversation.id()));
        argv.addAll(List.of("--name", request.title(), "--settings", settings.toString(), "--permission-mode", request.permissionMode()));
        request.model().ifPresent(model -> argv.add("--model=" + model));
        Map<Path, String> files = new LinkedHashMap<>();
        files.put(settings, Json.pretty(settings(request.hook(), isLong ? List.of(readable(briefing)) : List.of())));
        if (!request.rolePrompt().isBlank()) {
            files.put(role, request.rolePrompt());
            argv.addAll(List.of("--append-system-prompt-file", role.toString()));
        }
        if (isLong) {
            files.put(briefing, request.firstPrompt());
        }
        if (!request.firstPrompt().isBlank()) {
            argv.addAll(List.of("--", isLong ? BriefingFile.inPlaceOf(request.firstPrompt(), briefing) : asText(request.firstPrompt()))); // after "--" nothing is an option
        }
        return new Launch(List.copyOf(argv), Map.copyOf(files), ENV);
    }

    @Override
    public boolean remembers(String conversation, Path directory, Map<String, String> env) {
        return ClaudeConversation.find(conversation, env).isKept();
    }

    @Override
    public Signal read(String hookEvent, JsonNode payload) {
        return HookSignals.read(hookEvent, payload);
    }

    /** As {@link Adapter#journal}; a mistake in the user's own list of prices is a {@link Failure}. */
    @Override
    public Optional<Journal> journal(Journal.Subject subject) {
        return Optional.of(new ClaudeJournal(subject, Prices.load(manifest.templates())));
    }

    @Override
    public ScreenManifest screens() {
        return manifest.screens(() -> find(System.getenv()).flatMap(claude -> installed.of(claude, List.of("--version"))));
    }

    @Override
    public boolean queuesWhileWorking() {
        return true;
    }

    @Override
    public List<String> recordTrust(Map<String, String> env, Path repository) {
        return ClaudeConsent.recordTrust(env, repository);
    }

    private static void requireId(String conversation) {
        if (!ClaudeConversation.isId(conversation)) {
            throw new IllegalArgumentException("Not a conversation id: " + conversation);
        }
    }

    private Optional<Path> find(Map<String, String> env) {
        return program.isPresent() ? program : ProgramPath.find("claude", env);
    }

    private ObjectNode settings(Path hook, List<String> moreRules) {
        ObjectNode settings = Json.object();
        settings.set("hooks", HookSettings.json(hook, EVENTS));
        settings.putObject("statusLine").put("type", "command").put("command", quoted(hook.resolveSibling("mc-status"))); // the one form there is: a shell reads it
        settings.put("editorMode", "normal"); // in vim's normal mode a pasted message would be a row of commands
        ArrayNode rules = settings.putObject("permissions").putArray("allow");
        for (String command : allowedCommands()) {
            rules.add("Bash(" + command + ")").add("Bash(" + command + " *)");
        }
        moreRules.forEach(rules::add);
        return settings;
    }

    private static String quoted(Path program) {
        return "'" + program.toString().replace("'", "'\\''") + "'";
    }

    private static String readable(Path file) {
        return "Read(/" + file + ")"; // two slashes begin an absolute path
    }

    /** A text that begins with a slash and a word would be run as a command of the program. */
    private static String asText(String prompt) {
        return prompt.stripLeading().startsWith("/") ? "Briefing:\n" + prompt : prompt;
    }
}
