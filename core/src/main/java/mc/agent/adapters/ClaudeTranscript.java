package mc.agent.adapters;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import mc.agent.Agent;
import mc.agent.AgentState;
import mc.agent.Sighting;
import mc.agent.Source;
import mc.text.Json;
import mc.text.Untrusted;

/**
 * One transcript of Claude Code, read as it grows: the newest record that tells what the agent does, and the tokens each answer
 * used. Used by one thread at a time. Records as seen with 2.1.329; the format is the program's own and may change, so a record
 * that is not understood says nothing.
 */
final class ClaudeTranscript {

    private static final int WHAT = 300;
    /** What the program puts into a prompt's place for itself: commands it ran and their output. The notice of a task that ended does begin a turn. */
    private static final String NO_PROMPT = "(?s)\\s*<(?:local-command|command|bash)-[a-z-]*>.*";
    private static final Map<String, String> WINDOWS = Map.of(
            "five_hour", "5-hour limit", "seven_day", "weekly limit", "seven_day_opus", "weekly Opus limit", "seven_day_sonnet", "weekly Sonnet limit", "seven_day_overage_included", "weekly limit", "overage", "limit of usage credits");

    private final GrowingLines lines;
    private final Optional<ZoneId> zone;
    private ClaudeUsage usage = new ClaudeUsage();
    private final List<Sighting> interruptions = new ArrayList<>();
    private final AbsorbedTexts absorbed = new AbsorbedTexts();
    private Sighting newest;

    /** @param zone the time zone of the program, for times printed without one */
    ClaudeTranscript(Path file, Optional<ZoneId> zone) {
        this.lines = new GrowingLines(file);
        this.zone = zone;
    }

    /** Reads what was added. */
    void read() {
        lines.read(this::forget, this::line);
    }

    Optional<Sighting> newest() {
        return Optional.ofNullable(newest);
    }

    /** The interruptions since the last call, in order, without the newest sighting. */
    List<Sighting> interruptions() {
        List<Sighting> all = interruptions.stream().filter(s -> s != newest).toList();
        interruptions.clear();
        return all;
    }

    AbsorbedTexts absorbed() {
        return absorbed;
    }

    ClaudeUsage usage() {
        return usage;
    }

    private void forget() {
        usage = new ClaudeUsage();
        newest = null;
        interruptions.clear();
        absorbed.take();
    }

    private void line(String line) {
        absorbed.add(line);
        boolean mayTell = line.contains("\"type\":\"assistant\"") || line.contains("\"type\":\"user\"") || line.contains("\"turn_duration\"");
        if (!mayTell || line.startsWith("{\"type\":\"api-request")) { // most of the bytes, and whole requests among them
            return;
        }
        try {
            JsonNode record = Json.parse(line);
            usage.add(record);
            if (!record.path("isSidechain").asBoolean()) { // a subagent's, in old versions
                sighting(record).ifPresent(this::see);
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            // cut off by a crash, or written by two processes at once
        }
    }

    private void see(Sighting sighting) {
        newest = sighting;
        if (sighting.what().startsWith(Agent.INTERRUPTED)) {
            interruptions.add(sighting);
        }
    }

    private Optional<Sighting> sighting(JsonNode record) {
        return switch (record.path("type").asText()) {
            case "user" -> prompt(record);
            case "assistant" -> record.path("isApiErrorMessage").asBoolean() ? Optional.of(failure(record)) : Optional.empty();
            case "system" -> record.path("subtype").asText().equals("turn_duration") ? Optional.of(turnEnd(record)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<Sighting> prompt(JsonNode record) {
        boolean isHidden = record.path("isMeta").asBoolean() || record.path("isCompactSummary").asBoolean() || record.path("isVisibleInTranscriptOnly").asBoolean();
        String text = text(record.path("message").path("content"));
        if (isHidden || text.isBlank()) { // a tool's result has no text of its own
            return Optional.empty();
        }
        if (text.startsWith("[Request interrupted")) {
            boolean byPerson = text.startsWith("[Request interrupted by user");
            return Optional.of(Sighting.of(Source.TRANSCRIPT, AgentState.READY, Agent.INTERRUPTED + (byPerson ? " by a person" : ": " + Untrusted.line(text, WHAT)), at(record)));
        }
        return text.matches(NO_PROMPT) ? Optional.empty() : Optional.of(Sighting.of(Source.TRANSCRIPT, AgentState.WORKING, "took up a prompt", at(record)));
    }

    private static Sighting turnEnd(JsonNode record) {
        int pending = record.path("pendingBackgroundAgentCount").asInt() + record.path("pendingWorkflowCount").asInt();
        return pending > 0
                ? new Sighting(Source.TRANSCRIPT, AgentState.WORKING, "its turn ended with " + pending + " background task(s) running", at(record), null, true)
                : Sighting.of(Source.TRANSCRIPT, AgentState.READY, "its turn ended", at(record));
    }

    private Sighting failure(JsonNode record) {
        String text = Untrusted.line(text(record.path("message").path("content")), WHAT);
        JsonNode quota = record.path("quotaLimits");
        Instant at = at(record);
        if (quota.path("status").asText().equals("rejected")) {
            long resets = quota.path("resetsAt").asLong();
            return Sighting.limited(Source.TRANSCRIPT, window(quota) + ": " + text, at, resets > 0 ? Instant.ofEpochSecond(resets) : LimitText.reset(text, at, zone).orElse(null));
        }
        if (LimitText.isLimit(text)) { // versions before the record had the numbers
            return Sighting.limited(Source.TRANSCRIPT, "usage limit: " + text, at, LimitText.reset(text, at, zone).orElse(null));
        }
        return Sighting.of(Source.TRANSCRIPT, AgentState.READY, "its turn failed (" + Untrusted.line(record.path("error").asText("unknown"), 40) + "): " + text, at);
    }

    private static String window(JsonNode quota) {
        String type = quota.path("rateLimitType").asText();
        return WINDOWS.getOrDefault(type, type.isBlank() ? "usage limit" : "usage limit " + Untrusted.line(type.replace('_', ' '), 40));
    }

    private static String text(JsonNode content) {
        if (content.isTextual()) {
            return content.asText();
        }
        Stream<JsonNode> blocks = StreamSupport.stream(content.spliterator(), false);
        return blocks.filter(block -> block.path("type").asText().equals("text")).map(block -> block.path("text").asText()).findFirst().orElse("");
    }

    private static Instant at(JsonNode record) {
        return Instant.parse(record.path("timestamp").asText());
    }
}
