package mc.demo;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import mc.Home;
import mc.agent.Launch;
import mc.agent.adapters.DemoAdapter;
import mc.agent.adapters.DemoHome;
import mc.e2e.Product;
import mc.process.Exec;
import mc.process.ProcessId;
import mc.text.Json;
import mc.text.Templates;
import org.awaitility.core.ConditionTimeoutException;

/** A private tmux server in which real demo agents run, started through their adapter. Closing it ends all of them and leaves no file. */
final class DemoStage implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(20);

    final Path root;
    final DemoHome demoHome;
    final DemoAdapter adapter;
    private final String socket = "mc-test-" + UUID.randomUUID();
    private final List<ProcessId> started = new CopyOnWriteArrayList<>();

    DemoStage() throws IOException {
        root = Files.createTempDirectory("mc demo-").toRealPath();
        demoHome = new DemoHome(root.resolve("demo"));
        adapter = new DemoAdapter(Product.current().demoProgram(), new Templates(new Home(root.resolve("mc"))));
        Files.createDirectories(root.resolve("home"));
        tmux("-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "30", "-c", root.toString(), "sleep 600", ";", "set", "-g", "remain-on-exit", "on");
    }

    String tmux(String... arguments) {
        List<String> argv = new ArrayList<>(List.of("tmux", "-L", socket));
        argv.addAll(List.of(arguments));
        return run(Exec.of(argv));
    }

    private static String run(Exec exec) {
        Exec.Result result = exec.run();
        if (!result.ok()) {
            throw new IllegalStateException(exec.argv() + ": " + result.exitCode() + " " + result.stderr());
        }
        return result.stdout();
    }

    /** An agent with this script and first prompt, in a new folder. */
    Agent start(String script, String prompt) throws IOException {
        Path folder = Files.createTempDirectory(root, "work");
        return start(folder, script, prompt, UUID.randomUUID().toString(), false, Map.of());
    }

    Agent start(Path folder, String script, String prompt, String conversation, boolean resume, Map<String, String> env) throws IOException {
        Path directory = Files.createTempDirectory(root, "launch");
        Path hook = script(directory.resolve("it's a hook"), "#!/bin/sh\nlog=\"${0%/*}/hooks.log\"\n[ -x \"${0%/*}/answer\" ] && \"${0%/*}/answer\" \"$1\"\n"
                + "payload=$(cat; printf .)\nprintf '%s\\t%s\\n' \"$1\" \"${payload%.}\" >> \"$log\"\n");
        Files.writeString(directory.resolve("script"), script);
        Map<String, String> all = new HashMap<>(Map.of("HOME", root.resolve("home").toString(), "PATH", System.getenv("PATH"), "LANG", "C.UTF-8", "MC_DEMO_HOME", demoHome.root().toString(),
                "MC_ROLE", "developer", DemoAdapter.SCRIPT, directory.resolve("script").toString()));
        all.putAll(env);
        Launch launch = adapter.launch(new Launch.Request("a1", "developer-1", conversation, resume, directory, hook, "You are a developer.", prompt,
                Optional.empty(), all.getOrDefault("MODE", "default"), all));
        for (Map.Entry<Path, String> file : launch.files().entrySet()) {
            Files.writeString(file.getKey(), file.getValue());
        }
        List<String> words = new ArrayList<>(List.of("env", "-i", "TERM=screen"));
        all.forEach((name, value) -> words.add(name + "=" + value));
        words.addAll(launch.argv());
        Path run = script(directory.resolve("run"), "#!/bin/sh\nexec " + String.join(" ", words.stream().map(w -> "'" + w.replace("'", "'\\''") + "'").toList()) + "\n");
        String[] pane = tmux("new-window", "-d", "-P", "-F", "#{pane_id} #{pane_pid}", "-c", folder.toString(), "exec '" + run.toString().replace("'", "'\\''") + "'").strip().split(" ");
        long pid = Long.parseLong(pane[1]);
        ProcessId.of(pid).ifPresent(started::add);
        return new Agent(pane[0], pid, folder, directory, conversation);
    }

    private static Path script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    static void until(String what, Callable<Boolean> condition) {
        await(what).pollInterval(Duration.ofMillis(40)).atMost(PATIENCE).until(condition);
    }

    @Override
    public void close() throws IOException {
        started.forEach(ProcessId::kill);
        Path socketFile = Path.of(tmux("display", "-p", "#{socket_path}").strip());
        tmux("kill-server");
        Files.deleteIfExists(socketFile); // tmux leaves it behind
        until("every agent has ended", () -> started.stream().noneMatch(ProcessId::isAlive));
        try (Stream<Path> files = Files.walk(root)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    /** One line of the hook log. */
    record Heard(String event, String payload) {
        JsonNode json() {
            return Json.parse(payload);
        }
    }

    /** A running agent, seen from outside. */
    final class Agent {
        final String pane;
        final long pid;
        final Path folder;
        final Path directory;
        final String conversation;

        Agent(String pane, long pid, Path folder, Path directory, String conversation) {
            this.pane = pane;
            this.pid = pid;
            this.folder = folder;
            this.directory = directory;
            this.conversation = conversation;
        }

        String plain() {
            return tmux("capture-pane", "-p", "-t", pane);
        }

        String coloured() {
            return tmux("capture-pane", "-p", "-e", "-t", pane);
        }

        String scrollback() {
            return tmux("capture-pane", "-p", "-J", "-S", "-", "-t", pane);
        }

        Agent keys(String... keys) {
            List<String> words = new ArrayList<>(List.of("send-keys", "-t", pane));
            words.addAll(List.of(keys));
            tmux(words.toArray(String[]::new));
            return this;
        }

        Agent paste(String text) {
            run(Exec.of("tmux", "-L", socket, "load-buffer", "-b", "test" + pane, "-").input(text));
            tmux("paste-buffer", "-p", "-d", "-b", "test" + pane, "-t", pane);
            return this;
        }

        /** Waits until the screen shows a text. */
        Agent shows(String text) {
            return waits("the screen shows '" + text + "'", () -> plain().contains(text));
        }

        /** Waits until the hook was called for an event the n-th time, and answers what it was told. */
        JsonNode heard(String event, int times) {
            waits(event + " #" + times, () -> log().stream().filter(h -> h.event().equals(event)).count() >= times);
            return log().stream().filter(h -> h.event().equals(event)).skip(times - 1L).findFirst().orElseThrow().json();
        }

        List<String> events() {
            return log().stream().map(Heard::event).toList();
        }

        List<Heard> log() {
            try {
                Path file = directory.resolve("hooks.log");
                String text = Files.exists(file) ? Files.readString(file) : "";
                return text.substring(0, text.lastIndexOf('\n') + 1).lines().filter(l -> l.contains("\t")).map(l -> new Heard(l.substring(0, l.indexOf('\t')), l.substring(l.indexOf('\t') + 1))).toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Makes the hook say something on its standard output when it is called for an event. */
        void answers(String event, String output) throws IOException {
            script(directory.resolve("answer"), "#!/bin/sh\n[ \"$1\" = " + event + " ] && printf '%s' '" + output + "'\nexit 0\n");
        }

        /** The state file; waits until it holds the status. */
        JsonNode status(String status) {
            Path file = demoHome.session(pid);
            waits("status " + status, () -> Files.exists(file) && Json.parse(Files.readString(file)).path("status").asText().equals(status));
            try {
                return Json.parse(Files.readString(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        List<JsonNode> transcript() throws IOException {
            return Files.readAllLines(demoHome.transcript(folder, conversation)).stream().map(Json::parse).toList();
        }

        /**
         * Waits for the end and answers how: {@code exit 3} or {@code signal 9}. tmux before 3.5 may lose the signal that tells of it, and then
         * shows a dead pane without a status until another of its children ends; so one is made to end.
         */
        String end() {
            waits("the agent has ended", () -> {
                if (how().isEmpty() && tmux("display", "-p", "-t", pane, "#{pane_dead}").strip().equals("1")) {
                    tmux("run-shell", "true");
                }
                return !how().isEmpty();
            });
            return how();
        }

        private String how() {
            return tmux("display", "-p", "-t", pane, "#{?pane_dead_signal,signal #{pane_dead_signal},#{?#{!=:#{pane_dead_status},},exit #{pane_dead_status},}}").strip();
        }

        Agent waits(String what, Callable<Boolean> condition) {
            try {
                until(what, condition);
            } catch (ConditionTimeoutException e) {
                throw new AssertionError(e.getMessage() + "\n" + events() + "\n" + plain(), e);
            }
            return this;
        }
    }
}
