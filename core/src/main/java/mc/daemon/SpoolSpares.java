package mc.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import mc.Home;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files full of blanks in {@code run/spool/.spare}, for the hooks of a full disk: {@code mc-hook} takes one and writes its report over the
 * blanks, which needs no new room, and blanks after a JSON text are no part of it. Used by one thread.
 */
final class SpoolSpares {

    /** As {@code mc-hook} has it: what is longer than this finds no room. */
    static final int BYTES = 32 * 1024;
    static final int COUNT = 32;

    private static final Logger LOG = LoggerFactory.getLogger(SpoolSpares.class);
    private static final long ROOM_LEFT = 16L * 1024 * 1024;

    private final Path dir;

    SpoolSpares(Path spool) {
        dir = spool.resolve(".spare");
    }

    /** Makes those that are missing, unless the disk is nearly full itself; trouble is left for the next time. */
    void fill() {
        try {
            for (int number = 0; number < COUNT; number++) {
                Path spare = dir.resolve(String.valueOf(number));
                if (Files.notExists(spare) && !make(spare)) {
                    return;
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("No spare for the hooks could be made", e);
        }
    }

    private boolean make(Path spare) throws IOException {
        Home.privateDirectory(dir);
        if (Files.getFileStore(dir).getUsableSpace() < ROOM_LEFT) {
            return false;
        }
        byte[] blanks = new byte[BYTES];
        Arrays.fill(blanks, (byte) ' ');
        Path temp = Files.createTempFile(dir.getParent(), ".spare-", ".new", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            try (FileChannel out = FileChannel.open(temp, EnumSet.of(StandardOpenOption.WRITE))) {
                ByteBuffer bytes = ByteBuffer.wrap(blanks);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
            }
            Files.move(temp, spare);
        } finally {
            Files.deleteIfExists(temp);
        }
        return true;
    }
}
