package mc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mc.process.ProcessTree.Inside;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessesTest {

    private static final Duration SOON = Duration.ofSeconds(5);

    @TempDir
    private Path dir;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void reap() {
        for (Process process : started) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private ProcessId start(Path cwd, String script) throws IOException {
        Process process = new ProcessBuilder("/bin/sh", "-c", script).directory(cwd.toFile()).start();
        started.add(process);
        return ProcessId.of(process.pid()).orElseThrow();
    }

    private void awaitFile(String name) {
        await().atMost(SOON).until(() -> Files.exists(dir.resolve(name)));
    }

    @Test
    void politeProcessesEndStubbornOnesAreKilledAndBothAreWaitedFor() throws Exception {
        ProcessId polite = start(dir, "exec sleep 1000");
        ProcessId stubborn = start(dir, "trap '' TERM; : > ready; while :; do sleep 1; done");
        awaitFile("ready");
        EndProcesses.Outcome outcome = EndProcesses.end(List.of(polite, stubborn), Duration.ofMillis(500));
        assertThat(outcome).isEqualTo(new EndProcesses.Outcome(List.of(), List.of(polite), List.of(stubborn), List.of()));
        assertThat(polite.isAlive() || stubborn.isAlive()).isFalse();
    }

    @Test
    void aPidThatNowBelongsToAnotherIsLeftAlone() throws Exception {
        ProcessId real = start(dir, "exec sleep 1000");
        ProcessId reused = new ProcessId(real.pid(), real.start() - 1);
        assertThat(reused.isAlive()).isFalse();
        assertThat(EndProcesses.end(List.of(reused), Duration.ofSeconds(1)).alreadyGone()).containsExactly(reused);
        assertThat(real.isAlive()).isTrue();
    }

    @Test
    void aZombieHasEnded() throws Exception {
        ProcessId parent = start(dir, "sleep 0.2 & echo $! > zombie.tmp; mv zombie.tmp zombie; exec sleep 1000"); // sleep never waits for its child
        awaitFile("zombie");
        long zombie = Long.parseLong(Files.readString(dir.resolve("zombie")).strip());
        Optional<ProcessId> before = ProcessId.of(zombie);
        await().atMost(SOON).until(() -> Files.readString(Path.of("/proc/" + zombie + "/stat")).contains(") Z "));
        assertThat(ProcessId.of(zombie)).isEmpty();
        before.ifPresent(id -> assertThat(EndProcesses.end(List.of(id), Duration.ofMillis(100)).alreadyGone()).containsExactly(id));
        assertThat(parent.isAlive()).isTrue();
    }

    @Test
    void weNeverEndOurselves() {
        ProcessHandle self = ProcessHandle.current();
        for (ProcessHandle handle : List.of(self, self.parent().orElseThrow())) {
            ProcessId id = ProcessId.of(handle.pid()).orElseThrow();
            assertThatIllegalArgumentException().isThrownBy(() -> EndProcesses.end(List.of(id), Duration.ZERO));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> EndProcesses.end(List.of(new ProcessId(1, 0)), Duration.ZERO));
    }

    @Test
    void descendantsAreTheWholeTree() throws Exception {
        ProcessId root = start(dir, "sh -c 'sleep 1000 & : > ready; wait' & wait");
        awaitFile("ready");
        await().atMost(SOON).untilAsserted(() -> assertThat(ProcessTree.descendants(root)).hasSize(2));
        List<ProcessId> tree = ProcessTree.descendants(root);
        assertThat(tree).doesNotContain(root).allMatch(ProcessId::isAlive);
        assertThat(ProcessTree.descendants(new ProcessId(root.pid(), root.start() + 1))).as("another process of that pid").isEmpty();
        EndProcesses.end(tree, SOON);
    }

    @Test
    void whatAProcessStartedIsKnownByItsEnvironmentWhenThatHasEnded() throws Exception {
        String mark = "MC_TEST_MARK=it's " + dir;
        Process parent = new ProcessBuilder("/bin/sh", "-c", "export \"$0\"; sleep 1000 & sleep 1001 >/dev/null & :", mark).start();
        assertThat(parent.waitFor()).isZero();
        // between fork and exec a child still shows the environment its shell was started with
        List<ProcessId> children = await().atMost(SOON).until(() -> ProcessTree.withEnvironment(List.of(mark)), found -> found.size() == 2);
        assertThat(ProcessTree.withEnvironment(List.of(mark, "OTHER=1"))).isEmpty();
        assertThat(ProcessTree.withEnvironment(List.of(mark.substring(0, mark.length() - 1)))).isEmpty();
        assertThat(EndProcesses.end(children, SOON).allGone()).isTrue();
    }

    @Test
    void processesWorkingInADirectoryAreFoundUnderAnyOfItsNames() throws Exception {
        Path place = Files.createDirectory(dir.resolve("a b\n#(touch x)"));
        Path below = Files.createDirectory(place.resolve("sub"));
        Path sibling = Files.createDirectory(dir.resolve("a b\n#(touch x)2"));
        ProcessId here = start(place, "exec sleep 1000");
        ProcessId deep = start(below, "exec sleep 1000");
        ProcessId elsewhere = start(sibling, "exec sleep 1000");
        Path link = Files.createSymbolicLink(dir.resolve("link"), place);
        for (Path name : List.of(place, link)) {
            await().atMost(SOON).untilAsserted(() -> assertThat(known(name)).containsExactlyInAnyOrder(new ProcessTree.Found(here, "sleep"), new ProcessTree.Found(deep, "sleep")));
        }
        Files.delete(below);
        assertThat(known(place)).extracting(ProcessTree.Found::id).contains(deep).doesNotContain(elsewhere);
    }

    private static List<ProcessTree.Found> known(Path dir) {
        return ((Inside.Known) ProcessTree.inside(dir)).processes();
    }

    @Test
    void aChildIsTalkedToInLinesAndEndsWithItsInput() throws Exception {
        try (ChildPipe cat = ChildPipe.start(List.of("/bin/sh", "-c", "echo $0 $A $HOME >&2; exec cat", "it's"), Map.of("A", "b", "PATH", "/usr/bin:/bin"))) {
            assertThat(cat.readLine()).contains("it's b");
            cat.write("é x\n\nlast");
            assertThat(cat.readLine()).contains("é x");
            assertThat(cat.readLine()).contains("");
            ProcessId id = ProcessId.of(cat.pid()).orElseThrow();
            cat.kill();
            assertThat(id.awaitEnd(SOON)).isTrue();
        }
    }
}
