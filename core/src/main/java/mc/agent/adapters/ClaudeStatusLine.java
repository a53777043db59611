package mc.agent.adapters;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import mc.agent.Sighting;
import mc.agent.Source;

/**
 * What Claude Code handed to its status line last, as mc-status keeps it. Immutable. Fields as seen with 2.1.329. The cost in it is
 * left out: it starts again from zero with every process.
 *
 * @param conversation whose figures these are
 * @param contextUsedPercent 0 to 100, or null
 * @param model or null
 * @param note how much of a usage limit is used, once that is much
 */
record ClaudeStatusLine(String conversation, Double contextUsedPercent, String model, Optional<Sighting> note) {

    private static final double MUCH = 75;
    private static final Map<String, String> WINDOWS = Map.of("five_hour", "the 5-hour limit", "seven_day", "the weekly limit", "spend_limit", "the spend limit");

    /** What is in the file; empty when nothing was kept yet, or nothing that makes sense. */
    static Optional<ClaudeStatusLine> read(Path file) {
        return SmallJson.read(file).flatMap(input -> modified(file).map(at -> of(input, at)));
    }

    private static ClaudeStatusLine of(JsonNode input, Instant at) {
        JsonNode used = input.path("context_window").path("used_percentage");
        String model = input.path("model").path("id").asText("");
        return new ClaudeStatusLine(input.path("session_id").asText(), isPercent(used) ? used.asDouble() : null, model.isBlank() ? null : model, note(input.path("rate_limits"), at));
    }

    /** The window that is used most. */
    private static Optional<Sighting> note(JsonNode limits, Instant at) {
        Stream<String> much = WINDOWS.keySet().stream().filter(window -> isPercent(used(limits, window)) && used(limits, window).asDouble() >= MUCH);
        return much.max(Comparator.comparingDouble((String window) -> used(limits, window).asDouble()).thenComparing(Comparator.naturalOrder())).map(window -> {
            long resets = limits.path(window).path("resets_at").asLong();
            return Sighting.note(Source.STATUS_LINE, Math.round(used(limits, window).asDouble()) + " % of " + WINDOWS.get(window) + " is used", at, resets > 0 ? Instant.ofEpochSecond(resets) : null);
        });
    }

    private static JsonNode used(JsonNode limits, String window) {
        return limits.path(window).path("used_percentage");
    }

    private static boolean isPercent(JsonNode value) {
        return value.isNumber() && value.asDouble() >= 0 && value.asDouble() <= 100;
    }

    private static Optional<Instant> modified(Path file) {
        try {
            return Optional.of(Files.getLastModifiedTime(file).toInstant());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
