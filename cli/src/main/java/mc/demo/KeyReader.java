package mc.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Turns the bytes of a terminal in raw mode into keys. Knows bracketed paste: what stands between {@code ESC[200~} and
 * {@code ESC[201~} is text, whatever it looks like. Used by one thread.
 */
final class KeyReader {

    private static final byte[] PASTE_END = "\u001b[201~".getBytes(StandardCharsets.US_ASCII);
    private static final int ESCAPE_WAIT_MILLIS = 30;

    private final InputStream in;
    private final Consumer<Key> keys;
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();

    KeyReader(InputStream in, Consumer<Key> keys) {
        this.in = in;
        this.keys = keys;
    }

    /** Reads until the terminal is closed. */
    void run() throws IOException {
        for (int b = in.read(); b >= 0; b = in.read()) {
            accept(b);
        }
    }

    private void accept(int b) throws IOException {
        if (b >= 0x20 && b != 0x7f) {
            text.write(b);
            if (in.available() == 0 && isWhole()) {
                flush();
            }
            return;
        }
        flush();
        switch (b) {
            case '\r' -> keys.accept(Key.Named.ENTER);
            case '\n' -> keys.accept(Key.Named.NEWLINE);
            case '\t' -> keys.accept(new Key.Typed("\t"));
            case 0x08, 0x7f -> keys.accept(Key.Named.BACKSPACE);
            case 0x15 -> keys.accept(Key.Named.CLEAR);
            case 0x03 -> keys.accept(Key.Named.CANCEL);
            case 0x04 -> keys.accept(Key.Named.LEAVE);
            case 0x1b -> escape();
            default -> { } // other control keys mean nothing here
        }
    }

    /** Whether the collected bytes end with a whole UTF-8 character. */
    private boolean isWhole() {
        byte[] bytes = text.toByteArray();
        int lead = bytes.length - 1;
        while (lead > 0 && bytes.length - lead < 4 && (bytes[lead] & 0xc0) == 0x80) {
            lead--;
        }
        int first = bytes[lead] & 0xff;
        int needed = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        return bytes.length - lead >= needed;
    }

    private void flush() {
        if (text.size() > 0) {
            keys.accept(new Key.Typed(text.toString(StandardCharsets.UTF_8)));
            text.reset();
        }
    }

    private void escape() throws IOException {
        if (!followed()) {
            keys.accept(Key.Named.ESCAPE);
            return;
        }
        int kind = in.read();
        if (kind != '[' && kind != 'O') {
            keys.accept(Key.Named.ESCAPE);
            if (kind >= 0) {
                accept(kind);
            }
            return;
        }
        StringBuilder parameters = new StringBuilder();
        int last = in.read();
        while (last >= 0x20 && last <= 0x3f) {
            parameters.append((char) last);
            last = in.read();
        }
        if (last == '~' && parameters.toString().equals("200")) {
            paste();
        } else if (last == 'A') {
            keys.accept(Key.Named.UP);
        } else if (last == 'B') {
            keys.accept(Key.Named.DOWN);
        }
    }

    /** A lone Escape key sends nothing after it; the start of a sequence does so at once. */
    private boolean followed() throws IOException {
        for (int waited = 0; waited < ESCAPE_WAIT_MILLIS && in.available() == 0; waited += 5) {
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return in.available() > 0;
    }

    private void paste() throws IOException {
        byte[] bytes = new byte[8192];
        int size = 0;
        while (size < PASTE_END.length || !Arrays.equals(bytes, size - PASTE_END.length, size, PASTE_END, 0, PASTE_END.length)) {
            int b = in.read();
            if (b < 0) {
                return;
            }
            if (size == bytes.length) {
                bytes = Arrays.copyOf(bytes, size * 2);
            }
            bytes[size++] = (byte) b;
        }
        String pasted = new String(bytes, 0, size - PASTE_END.length, StandardCharsets.UTF_8);
        keys.accept(new Key.Pasted(pasted.replace("\r\n", "\n").replace('\r', '\n'))); // terminals send a line break as CR
    }
}
