package mc.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What reaches a demo agent through a terminal: every text whole, and nothing of it executed. */
class DemoTypingTest {

    private static DemoStage stage;
    private static DemoStage.Agent agent;
    private static int prompts;

    @BeforeAll
    static void open() throws IOException {
        stage = new DemoStage();
        agent = stage.start("when .\n  say Read.\n", "").shows("❯");
    }

    @AfterAll
    static void close() throws IOException {
        stage.close();
    }

    private static void arrives(String text, String expected) {
        agent.waits("the box is empty", () -> agent.plain().lines().anyMatch(l -> l.equals("❯"))).paste(text).keys("Enter");
        assertThat(agent.heard("UserPromptSubmit", ++prompts).path("prompt").asText()).isEqualTo(expected);
        agent.heard("Stop", prompts);
    }

    @Test
    void hostileTextsArriveAsTheyAre() {
        String canary = stage.root.resolve("canary").toString();
        for (String text : new String[] {
            "[mc 1] $(touch '" + canary + "') `touch '" + canary + "'`; touch '" + canary + "' #(touch '" + canary + "')",
            "[mc 2] Enter C-c \\e[31m \"quotes' and a trailing semicolon;",
            "[mc 3] /exit\n!touch '" + canary + "'\n/exit\n#{pane_id}",
            "[mc 4] \u0007\u0008\u0003\u0004\u0015 control \u001b[A characters",
            "[mc 5] emoji 👩‍👩‍👧 🇨🇭 é 漢字 \u202eright to left\u202c"
        }) {
            arrives(text, text);
        }
        assertThat(Files.exists(stage.root.resolve("canary"))).isFalse();
        assertThat(agent.scrollback()).doesNotContain("\u202e");
    }

    @Test
    void longAndManyLinedTextsAreCollapsedAndArriveWhole() {
        String lines = "line ’ 1\n".repeat(39) + "end";
        agent.paste(lines).shows("+39 lines]").keys("BSpace").waits("the box is empty", () -> agent.plain().lines().anyMatch(l -> l.equals("❯")));
        arrives(lines, lines);
        String large = "[mc] " + "0123456789abcdé".repeat(5120);
        arrives(large, large);
        assertThat(agent.plain()).doesNotContain("[Pasted");
    }

    @Test
    void lineBreaksOfEveryKindAreLineFeeds() {
        arrives("a\nb", "a\nb");
        agent.waits("the box is empty", () -> agent.plain().lines().anyMatch(l -> l.equals("❯")));
        stage.tmux("set-buffer", "-b", "crlf", "one\r\ntwo");
        stage.tmux("paste-buffer", "-p", "-r", "-d", "-b", "crlf", "-t", agent.pane);
        agent.keys("Enter");
        assertThat(agent.heard("UserPromptSubmit", ++prompts).path("prompt").asText()).isEqualTo("one\ntwo");
        agent.heard("Stop", prompts);
    }

    @Test
    void keysEditTheBox() {
        agent.shows("❯").keys("-l", "wrong").keys("C-u").keys("-l", "ab").keys("BSpace").keys("-l", "cé\\").keys("Enter").keys("-l", "second line").shows("second line").keys("Enter");
        assertThat(agent.heard("UserPromptSubmit", ++prompts).path("prompt").asText()).isEqualTo("acé\nsecond line");
        agent.heard("Stop", prompts);
        agent.keys("C-c").shows("Press Ctrl-C again").keys("-l", "x").waits("typing goes on", () -> !agent.plain().contains("Press Ctrl-C again")).keys("C-u");
    }

    @Test
    void aNewSizeIsDrawnAnew() {
        arrives("before the resize", "before the resize");
        stage.tmux("resize-window", "-t", agent.pane, "-x", "40", "-y", "12");
        agent.waits("the box fits 40 columns", () -> agent.plain().lines().filter(l -> l.startsWith("────")).allMatch(l -> l.length() == 40) && agent.plain().lines().filter(l -> l.startsWith("────")).count() == 2);
        agent.paste("x".repeat(300)).waits("a long draft is wrapped", () -> agent.plain().lines().filter(l -> l.contains("xxx")).count() > 3);
        agent.keys("C-u");
        stage.tmux("resize-window", "-t", agent.pane, "-x", "100", "-y", "30");
        agent.waits("the box fits 100 columns", () -> agent.plain().lines().filter(l -> l.startsWith("────")).count() == 2 && agent.plain().lines().filter(l -> l.startsWith("────")).allMatch(l -> l.length() == 100));
        assertThat(agent.plain()).contains("before the resize");
    }
}
