package mc.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The record of a conversation, one JSON object a line, with the fields of Claude Code's transcripts (captured from 2.1.329) that anybody reads. The
 * token counts are invented. Used by one thread.
 */
final class Transcript {

    /** One answer of the model: its text and its tool calls are lines of their own that share these ids and this usage. */
    record Message(String id, String requestId, int outputTokens) {
        static Message next(int outputTokens) {
            return new Message(Ids.of("msg"), Ids.of("req"), outputTokens);
        }
    }

    private static final Map<String, Object> NO_USAGE = usage(0, 0, 0, 0);

    private final Path file;
    private final String conversation;
    private final String cwd;
    private final String model;

    Transcript(Path file, String conversation, Path cwd, String model) {
        this.file = file;
        this.conversation = conversation;
        this.cwd = cwd.toString();
        this.model = model;
    }

    void title(String name) {
        append(fields("type", "custom-title", "customTitle", name, "sessionId", conversation));
    }

    void user(String promptId, String prompt, String source) {
        append(line("user", "promptId", promptId, "promptSource", source, "message", fields("role", "user", "content", prompt)));
    }

    void queued(String prompt) {
        append(fields("type", "queue-operation", "operation", "enqueue", "timestamp", Instant.now(), "sessionId", conversation, "content", prompt));
    }

    void taken(String operation) {
        append(fields("type", "queue-operation", "operation", operation, "timestamp", Instant.now(), "sessionId", conversation));
    }

    void said(Message message, String text) {
        assistant(message, fields("type", "text", "text", text));
    }

    void called(Message message, String toolUseId, Map<String, Object> input) {
        assistant(message, fields("type", "tool_use", "id", toolUseId, "name", "Bash", "input", input));
    }

    void result(String toolUseId, String output, boolean isError) {
        append(line("user", "message", fields("role", "user", "content", List.of(fields("tool_use_id", toolUseId, "type", "tool_result", "content", output, "is_error", isError)))));
    }

    void context(String hookEvent, String text) {
        append(line("attachment", "attachment", fields("type", "hook_additional_context", "hookEvent", hookEvent, "content", List.of(text))));
    }

    void interrupted(String promptId) {
        append(line("user", "promptId", promptId, "message", fields("role", "user", "content", List.of(fields("type", "text", "text", "[Request interrupted by user]")))));
    }

    /** The usage limit: this line is the only place that holds the time of the reset as a number. */
    void limit(String text, Instant resetsAt) {
        Map<String, Object> limits = fields("status", "rejected", "resetsAt", resetsAt.getEpochSecond(), "rateLimitType", "five_hour", "overageStatus", "rejected");
        append(failure(text, "rate_limit", 429, "apiError", "usage_limit_reached", "quotaLimits", limits));
    }

    void overloaded(String text) {
        append(failure(text, "overloaded", 529));
    }

    private Map<String, Object> failure(String text, String error, int status, Object... more) {
        Map<String, Object> message = fields("id", Ids.uuid(), "type", "message", "role", "assistant", "model", "<synthetic>", "content",
                List.of(fields("type", "text", "text", text)), "stop_reason", "stop_sequence", "usage", NO_USAGE);
        Map<String, Object> line = line("assistant", "message", message, "requestId", Ids.of("req"), "error", error, "isApiErrorMessage", true, "apiErrorStatus", status);
        line.putAll(fields(more));
        return line;
    }

    private void assistant(Message message, Map<String, Object> block) {
        Map<String, Object> body = fields("id", message.id(), "type", "message", "role", "assistant", "model", model, "content", List.of(block),
                "stop_reason", block.get("type").equals("tool_use") ? "tool_use" : "end_turn", "usage", usage(1000, 300, 5000, message.outputTokens()));
        append(line("assistant", "message", body, "requestId", message.requestId()));
    }

    private static Map<String, Object> usage(int input, int written, int read, int output) {
        return fields("input_tokens", input, "cache_creation_input_tokens", written, "cache_read_input_tokens", read, "output_tokens", output,
                "cache_creation", fields("ephemeral_1h_input_tokens", 0, "ephemeral_5m_input_tokens", written));
    }

    private Map<String, Object> line(String type, Object... more) {
        Map<String, Object> line = fields("type", type, "uuid", Ids.uuid(), "timestamp", Instant.now(), "isSidechain", false, "userType", "external", "entrypoint", "cli",
                "cwd", cwd, "sessionId", conversation, "version", DemoAgent.VERSION);
        line.putAll(fields(more));
        return line;
    }

    private static Map<String, Object> fields(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    private void append(Map<String, Object> line) {
        try {
            Files.write(file, (DemoJson.write(line) + "\n").getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
