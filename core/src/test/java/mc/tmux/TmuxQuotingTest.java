package mc.tmux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import mc.testing.Hostile;
import mc.testing.TestTmux;
import org.junit.jupiter.api.Test;

class TmuxQuotingTest {

    private static final int STRINGS = 5_000;

    @Test
    void everyTextComesThroughARealControlClientAsItWas() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (TestTmux tmux = new TestTmux()) {
            TmuxServer server = tmux.server();
            PaneAddress pane = server.createSession("quoting", "w", tmux.home(), List.of("/bin/sleep", "1000"));
            server.watch(pane.session(), n -> {});
            for (int i = 0; i < STRINGS; i++) {
                String text = i < Hostile.TEXTS.size() ? Hostile.TEXTS.get(i) : Hostile.next(random);
                server.look(TmuxCommand.of("set-option", "-s", "@x", text));
                String printed = server.look(TmuxCommand.of("display-message", "-p", "#{q:@x} " + TmuxQuoting.literal("<#S>"))).text();
                assertThat(TmuxQuoting.records(printed.substring(0, printed.lastIndexOf('<')), 1).get(0).get(0)).as("text %d of seed %d", i, seed).isEqualTo(text);
                assertThat(printed).endsWith("<#S>\n");
            }
            assertThat(tmux.home().resolve("canary")).doesNotExist();
        }
    }

    @Test
    void everyTextComesThroughAProcessAsItWas() {
        try (TestTmux tmux = new TestTmux()) {
            tmux.server().createSession("quoting", "w", tmux.home(), List.of("/bin/sleep", "1000"));
            OneShot door = new OneShot(tmux.settings());
            for (String text : Hostile.TEXTS) {
                String printed = door.send(List.of(TmuxCommand.of("set-option", "-s", "@x", text), TmuxCommand.of("display-message", "-p", "#{q:@x} ")), 100_000).text();
                assertThat(TmuxQuoting.records(printed, 1).get(0).get(0)).isEqualTo(text);
            }
        }
    }

    @Test
    void aFieldCannotForgeAFieldOrARecord() {
        assertThat(TmuxQuoting.records("a b\\ c \nd e ", 2)).containsExactly(List.of("a", "b c"), List.of("d", "e"));
        assertThat(TmuxQuoting.records("x\n$1 y\\ \\\\ ", 2)).containsExactly(List.of("x\n$1", "y \\"));
        assertThat(TmuxQuoting.records("x\\n\\033\\134 y ", 2)).containsExactly(List.of("x\n\u001b\\", "y"));
        assertThat(TmuxQuoting.records("\\\\$A \\\\\\\\$A $1 ", 3)).as("as tmux 3.4 prints $A and \\$A").containsExactly(List.of("$A", "\\$A", "$1"));
        assertThat(TmuxQuoting.records("", 2)).isEmpty();
    }

    @Test
    void aCutOffListIsNoAnswer() {
        assertThatThrownBy(() -> TmuxQuoting.records("a b \nc", 2)).isInstanceOf(TmuxException.NoAnswer.class);
        assertThatThrownBy(() -> TmuxQuoting.records("a b c d ", 2)).isInstanceOf(TmuxException.NoAnswer.class);
    }

    @Test
    void aLineForAControlClientIsAlwaysOneLine() {
        assertThat(TmuxCommand.line(List.of(TmuxCommand.of("a", "x\ny\"$;~#"), TmuxCommand.of("b")))).isEqualTo("\"a\" \"x\\012y\\042\\044\\073\\176\\043\" ; \"b\"");
        assertThatThrownBy(() -> TmuxCommand.of("a", "x\0")).isInstanceOf(IllegalArgumentException.class);
    }
}
