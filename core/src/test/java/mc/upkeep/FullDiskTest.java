package mc.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import mc.Home;
import mc.event.Event;
import mc.process.Exec;
import mc.testing.Engine;
import mc.text.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The disk under the readable copies is full while a team works: it goes on, people are told, and the copies catch up by themselves. */
@Timeout(60)
class FullDiskTest {

    private static final String DEV = "app-1-developer";
    private static final int MANY = 200;

    @TempDir
    Path dir;

    @Test
    void theCopiesCatchUpWholeWhenThereIsRoomAgain() throws IOException {
        Home home = new Home(dir);
        home.createDirectories();
        Files.createDirectories(home.logs());
        assumeTrue(mount("size=128k", home.logs()), "only root may mount a small disk");
        Engine engine = Engine.live(dir);
        Mirror mirror = new Mirror(home, engine.database(), engine.loop());
        try {
            engine.mission("app-1", "orchestrator", "developer");
            engine.loop().listen(mirror::noticed);
            mirror.start();
            for (int i = 0; i < MANY; i++) {
                engine.record(new Event.MessageQueued("app-1", DEV, "m-" + i, "orchestrator", "x".repeat(2_000)),
                        new Event.HeadMoved("app-1", DEV, "commit", "Number " + i, "c0ffee", "2030-01-01T00:00:00Z", null, "feature/x"));
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> mirror.problem().isPresent());
            assertThat(mirror.problem()).hasValueSatisfying(why -> assertThat(why).hasMessageContaining("are behind").hasMessageContaining("No space left"));
            assertThat(engine.log(Event.MessageQueued.class)).as("mc itself goes on").hasSize(MANY);

            assertThat(mount("remount,size=8m", home.logs())).isTrue();
            await().atMost(Duration.ofSeconds(30)).until(() -> mirror.problem().isEmpty()); // though nothing further happens
            assertThat(lines(home, "accepted")).extracting(line -> line.path("id").asText()).containsExactlyElementsOf(numbered("m-"));
            assertThat(lines(home, "commit")).extracting(line -> line.path("subject").asText()).containsExactlyElementsOf(numbered("Number "));
        } finally {
            mirror.close();
            engine.close();
            Exec.of("umount", "-l", home.logs().toString()).run();
        }
    }

    private static boolean mount(String options, Path disk) {
        return Exec.of("mount", "-t", "tmpfs", "-o", options, "tmpfs", disk.toString()).run().ok();
    }

    private static List<String> numbered(String name) {
        return Stream.iterate(0, i -> i + 1).limit(MANY).map(i -> name + i).toList();
    }

    /** Every line of that event; one that is not whole fails. */
    private static List<JsonNode> lines(Home home, String event) throws IOException {
        List<JsonNode> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(home.logs())) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                Files.readAllLines(file).stream().map(Json::parse).filter(line -> line.path("event").asText().equals(event)).forEach(found::add);
            }
        }
        return found;
    }
}
