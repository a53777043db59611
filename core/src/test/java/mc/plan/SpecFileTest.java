package mc.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import mc.Failure;
import mc.process.Exec;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class SpecFileTest {

    @TempDir
    Path dir;

    @Test
    void readsTextWithAnyLineEndsAndAByteOrderMark() throws IOException {
        assertThat(SpecFile.read(file("\uFEFFBuild it.\r\nFast, ü.\rSoon.\n"))).isEqualTo("Build it.\nFast, ü.\nSoon.\n");
    }

    @Test
    void missing() {
        refuses(dir.resolve("no\nsuch\u001b[31m.md"), "There is no spec");
    }

    @Test
    void directory() {
        refuses(dir, "is a directory");
    }

    @Test
    void emptyOrBlankOrInvisible() throws IOException {
        refuses(file(""), "is empty");
        refuses(file(" \n\t\n"), "is empty");
        refuses(file("\uFEFF"), "is empty");
        refuses(file("\u200b\u202e\u0007"), "is empty", "is not text");
    }

    @Test
    void binary() throws IOException {
        refuses(bytes(new byte[] {'P', 'K', 3, 4, 0, 1}), "zero byte at offset 4");
        refuses(file("\u0001\u0002\u0003\u0004 text"), "control characters");
    }

    @Test
    void notUtf8NamesTheByte() throws IOException {
        byte[] latin = "Gr\u00fc\u00dfe".getBytes(StandardCharsets.ISO_8859_1);
        refuses(bytes(latin), "byte at offset 2");
        refuses(bytes(new byte[] {'a', 'b', (byte) 0xe2, (byte) 0x82}), "byte at offset 2");
    }

    @Test
    void fiftyMegabytesAreNotRead() throws IOException {
        Path big = dir.resolve("big.md");
        try (RandomAccessFile sparse = new RandomAccessFile(big.toFile(), "rw")) {
            sparse.setLength(50_000_000);
        }
        refuses(big, "too big: 50000000 bytes");
    }

    @Test
    void exactlyTheLimitIsReadAndOneByteMoreIsNot() throws IOException {
        assertThat(SpecFile.read(file("x".repeat(SpecFile.MAX_BYTES)))).hasSize(SpecFile.MAX_BYTES);
        refuses(file("x".repeat(SpecFile.MAX_BYTES + 1)), "too big");
    }

    @Test
    void pipesAndDevicesAreRefusedWithoutWaiting() {
        Path pipe = dir.resolve("pipe");
        assertThat(Exec.of("mkfifo", pipe.toString()).run().ok()).isTrue();
        refuses(pipe, "pipe or a device");
        refuses(Path.of("/dev/zero"), "pipe or a device");
    }

    @Test
    void unreadable() throws IOException {
        Path secret = file("text");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
        Assumptions.assumeFalse(Files.isReadable(secret), "root reads everything");
        refuses(secret, "may not be read");
    }

    @Test
    void aLinkInACircle() throws IOException {
        Path loop = Files.createSymbolicLink(dir.resolve("loop"), dir.resolve("loop"));
        refuses(loop, "cannot be read");
    }

    private static void refuses(Path file, String... oneOf) {
        assertThatThrownBy(() -> SpecFile.read(file)).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(Failure.Kind.USAGE);
            assertThat(failure.getMessage()).doesNotContain("\n", "\u001b");
            assertThat(oneOf).anyMatch(part -> failure.getMessage().contains(part));
            assertThat(failure.hint()).isNotBlank();
        });
    }

    private Path file(String text) throws IOException {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private Path bytes(byte[] bytes) throws IOException {
        return Files.write(Files.createTempFile(dir, "spec", ".md"), bytes);
    }
}
