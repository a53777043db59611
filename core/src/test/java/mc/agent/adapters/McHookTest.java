package mc.agent.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
            Exec.of("umount", disk.toString()).run();
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
