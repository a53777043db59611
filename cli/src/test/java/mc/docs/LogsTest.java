package mc.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import mc.Home;
import mc.event.Event;
import mc.process.Exec;
import mc.testing.Engine;
import mc.text.Json;
import mc.upkeep.Mirror;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The readable copies of the log are what their schemas say, and the lines of jq in the documents work on them. */
class LogsTest {

    private static final String AGENT = "app-1-developer";

    @TempDir
    static Path dir;

    private static Path home;

    @BeforeAll
    static void write() throws IOException {
        home = Files.createDirectories(dir.resolve("home"));
        try (Engine engine = Engine.live(home); Mirror mirror = new Mirror(new Home(home), engine.database(), engine.loop())) {
            engine.mission("app-1", "orchestrator", "developer");
            Event.Letter letter = new Event.Letter("operator", "question", "Which?", true, true, "t-1", "m-1", null, "k", true);
            engine.record(
                    new Event.MessageQueued("app-1", AGENT, "m-1", "orchestrator", "Two\nlines and a \ttab"), new Event.MessageQueued("app-1", null, "m-2", "developer", "Which one?", letter),
                    new Event.MessageRefused("app-1", AGENT, "developer", "orchestrator", "no", "not allowed"), new Event.MessageHeld("app-1", AGENT, "m-1", "busy"), new Event.MessageTyped("app-1", AGENT, "m-1", 1),
                    new Event.MessageSubmitted("app-1", AGENT, "m-1", "its hook", false), new Event.MessageRead("app-1", AGENT, "m-1"), new Event.MessageUnproven("app-1", AGENT, "m-1", "nothing shows it"),
                    new Event.MessageFailed("app-1", AGENT, "m-1", "gone"), new Event.MessageCancelled("app-1", AGENT, "m-1", "operator"), new Event.MessageAcknowledged("app-1", AGENT, "m-1", "developer"),
                    new Event.ViolationFound("app-1", AGENT, "v-1", "git.push", "medium", "k1", "seen", "remedy", 1), new Event.ViolationFound("app-1", null, "v-2", "git.push", "high", "k2", "seen", "remedy", 1),
                    new Event.ViolationsTold("app-1", "app-1-orchestrator", "m-3", List.of("v-1", "v-2")), new Event.ViolationResolved("app-1", AGENT, "v-1", "mc", "pushed", "mended"),
                    new Event.ComplianceAnalysed("app-1", "{\"open\":1}"),
                    new Event.HeadMoved("app-1", AGENT, "commit", "Begin", "beef", "2026-01-01T00:00:00Z", "dead", "feature/x"), new Event.HeadMoved("app-1", AGENT, "commit (amend)", "Begin", "c0ffee", "2026-01-01T00:00:00Z", "beef", "feature/x"), new Event.HeadMoved("app-1", AGENT, "checkout", "away", "c0ffee", "2026-01-01T00:00:00Z", null, null),
                    new Event.BranchPushed("app-1", AGENT, "origin", "feature/x", null, "c0ffee", "2026-01-01T00:00:00Z"),
                    new Event.StartingBranchMoved("app-1", "main", "merge feature/x", "Merge feature/x", "beef", "c0ffee", "2026-01-01T00:00:00Z"),
                    new Event.DatabaseRestored("copy"));
            mirror.start();
            await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(folder("git-activity/pr-activity")) && Files.readString(folder("git-activity/pr-activity")).contains("restored") && Files.readString(folder("git-activity/commits")).contains("restored")
                    && Files.readString(folder("communications/violations")).contains("restored"));
        }
    }

    /** The one file of this name, whatever day it is. */
    private static Path folder(String file) throws IOException {
        Path area = home.resolve("registry/logs").resolve(file.split("/")[0]);
        if (!Files.exists(area)) {
            return area;
        }
        try (Stream<Path> days = Files.list(area)) {
            return days.map(day -> day.resolve(file.split("/")[1] + ".jsonl")).findFirst().orElse(area);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"communications/messages", "communications/violations", "communications/compliance_analysis", "git-activity/commits", "git-activity/pushes", "git-activity/pr-activity"})
    void everyLineFitsItsSchema(String file) throws IOException {
        JsonNode schema = Json.parse(Document.of("registry/" + file.split("/")[1] + ".schema.json").text());
        List<JsonNode> lines = Files.readAllLines(folder(file)).stream().map(Json::parse).toList();
        assertThat(lines).hasSizeGreaterThan(1).allSatisfy(line -> assertThat(JsonShape.faults(schema, line)).isEmpty());
        schema.path("properties").fieldNames().forEachRemaining(name -> assertThat(lines).as("%s is never written", name).anyMatch(line -> line.has(name)));
        for (JsonNode event : schema.path("properties").path("event").path("enum")) {
            assertThat(lines).as("%s", event).anyMatch(line -> line.path("event").equals(event));
        }
    }

    static Stream<String> documented() {
        return Document.of("docs/compliance.md").fenced("sh").lines();
    }

    @ParameterizedTest
    @MethodSource("documented")
    void theDocumentedLinesWork(String line) throws IOException {
        assumeTrue(Exec.of(List.of("sh", "-c", "command -v jq")).timeout(Duration.ofSeconds(20)).run().exitCode() == 0, "jq is not installed");
        Path day = folder((line.matches(".*(commits|pushes|pr-activity)\\.jsonl") ? "git-activity/" : "communications/") + "any").getParent();
        Exec.Result result = Exec.of(List.of("sh", "-c", line)).in(day).timeout(Duration.ofSeconds(60)).run();
        assertThat(result.stderr()).isEmpty();
        assertThat(result.exitCode()).isZero();
        assertThat(result.stdout()).isNotBlank().doesNotContain("null");
    }
}
