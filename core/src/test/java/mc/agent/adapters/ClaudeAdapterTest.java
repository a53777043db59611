package mc.agent.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mc.Failure;
import mc.Home;
import mc.agent.Adapter.Finding;
import mc.agent.Launch;
import mc.text.Json;
import mc.text.SafeFiles;
import mc.text.Templates;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The adapter with a program that only pretends to be Claude Code. */
class ClaudeAdapterTest {

    private static final String ID = "c6bc7309-ba0c-4196-8781-e70867380947";

    @TempDir
    Path dir;

    private Path bin;
    private Path home;
    private Path repository;
    private ClaudeAdapter adapter;

    @BeforeEach
    void prepare() throws IOException {
        bin = Files.createDirectory(dir.resolve("bin"));
        home = Files.createDirectory(dir.resolve("home"));
        repository = Files.createDirectory(dir.resolve("repository"));
        adapter = new ClaudeAdapter(new Templates(new Home(dir)), Optional.empty(), List.of("mc", "/opt/mc/bin/mc", "/odd path/mc"), List.of("git commit", "touch x; rm *", "$(id)"));
    }

    @Test
    void aStartNamesEverythingAndWritesNothing() throws IOException {
        pretend("2.1.329", true);
        Launch launch = adapter.launch(request(false, "--version; $(touch x)", "acceptEdits"));
        Path settings = dir.resolve("launch/claude-settings.json");
        Path role = dir.resolve("launch/claude-role.md");
        assertThat(launch.argv()).containsExactly(
                bin.resolve("claude").toString(), "--session-id", ID, "--name", "proj-dev", "--settings", settings.toString(), "--permission-mode", "acceptEdits",
                "--model=opus", "--append-system-prompt-file", role.toString(), "--", "--version; $(touch x)");
        assertThat(launch.files()).containsOnlyKeys(settings, role).containsEntry(role, "You are a developer.");
        JsonNode written = Json.parse(launch.files().get(settings));
        assertThat(written.path("permissions").path("allow")).isEqualTo(Json.parse("[\"Bash(mc)\",\"Bash(mc *)\",\"Bash(/opt/mc/bin/mc)\",\"Bash(/opt/mc/bin/mc *)\",\"Bash(git commit)\",\"Bash(git commit *)\"]"));
        assertThat(written.path("statusLine").path("command").asText()).isEqualTo("'" + dir.resolve("mc-status").toString().replace("'", "'\\''") + "'");
        assertThat(written.path("hooks").fieldNames()).toIterable().containsExactlyElementsOf(ClaudeAdapter.EVENTS);
        assertThat(launch.env()).containsEntry("CLAUDE_CODE_DISABLE_AGENT_VIEW", "1").doesNotContainKeys("IS_SANDBOX", "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC");
        assertThat(dir.resolve("launch")).doesNotExist();
    }

    @Test
    void nothingEverSkipsPermissionsByItself() throws IOException {
        pretend("2.1.329", true);
        assertThat(adapter.permissionModes().get(0)).isEqualTo("acceptEdits");
        for (String mode : adapter.permissionModes()) {
            Launch launch = adapter.launch(request(false, "hi", mode));
            assertThat(String.join(" ", launch.argv()) + launch.files() + launch.env()).doesNotContain("skip", "SANDBOX", "crossSession");
            assertThat(launch.argv().contains("bypassPermissions")).isEqualTo(mode.equals("bypassPermissions"));
        }
    }

    @Test
    void aResumeGoesOnWithTheConversation() throws IOException {
        pretend("2.1.329", true);
        keep(home.resolve(".claude/projects/-any-name"));
        assertThat(adapter.launch(request(true, "", "manual")).argv()).startsWith(bin.resolve("claude").toString(), "--resume", ID).doesNotContain("--", "--session-id");
    }

    /** Killed before the transcript was written, and killed before mc noted the start. */
    @ParameterizedTest
    @CsvSource({"true, false, --session-id", "false, true, --resume"})
    void whatTheProgramKeptDecidesBetweenBeginAndResume(boolean resume, boolean isKept, String flag) throws IOException {
        pretend("2.1.329", true);
        if (isKept) {
            keep(home.resolve(".claude/projects/-any-name"));
        }
        assertThat(adapter.launch(request(resume, "hi", "manual")).argv()).containsSequence(flag, ID);
    }

    @Test
    void aPromptTooLongForAnArgumentGoesIntoAFile() throws IOException {
        pretend("2.1.329", true);
        String longest = "é".repeat(51_200);
        assertThat(adapter.launch(request(false, longest, "manual")).argv()).endsWith("--", longest);
        Launch launch = adapter.launch(request(false, longest + "é", "manual"));
        Path briefing = dir.resolve("launch/claude-briefing.md");
        assertThat(launch.files()).containsEntry(briefing, longest + "é");
        assertThat(adapter.launch(request(false, "[mc b-1 from mc] " + longest, "manual")).argv()).last().asString().as("the mark that proves its arrival").startsWith("[mc b-1 from mc] Your briefing");
        assertThat(launch.argv().get(launch.argv().size() - 1)).contains(briefing.toString()).hasSizeLessThan(500);
        assertThat(launch.files().get(dir.resolve("launch/claude-settings.json"))).contains("Read(/" + briefing + ")");
    }

    @Test
    void aSlashIsNoCommand() throws IOException {
        pretend("2.1.329", true);
        assertThat(adapter.launch(request(false, "/clear everything", "manual")).argv()).endsWith("--", "Briefing:\n/clear everything");
    }

    @Test
    void anUnknownModeAndAMissingProgramAreNamed() throws IOException {
        assertThatThrownBy(() -> adapter.launch(request(false, "hi", "acceptEdits"))).isInstanceOfSatisfying(Failure.class, f -> assertThat(f.kind()).isEqualTo(Failure.Kind.MISSING));
        pretend("2.1.329", true);
        assertThatThrownBy(() -> adapter.launch(request(false, "hi", "yolo"))).isInstanceOfSatisfying(Failure.class, f -> assertThat(f.hint()).contains("acceptEdits"));
    }

    @Test
    void aReadyMachineHasNoFindings() throws IOException {
        pretend("2.1.329", true);
        config("{\"hasCompletedOnboarding\":true,\"customApiKeyResponses\":{\"approved\":[\"23456789012345678901\"]},\"projects\":{" + Json.write(repository.toRealPath().toString()) + ":{\"hasTrustDialogAccepted\":true}}}");
        assertThat(adapter.check(env(Map.of("ANTHROPIC_API_KEY", "sk-123456789012345678901")), repository)).allMatch(f -> f.level() == Finding.Level.OK).hasSize(5);
    }

    @Test
    void aFreshMachineLacksEverything() throws IOException {
        pretend("2.1.329", false);
        List<Finding> findings = adapter.check(env(Map.of("ANTHROPIC_API_KEY", "short")), repository);
        assertThat(findings).extracting(f -> f.name() + ": " + f.level()).containsExactly(
                "claude version: OK", "claude login: BROKEN", "claude first run: BROKEN", "claude folder trust: WARNING", "claude API key: WARNING");
        assertThat(findings).filteredOn(f -> f.level() != Finding.Level.OK).noneMatch(f -> f.remedy().isBlank());
    }

    @ParameterizedTest
    @CsvSource({"2.1.199, BROKEN", "1.9.999, BROKEN", "2.1.200, WARNING", "2.1.328, WARNING", "2.1.329, OK", "2.2.0, WARNING", "10.0.0, WARNING", "99999999999999999999.0.0, WARNING", "none, BROKEN"})
    void versionsAreJudgedByNumber(String version, Finding.Level level) throws IOException {
        pretend(version, true);
        assertThat(adapter.check(env(Map.of()), repository).get(0).level()).isEqualTo(level);
    }

    @Test
    void aMissingProgramIsTheOnlyFinding() {
        assertThat(adapter.check(env(Map.of()), repository)).singleElement().satisfies(f -> assertThat(f.remedy()).contains("npm install"));
        ClaudeAdapter named = new ClaudeAdapter(adapter.manifest().templates(), Optional.of(dir.resolve("absent")), List.of(), List.of());
        assertThat(named.check(env(Map.of()), repository)).singleElement().satisfies(f -> assertThat(f.level()).isEqualTo(Finding.Level.BROKEN));
    }

    @Test
    void anUnreadableAnswerOrFileIsNotTakenForANo() throws IOException {
        SafeFiles.writeScript(bin.resolve("claude"), "#!/bin/sh\n[ \"$1\" = --version ] && echo '2.1.329 (Claude Code)' || echo oops\n");
        config("{broken");
        assertThat(adapter.check(env(Map.of()), repository)).extracting(f -> f.name() + ": " + f.level()).containsExactly("claude version: OK", "claude login: WARNING", "claude settings: BROKEN");
    }

    @Test
    void aRelativePathEntryFindsNothing() throws IOException {
        pretend("2.1.329", true);
        assertThat(ProgramPath.find("claude", Map.of("PATH", "bin:.::" + home))).isEmpty();
        assertThat(ProgramPath.find("claude", Map.of())).isEmpty();
    }

    private Launch.Request request(boolean resume, String prompt, String mode) {
        return new Launch.Request("dev-1", "proj-dev", ID, resume, dir.resolve("launch"), dir.resolve("mc-hook"), "You are a developer.", prompt, Optional.of("opus"), mode, env(Map.of()));
    }

    private Map<String, String> env(Map<String, String> more) {
        Map<String, String> env = new java.util.HashMap<>(Map.of("PATH", bin + ":/usr/bin:/bin", "HOME", home.toString()));
        env.putAll(more);
        return env;
    }

    /** Killed between the first records of the transcript and its first message: neither flag works with this id any more. */
    @Test
    void aLostIdIsReplacedByTheSameOneAtEveryStart() throws IOException {
        pretend("2.1.329", true);
        Path project = home.resolve(".claude/projects/-any-name");
        keep(project, ID, "{\"type\":\"mode\",\"x\":\"user\"}\n{\"type\":\"user\",\"mess");
        List<String> argv = adapter.launch(request(true, "hi", "manual")).argv();
        assertThat(argv).doesNotContain(ID, "--resume").isEqualTo(adapter.launch(request(false, "hi", "manual")).argv());
        String next = argv.get(argv.indexOf("--session-id") + 1);
        keep(project, next, "{\"type\":\"user\"}\n");
        assertThat(adapter.launch(request(true, "hi", "manual")).argv()).containsSequence("--resume", next);
    }

    private static void keep(Path project) throws IOException {
        keep(project, ID, "{\"type\":\"mode\"}\n{\"type\":\"user\"}\n");
    }

    private static void keep(Path project, String id, String transcript) throws IOException {
        Files.writeString(Files.createDirectories(project).resolve(id + ".jsonl"), transcript);
    }

    private void config(String text) throws IOException {
        Files.writeString(home.resolve(".claude.json"), text);
    }

    private void pretend(String version, boolean loggedIn) throws IOException {
        SafeFiles.writeScript(bin.resolve("claude"), """
                #!/bin/sh
                case "$*" in
                  --version) echo '%s (Claude Code)' ;;
                  'auth status --json') echo '{"loggedIn": %s, "authMethod": "api_key"}' ; %s ;;
                  *) exit 9 ;;
                esac
                """.formatted(version, loggedIn, loggedIn));
    }
}
