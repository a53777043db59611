package mc.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnJvmTest {

    @TempDir
    Path dist;

    private Path archive;

    @BeforeEach
    void anArchiveBesideTheCommandLines() throws IOException {
        archive = Files.writeString(dist.resolve("daemon-25-123.jsa"), "classes");
        Files.writeString(dist.resolve("daemon-25-123.jsa.ok"), "7\n");
    }

    private Path found() {
        return OwnJvm.archive(dist.resolve("start-25-123.jsa").toString(), "daemon");
    }

    @Test
    void takesTheArchiveOfTheSameBuildAndJvm() {
        assertThat(found()).isEqualTo(archive);
    }

    @Test
    void takesNoneThatWasCutOffOrWrittenToOrIsNotMarkedAsWhole() throws IOException {
        Files.setLastModifiedTime(archive, FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(found()).isNull();

        Files.writeString(archive, "class");
        assertThat(found()).isNull();

        Files.delete(archive.resolveSibling("daemon-25-123.jsa.ok"));
        assertThat(found()).isNull();
    }

    @Test
    void takesNoneWithoutTheLauncher() {
        assertThat(OwnJvm.archive("", "daemon")).isNull();
    }

    @Test
    void runsAProgramWithThisClassPath() {
        assertThat(OwnJvm.command("demo", java.util.List.of("-Xmx32m"), "mc.demo.DemoAgent"))
                .contains("-Xmx32m").endsWith("-cp", System.getProperty("java.class.path"), "mc.demo.DemoAgent");
    }
}
