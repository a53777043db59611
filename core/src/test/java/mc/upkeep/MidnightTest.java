package mc.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import mc.Home;
import mc.compliance.Analysis;
import mc.compliance.RuleBook;
import mc.compliance.Rules;
import mc.compliance.Scores;
import mc.compliance.Violation;
import mc.compliance.Violations;
import mc.event.Event;
import mc.testing.Engine;
import mc.text.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The day changes (in UTC) while a mission runs: each thing belongs to the day on which it happened, in the files as in the listings. */
@Timeout(60)
class MidnightTest {

    private static final String DEV = "app-1-developer";
    private static final LocalDate NEW_YEAR = LocalDate.of(2030, 1, 1);

    @TempDir
    Path dir;

    private Home home;
    private Engine engine;
    private Mirror mirror;

    @BeforeEach
    void open() {
        home = new Home(dir);
        home.createDirectories();
        engine = new Engine(dir, new Violations(new RuleBook(Rules.shipped())));
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

    private void at(String time) {
        engine.clock().advance(Duration.between(engine.clock().instant(), Instant.parse(time)));
    }

    /** A message, a commit and a broken rule, which all bear this name. */
    private void happens(String name) {
        engine.record(new Event.MessageQueued("app-1", DEV, name, "orchestrator", "Text"),
                new Event.HeadMoved("app-1", DEV, "commit", name, "c0ffee", engine.clock().instant().toString(), null, "feature/x"),
                new Event.ViolationFound("app-1", DEV, name, "git.push", "medium", name, "seen", "remedy", 1));
    }

    private void aroundMidnight() {
        at("2030-01-01T23:59:59.999Z");
        happens("last");
        at("2030-01-02T00:00:00Z");
        happens("first");
        at("2030-01-02T00:00:00.500Z");
        happens("second");
    }

    /** What a day's file has under this field. */
    private List<String> lines(String folder, LocalDate day, String file, String field) throws IOException {
        Path path = home.logs().resolve(folder).resolve(day.toString()).resolve(file + ".jsonl");
        return Files.exists(path) ? Files.readAllLines(path).stream().map(Json::parse).filter(l -> l.path("event").asText().matches("accepted|commit|found")).map(l -> l.path(field).asText()).toList() : List.of();
    }

    private void everyDayHasItsOwn() {
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10)).untilAsserted(() -> {
            for (List<String> file : List.of(List.of("communications", "messages", "id"), List.of("communications", "violations", "id"), List.of("git-activity", "commits", "subject"))) {
                assertThat(lines(file.get(0), NEW_YEAR, file.get(1), file.get(2))).as(file.get(1)).containsExactly("last");
                assertThat(lines(file.get(0), NEW_YEAR.plusDays(1), file.get(1), file.get(2))).as(file.get(1)).containsExactly("first", "second");
            }
        });
    }

    @Test
    void eachLineStandsInTheFilesOfItsDay() {
        aroundMidnight();
        everyDayHasItsOwn();
        mirror.close();
        engine.loop().record(List.of(), tx -> tx.sql().execute("delete from mirror")); // as if it had died before it kept its place
        start();
        engine.record(new Event.MessageTyped("app-1", DEV, "second", 1));
        await().atMost(Duration.ofSeconds(30)).until(() -> all("typed").size() == 1);
        everyDayHasItsOwn();
    }

    private List<JsonNode> all(String event) throws IOException {
        try (Stream<Path> files = Files.walk(home.logs())) {
            return files.filter(Files::isRegularFile).flatMap(MidnightTest::linesOf).map(Json::parse).filter(line -> line.path("event").asText().equals(event)).toList();
        }
    }

    private static Stream<String> linesOf(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void whenTheNewDaysFolderCannotBeMadeNothingIsLostOrWrittenTwice() throws IOException {
        Path folder = home.logs().resolve("communications").resolve("2030-01-02");
        Files.createDirectories(folder.getParent());
        Files.writeString(folder, "a file where the directory should be");
        aroundMidnight();
        await().atMost(Duration.ofSeconds(30)).until(() -> mirror.problem().isPresent());
        Files.delete(folder);
        everyDayHasItsOwn(); // without a further event
        await().atMost(Duration.ofSeconds(30)).until(() -> mirror.problem().isEmpty());
    }

    @Test
    void theListingsOfADayHaveWhatHappenedOnIt() {
        aroundMidnight();
        assertThat(found(NEW_YEAR)).containsExactly("last");
        assertThat(found(NEW_YEAR.plusDays(1))).containsExactlyInAnyOrder("first", "second");
        assertThat(messages(NEW_YEAR)).isEqualTo(1);
        assertThat(messages(NEW_YEAR.plusDays(1))).isEqualTo(2);
        List<Scores> scores = engine.database().read(sql -> Scores.since(sql, "app-1", Instant.parse("2030-01-02T00:00:00Z")));
        assertThat(scores.toString()).as("of the new day: %s", scores).contains("2").doesNotContain("3");
    }

    private List<String> found(LocalDate day) {
        Violation.Wanted wanted = new Violation.Wanted(false, null, null, null, Instant.parse(day + "T00:00:00Z"), Instant.parse(day.plusDays(1) + "T00:00:00Z"));
        return engine.database().read(sql -> Violation.list(sql, "app-1", wanted, 10)).stream().map(Violation::id).toList();
    }

    private int messages(LocalDate day) {
        return engine.database().read(sql -> Analysis.of(sql, "app-1", day)).pairs().stream().mapToInt(Analysis.Pair::messages).sum();
    }
}
