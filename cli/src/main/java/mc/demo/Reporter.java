package mc.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import mc.process.ProcessId;
import mc.text.SafeFiles;

/**
 * Everything the agent tells the world outside its window: hooks, transcript and the state file {@code sessions/PID.json}. One thread does it all, so
 * that whoever hears a hook finds the transcript and the state already written. Thread-safe.
 */
final class Reporter {

    private static final Set<String> WITHOUT_MODE = Set.of("SessionStart", "SessionEnd", "Notification", "StopFailure");

    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> daemon(task, "reports"));
    private final Arguments arguments;
    private final Options options;
    private final Hooks hooks;
    private final Path cwd;
    private final Path transcriptFile;
    private final Path sessionFile;
    private final Transcript transcript;
    private final ProcessId self = ProcessId.of(ProcessHandle.current().pid()).orElseThrow();
    private final long startedAt = System.currentTimeMillis();
    private volatile String promptId = "";

    Reporter(Arguments arguments, Options options, Hooks hooks, Path cwd, Path transcriptFile, Path sessionFile) {
        this.arguments = arguments;
        this.options = options;
        this.hooks = hooks;
        this.cwd = cwd;
        this.transcriptFile = transcriptFile;
        this.sessionFile = sessionFile;
        this.transcript = new Transcript(transcriptFile, arguments.conversation(), cwd, arguments.model());
    }

    /** The turn that the following hooks belong to. */
    void turn(String id) {
        promptId = id;
    }

    /** Runs an event's hooks after everything that was reported before. {@code subject} is what its matcher looks at. */
    Future<HookAnswer> report(String event, String subject, Map<String, ?> fields) {
        String payload = payload(event, fields);
        return thread.submit(() -> run(event, subject, payload));
    }

    /** Runs an event's hooks beside everything else, because they may wait for a person; cancelling kills them. */
    Future<HookAnswer> reportAside(String event, String subject, Map<String, ?> fields, Consumer<HookAnswer> then) {
        String payload = payload(event, fields);
        FutureTask<HookAnswer> task = new FutureTask<>(() -> {
            HookAnswer answer = run(event, subject, payload);
            then.accept(answer);
            return answer;
        });
        thread.execute(() -> daemon(task, event).start()); // not before what was reported earlier
        return task;
    }

    void record(Consumer<Transcript> line) {
        thread.execute(() -> line.accept(transcript));
    }

    /** Writes the state file: {@code idle}, {@code busy}, or {@code waiting} with what for. */
    void status(String status, String waitingFor) {
        long now = System.currentTimeMillis();
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("pid", self.pid());
        state.put("sessionId", arguments.conversation());
        state.put("cwd", cwd);
        state.put("startedAt", startedAt);
        state.put("procStart", Long.toString(self.start()));
        state.put("version", DemoAgent.VERSION);
        state.put("kind", "interactive");
        state.put("name", arguments.name());
        state.put("status", status);
        state.put("updatedAt", now);
        state.put("statusUpdatedAt", now);
        if (!waitingFor.isEmpty()) {
            state.put("waitingFor", waitingFor);
        }
        thread.execute(() -> {
            try {
                SafeFiles.write(sessionFile, DemoJson.write(state) + "\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Removes the state file, as a program does that ends in order. */
    void forget() {
        try {
            Files.deleteIfExists(sessionFile);
        } catch (IOException e) {
            // it stays behind as after a crash, and readers compare the process start anyway
        }
    }

    private String payload(String event, Map<String, ?> fields) {
        if (options.names("garbage-hook", event)) {
            return "{\"hook_event_name\": \"" + event + "\", \"session_id\": \u0001 oops";
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("session_id", arguments.conversation());
        all.put("transcript_path", transcriptFile);
        all.put("cwd", cwd);
        if (!promptId.isEmpty()) {
            all.put("prompt_id", promptId);
        }
        if (!WITHOUT_MODE.contains(event)) {
            all.put("permission_mode", arguments.permissionMode());
        }
        all.put("hook_event_name", event);
        all.putAll(fields);
        return DemoJson.write(all);
    }

    private HookAnswer run(String event, String subject, String payload) throws InterruptedException {
        if (options.names("drop-hook", event)) {
            return HookAnswer.NONE;
        }
        Duration slowness = options.slowness(event);
        if (!slowness.isZero()) {
            Thread.sleep(slowness.toMillis());
        }
        return hooks.run(event, subject, payload);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
