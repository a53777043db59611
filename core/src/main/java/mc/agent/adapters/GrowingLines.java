package mc.agent.adapters;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Consumer;

/**
 * The lines of a file that another program appends to, each handed out once, when it is whole. A file that was replaced, cut or
 * written over is read anew from its start. Used by one thread at a time.
 */
final class GrowingLines {

    /** A longer line is left out: it holds a picture or a file, and nothing that is looked for here. */
    private static final int LONGEST_LINE = 8 * 1024 * 1024;
    private static final int PIECE = 128 * 1024;

    private final Path file;
    private Object identity;
    private long next;

    GrowingLines(Path file) {
        this.file = file;
    }

    /**
     * Hands out the lines that were added. A file that is missing, unreadable or no plain file has none; what was read of it before
     * stays true.
     *
     * @param anew called first when everything is read from the start again, so what was handed out before is void
     */
    void read(Runnable anew, Consumer<String> line) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            if (!now.isRegularFile()) { // to open a pipe would be to wait for its writer
                return;
            }
            try (FileChannel in = FileChannel.open(file)) {
                if (identity != null && (!identity.equals(key(now)) || in.size() < next || !endsLine(in))) {
                    next = 0;
                    anew.run();
                }
                identity = key(now);
                if (in.size() > next) {
                    read(in, line);
                }
            }
        } catch (IOException e) {
            // not there, not there any more, or not readable: it says nothing
        }
    }

    private static Object key(BasicFileAttributes attributes) {
        return attributes.fileKey() == null ? "" : attributes.fileKey();
    }

    /** Whether the byte before the next line is still the end of a line. */
    private boolean endsLine(FileChannel in) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        return next == 0 || in.read(one, next - 1) == 1 && one.get(0) == '\n';
    }

    private void read(FileChannel in, Consumer<String> line) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        ByteArrayOutputStream begun = new ByteArrayOutputStream();
        boolean isTooLong = false;
        long at = next;
        while (in.read(piece.clear(), at) > 0) {
            int from = 0;
            for (int i = 0; i < piece.position(); i++) {
                if (piece.get(i) == '\n') {
                    begun.write(piece.array(), from, i - from);
                    next = at + i + 1;
                    if (!isTooLong) {
                        line.accept(begun.toString(StandardCharsets.UTF_8));
                    }
                    begun.reset();
                    isTooLong = false;
                    from = i + 1;
                }
            }
            isTooLong |= begun.size() + piece.position() - from > LONGEST_LINE;
            if (isTooLong) {
                begun.reset();
            } else {
                begun.write(piece.array(), from, piece.position() - from);
            }
            at += piece.position();
        }
    }
}
