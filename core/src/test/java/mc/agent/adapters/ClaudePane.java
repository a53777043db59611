package mc.agent.adapters;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mc.agent.Launch;
import mc.agent.ScreenManifest;
import mc.event.Signal;
import mc.process.Exec;
import mc.process.ProcessId;
import mc.text.Json;
import mc.text.SafeFiles;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** The real program in a tmux server of its own, started as a {@link Launch} says; its hooks land in a spool. Closing ends both. */
final class ClaudePane implements AutoCloseable {

    /** One spooled event, when it was written, and what it means. */
    record Heard(String event, Instant at, JsonNode payload, Signal signal) {}

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String socket = "mc-test-" + UUID.randomUUID();
    private final Path spool;
    private final ScreenManifest manifest;
    private final long pid;
    final Instant started;

    private ClaudePane(Path directory, Path worktree, Launch launch, Map<String, String> env, ScreenManifest manifest) throws IOException {
        this.manifest = manifest;
        this.spool = Files.createDirectories(directory.resolve("spool-" + UUID.randomUUID()));
        for (Map.Entry<Path, String> file : launch.files().entrySet()) {
            Files.createDirectories(file.getKey().getParent());
            SafeFiles.write(file.getKey(), file.getValue());
        }
        Map<String, String> all = new HashMap<>(env);
        all.putAll(launch.env());
        all.putAll(Map.of("MC_SPOOL", spool.toString(), "MC_STATUS", spool.toString(), "MC_AGENT", "dev-1", "MC_ROLE", "developer", "MC_MISSION", "shop-1"));
        List<String> words = new ArrayList<>(List.of("exec", "env", "-i"));
        all.forEach((name, value) -> words.add(quoted(name + "=" + value)));
        words.add("TERM=\"$TERM\"");
        launch.argv().forEach(word -> words.add(quoted(word)));
        Path script = spool.resolveSibling(spool.getFileName() + ".sh"); // tmux refuses long commands
        SafeFiles.writeScript(script, "#!/bin/sh\n" + String.join(" ", words) + "\n");
        started = Instant.now();
        tmux("new-session", "-d", "-x", "120", "-y", "40", "-c", worktree.toString(), script.toString(), ";", "set", "-g", "remain-on-exit", "on");
        pid = Long.parseLong(tmux("display-message", "-p", "#{pane_pid}").strip());
    }

    static ClaudePane start(Path directory, Path worktree, Launch launch, Map<String, String> env, ScreenManifest manifest) {
        try {
            return new ClaudePane(directory, worktree, launch, env, manifest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a signal of this type that was written after {@code since}. */
    <T extends Signal> Heard await(Class<T> type, Instant since, Predicate<T> which) {
        return until(
                        type.getSimpleName(),
                        () -> heard().stream().filter(h -> h.at().isAfter(since) && type.isInstance(h.signal()) && which.test(type.cast(h.signal()))).findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    <T extends Signal> Heard await(Class<T> type, Instant since) {
        return await(type, since, any -> true);
    }

    ScreenManifest.View awaitView(Predicate<ScreenManifest.View> wanted) {
        return until("a certain screen", this::view, wanted);
    }

    void awaitScreen(String text) {
        until("the text " + text, this::screen, screen -> screen.contains(text));
    }

    void awaitReady() {
        awaitView(new ScreenManifest.View.Prompt("", false)::equals);
    }

    ScreenManifest.View view() {
        return manifest.read(screen(), tmux("capture-pane", "-p", "-e"));
    }

    String screen() {
        return tmux("capture-pane", "-p");
    }

    /** Everything spooled so far, in order. */
    List<Heard> heard() {
        try (Stream<Path> files = Files.list(spool)) {
            List<Path> whole = files.filter(f -> !f.getFileName().toString().startsWith(".") && !f.equals(statusLine())).toList();
            List<Heard> all = new ArrayList<>();
            for (Path file : whole) {
                String event = file.getFileName().toString().split("\\.")[1];
                JsonNode payload = Json.parse(Files.readString(file));
                all.add(new Heard(event, Files.getLastModifiedTime(file).toInstant(), payload, HookSignals.read(event, payload)));
            }
            all.sort(Comparator.comparing(Heard::at));
            return all;
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Pastes as a message is delivered, and presses Enter as a key of its own. */
    Instant paste(String text) {
        Exec.Result loaded = Exec.of("tmux", "-L", socket, "load-buffer", "-b", "message", "-").input(text).run();
        assertThat(loaded.ok()).as(loaded.stderr()).isTrue();
        Instant before = Instant.now();
        tmux("paste-buffer", "-p", "-d", "-b", "message");
        tmux("send-keys", "Enter");
        return before;
    }

    void key(String name) {
        tmux("send-keys", name);
    }

    /** What the status line was given last. */
    Path statusLine() {
        return spool.resolve("dev-1.json");
    }

    long pid() {
        return pid;
    }

    /**
     * Waits until the process is gone. How it ended: {@code status/signal}, one of them empty; both when tmux does not know it,
     * as 3.3a sometimes never does for a pane that is dead.
     */
    String awaitEnd() {
        until("the end", () -> ProcessId.of(pid), Optional::isEmpty);
        until("a dead pane", () -> tmux("display-message", "-p", "#{pane_dead}").strip(), "1"::equals);
        return tmux("display-message", "-p", "#{pane_dead_status}/#{pane_dead_signal}").strip();
    }

    /** Fails with what was heard and what stands on the screen. */
    private <T> T until(String what, Callable<T> now, Predicate<T> wanted) {
        try {
            return Awaitility.await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(50)).until(now, wanted::test);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("Waited for " + what + "; heard " + heard() + "; the screen shows " + view() + ":\n" + screen(), e);
        }
    }

    @Override
    public void close() {
        Exec.of("tmux", "-L", socket, "kill-server").run();
        Awaitility.await().atMost(PATIENCE).until(() -> ProcessId.of(pid).isEmpty());
    }

    private String tmux(String... arguments) {
        List<String> argv = new ArrayList<>(List.of("tmux", "-L", socket, "-f", "/dev/null"));
        argv.addAll(List.of(arguments));
        Exec.Result result = Exec.of(argv).run();
        assertThat(result.ok()).as("tmux " + String.join(" ", arguments) + ": " + result.stderr()).isTrue();
        return result.stdout();
    }

    private static String quoted(String word) {
        return word.chars().mapToObj(c -> c == '\'' ? "'\\''" : String.valueOf((char) c)).collect(Collectors.joining("", "'", "'"));
    }
}
