package mc.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mc.agent.adapters.HookSettings;
import mc.text.Json;
import mc.text.SafeFiles;
import mc.text.Templates;

/**
 * A team as people start it without mc: a shell script that opens a window, waits, types, waits and presses Enter, for one agent after
 * the other. It runs the very program that mc runs, and the program's own hooks tell when a prompt has arrived. Not thread-safe.
 */
final class PlainTeam {

    private final Stage stage;
    private final Path spool;
    private final List<String> program;
    private int started;

    /** @param agentPid a demo agent that mc has started; its command line says how */
    PlainTeam(Stage stage, long agentPid) throws IOException, InterruptedException {
        this.stage = stage;
        spool = Files.createDirectory(stage.place().resolve("spool"));
        List<String> argv = Arrays.asList(Files.readString(Path.of("/proc/" + agentPid + "/cmdline")).split("\0"));
        program = argv.subList(0, argv.indexOf("mc.demo.DemoAgent") + 1);
        SafeFiles.writeScript(stage.place().resolve("mc-hook"), new Templates(stage.home()).required("hook/mc-hook"));
        stage.write("settings.json", Json.pretty(Json.object().set("hooks", HookSettings.json(stage.place().resolve("mc-hook"), List.of("SessionStart", "UserPromptSubmit", "Stop")))));
        stage.run(stage.tmux("new-session", "-d", "-s", "plain", "-x", "200", "-y", "50"));
    }

    /** Starts agents one after the other, as scripts do: five seconds for each to come up, one before Enter. Milliseconds until the last has its briefing. */
    double startOneByOne(int count) throws IOException, InterruptedException {
        StringBuilder script = new StringBuilder();
        List<String> names = names(count);
        for (String name : names) {
            script.append(command(window(name, ""))).append("sleep 5\n");
            script.append(command(stage.tmux("send-keys", "-t", "plain:" + name, "-l", "You are " + name + ". Read the spec and begin."))).append("sleep 1\n");
            script.append(command(stage.tmux("send-keys", "-t", "plain:" + name, "Enter")));
        }
        return run(script, () -> names.stream().allMatch(name -> !reports(name, "UserPromptSubmit").isEmpty()));
    }

    /** Starts agents at once with their briefing as argument: what the programs themselves cost. Milliseconds until the last has begun its turn. */
    double startAtOnce(int count) throws IOException, InterruptedException {
        StringBuilder script = new StringBuilder();
        List<String> names = names(count);
        names.forEach(name -> script.append(command(window(name, "You are " + name + ". Read the spec and begin."))));
        return run(script, () -> names.stream().allMatch(name -> !reports(name, "UserPromptSubmit").isEmpty()));
    }

    /** Types a text, waits half a second, presses Enter. Milliseconds until the agent reports the text. */
    double send(String name, String text) throws IOException, InterruptedException {
        String script = command(stage.tmux("send-keys", "-t", "plain:" + name, "-l", text)) + "sleep 0.5\n" + command(stage.tmux("send-keys", "-t", "plain:" + name, "Enter"));
        return run(new StringBuilder(script), () -> reports(name, "UserPromptSubmit").stream().anyMatch(report -> report.contains(text)));
    }

    /** The same with a paste, without waiting for anything that shows its arrival. */
    void paste(String name, String text) throws IOException, InterruptedException {
        Path file = stage.write("message", text);
        stage.run(List.of("/bin/sh", stage.write("paste.sh", command(stage.tmux("load-buffer", file.toString())) + command(stage.tmux("paste-buffer", "-p", "-d", "-t", "plain:" + name)) + "sleep 0.5\n"
                + command(stage.tmux("send-keys", "-t", "plain:" + name, "Enter"))).toString())).expect(0);
    }

    /** Whether a prompt with exactly this text has been reported. */
    boolean hasArrived(String name, String text) {
        return reports(name, "UserPromptSubmit").stream().anyMatch(report -> Json.parse(report).path("prompt").asText().equals(text));
    }

    void end() throws IOException, InterruptedException {
        for (int i = 1; i <= started; i++) {
            stage.run(stage.tmux("kill-window", "-t", "plain:agent" + i));
        }
    }

    private List<String> names(int count) {
        int first = started + 1;
        started += count;
        return IntStream.range(first, first + count).mapToObj(i -> "agent" + i).toList();
    }

    private List<String> window(String name, String prompt) {
        List<String> argv = new ArrayList<>(List.of("env", "MC_AGENT=" + name, "MC_SPOOL=" + spool));
        argv.addAll(program);
        argv.addAll(List.of("--session-id", UUID.randomUUID().toString(), "--name", name, "--settings", stage.place().resolve("settings.json").toString()));
        if (stage.env().containsKey("MC_DEMO_SCRIPT")) {
            argv.addAll(List.of("--script", stage.env().get("MC_DEMO_SCRIPT")));
        }
        if (!prompt.isEmpty()) {
            argv.add(prompt);
        }
        return stage.tmux("new-window", "-d", "-t", "plain:", "-n", name, command(argv).strip());
    }

    private double run(StringBuilder script, java.util.function.BooleanSupplier done) throws IOException, InterruptedException {
        Path file = stage.write("plain.sh", script.toString());
        long begun = System.nanoTime();
        stage.run(List.of("/bin/sh", file.toString())).expect(0);
        while (!done.getAsBoolean()) {
            if (System.nanoTime() - begun > 90_000_000_000L) {
                throw new IOException("a plain script's prompt did not arrive");
            }
            Thread.sleep(2);
        }
        return (System.nanoTime() - begun) / 1e6;
    }

    private List<String> reports(String name, String event) {
        try (Stream<Path> files = Files.list(spool)) {
            return files.filter(file -> file.getFileName().toString().matches(Pattern.quote(name + "." + event + ".") + ".*\\.json")).map(PlainTeam::read).toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** One command of a shell script; each word is quoted. */
    private static String command(List<String> argv) {
        StringBuilder line = new StringBuilder();
        argv.forEach(word -> line.append('\'').append(word.replace("'", "'\\''")).append("' "));
        return line.append('\n').toString();
    }
}
