package mc.agent.adapters;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import mc.Home;
import mc.process.Exec;
import mc.text.SafeFiles;
import mc.text.Templates;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class McStatusTest {

    @TempDir
    Path dir;

    private Path program;
    private Path status;

    @BeforeEach
    void install() throws IOException {
        program = dir.resolve("mc status's");
        status = Files.createDirectory(dir.resolve("status $(touch x)"));
        SafeFiles.writeScript(program, new Templates(new Home(dir)).required("hook/mc-status"));
    }

    @Test
    void keepsTheNewestInputAndTellsWhoseWindowItIs() throws IOException {
        assertThat(call("{\"n\":1}", Map.of())).isEqualTo("developer · shop-1\n");
        String large = "{\"n\":\"" + "é".repeat(100_000) + "\"}";
        call(large, Map.of());
        Path file = status.resolve("dev-1.json");
        assertThat(file).content().isEqualTo(large);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertWritten(file);
    }

    @Test
    void aSessionOfTheUsersOwnLeavesNothing() throws IOException {
        assertThat(Exec.of(program.toString()).in(dir).withOnly(Map.of("PATH", "/usr/bin:/bin")).input("x").run()).isEqualTo(new Exec.Result(0, "", "", false, false));
        assertWritten();
    }

    @ParameterizedTest
    @CsvSource({"MC_AGENT, ../x", "MC_AGENT, ''", "MC_AGENT, a b", "MC_STATUS, relative", "MC_STATUS, ''"})
    void oddNamesWriteNothing(String variable, String value) throws IOException {
        assertThat(call("x".repeat(200_000), Map.of(variable, value))).isEmpty();
        assertWritten();
    }

    @Test
    void aMissingDirectoryOrAnOddRoleDisturbsNobody() throws IOException {
        assertThat(call("x".repeat(200_000), Map.of("MC_STATUS", "/nonexistent/status", "MC_ROLE", "a\u001b[2J"))).isEmpty();
        assertWritten();
    }

    private String call(String input, Map<String, String> changed) {
        Map<String, String> env = new HashMap<>(Map.of("PATH", "/usr/bin:/bin", "MC_STATUS", status.toString(), "MC_AGENT", "dev-1", "MC_ROLE", "developer", "MC_MISSION", "shop-1"));
        env.putAll(changed);
        Exec.Result result = Exec.of(program.toString()).in(dir).withOnly(env).input(input).run();
        assertThat(result.ok()).isTrue();
        assertThat(result.stderr()).isEmpty();
        return result.stdout();
    }

    private void assertWritten(Path... files) throws IOException {
        try (Stream<Path> all = Files.list(status)) {
            assertThat(all).containsExactlyInAnyOrder(files);
        }
        assertThat(dir.resolve("x")).doesNotExist();
    }
}
