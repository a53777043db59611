package mc.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Writes files so that a reader sees the old content or the new, whole, whatever dies in between, and reads what people wrote. Stateless. */
public final class SafeFiles {

    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_SCRIPT = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /** The largest text that is read, in bytes. */
    private static final int LARGEST = 256 * 1024;

    private SafeFiles() {}

    /**
     * The UTF-8 text of a file, without the mark some editors put at its beginning. What is larger than 256 KB is never held whole.
     *
     * @param file no link, so that what was looked at is what is read
     * @throws IOException whose message ends the sentence "FILE was not read: …"
     */
    public static String text(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) { // a pipe would hold the reader for ever
            throw new IOException("it is no regular file.");
        }
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer bytes = ByteBuffer.allocate(LARGEST + 1);
            while (bytes.hasRemaining() && in.read(bytes) >= 0) { }
            if (!bytes.hasRemaining()) {
                throw new IOException("it is larger than " + LARGEST / 1024 + " KB.");
            }
            String text = StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
            if (text.indexOf('\0') >= 0) {
                throw new IOException("it is no text: it holds zero bytes.");
            }
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new IOException("it is not UTF-8 text.", e);
        }
    }

    /** Replaces the file's content atomically: temporary file (0600), fsync, rename. */
    public static void write(Path file, String content) throws IOException {
        write(file, content.getBytes(StandardCharsets.UTF_8), PRIVATE);
    }

    /** As {@link #write(Path, String)} with mode 0700. */
    public static void writeScript(Path file, String content) throws IOException {
        write(file, content.getBytes(StandardCharsets.UTF_8), PRIVATE_SCRIPT);
    }

    private static void write(Path file, byte[] content, FileAttribute<Set<PosixFilePermission>> mode) throws IOException {
        Path dir = file.toAbsolutePath().getParent();
        Path temp = Files.createTempFile(dir, ".mc-", ".tmp", mode);
        try {
            try (FileChannel out = FileChannel.open(temp, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temp);
        }
    }
}
