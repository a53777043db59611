package mc.agent.adapters;

import static mc.agent.adapters.RealClaude.measured;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import mc.agent.Adapter.Finding;
import mc.agent.ScreenManifest.View;
import mc.agent.check.ModelScript.Rule;
import mc.agent.check.ModelScript.Step;
import mc.event.Signal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The questions of the real program: recognised, never answered by mc. Set MC_TEST_CLAUDE to run it. */
@Tag("claude")
class RealClaudeDialogsTest {

    @TempDir
    Path dir;

    private RealClaude claude;

    @BeforeEach
    void prepare() throws IOException {
        claude = new RealClaude(dir);
    }

    @AfterEach
    void end() {
        if (claude != null) {
            claude.close();
        }
    }

    @Test
    void anUntrustedFolderIsAskedAboutUntilTheYesIsRecorded() {
        claude.home.onboarded().apiKey();
        Map<String, String> env = claude.home.env(claude.model);
        assertThat(claude.adapter.check(env, claude.repository)).filteredOn(f -> f.level() != Finding.Level.OK).extracting(Finding::name).containsExactly("claude folder trust");
        try (ClaudePane pane = start(env)) {
            pane.awaitView(asks("folder trust"));
            assertThat(pane.heard()).isEmpty();
        }
        assertThat(claude.adapter.recordTrust(env, claude.repository)).isNotEmpty();
        assertThat(claude.adapter.check(env, claude.repository)).allMatch(f -> f.level() == Finding.Level.OK);
        try (ClaudePane pane = start(env)) {
            pane.await(Signal.TurnEnded.class, pane.started);
            pane.awaitReady();
        }
        assertThat(ClaudeConfig.isTrusted(ClaudeConfig.read(claude.home.file()), claude.repository)).as("the program kept it").isTrue();
    }

    @Test
    void anApiKeyIsAskedAbout() {
        claude.home.onboarded().trusting(claude.repository).unapprovedKey();
        Map<String, String> env = claude.home.env(claude.model);
        assertThat(claude.adapter.check(env, claude.repository)).filteredOn(f -> f.level() != Finding.Level.OK).extracting(Finding::name).containsExactly("claude API key");
        try (ClaudePane pane = start(env)) {
            pane.awaitView(asks("API key approval"));
            assertThat(pane.heard()).isEmpty();
        }
    }

    @Test
    void aMissingLoginIsFoundBeforeAndToldAfter() {
        claude.home.onboarded().trusting(claude.repository);
        Map<String, String> env = claude.home.env(claude.model);
        assertThat(claude.adapter.check(env, claude.repository)).filteredOn(f -> f.level() != Finding.Level.OK).extracting(Finding::name).containsExactly("claude login");
        try (ClaudePane pane = start(env)) {
            pane.await(Signal.TurnFailed.class, pane.started, f -> f.error().equals("authentication_failed"));
        }
    }

    @Test
    void aPermissionIsAskedForAndADenialFiresNothing() {
        claude.ready().model.script().rules(Rule.when("TOUCH", Step.bash("touch /nowhere/$(date)").saying("Now."), Step.say("Done.")));
        try (ClaudePane pane = claude.start("TOUCH")) {
            ClaudePane.Heard asked = pane.await(Signal.PermissionRequested.class, pane.started);
            assertThat(asked.signal()).isEqualTo(new Signal.PermissionRequested("Bash", "Bash: touch /nowhere/$(date)"));
            measured("PreToolUse to PermissionRequest", pane.await(Signal.ToolStarted.class, pane.started).at(), asked.at());
            pane.awaitView(asks("permission request"));
            int before = pane.heard().size();
            pane.key("Escape");
            pane.awaitScreen("Interrupted");
            pane.awaitReady();
            assertThat(pane.heard()).filteredOn(h -> !h.event().equals("Notification")).hasSize(before);
        }
    }

    private ClaudePane start(Map<String, String> env) {
        return claude.start(UUID.randomUUID().toString(), false, "hello", "acceptEdits", env);
    }

    private static java.util.function.Predicate<View> asks(String label) {
        return view -> view instanceof View.Asking asking && asking.dialog().label().equals(label);
    }
}
