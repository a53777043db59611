package mc.agent.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import mc.agent.Adapter;
import mc.agent.Journal;
import mc.agent.Launch;
import mc.agent.ScreenManifest;
import mc.agent.ScreenManifest.View;
import mc.event.Signal;
import mc.process.EndProcesses;
import mc.process.ProcessId;
import mc.text.Ids;
import mc.text.Json;
import mc.text.SafeFiles;
import mc.text.Untrusted;
import mc.tmux.CaptureRange;
import mc.tmux.Key;
import mc.tmux.PaneAddress;
import mc.tmux.PaneInfo;
import mc.tmux.Screen;

/** A program that runs in a {@link Lab}: what it reports, what it shows, and its keyboard. Each wait ends with the lab's patience. Used by one thread. */
final class LabProgram {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(30);

    private final Lab lab;
    private final Adapter adapter;
    private final ScreenManifest screens;
    private final PaneAddress pane;
    private final Optional<ProcessId> process;
    private final Optional<Journal> journal;
    private int heard;

    LabProgram(Lab lab, Adapter adapter, String conversation, Launch launch, Map<String, String> env) {
        this.lab = lab;
        this.adapter = adapter;
        this.screens = adapter.screens();
        this.heard = signals().size();
        Path script = lab.launch().resolve("launch.sh");
        try {
            for (Map.Entry<Path, String> file : launch.files().entrySet()) {
                SafeFiles.write(file.getKey(), file.getValue());
            }
            SafeFiles.writeScript(script, launch.script(env));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        pane = lab.tmux().createSession(Ids.random("check"), "check", lab.repository(), List.of("/bin/sh", script.toString()));
        process = info().flatMap(p -> ProcessId.of(p.pid()));
        journal = process.flatMap(p -> adapter.journal(new Journal.Subject(Lab.AGENT, conversation, p, lab.repository(), lab.statusLine(), env)));
    }

    /** Its process; empty when it ended at once. */
    Optional<ProcessId> process() {
        return process;
    }

    /** Whether it writes about its state and usage what mc can read. */
    boolean hasJournal() {
        return journal.filter(Journal::tellsState).isPresent();
    }

    /** What it writes about itself, as soon as that is as wanted. */
    Optional<Journal.Account> awaitAccount(Predicate<Journal.Account> wanted) {
        return journal.flatMap(j -> awaitIt(() -> Optional.of(j.read()).filter(wanted)));
    }

    boolean isAlive() {
        return process.filter(ProcessId::isAlive).isPresent();
    }

    /** The next signal of this type after the last one that was waited for, if it comes. */
    <T extends Signal> Optional<T> await(Class<T> type, Predicate<T> which) {
        return awaitIt(() -> {
            List<Signal> all = signals();
            for (int i = heard; i < all.size(); i++) {
                if (type.isInstance(all.get(i)) && which.test(type.cast(all.get(i)))) {
                    heard = i + 1;
                    return Optional.of(type.cast(all.get(i)));
                }
            }
            return Optional.empty();
        });
    }

    <T extends Signal> Optional<T> await(Class<T> type) {
        return await(type, any -> true);
    }

    Optional<View> awaitView(Predicate<View> wanted) {
        return awaitIt(() -> Optional.of(view()).filter(wanted));
    }

    /** What a person sees, cleaned. */
    String screen() {
        return Untrusted.block(capture(CaptureRange.visible(), false).text());
    }

    View view() {
        Screen coloured = capture(CaptureRange.visible(), true);
        return screens.read(Untrusted.block(coloured.text()), coloured.text());
    }

    /** The last line on the screen that says anything. */
    String lastLine() {
        List<String> lines = screen().lines().map(String::strip).filter(l -> l.codePoints().anyMatch(Character::isLetterOrDigit)).toList();
        return lines.isEmpty() ? "an empty screen" : Untrusted.line(lines.get(lines.size() - 1), 120);
    }

    void paste(String text) {
        lab.tmux().paste(pane.pane(), text);
    }

    void press(Key key) {
        lab.tmux().press(pane.pane(), key);
    }

    /** Asks it to end and waits for that; its pane as it is then, empty when it did not end in time. */
    Optional<PaneInfo> end() {
        process.ifPresent(ProcessId::terminate);
        Optional<PaneInfo> dead = awaitIt(() -> info().filter(PaneInfo::dead));
        if (dead.isPresent() && dead.get().exitStatus().isEmpty() && dead.get().exitSignal().isEmpty()) {
            lab.tmux().reap();
            dead = info();
        }
        process.ifPresent(p -> EndProcesses.end(List.of(p), Duration.ofSeconds(1)));
        return dead;
    }

    /** Asks again and again until there is an answer, or the time is over. */
    <T> Optional<T> awaitIt(Supplier<Optional<T>> question) {
        long deadline = System.nanoTime() + lab.patience().toNanos();
        while (true) {
            Optional<T> answer = question.get();
            if (answer.isPresent() || System.nanoTime() > deadline) {
                return answer;
            }
            try {
                Thread.sleep(BETWEEN_LOOKS.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
    }

    private Optional<PaneInfo> info() {
        return lab.tmux().panesIfRunning().stream().filter(p -> p.address().equals(pane)).findFirst();
    }

    private Screen capture(CaptureRange range, boolean withColours) {
        return lab.tmux().capture(pane.pane(), range, withColours);
    }

    /** Everything the program has reported in this lab, oldest first. */
    private List<Signal> signals() {
        try (Stream<Path> files = Files.list(lab.spool())) {
            return files.filter(f -> f.getFileName().toString().endsWith(".json")).sorted(Comparator.comparing(LabProgram::written).thenComparing(Path::getFileName)).map(this::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Signal read(Path file) {
        String event = file.getFileName().toString().split("\\.")[1];
        try {
            JsonNode payload = Json.parse(Files.readString(file));
            return adapter.read(event, payload);
        } catch (IOException | IllegalArgumentException e) {
            return new Signal.Other(event + ": no JSON");
        }
    }

    private static java.nio.file.attribute.FileTime written(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
