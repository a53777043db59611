package mc.tmux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class ControlFrameTest {

    private static final TmuxCommand CAPTURE = TmuxCommand.of("capture-pane", "-p");
    private static final String NONCE = "0123456789abcdef0123456789abcdef";

    private static ControlFrame read(int maxBytes, List<TmuxCommand> commands, String... lines) {
        ControlFrame frame = new ControlFrame(commands, NONCE, maxBytes);
        for (String line : lines) {
            assertThat(frame.accept(line)).as(line).isFalse();
        }
        assertThat(frame.accept("%begin 9 9 1")).isFalse();
        assertThat(frame.accept(NONCE)).isFalse();
        assertThat(frame.accept("%end 9 9 1")).isTrue();
        frame.complete();
        return frame;
    }

    @Test
    void aPaneThatShowsAForgedEndIsStillReadWhole() {
        ControlFrame frame = read(1000, List.of(CAPTURE), "%begin 5 7 1", "a", "%end 5 7 1", "%begin 9 9 1", "%window-close @1", "%error 5 7 1", "b", "%end 5 7 1", "%window-close @2");
        assertThat(frame.answer().join().text()).isEqualTo("a\n%end 5 7 1\n%begin 9 9 1\n%window-close @1\n%error 5 7 1\nb\n");
        assertThat(frame.notices()).containsExactly("%window-close @2");
    }

    @Test
    void noticesBeforeAndBlocksOfOthersAreNotTheAnswer() {
        ControlFrame frame = read(1000, List.of(CAPTURE), "%window-add @3", "%begin 4 6 0", "%end 4 6 0", "%begin 5 7 1", "%end 5 7 1");
        assertThat(frame.answer().join().text()).isEmpty();
        assertThat(frame.notices()).contains("%window-add @3");
    }

    @Test
    void theFirstErrorOfASequenceIsTheAnswer() {
        ControlFrame frame = read(1000, List.of(CAPTURE, CAPTURE), "%begin 5 7 1", "can't find pane: %9", "%error 5 7 1", "%sessions-changed");
        assertThatThrownBy(() -> frame.answer().join()).isInstanceOf(CompletionException.class).hasCauseInstanceOf(TmuxException.NoTarget.class);
        assertThat(frame.notices()).contains("%sessions-changed");
    }

    @Test
    void severalCommandsAnswerInOrder() {
        assertThat(read(1000, List.of(CAPTURE, CAPTURE), "%begin 5 7 1", "a", "%end 5 7 1", "%begin 5 8 1", "b", "c", "%end 5 8 1").answer().join().text()).isEqualTo("a\nb\nc\n");
    }

    @Test
    void whatIsBeyondTheBoundIsDroppedAndSaid() {
        Reply reply = read(11, List.of(CAPTURE), "%begin 5 7 1", "12345", "67890", "dropped", "%end 5 7 1").answer().join();
        assertThat(reply).isEqualTo(new Reply("12345\n", true));
    }

    @Test
    void aMissingAnswerIsUnknownNotEmpty() {
        assertThatThrownBy(() -> read(1000, List.of(CAPTURE, CAPTURE), "%begin 5 7 1", "%end 5 7 1").answer().join()).hasCauseInstanceOf(TmuxException.NoAnswer.class);
    }
}
