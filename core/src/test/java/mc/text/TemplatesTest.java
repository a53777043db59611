package mc.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import mc.Failure;
import mc.Home;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which files are taken in the place of the shipped ones. */
@Timeout(20)
class TemplatesTest {

    private static final String NAME = "roles/developer.md";

    @TempDir
    private Path dir;

    private Templates templates;
    private Path own;

    @BeforeEach
    void prepare() throws IOException {
        templates = new Templates(new Home(dir));
        own = templates.home().templates().resolve(NAME);
        Files.createDirectories(own.getParent());
    }

    @Test
    void theUsersFileStandsForTheShippedOne() throws IOException {
        assertThat(templates.text(NAME)).isEqualTo(Templates.shipped(NAME)).isPresent();
        Files.writeString(own, "\ufeffmine, schön");
        assertThat(templates.text(NAME)).contains("mine, schön");
        Files.delete(own);
        Files.createSymbolicLink(own, Files.writeString(dir.resolve("elsewhere"), "linked"));
        assertThat(templates.text(NAME)).contains("linked");
    }

    @Test
    void whatIsTooLargeOrNoTextIsRefusedBeforeItIsReadWhole() throws Exception {
        Files.write(own, new byte[256 * 1024 + 1]);
        refused("larger than 256 KB");
        Files.write(own, new byte[] {'a', (byte) 0xff});
        refused("not UTF-8");
        Files.delete(own);
        assertThat(new ProcessBuilder("mkfifo", own.toString()).start().waitFor()).isZero();
        refused("no regular file");
        Files.delete(own);
        Files.createSymbolicLink(own, own);
        refused("link");
        Files.delete(own);
        Files.createSymbolicLink(own, Path.of("/dev/zero"));
        refused("no regular file");
        Files.delete(own);
    }

    private void refused(String why) {
        assertThatThrownBy(() -> templates.text(NAME)).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure).hasMessageContaining(own.toString()).hasMessageContaining(why);
            assertThat(failure.hint()).contains("256 KB");
        });
    }
}
