package mc.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyReaderTest {

    private static List<Key> keys(InputStream in) throws IOException {
        List<Key> keys = new ArrayList<>();
        new KeyReader(in, keys::add).run();
        return keys;
    }

    private static List<Key> keys(String bytes) throws IOException {
        return keys(new ByteArrayInputStream(bytes.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void namedKeysAndText() throws IOException {
        assertThat(keys("aé\r\n\u007f\u0015\u0003\u0004\u001b[A\u001bOB\u001b[1;5C\u001b")).containsExactly(new Key.Typed("aé"), Key.Named.ENTER, Key.Named.NEWLINE, Key.Named.BACKSPACE,
                Key.Named.CLEAR, Key.Named.CANCEL, Key.Named.LEAVE, Key.Named.UP, Key.Named.DOWN, Key.Named.ESCAPE);
    }

    @Test
    void aPasteIsTextWhateverItHolds() throws IOException {
        assertThat(keys("\u001b[200~a\rb\r\nc\u0003\u001b[A\u001b\u001b[201~\r")).containsExactly(new Key.Pasted("a\nb\nc\u0003\u001b[A\u001b"), Key.Named.ENTER);
    }

    @Test
    void aCharacterThatComesInPiecesIsOneCharacter() throws IOException {
        byte[] bytes = "x👍y".getBytes(StandardCharsets.UTF_8);
        InputStream oneByOne = new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int available() {
                return 0;
            }
        };
        assertThat(keys(oneByOne)).containsExactly(new Key.Typed("x"), new Key.Typed("👍"), new Key.Typed("y"));
    }
}
