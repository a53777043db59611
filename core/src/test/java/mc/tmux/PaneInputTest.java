package mc.tmux;

import static mc.testing.TestTmux.sh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import mc.testing.Hostile;
import mc.testing.TestTmux;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PaneInputTest {

    private static final Duration SOON = Duration.ofSeconds(5);

    private final TestTmux tmux = new TestTmux();
    private final TmuxServer server = tmux.server();

    @AfterEach
    void reap() {
        tmux.close();
    }

    /** A pane whose program asks for bracketed paste and writes every byte it gets to a file. */
    private PaneId recorder() {
        PaneId pane = server.createSession("input", "w", tmux.home(), sh("stty raw -echo; printf '\\033[?2004hready'; exec cat > typed")).pane();
        await().atMost(SOON).until(() -> server.capture(pane, CaptureRange.visible(), false).text().contains("ready"));
        return pane;
    }

    private String typed() throws Exception {
        Path file = tmux.home().resolve("typed");
        return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
    }

    private static String bracketed(String text) {
        return "\u001b[200~" + text.replace('\n', '\r') + "\u001b[201~";
    }

    private static String typeable(String text) {
        return text.codePoints().filter(c -> c == '\n' || c == '\t' || !Character.isISOControl(c)).collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    @Test
    void hostileTextsArriveAsTheyAre() {
        PaneId pane = recorder();
        StringBuilder wanted = new StringBuilder();
        for (String text : Hostile.TEXTS.stream().map(PaneInputTest::typeable).filter(t -> !t.isEmpty()).toList()) {
            server.paste(pane, text);
            wanted.append(bracketed(text));
        }
        server.press(pane, Key.ENTER);
        server.press(pane, Key.CTRL_C);
        server.press(pane, Key.ESCAPE);
        wanted.append("\r\u0003\u001b");
        await().atMost(SOON).untilAsserted(() -> assertThat(typed()).isEqualTo(wanted.toString()));
        assertThat(server.look(TmuxCommand.of("list-buffers")).text()).isEmpty();
        assertThat(tmux.home().resolve("canary")).doesNotExist();
    }

    @Test
    void sixtyFourKilobytesArriveWhole() {
        PaneId pane = recorder();
        long seed = System.nanoTime();
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        while (text.length() < 64 * 1024) {
            text.append(typeable(Hostile.next(random))).append("\n");
        }
        server.paste(pane, text.toString());
        await().atMost(SOON).untilAsserted(() -> assertThat(typed()).as("seed %d", seed).isEqualTo(bracketed(text.toString())));
    }

    @Test
    void copyModeDoesNotEatWhatIsTyped() {
        PaneId pane = recorder();
        server.look(TmuxCommand.of("copy-mode", "-t", pane.value()));
        assertThat(server.panes().get(0).mode()).isEqualTo("copy-mode");
        server.paste(pane, "one");
        server.look(TmuxCommand.of("copy-mode", "-t", pane.value()));
        server.press(pane, Key.ENTER);
        await().atMost(SOON).untilAsserted(() -> assertThat(typed()).isEqualTo(bracketed("one") + "\r"));
        assertThat(server.panes().get(0).mode()).isEmpty();
    }

    @Test
    void aDeadPaneRefusesTextAndTheServerLives() {
        PaneId alive = recorder();
        PaneId dead = server.createWindow(server.panes().get(0).address().session(), "dead", tmux.home(), sh("exit 0")).pane();
        await().atMost(SOON).until(() -> server.panes().stream().anyMatch(p -> p.address().pane().equals(dead) && p.dead()));
        ServerState before = server.probe();
        assertThatThrownBy(() -> server.paste(dead, "x")).isInstanceOf(TmuxException.Refused.class).hasMessageContaining("has ended");
        server.press(dead, Key.ENTER);
        assertThatThrownBy(() -> server.paste(new PaneId("%99"), "x")).isInstanceOf(TmuxException.NoTarget.class);
        assertThat(server.probe()).isEqualTo(before);
        assertThat(server.look(TmuxCommand.of("list-buffers")).text()).as("no buffer is left").isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> server.paste(alive, "a\u001b[201~rm"));
        assertThatIllegalArgumentException().isThrownBy(() -> server.paste(alive, ""));
    }

    @Test
    void theScreenIsReadWithCursorColoursAndHistory() {
        PaneId pane = server.createSession("screen", "w", tmux.home(), sh("i=0; while [ $i -lt 300 ]; do echo line $i; i=$((i+1)); done; printf '\\033[31mred\\033[0m $HOME \\\\n'; exec sleep 1000")).pane();
        await().atMost(SOON).until(() -> server.capture(pane, CaptureRange.visible(), false).text().contains("red"));

        Screen visible = server.capture(pane, CaptureRange.visible(), false);
        assertThat(visible.lines()).hasSize(50).contains("line 299").doesNotContain("line 250").endsWith("red $HOME \\n");
        assertThat(visible.lines().get(visible.cursorRow())).hasSize(visible.cursorColumn());
        assertThat(visible.width() + "x" + visible.height() + " " + visible.alternate() + visible.truncated()).isEqualTo("200x50 falsefalse");
        assertThat(server.capture(pane, CaptureRange.visible(), true).text()).contains("\u001b[31mred");
        assertThat(server.capture(pane, CaptureRange.withHistory(10), false).lines()).hasSize(60).startsWith("line 241");
        assertThat(server.capture(pane, CaptureRange.all(), false).lines()).hasSize(301).startsWith("line 0");
        assertThatThrownBy(() -> server.capture(new PaneId("%99"), CaptureRange.visible(), false)).isInstanceOf(TmuxException.NoTarget.class);
    }
}
