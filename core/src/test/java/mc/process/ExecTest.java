package mc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import mc.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecTest {

    @TempDir
    private Path dir;

    @Test
    void aTimeoutEndsTheChildAndWhatItStarted() throws Exception {
        long begin = System.nanoTime();
        Exec.Result result = Exec.of("/bin/sh", "-c", "echo before; sleep 1000 & echo $! > pid; sleep 1001").in(dir).timeout(Duration.ofMillis(400)).run();
        assertThat(result.timedOut()).isTrue();
        assertThat(result.ok()).isFalse();
        assertThat(result.stdout()).isEqualTo("before\n");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
        long grandchild = Long.parseLong(Files.readString(dir.resolve("pid")).strip());
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(ProcessId.of(grandchild)).isEmpty());
    }

    @Test
    void outputBeyondTheBoundIsDroppedAndSaid() {
        Exec.Result result = Exec.of("/bin/sh", "-c", "head -c 3000000 /dev/zero; echo err >&2; exit 3").maxOutput(1000).run();
        assertThat(result.stdout()).hasSize(1000);
        assertThat(result.stderr()).isEqualTo("err\n");
        assertThat(result.truncated()).isTrue();
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(Exec.of("/bin/echo", "x").run().truncated()).isFalse();
    }

    @Test
    void aCleanEnvironmentInheritsNothing() {
        assertThat(Exec.of("/usr/bin/env").withOnly(Map.of("A", "b c\n$X")).run().stdout()).isEqualTo("A=b c\n$X\n");
        assertThat(Exec.of("/usr/bin/env").withOnly(Map.of()).run().stdout()).isEmpty();
        assertThat(Exec.of("/usr/bin/env").with(Map.of("A", "b")).run().stdout()).contains("A=b\n").contains("PATH=");
    }

    @Test
    void argumentsAreNeverAShells() {
        String hostile = "$(touch canary); `touch canary` \"'\n* ~ -n";
        assertThat(Exec.of(List.of("/usr/bin/printf", "%s", hostile)).in(dir).run().stdout()).isEqualTo(hostile);
        assertThat(dir.resolve("canary")).doesNotExist();
    }

    @Test
    void inputReachesTheChild() {
        String text = "é\n".repeat(100_000);
        assertThat(Exec.of("/bin/cat").input(text).run().stdout()).isEqualTo(text);
        assertThat(Exec.of("/bin/true").input(text).run().ok()).as("a child that does not read its input").isTrue();
    }

    @Test
    void aMissingProgramIsAFailureAPersonCanActOn() {
        assertThatThrownBy(() -> Exec.of("/nonexistent/program").run()).isInstanceOfSatisfying(Failure.class, f -> assertThat(f.kind()).isEqualTo(Failure.Kind.MISSING));
    }

    @Test
    void aChildLeftInTheBackgroundDoesNotHoldTheCallUp() throws Exception {
        long begin = System.nanoTime();
        Exec.Result result = Exec.of("/bin/sh", "-c", "sleep 1000 & echo $! > pid; echo done").in(dir).timeout(Duration.ofSeconds(20)).run();
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        EndProcesses.end(ProcessId.of(Long.parseLong(Files.readString(dir.resolve("pid")).strip())).stream().toList(), Duration.ofSeconds(2));
        assertThat(took).isLessThan(Duration.ofSeconds(10));
        assertThat(result.stdout()).isEqualTo("done\n");
        assertThat(result.ok()).isTrue();
    }
}
