package mc.agent.adapters;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mc.event.Signal;
import mc.text.Untrusted;

/**
 * What Claude Code's hook payloads mean; other programs use the same names. Stateless; never throws: a payload it does not
 * know is {@link Signal.Other}. Source: payloads captured from 2.1.329.
 */
public final class HookSignals {

    private static final int WHAT = 200;

    /** The inputs that tell a person most about a tool call, the most telling first. */
    private static final List<String> TELLING = List.of("command", "file_path", "notebook_path", "url", "query", "path", "pattern", "description", "prompt");

    /**
     * A tmux command that types into a pane, after tmux's own options; send and pasteb are tmux's aliases. Up to the end of the simple command.
     * Looked for at the very start only: further on the same words may stand in a quoted text, a comment or a here-document.
     */
    private static final Pattern TYPING = Pattern.compile("\\s{0,100}(tmux(?:\\s+-\\S{1,200}(?:\\s+[^-\\s]\\S{0,200})?){0,6}\\s+(?:send-keys|send|paste-buffer|pasteb)\\s[^\\n;&|]{1,400})");

    private HookSignals() {}

    public static Signal read(String event, JsonNode payload) {
        boolean isSubagent = !text(payload, "agent_id").isEmpty();
        if (isSubagent && !event.equals("PermissionRequest")) { // a subagent's question stands on the main screen; the rest is its own life
            return new Signal.Other(event + ":subagent");
        }
        return switch (event) {
            case "SessionStart" -> sessionStart(text(payload, "session_id"), text(payload, "source"));
            case "UserPromptSubmit" -> new Signal.PromptSubmitted(text(payload, "prompt"));
            case "PreToolUse" -> new Signal.ToolStarted(text(payload, "tool_name"));
            case "PostToolUse" -> new Signal.ToolEnded(text(payload, "tool_name"), typing(text(payload.path("tool_input"), "command")));
            case "PostToolUseFailure" -> new Signal.ToolEnded(text(payload, "tool_name"));
            case "PermissionRequest" -> permission(payload);
            case "Elicitation" -> new Signal.InputRequested(Untrusted.line(text(payload, "message"), WHAT));
            case "Notification" -> notification(payload);
            case "Stop" -> new Signal.TurnEnded(text(payload, "last_assistant_message"), payload.path("background_tasks").size() + payload.path("session_crons").size());
            case "StopFailure" -> failure(text(payload, "error"), text(payload, "last_assistant_message"));
            case "SessionEnd" -> sessionEnd(text(payload, "reason"));
            default -> new Signal.Other(event);
        };
    }

    /** A compaction is no new session, though it is told as one: the conversation stays, and so does a turn in whose midst it happens. */
    private static Signal sessionStart(String conversation, String source) {
        return source.equals("compact") ? new Signal.Other("SessionStart:compact") : new Signal.SessionStarted(conversation, source);
    }

    /** The program calls every answer 429 a rate limit; only the text tells a usage limit, which lasts, from a server that is asked too often. */
    private static Signal failure(String error, String message) {
        return new Signal.TurnFailed(error.equals("rate_limit") && !LimitText.isLimit(message) ? "throttled" : error, message);
    }

    private static Signal permission(JsonNode payload) {
        String tool = text(payload, "tool_name");
        JsonNode input = payload.path("tool_input");
        return switch (tool) {
            case "AskUserQuestion" -> new Signal.InputRequested(Untrusted.line("question: " + text(input.path("questions").path(0), "question"), WHAT));
            case "ExitPlanMode" -> new Signal.InputRequested("plan approval");
            default -> new Signal.PermissionRequested(tool, what(tool, input));
        };
    }

    private static String what(String tool, JsonNode input) {
        String telling = TELLING.stream().map(key -> text(input, key)).filter(value -> !value.isBlank()).findFirst().orElse(input.isEmpty() ? "" : input.toString());
        return Untrusted.line(telling.isEmpty() ? tool : tool + ": " + telling, WHAT);
    }

    private static String typing(String command) {
        Matcher typing = TYPING.matcher(command);
        return typing.lookingAt() ? Untrusted.line(typing.group(1), WHAT) : null;
    }

    private static Signal notification(JsonNode payload) {
        String type = text(payload, "notification_type");
        return switch (type) {
            case "permission_prompt", "worker_permission_prompt", "elicitation_dialog", "elicitation_url_dialog" -> new Signal.InputRequested(Untrusted.line(text(payload, "message"), WHAT));
            default -> new Signal.Other("Notification:" + type);
        };
    }

    /** {@code /clear} and an in-program {@code /resume} end a conversation, not the program. */
    private static Signal sessionEnd(String reason) {
        return reason.equals("clear") || reason.equals("resume") ? new Signal.Other("SessionEnd:" + reason) : new Signal.SessionEnded(reason);
    }

    private static String text(JsonNode node, String key) {
        return node.path(key).asText("");
    }
}
