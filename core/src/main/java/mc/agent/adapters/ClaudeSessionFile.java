package mc.agent.adapters;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import mc.agent.AgentState;
import mc.agent.Sighting;
import mc.agent.Source;
import mc.process.ProcessId;
import mc.text.Untrusted;

/**
 * What Claude Code keeps about a process of its own in {@code sessions/PID.json}. Immutable. As seen with 2.1.329: the file is
 * replaced when the state changes, only then, and stays behind after a kill.
 *
 * @param conversation the conversation on the screen, or empty
 * @param sighting what it says about the state; empty when it does not say
 */
record ClaudeSessionFile(Optional<String> conversation, Optional<Sighting> sighting) {

    private static final ClaudeSessionFile NOTHING = new ClaudeSessionFile(Optional.empty(), Optional.empty());

    /** The file of exactly this process in {@code sessions}; nothing when there is none, when it is another process's, or when the process has ended. */
    static ClaudeSessionFile read(Path sessions, ProcessId process) {
        return SmallJson.read(sessions.resolve(process.pid() + ".json")).filter(file -> isOf(process, file) && process.isAlive()).map(ClaudeSessionFile::of).orElse(NOTHING);
    }

    /** {@code procStart} is the kernel's start tick on Linux, as in {@link ProcessId#start()}. */
    private static boolean isOf(ProcessId process, JsonNode file) {
        return file.path("pid").asLong() == process.pid() && file.path("procStart").asText().equals(Long.toString(process.start()));
    }

    private static ClaudeSessionFile of(JsonNode file) {
        String conversation = file.path("sessionId").asText();
        return new ClaudeSessionFile(ClaudeConversation.isId(conversation) ? Optional.of(conversation) : Optional.empty(), sighting(file));
    }

    private static Optional<Sighting> sighting(JsonNode file) {
        long since = file.path("statusUpdatedAt").asLong();
        if (since <= 0) {
            return Optional.empty();
        }
        Instant at = Instant.ofEpochMilli(since);
        String waitsFor = Untrusted.line(file.path("waitingFor").asText(), 100);
        return Optional.ofNullable(switch (file.path("status").asText()) {
            case "busy" -> Sighting.of(Source.SESSION_FILE, AgentState.WORKING, "its session file says busy", at);
            case "idle" -> Sighting.of(Source.SESSION_FILE, AgentState.READY, "its session file says idle", at);
            case "waiting" -> Sighting.of(Source.SESSION_FILE, AgentState.WAITING, waitsFor.isEmpty() ? "its session file says that it waits for you" : waitsFor, at);
            case "shell" -> new Sighting(Source.SESSION_FILE, AgentState.WORKING, "a command of its turn runs in the background", at, null, true);
            default -> null;
        });
    }
}
