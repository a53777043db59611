package mc.agent.adapters;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import mc.event.Signal;
import mc.text.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HookSignalsTest {

    @Test
    void aCapturedLifeReadsAsItWas() throws IOException {
        assertThat(captured("hooks.jsonl").stream().map(HookSignalsTest::read)).containsExactly(
                new Signal.SessionStarted("c6bc7309-ba0c-4196-8781-e70867380947", "startup"),
                new Signal.PromptSubmitted("SLOW task please"),
                new Signal.PromptSubmitted("queued while busy"),
                new Signal.TurnEnded("OK done.", 0),
                new Signal.TurnEnded("OK done.", 0),
                new Signal.PromptSubmitted("please DOTOOL now"),
                new Signal.ToolStarted("Bash"),
                new Signal.PermissionRequested("Bash", "Bash: touch /home/dev/touched.txt"),
                new Signal.InputRequested("Claude needs your permission"),
                new Signal.ToolEnded("Bash"),
                new Signal.TurnEnded("OK done.", 0),
                new Signal.PromptSubmitted("SLOW interrupted task"),
                new Signal.PromptSubmitted("hello limit"),
                new Signal.TurnFailed("rate_limit", "You've hit your 5-hour limit · resets 8:23pm (UTC)"),
                new Signal.SessionEnded("prompt_input_exit"));
    }

    @Test
    void questionsPlansAndSubagentsReadAsTheyWere() throws IOException {
        assertThat(captured("hooks-asking.jsonl").stream().map(HookSignalsTest::read)).containsExactly(
                new Signal.InputRequested("question: Which database should we use?"),
                new Signal.PermissionRequested("Write", "Write: /home/dev/outside.txt"),
                new Signal.InputRequested("plan approval"),
                new Signal.TurnEnded("Sub done.", 1),
                new Signal.Other("PreToolUse:subagent"),
                new Signal.PermissionRequested("Bash", "Bash: touch /home/dev/sub.txt && echo $(date)"),
                new Signal.Other("PostToolUse:subagent"),
                new Signal.Other("SubagentStop:subagent"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', value = {
        "rate_limit # You've hit your 5-hour limit · resets 8:23pm (UTC) # rate_limit", "rate_limit # You've used 91% of your session limit · resets 12:40pm (UTC) # throttled", "rate_limit # API Error: Request rejected (429) # throttled",
        "overloaded # API Error: 529 # overloaded", "billing_error # Credit balance is too low # billing_error"})
    void onlyAUsageLimitIsALimit(String error, String message, String told) {
        assertThat(HookSignals.read("StopFailure", Json.object().put("error", error).put("last_assistant_message", message))).isEqualTo(new Signal.TurnFailed(told, message));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', value = {
        "tmux send-keys -t app-1:developer 'hello' Enter # tmux send-keys -t app-1:developer 'hello' Enter", "tmux -L mc -f /dev/null send -t %3 hi; echo done # tmux -L mc -f /dev/null send -t %3 hi",
        "tmux paste-buffer -t %3 && date # tmux paste-buffer -t %3", "git commit -m \"use tmux send-keys -t app:1\" # ", "echo 'a; tmux send-keys -t %3 hi' # ", "\"tmux send-keys -t %3 hi\" # ", "tmux list-panes -a # ", "tmux display-message 'please send it' # ", "echo send-keys to tmux # ", "git push # "})
    void aCallThatTypesIntoAPaneIsTold(String command, String told) {
        Signal signal = HookSignals.read("PostToolUse", call(command));
        assertThat(signal).isEqualTo(new Signal.ToolEnded("Bash", told));
        assertThat(Json.write(new Signal.ToolEnded("Bash"))).doesNotContain("typing");
    }

    @Test
    void aCallThatMayBeDeniedOrThatFailedTypesNothing() {
        String command = "tmux send-keys -t %3 hi";
        assertThat(HookSignals.read("PreToolUse", call(command))).isEqualTo(new Signal.ToolStarted("Bash"));
        assertThat(HookSignals.read("PostToolUseFailure", call(command))).isEqualTo(new Signal.ToolEnded("Bash"));
        assertThat(HookSignals.read("PostToolUse", call("cat > how.md <<'END'\n" + command + "\nEND"))).isEqualTo(new Signal.ToolEnded("Bash"));
    }

    private static JsonNode call(String command) {
        return Json.object().put("tool_name", "Bash").set("tool_input", Json.object().put("command", command));
    }

    @Test
    void aCompactionIsNoNewSession() {
        assertThat(HookSignals.read("SessionStart", Json.object().put("source", "compact"))).isEqualTo(new Signal.Other("SessionStart:compact"));
    }

    @ParameterizedTest
    @CsvSource({"clear", "resume"})
    void anotherConversationIsNotTheEndOfTheProgram(String reason) {
        assertThat(HookSignals.read("SessionEnd", Json.object().put("reason", reason))).isEqualTo(new Signal.Other("SessionEnd:" + reason));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "7", "\"text\"", "{}", "{\"tool_input\":7,\"background_tasks\":\"x\",\"prompt\":{},\"agent_id\":{}}"})
    void oddPayloadsNeverThrow(String payload) {
        for (String event : ClaudeAdapter.EVENTS) {
            assertThat(HookSignals.read(event, Json.parse(payload))).isNotNull();
        }
        assertThat(HookSignals.read("Brand-New", Json.parse(payload))).isEqualTo(new Signal.Other("Brand-New"));
    }

    @Test
    void whatIsAskedIsOneShortCleanLine() {
        JsonNode payload = Json.object().put("tool_name", "Bash").set("tool_input", Json.object().put("command", "rm -rf \u001b[31m/\n\u202e" + "x".repeat(500)));
        assertThat(HookSignals.read("PermissionRequest", payload)).isInstanceOfSatisfying(Signal.PermissionRequested.class, asked -> {
            assertThat(asked.what()).startsWith("Bash: rm -rf / xxx").hasSize(200).endsWith("…");
        });
    }

    @Test
    void settingsCallTheHookWithoutAShell() {
        JsonNode settings = HookSettings.json(Path.of("/home/a b/$(touch x)/mc-hook"), List.of("Stop"));
        assertThat(settings).isEqualTo(Json.parse("{\"Stop\":[{\"hooks\":[{\"type\":\"command\",\"command\":\"/home/a b/$(touch x)/mc-hook\",\"timeout\":5,\"args\":[\"Stop\"]}]}]}"));
    }

    private static Signal read(JsonNode payload) {
        return HookSignals.read(payload.path("hook_event_name").asText(), payload);
    }

    private static List<JsonNode> captured(String name) throws IOException {
        try (InputStream in = HookSignalsTest.class.getResourceAsStream("/claude/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().map(Json::parse).toList();
        }
    }
}
