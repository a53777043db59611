package mc.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import mc.Home;
import mc.event.Event;
import mc.process.Exec;
import mc.testing.Engine;
import mc.text.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The readable copies of the log: each line once, whatever becomes of the daemon, the disk and the files. */
@Timeout(60)
class MirrorTest {

    @TempDir
    Path dir;

    private Home home;
    private Engine engine;
    private Mirror mirror;

    @BeforeEach
    void open() {
        home = new Home(dir.resolve("it's $(home)"));
        home.createDirectories();
        engine = Engine.live(dir);
        engine.mission("app-1", "orchestrator", "developer");
        start();
    }

    @AfterEach
    void close() {
        mirror.close();
        engine.close();
    }

    private void start() {
        mirror = new Mirror(home, engine.database(), engine.loop());
        engine.loop().listen(mirror::noticed);
        mirror.start();
    }

    private Path file(String name) {
        return home.logs().resolve(name.contains("messages") || name.contains("violations") || name.contains("analysis") ? "communications" : "git-activity")
                .resolve(Instant.now().atZone(ZoneOffset.UTC).toLocalDate().toString()).resolve(name + ".jsonl");
    }

    private void queue(String id) {
        engine.record(new Event.MessageQueued("app-1", "app-1-developer", id, "orchestrator", "Text of " + id + "\nwith \"lines\""));
    }

    private List<JsonNode> lines(String name) throws IOException {
        return Files.readAllLines(file(name)).stream().map(Json::parse).toList();
    }

    private List<String> ids() throws IOException {
        return Files.exists(file("messages")) ? lines("messages").stream().map(line -> line.path("id").asText()).toList() : List.of();
    }

    private void holds(String... ids) {
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10)).untilAsserted(() -> assertThat(ids()).containsExactly(ids));
    }

    @Test
    void everySubjectHasItsFile() throws IOException {
        queue("m-1");
        engine.record(new Event.MessageRefused("app-1", "app-1-developer", "developer", "orchestrator", "no", "because"), new Event.MessageTyped("app-1", "app-1-developer", "m-1", 1), new Event.MessageSubmitted("app-1", "app-1-developer", "m-1", "its hook", false),
                new Event.ViolationFound("app-1", "app-1-developer", "v-1", "git.push", "medium", "k", "seen", "remedy", 3), new Event.ViolationsTold("app-1", "app-1-orchestrator", "m-9", List.of("v-1")), new Event.ViolationResolved("app-1", "app-1-developer", "v-1", "mc", "pushed", "mended"),
                new Event.ComplianceAnalysed("app-1", "{\"score\":7}"),
                new Event.HeadMoved("app-1", "app-1-developer", "commit (initial)", "Begin", "c0ffee", "2026-01-01T00:00:00Z", null, "feature/x"),
                new Event.HeadMoved("app-1", "app-1-developer", "commit (amend)", "Begin anew", "c0ffee", "2026-01-01T00:00:00Z", "aaa", "feature/x"),
                new Event.StartingBranchMoved("app-1", "main", "merge feature/x", "Merge feature/x", "aaa", "c0ffee", "2026-01-01T00:00:00Z"),
                new Event.BranchPushed("app-1", "app-1-developer", "origin", "feature/x", null, "c0ffee", "2026-01-01T00:00:00Z"));
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(file("pushes")));
        assertThat(lines("messages")).extracting(l -> l.path("event").asText() + " " + l.path("id").asText("-") + " " + l.path("to").asText()).containsExactly("accepted m-1 developer", "refused - orchestrator", "typed m-1 developer", "submitted m-1 developer");
        assertThat(lines("messages").get(0).path("text").asText()).isEqualTo("Text of m-1\nwith \"lines\"");
        assertThat(lines("violations")).extracting(l -> l.path("event").asText()).containsExactly("found", "told", "resolved");
        assertThat(lines("violations").get(2).path("outcome").asText()).isEqualTo("mended");
        assertThat(lines("compliance_analysis").get(0).path("report").path("score").asInt()).isEqualTo(7);
        assertThat(lines("commits")).extracting(l -> l.path("event").asText()).containsExactly("commit", "amend");
        assertThat(lines("pr-activity").get(0).path("event").asText()).isEqualTo("merge");
        assertThat(lines("pushes").get(0).path("branch").asText()).isEqualTo("feature/x");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("pushes")))).isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("pushes").getParent()))).isEqualTo("rwx------");
    }

    @Test
    void afterACrashEachLineStandsOnce() throws IOException {
        queue("m-1");
        queue("m-2");
        holds("m-1", "m-2");
        mirror.close();
        engine.loop().record(List.of(), tx -> tx.sql().execute("delete from mirror")); // as if it had died before it kept its place
        queue("m-3");
        start();
        holds("m-1", "m-2", "m-3");
    }

    @Test
    void halfALineIsCutOffAndWrittenAgain() throws IOException {
        queue("m-1");
        queue("m-2");
        holds("m-1", "m-2");
        mirror.close();
        engine.loop().record(List.of(), tx -> tx.sql().execute("delete from mirror"));
        byte[] whole = Files.readAllBytes(file("messages"));
        Files.write(file("messages"), java.util.Arrays.copyOf(whole, whole.length - 20));
        start();
        holds("m-1", "m-2");
    }

    @Test
    void aLineLongerThanAnyChunkIsFoundAgain() throws IOException {
        engine.record(new Event.MessageQueued("app-1", "app-1-developer", "m-1", "orchestrator", "x".repeat(300_000)));
        holds("m-1");
        mirror.close();
        engine.loop().record(List.of(), tx -> tx.sql().execute("delete from mirror"));
        start();
        queue("m-2");
        holds("m-1", "m-2");
    }

    @Test
    void aFileThatIsTakenAwayOrCutShortIsFilledAgain() throws IOException {
        queue("m-1");
        holds("m-1");
        Files.delete(file("messages"));
        queue("m-2");
        holds("m-1", "m-2");
        Files.writeString(file("messages"), Files.readAllLines(file("messages")).get(0) + "\n");
        queue("m-3");
        holds("m-1", "m-2", "m-3");
        Files.writeString(file("messages"), "somebody's note\n\n", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
        queue("m-4");
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(Files.readAllLines(file("messages"))).hasSize(6).last().asString().contains("m-4"));
    }

    @Test
    void whatWasNotFilledAgainBeforeTheEndIsFilledAfterTheNextStart() throws IOException {
        queue("m-1");
        queue("m-2");
        holds("m-1", "m-2");
        mirror.close();
        start();
        queue("m-3");
        holds("m-1", "m-2", "m-3");
        Path day = file("messages").getParent();
        Files.move(day, dir.resolve("taken away"));
        Files.createSymbolicLink(day, dir.resolve("nowhere")); // the refilling is begun and gets nowhere
        queue("m-4");
        await().atMost(Duration.ofSeconds(30)).until(() -> mirror.problem().isPresent());
        mirror.close();
        Files.delete(day);
        start();
        queue("m-5");
        holds("m-1", "m-2", "m-3", "m-4", "m-5");
    }

    @Test
    void whileItCannotWriteItSaysSoAndLosesNothing() throws IOException {
        Files.createDirectories(file("messages").getParent().getParent());
        Files.writeString(file("messages").getParent(), "a file where the directory should be");
        queue("m-1");
        queue("m-2");
        await().atMost(Duration.ofSeconds(30)).until(() -> mirror.problem().isPresent());
        assertThat(mirror.problem()).hasValueSatisfying(problem -> assertThat(problem).hasMessageContaining("are behind").hasMessageContaining("is a file"));
        Files.delete(file("messages").getParent());
        queue("m-3");
        holds("m-1", "m-2", "m-3");
        await().atMost(Duration.ofSeconds(30)).until(() -> mirror.problem().isEmpty());
    }

    @Test
    void aLinkInItsPlaceIsNotFollowed() throws IOException {
        Path elsewhere = Files.writeString(dir.resolve("elsewhere"), "precious");
        Files.createDirectories(file("messages").getParent());
        Files.createSymbolicLink(file("messages"), elsewhere);
        queue("m-1");
        await().atMost(Duration.ofSeconds(30)).until(() -> mirror.problem().isPresent());
        assertThat(elsewhere).hasContent("precious");
        assertThat(mirror.problem().orElseThrow()).hasMessageContaining("is a link");
        assertThat(mirror.problem().orElseThrow().hint()).startsWith("mv '");
    }

    @Test
    void aDayThatIsALinkIsNotFollowed() throws IOException {
        Path elsewhere = Files.createDirectory(dir.resolve("elsewhere"));
        Path day = file("messages").getParent();
        Files.createDirectories(day.getParent());
        Files.createSymbolicLink(day, elsewhere);
        queue("m-1");
        await().atMost(Duration.ofSeconds(30)).until(() -> mirror.problem().isPresent());
        assertThat(elsewhere).isEmptyDirectory();
        Exec.of("sh", "-c", mirror.problem().orElseThrow().hint()).run(); // a person pastes it
        assertThat(day.resolveSibling(day.getFileName() + ".old")).isSymbolicLink();
        holds("m-1");
    }

    @Test
    void anOlderDatabaseThatWasPutBackGoesOnInTheSameFiles() throws IOException {
        IntStream.rangeClosed(1, 5).forEach(i -> queue("m-" + i));
        holds("m-1", "m-2", "m-3", "m-4", "m-5");
        mirror.close();
        long first = lines("messages").get(1).path("seq").asLong();
        engine.loop().record(List.of(), tx -> { // what followed the copy is gone
            tx.sql().createUpdate("delete from event where seq > :first").bind("first", first).execute();
            tx.sql().createUpdate("update log_end set seq = :first, hash = (select hash from event where seq = :first)").bind("first", first).execute();
            tx.sql().createUpdate("update mirror set seq = :first").bind("first", first).execute();
            tx.sql().execute("delete from message where id <> 'm-1'");
        });
        engine.record(new Event.DatabaseRestored("copy"));
        start();
        queue("m-6");
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(lines("messages")).extracting(l -> l.path("event").asText() + l.path("id").asText())
                .containsExactly("acceptedm-1", "acceptedm-2", "acceptedm-3", "acceptedm-4", "acceptedm-5", "restored", "acceptedm-6"));
    }
}
