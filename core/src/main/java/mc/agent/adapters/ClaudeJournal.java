package mc.agent.adapters;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import mc.agent.Journal;
import mc.agent.Prices;
import mc.agent.Sighting;
import mc.agent.Usage;

/**
 * What one process of Claude Code writes about itself: the transcripts of its conversation and of that conversation's subagents,
 * its session file, and what its status line was given. When the process goes over to another conversation, as after
 * {@code /clear}, its session file says so and the journal follows. Used by one thread at a time.
 */
final class ClaudeJournal implements Journal {

    private final Subject subject;
    private final Prices prices;
    private final Path directory;
    private final Optional<ZoneId> zone;
    private final Map<Path, ClaudeTranscript> transcripts = new TreeMap<>();
    private String conversation;
    private Path main;

    ClaudeJournal(Subject subject, Prices prices) {
        this.subject = subject;
        this.prices = prices;
        this.directory = ClaudeConversation.directory(subject.env());
        this.zone = zone(subject.env().getOrDefault("TZ", ""));
        this.conversation = subject.conversation();
    }

    private static Optional<ZoneId> zone(String named) {
        try {
            return Optional.of(named.isBlank() ? ZoneId.systemDefault() : ZoneId.of(named));
        } catch (DateTimeException e) {
            return Optional.empty(); // a form that only the system understands
        }
    }

    @Override
    public List<Path> directories() {
        List<Path> all = new ArrayList<>(List.of(sessions(), subject.statusLine().toAbsolutePath().getParent()));
        if (main == null) { // it is made with the first prompt, in a directory that may be new too
            all.addAll(List.of(projects(), projects().resolve(ClaudeConversation.directoryName(subject.worktree()))));
        } else {
            all.addAll(List.of(main.getParent(), subagents()));
        }
        return all.stream().distinct().toList();
    }

    @Override
    public Account read() {
        ClaudeSessionFile session = ClaudeSessionFile.read(sessions(), subject.process());
        session.conversation().filter(now -> !now.equals(conversation)).ifPresent(this::follow);
        if (main == null) {
            main = find().orElse(null);
        }
        Optional<ClaudeStatusLine> status = ClaudeStatusLine.read(subject.statusLine());
        Optional<ClaudeTranscript> transcript = Optional.ofNullable(main).map(this::transcript);
        subagentTranscripts().forEach(this::transcript);
        transcripts.values().forEach(ClaudeTranscript::read);
        List<Sighting> sightings = Stream.of(transcript.flatMap(ClaudeTranscript::newest), status.flatMap(ClaudeStatusLine::note), session.sighting()).flatMap(Optional::stream).toList();
        return new Account(sightings, transcript.map(found -> usage(found, status.filter(line -> line.conversation().equals(conversation)))),
                transcript.map(ClaudeTranscript::interruptions).orElse(List.of()), transcript.map(found -> found.absorbed().take()).orElse(List.of()));
    }

    private Optional<Path> find() {
        try {
            return ClaudeConversation.transcripts(projects(), conversation).stream().findFirst();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private void follow(String other) {
        conversation = other;
        main = null;
        transcripts.clear();
    }

    private Usage usage(ClaudeTranscript transcript, Optional<ClaudeStatusLine> status) {
        List<ClaudeUsage> parts = Stream.concat(Stream.of(transcript), transcripts.values().stream().filter(other -> other != transcript)).map(ClaudeTranscript::usage).toList();
        return ClaudeUsage.total(conversation, parts, prices, status.map(ClaudeStatusLine::model).orElse(null), status.map(ClaudeStatusLine::contextUsedPercent).orElse(null));
    }

    private ClaudeTranscript transcript(Path file) {
        return transcripts.computeIfAbsent(file, found -> new ClaudeTranscript(found, zone));
    }

    private List<Path> subagentTranscripts() {
        List<Path> found = new ArrayList<>();
        if (main != null && Files.isDirectory(subagents())) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(subagents(), "agent-*.jsonl")) {
                files.forEach(found::add);
            } catch (IOException | java.nio.file.DirectoryIteratorException e) {
                return found; // what cannot be read now is read the next time
            }
        }
        return found;
    }

    private Path projects() {
        return directory.resolve("projects");
    }

    private Path sessions() {
        return directory.resolve("sessions");
    }

    private Path subagents() {
        return main.resolveSibling(conversation).resolve("subagents");
    }
}
