package mc.agent.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mc.Failure;
import mc.text.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaudeConsentTest {

    @TempDir
    Path dir;

    private Path home;
    private Path file;
    private Path repository;

    @BeforeEach
    void prepare() throws IOException {
        home = Files.createDirectories(dir.resolve("home"));
        file = home.resolve(".claude.json");
        repository = Files.createDirectories(dir.resolve("work/a \"quoted\" näme"));
    }

    @Test
    void setsOneKeyAndKeepsEverythingElse() throws IOException {
        String before = """
                {
                  "zebra": 1,
                  "cost": 0.025599999999999998,
                  "big": 123456789012345678901234567890,
                  "exact": 1.10,
                  "text": "ä\\u001b 😀",
                  "projects": {
                    "/other": {
                      "hasTrustDialogAccepted": false,
                      "history": [
                        {},
                        []
                      ]
                    }
                  },
                  "alpha": null
                }""";
        Files.writeString(file, before);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        List<String> log = record();
        assertThat(log.get(0)).contains(key(), file.toString());
        String added = ",\n    " + Json.write(key()) + ": {\n      \"hasTrustDialogAccepted\": true\n    }\n  },\n  \"alpha\"";
        String after = Files.readString(file).replace("[ ]", "[]").replace("{ }", "{}").replace("\\u001B", "\\u001b");
        assertThat(after).isEqualTo(before.replace("\n  },\n  \"alpha\"", added));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-r-----");
        assertThat(home.resolve(".claude.json.before-mc")).content().isEqualTo(before);
    }

    @Test
    void saysNothingWhenItWasThereAlready() throws IOException {
        record();
        String written = Files.readString(file);
        assertThat(record()).isEmpty();
        assertThat(file).content().isEqualTo(written);
    }

    @Test
    void makesAPrivateFileWhereNoneIs() throws IOException {
        assertThat(record()).hasSize(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(ClaudeConfig.isTrusted(ClaudeConfig.read(file), repository)).isTrue();
    }

    @Test
    void aSymbolicLinkStaysOne() throws IOException {
        Path real = Files.createDirectories(dir.resolve("dotfiles")).resolve("claude.json");
        Files.writeString(real, "{\"a\":1}");
        Files.createSymbolicLink(file, real);
        record();
        assertThat(file).isSymbolicLink();
        assertThat(Json.parse(Files.readString(real)).path("projects").path(key()).path("hasTrustDialogAccepted").asBoolean()).isTrue();
    }

    @Test
    void theConfigDirectoryIsFollowedAndTheRepositoryNamedWithoutLinks() throws IOException {
        Path config = Files.createDirectories(dir.resolve("config"));
        Path link = Files.createSymbolicLink(dir.resolve("link"), repository);
        ClaudeConsent.recordTrust(Map.of("HOME", home.toString(), "CLAUDE_CONFIG_DIR", config.toString()), link);
        assertThat(file).doesNotExist();
        assertThat(ClaudeConfig.isTrusted(ClaudeConfig.read(config.resolve(".claude.json")), repository)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{broken", "[]", "{} {}", "{\"a\":1,\"a\":2}", "{\"projects\":7}", "{\"projects\":null}", "{\"lone\":\"\\ud800\"}", "{\"a\":1}\u0000"})
    void aFileItCannotKeepWholeIsLeftAlone(String content) throws IOException {
        Files.writeString(file, content);
        assertThatThrownBy(this::record).isInstanceOf(Failure.class);
        assertThat(file).content().isEqualTo(content);
        assertThat(names(home)).containsExactly(".claude.json");
    }

    @Test
    void bytesThatAreNoTextAreLeftAlone() throws IOException {
        byte[] content = {'{', '"', (byte) 0xff, '"', ':', '1', '}'};
        Files.write(file, content);
        assertThatThrownBy(this::record).isInstanceOf(Failure.class).hasMessageContaining("not UTF-8");
        assertThat(file).binaryContent().isEqualTo(content);
    }

    @Test
    void aHomeDirectoryIsNeverTrusted() {
        assertThatThrownBy(() -> ClaudeConsent.recordTrust(env(), home)).isInstanceOfSatisfying(Failure.class, f -> assertThat(f.kind()).isEqualTo(Failure.Kind.REFUSED));
        assertThatThrownBy(() -> ClaudeConsent.recordTrust(env(), dir)).isInstanceOf(Failure.class);
        assertThatThrownBy(() -> ClaudeConsent.recordTrust(env(), Path.of("/"))).isInstanceOf(Failure.class);
        assertThat(file).doesNotExist();
    }

    @Test
    void manyAtOnceAllArrive() throws Exception {
        List<Path> repositories = IntStream.range(0, 24).mapToObj(i -> dir.resolve("r" + i)).toList();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        CountDownLatch start = new CountDownLatch(1);
        try {
            List<Future<List<String>>> all = repositories.stream()
                    .map(r -> threads.submit(() -> {
                        start.await();
                        return ClaudeConsent.recordTrust(env(), Files.createDirectories(r));
                    }))
                    .toList();
            start.countDown();
            for (Future<List<String>> one : all) {
                assertThat(one.get()).isNotEmpty();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(repositories).allMatch(r -> ClaudeConfig.isTrusted(ClaudeConfig.read(file), r));
    }

    @Test
    void aDeadProgramsLockIsTakenOver() throws IOException {
        Path lock = Files.createDirectory(home.resolve(".claude.json.lock"));
        Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minusSeconds(11)));
        assertThat(record()).isNotEmpty();
        assertThat(lock).doesNotExist();
    }

    private List<String> record() {
        return ClaudeConsent.recordTrust(env(), repository);
    }

    private String key() {
        return ClaudeConfig.trustKey(repository);
    }

    private Map<String, String> env() {
        return Map.of("HOME", home.toString());
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(f -> f.getFileName().toString()).toList();
        }
    }
}
