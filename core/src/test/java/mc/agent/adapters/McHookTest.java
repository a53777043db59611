package mc.agent.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mc.Home;
import mc.process.Exec;
import mc.text.SafeFiles;
import mc.text.Templates;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class McHookTest {

    @TempDir
    Path dir;

    private Path hook;
    private Path spool;

    @BeforeEach
    void install() throws IOException {
        hook = dir.resolve("mc hook's"); // a name a shell would trip over
        spool = Files.createDirectory(dir.resolve("spool $(touch x)"));
        SafeFiles.writeScript(hook, new Templates(new Home(dir)).required("hook/mc-hook"));
    }

    @Test
    void movesItsInputIntoTheSpool() throws IOException {
        assertSilent(call("Stop", "{\"a\":1}\n", Map.of()));
        Path file = spooled().get(0);
        assertThat(file.getFileName().toString()).matches("dev-1\\.Stop\\.\\d+-\\d+\\.json");
        assertThat(file).content().isEqualTo("{\"a\":1}\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    }

    @Test
    void aProgramThatHasClosedItsEndIsHeardAllTheSame() throws IOException {
        Map<String, String> env = Map.of("PATH", "/usr/bin:/bin", "MC_SPOOL", spool.toString(), "MC_AGENT", "dev-1");
        assertSilent(Exec.of("/bin/sh", "-c", "exec \"$0\" Stop >&- 2>&-", hook.toString()).in(dir).withOnly(env).input("{\"a\":1}").run());
        assertThat(spooled().get(0)).content().isEqualTo("{\"a\":1}\n");
    }

    @Test
    void twoMegabytesArriveWhole() throws IOException {
        String payload = "{\"text\":\"" + "é\\n".repeat(700_000) + "\"}";
        assertSilent(call("PostToolUse", payload, Map.of()));
        assertThat(spooled().get(0)).content().isEqualTo(payload + "\n");
    }

    @Test
    void aFullDiskHasRoomInTheSparesAndThenLeavesATrace() throws IOException {
        Path disk = Files.createDirectory(dir.resolve("disk"));
        assumeTrue(Exec.of("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()).run().ok(), "only root may mount a small disk");
        try {
            Path spare = Files.createDirectory(disk.resolve(".spare"));
            for (int i = 0; i < 2; i++) {
                Files.writeString(spare.resolve(String.valueOf(i)), " ".repeat(32 * 1024));
            }
            Exec.of("dd", "if=/dev/zero", "of=" + disk.resolve("fill"), "bs=4096").run(); // until there is no room
            String longText = "{\"text\":\"" + "x".repeat(40_000) + "\"}";
            List<String> payloads = List.of("{\"n\":1}", longText, "{\"n\":2,\"text\":\"" + "y".repeat(30_000) + "\"}", "{\"n\":3}");
            for (String payload : payloads) {
                assertSilent(call("Stop", payload, Map.of("MC_SPOOL", disk.toString())));
            }
            List<String> found;
            try (Stream<Path> files = Files.list(disk)) {
                found = files.filter(f -> f.toString().endsWith(".json")).sorted(java.util.Comparator.comparing(McHookTest::modified).thenComparing(McHookTest::unique)).map(McHookTest::content).toList();
            }
            assertThat(found).extracting(String::strip).containsExactly(payloads.get(0), "", payloads.get(2), "");
            assertThat(mc.text.Json.parse(found.get(0)).path("n").asInt()).as("blanks behind are no part of it").isEqualTo(1);
        } finally {
            Exec.of("umount", "-l", disk.toString()).run();
        }
    }

    @Test
    void oneAgentsEventsKeepTheirOrder() throws IOException {
        for (int i = 0; i < 30; i++) {
            call(i % 2 == 0 ? "PreToolUse" : "PostToolUse", "" + i, Map.of());
        }
        List<String> read = spooled().stream().sorted(java.util.Comparator.comparing(McHookTest::modified).thenComparing(McHookTest::unique)).map(McHookTest::content).map(String::strip).toList();
        assertThat(read).isEqualTo(IntStream.range(0, 30).mapToObj(Integer::toString).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../Stop", "a/b", "a b", "$(touch x)", "a.b", ".hidden", "Stöp", "-\n"})
    void anOddEventIsDropped(String event) throws IOException {
        assertSilent(call(event, "x".repeat(200_000), Map.of()));
        assertNothingWritten();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../x", "a/../b", "a b", "é", "a\nb"})
    void anOddAgentIsDropped(String agent) throws IOException {
        assertSilent(call("Stop", "x", Map.of("MC_AGENT", agent)));
        assertNothingWritten();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "relative", "/nonexistent/spool", "/dev/null"})
    void aMissingSpoolDisturbsNobody(String elsewhere) throws IOException {
        assertSilent(call("Stop", "x".repeat(200_000), Map.of("MC_SPOOL", elsewhere)));
        assertNothingWritten();
    }

    @Test
    void aSessionOfTheUsersOwnLeavesNothing() throws IOException {
        assertSilent(Exec.of(hook.toString(), "Stop").in(dir).withOnly(Map.of("PATH", "/usr/bin:/bin")).input("x").run());
        assertNothingWritten();
    }

    /** An urgent message with everything in it that a shell, a printf or JSON could trip over. */
    @ParameterizedTest
    @ValueSource(strings = {"PostToolUse", "PostToolUseFailure"})
    void anUrgentMessageIsPrintedOnceAndSaidSoInTheName(String event) throws IOException {
        String text = "[mc m-aaaaaaaa from operator] $(touch x) `touch x` %s \\n \\\\ \"quoted\" 'it' ünï 漢字 🎉\nsecond line" + "x".repeat(9_000);
        lay("m-aaaaaaaa", text);
        lay("m-bbbbbbbb", "[mc m-bbbbbbbb from operator] second");
        Exec.Result first = call(event, "{\"tool_name\":\"Bash\"}", Map.of());
        JsonNode said = mc.text.Json.parse(first.stdout()).path("hookSpecificOutput");
        assertThat(said.path("hookEventName").asText()).isEqualTo(event);
        assertThat(said.path("additionalContext").asText()).isEqualTo(text);
        assertThat(first).extracting(Exec.Result::exitCode, Exec.Result::stderr).containsExactly(0, "");
        assertThat(call(event, "{\"tool_name\":\"Bash\"}", Map.of()).stdout()).contains("[mc m-bbbbbbbb");
        assertSilent(call(event, "{\"tool_name\":\"Bash\"}", Map.of()));
        assertThat(spooled().stream().map(f -> f.getFileName().toString().replaceAll("\\d+-\\d+", "N"))).containsExactlyInAnyOrder(
                "dev-1." + event + ".m-aaaaaaaa.N.json", "dev-1." + event + ".m-bbbbbbbb.N.json", "dev-1." + event + ".N.json");
        assertThat(spooled()).allSatisfy(f -> assertThat(f).content().isEqualTo("{\"tool_name\":\"Bash\"}\n"));
        assertThat(desk()).containsExactlyInAnyOrder(".given-m-aaaaaaaa", ".given-m-bbbbbbbb");
    }

    @Test
    void anUrgentMessageWaitsForATurnsOwnToolCall() throws IOException {
        lay("m-aaaaaaaa", "hello");
        assertSilent(call("PreToolUse", "{\"tool_name\":\"Bash\"}", Map.of()));
        assertSilent(call("Stop", "{}", Map.of()));
        assertSilent(call("PostToolUse", "{\"agent_id\":\"a1\",\"tool_name\":\"Bash\"}", Map.of()));
        assertSilent(call("PostToolUse", "{\"tool_name\":\"Bash\"}", Map.of("MC_AGENT", "dev-2")));
        assertThat(desk()).containsExactly("m-aaaaaaaa");
        assertThat(call("PostToolUse", "{\"tool_name\":\"Bash\",\"tool_input\":{\"agent_id\":\"a1\"}}", Map.of()).stdout()).contains("hello");
    }

    @Test
    void ofManyHooksAtOnceOneHandsItOver() throws Exception {
        lay("m-aaaaaaaa", "hello");
        List<java.util.concurrent.CompletableFuture<Exec.Result>> calls = IntStream.range(0, 20).mapToObj(i -> java.util.concurrent.CompletableFuture.supplyAsync(() -> call("PostToolUse", "{}", Map.of()))).toList();
        assertThat(calls.stream().map(c -> c.join().stdout()).filter(out -> !out.isEmpty())).hasSize(1);
        assertThat(spooled()).hasSize(20).filteredOn(f -> f.toString().contains("m-aaaaaaaa")).hasSize(1);
    }

    private void lay(String id, String text) throws IOException {
        Path directory = Files.createDirectories(dir.resolve("urgent/dev-1"));
        Files.writeString(directory.resolve(id), mc.text.Json.write(text));
    }

    private List<String> desk() throws IOException {
        try (Stream<Path> files = Files.list(dir.resolve("urgent/dev-1"))) {
            return files.map(f -> f.getFileName().toString()).toList();
        }
    }

    private Exec.Result call(String event, String payload, Map<String, String> changed) {
        Map<String, String> env = new HashMap<>(Map.of("PATH", "/usr/bin:/bin", "MC_SPOOL", spool.toString(), "MC_AGENT", "dev-1"));
        env.putAll(changed);
        return Exec.of(hook.toString(), event).in(dir).withOnly(env).input(payload).run();
    }

    private static void assertSilent(Exec.Result result) {
        assertThat(result).isEqualTo(new Exec.Result(0, "", "", false, false));
    }

    private void assertNothingWritten() throws IOException {
        try (Stream<Path> all = Files.walk(dir)) {
            assertThat(all).containsExactlyInAnyOrder(dir, hook, spool);
        }
    }

    private List<Path> spooled() throws IOException {
        try (Stream<Path> files = Files.list(spool)) {
            return files.toList();
        }
    }

    private static java.nio.file.attribute.FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static long unique(Path file) {
        String[] numbers = file.getFileName().toString().split("\\.")[2].split("-");
        return Long.parseLong(numbers[0]) * 10_000_000L + Long.parseLong(numbers[1]);
    }
}
