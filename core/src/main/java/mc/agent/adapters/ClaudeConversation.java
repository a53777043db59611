package mc.agent.adapters;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import mc.Failure;
import mc.text.Json;

/**
 * The conversation a start has to name, judged by what Claude Code has kept of it. Immutable. As seen with 2.1.329: with no
 * transcript only {@code --session-id} works; with one that holds a message only {@code --resume}; a program killed in its first
 * moments leaves one without a message, and then neither does: that id is lost, and the next one in its line is used.
 *
 * @param id the id to name; it differs from the one asked for only when that was lost
 * @param isKept whether there is something to resume
 */
record ClaudeConversation(String id, boolean isKept) {

    private enum Kept {
        NOTHING,
        STUB,
        MESSAGES
    }

    static ClaudeConversation find(String wanted, Map<String, String> env) {
        Path projects = directory(env).resolve("projects");
        try {
            String id = wanted;
            Kept kept = kept(projects, id);
            while (kept == Kept.STUB) {
                id = UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)).toString(); // the same line of ids at every call
                kept = kept(projects, id);
            }
            return new ClaudeConversation(id, kept == Kept.MESSAGES);
        } catch (IOException | UncheckedIOException e) {
            throw Failure.failed("Cannot look for the conversation in " + projects + ": " + e.getMessage(), "Make the directory readable for you.", e);
        }
    }

    /** Where Claude Code keeps what belongs to this environment's user. */
    static Path directory(Map<String, String> env) {
        String named = env.getOrDefault("CLAUDE_CONFIG_DIR", "");
        return named.isBlank() ? Path.of(env.getOrDefault("HOME", "/"), ".claude") : Path.of(named);
    }

    /** Whether it can be a conversation's id, and so no path. */
    static boolean isId(String text) {
        return text.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    }

    /** The directory among the projects' that is made for sessions in {@code worktree}; of a very long path the program cuts the name. */
    static String directoryName(Path worktree) {
        return real(worktree).toString().replaceAll("[^A-Za-z0-9]", "-");
    }

    /** The conversation's transcripts, of which there is more than one only when somebody copied them. */
    static List<Path> transcripts(Path projects, String id) throws IOException {
        if (!Files.isDirectory(projects)) {
            return List.of();
        }
        try (Stream<Path> directories = Files.list(projects)) {
            return directories.map(directory -> directory.resolve(id + ".jsonl")).filter(Files::isRegularFile).toList();
        }
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path; // it is gone, or not there yet
        }
    }

    private static Kept kept(Path projects, String id) throws IOException {
        List<Path> transcripts = transcripts(projects, id);
        for (Path transcript : transcripts) {
            if (holdsMessage(transcript)) {
                return Kept.MESSAGES;
            }
        }
        return transcripts.isEmpty() ? Kept.NOTHING : Kept.STUB;
    }

    private static boolean holdsMessage(Path transcript) throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(Files.newInputStream(transcript), StandardCharsets.UTF_8))) {
            return lines.lines().anyMatch(ClaudeConversation::isMessage);
        }
    }

    private static boolean isMessage(String line) {
        if (!line.contains("\"user\"") && !line.contains("\"assistant\"")) { // other records can be very long
            return false;
        }
        try {
            String type = Json.parse(line).path("type").asText();
            return type.equals("user") || type.equals("assistant");
        } catch (IllegalArgumentException e) {
            return false; // cut off by the crash
        }
    }
}
