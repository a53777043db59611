package mc.agent.adapters;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import mc.Home;
import mc.agent.ManifestFile;
import mc.agent.ScreenManifest;
import mc.agent.ScreenManifest.View;
import mc.text.Templates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped manifest against screens captured from the real program (tmux 3.3a, 120 columns). */
class ClaudeScreensTest {

    @TempDir
    Path home;

    @ParameterizedTest
    @CsvSource({
        "01-trust-dialog, folder trust",
        "06-permission-prompt, permission request",
        "12-api-key, API key approval",
        "13-bypass, bypass permissions warning",
        "14-mcp-server, project MCP server",
        "16-question, question",
        "17-permission-write, permission request",
        "18-permission-subagent, permission request",
        "19-permission-three, permission request",
        "20-permission-fetch, permission request",
        "21-exit-plan, plan approval",
        "22-plan-approval, plan approval",
        "23-held-message, held message",
        "24-limit-menu, usage limit menu",
        "28-permission-no-first, permission request"
    })
    void dialogsAreNamed(String capture, String label) {
        assertThat(view(capture)).isInstanceOfSatisfying(View.Asking.class, asking -> assertThat(asking.dialog().label()).isEqualTo(label));
    }

    @ParameterizedTest
    @CsvSource({
        "02-ready-idle, '', false",
        "03-busy, '', true",
        "04-busy-queued, '', true",
        "05-idle-after-turn, '', false",
        "07-interrupted, '', false",
        "08-usage-limit-autocontinue, '', false",
        "09-limit-cancelled, '', false",
        "10-pasted-collapsed, '[Pasted text #1 +39 lines]', false",
        "15-not-logged-in, '', false",
        "25-busy-stop-hook, '', true",
        "30-status-line-idle, '', false",
        "31-status-line-busy, '', true",
        "32-status-line-limit, '', false",
        "33-status-line-retrying, '', true",
        "26-busy-typed-draft, '[mc m-busy2 from pm] queued', true"
    })
    void theInputLineIsReadWithoutGhostText(String capture, String draft, boolean busy) {
        assertThat(view(capture)).isEqualTo(new View.Prompt(draft, busy));
    }

    @ParameterizedTest
    @CsvSource({"11-exited", "27-no-network"})
    void whatIsNoScreenOfALivingProgramIsUnknown(String capture) {
        assertThat(view(capture)).isEqualTo(new View.Unknown());
    }

    @Test
    void aCollapsedPasteIsRecognised() {
        View view = view("10-pasted-collapsed");
        assertThat(view).isInstanceOfSatisfying(View.Prompt.class, prompt -> assertThat(manifest().collapsed().matcher(prompt.draft()).matches()).isTrue());
    }

    /** The conversation shows, word for word, what a dialog or an input line looks like. */
    @ParameterizedTest
    @CsvSource({"01-trust-dialog", "06-permission-prompt", "12-api-key", "13-bypass", "14-mcp-server", "16-question", "21-exit-plan", "22-plan-approval", "23-held-message", "24-limit-menu", "28-permission-no-first"})
    void aDialogInTheConversationFoolsNobody(String capture) {
        String quoted = plain(capture).strip() + "\n\n" + plain("02-ready-idle");
        assertThat(manifest().read(quoted, quoted)).isEqualTo(new View.Prompt("", false));
    }

    @ParameterizedTest
    @CsvSource({"01-trust-dialog", "06-permission-prompt", "16-question", "24-limit-menu", "28-permission-no-first"})
    void anInputLineInTheConversationFoolsNobody(String capture) {
        String quoted = plain("02-ready-idle").strip() + "\n" + plain(capture);
        assertThat(manifest().read(quoted, quoted)).isInstanceOf(View.Asking.class);
    }

    @Test
    void anUnknownQuestionIsNotTakenForAnInputLine() {
        String screen = plain("02-ready-idle").strip() + "\n\n Something new\n\n ❯ Frobnicate\n   Never\n";
        assertThat(manifest().read(screen, screen)).isEqualTo(new View.Unknown());
        String withFooter = screen + "\n Enter to confirm · Esc to cancel\n\n";
        assertThat(manifest().read(withFooter, withFooter)).isInstanceOfSatisfying(View.Asking.class, a -> assertThat(a.dialog().label()).isEqualTo("unknown question"));
    }

    @Test
    void aDraftOfSeveralLinesIsReadWhole() {
        String rule = "─".repeat(80);
        String screen = rule + "\n❯\u00a0first\n  ❯ second\n" + rule + "\n  ⏸ manual mode on\n\n\n";
        assertThat(manifest().read(screen, screen)).isEqualTo(new View.Prompt("first\n  ❯ second", false));
    }

    /** A notice may push the hint on how to interrupt from the last line. */
    @Test
    void aRequestThatIsTriedAgainIsWork() {
        String screen = plain("33-status-line-retrying").replace("esc to interrupt", "");
        assertThat(manifest().read(screen, screen)).isEqualTo(new View.Prompt("", true));
    }

    private View view(String capture) {
        return manifest().read(plain(capture), text(capture + ".ansi"));
    }

    private ScreenManifest manifest() {
        return new ManifestFile(new Templates(new Home(home)), "claude").screens(java.util.Optional::empty);
    }

    private static String plain(String capture) {
        return text(capture + ".txt");
    }

    private static String text(String name) {
        try (InputStream in = ClaudeScreensTest.class.getResourceAsStream("/claude/screens/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
