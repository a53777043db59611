package mc.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import mc.event.Signal;
import mc.process.ProcessId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a demo agent reports about itself, as Claude Code would: hooks, their order and fields, state file, transcript, exit. */
@Execution(ExecutionMode.CONCURRENT)
class DemoAgentTest {

    private static DemoStage stage;

    @BeforeAll
    static void open() throws IOException {
        stage = new DemoStage();
    }

    @AfterAll
    static void close() throws IOException {
        stage.close();
    }

    @Test
    void reportsATurnFromStartToEnd() throws IOException {
        DemoStage.Agent agent = stage.start("when hello\n  say Good day, {role}.\n", "hello there");
        JsonNode stop = agent.heard("Stop", 1);
        assertThat(agent.events()).containsExactly("SessionStart", "UserPromptSubmit", "Stop");
        JsonNode start = agent.heard("SessionStart", 1);
        assertThat(start.path("source").asText()).isEqualTo("startup");
        assertThat(start.path("session_id").asText()).isEqualTo(agent.conversation);
        assertThat(start.path("cwd").asText()).isEqualTo(agent.folder.toString());
        assertThat(start.path("transcript_path").asText()).isEqualTo(stage.demoHome.transcript(agent.folder, agent.conversation).toString());
        JsonNode prompt = agent.heard("UserPromptSubmit", 1);
        assertThat(prompt.path("prompt").asText()).isEqualTo("hello there");
        assertThat(prompt.path("permission_mode").asText()).isEqualTo("default");
        assertThat(stop.path("prompt_id").asText()).isEqualTo(prompt.path("prompt_id").asText()).isNotEmpty();
        assertThat(stop.path("last_assistant_message").asText()).isEqualTo("Good day, developer.");
        assertThat(stage.adapter.read("Stop", stop)).isEqualTo(new Signal.TurnEnded("Good day, developer.", 0));
        JsonNode state = agent.status("idle");
        assertThat(state.path("pid").asLong()).isEqualTo(agent.pid);
        assertThat(state.path("procStart").asLong()).isEqualTo(ProcessId.of(agent.pid).orElseThrow().start());
        assertThat(agent.transcript()).extracting(l -> l.path("type").asText()).containsExactly("custom-title", "user", "assistant");
    }

    @Test
    void runsACommandAsAToolCall() throws IOException {
        DemoStage.Agent agent = stage.start("when .\n  say I look.\n  run |\n    printf '%s' \"$MC_ROLE\" > role\n    echo seen\n  run exit 3\n", "go");
        agent.heard("Stop", 1);
        assertThat(agent.events()).containsExactly("SessionStart", "UserPromptSubmit", "PreToolUse", "PostToolUse", "PreToolUse", "PostToolUseFailure", "Stop");
        assertThat(agent.folder.resolve("role")).hasContent("developer");
        JsonNode ended = agent.heard("PostToolUse", 1);
        assertThat(ended.path("tool_name").asText()).isEqualTo("Bash");
        assertThat(ended.path("tool_response").path("stdout").asText()).isEqualTo("seen\n");
        assertThat(ended.path("tool_use_id").asText()).isEqualTo(agent.heard("PreToolUse", 1).path("tool_use_id").asText());
        assertThat(agent.plain()).contains("⎿  seen", "⎿  Exit code 3");
        List<JsonNode> assistant = agent.transcript().stream().filter(l -> l.path("type").asText().equals("assistant")).toList();
        assertThat(assistant.get(0).at("/message/id")).as("text and tool call of one answer share their id").isEqualTo(assistant.get(1).at("/message/id"));
        assertThat(assistant.get(0).at("/message/usage")).isEqualTo(assistant.get(1).at("/message/usage"));
        assertThat(assistant.get(2).at("/message/id")).isNotEqualTo(assistant.get(1).at("/message/id"));
    }

    @Test
    void asksForPermissionAndPlaysTheAnswer() throws IOException {
        DemoStage.Agent agent = stage.start("when first\n  ask touch first\nwhen second\n  ask touch second\nwhen third\n  ask touch third\n", "first");
        agent.shows("Do you want to proceed?");
        assertThat(agent.status("waiting").path("waitingFor").asText()).isEqualTo("permission prompt");
        assertThat(stage.adapter.read("PermissionRequest", agent.heard("PermissionRequest", 1))).isEqualTo(new Signal.PermissionRequested("Bash", "Bash: touch first"));
        agent.paste("1\n2\n");
        JsonNode notification = agent.heard("Notification", 1); // six seconds later; the paste has not chosen anything
        assertThat(notification.path("notification_type").asText()).isEqualTo("permission_prompt");
        assertThat(agent.folder.resolve("first")).doesNotExist();
        agent.keys("Enter").heard("Stop", 1);
        assertThat(agent.folder.resolve("first")).exists();
        assertThat(agent.events()).containsExactly("SessionStart", "UserPromptSubmit", "PreToolUse", "PermissionRequest", "Notification", "PostToolUse", "Stop");
        agent.keys("second", "Enter").shows("Do you want to proceed?").heard("PermissionRequest", 2); // an answer ends a hook that still runs
        agent.keys("3").shows("Interrupted");
        agent.status("idle");
        assertThat(agent.folder.resolve("second")).doesNotExist();
        agent.keys("third", "Enter").shows("touch third").shows("Do you want to proceed?").heard("PermissionRequest", 3);
        agent.keys("Down", "Enter").heard("Stop", 2);
        agent.keys("third again", "Enter").heard("Stop", 3);
        assertThat(agent.events().stream().filter("PermissionRequest"::equals)).as("the second answer covers the session").hasSize(3);
    }

    @Test
    void aHookMayAnswerAPermissionRequest() throws IOException {
        DemoStage.Agent agent = stage.start("when .\n  ask touch file\n", "");
        agent.answers("PermissionRequest", "{\"hookSpecificOutput\":{\"hookEventName\":\"PermissionRequest\",\"decision\":{\"behavior\":\"allow\"}}}");
        agent.shows("❯").keys("go", "Enter").heard("Stop", 1);
        assertThat(agent.folder.resolve("file")).exists();
        agent.answers("PermissionRequest", "{\"hookSpecificOutput\":{\"hookEventName\":\"PermissionRequest\",\"decision\":{\"behavior\":\"deny\"}}}");
        Files.delete(agent.folder.resolve("file"));
        agent.keys("go on", "Enter").heard("Stop", 2);
        assertThat(agent.folder.resolve("file")).doesNotExist();
    }

    @Test
    void aStopHookMaySendTheAgentOn() throws IOException {
        DemoStage.Agent agent = stage.start("when feedback: more\n  run rm \"$MC_ANSWER\"\n  say More done.\nwhen .\n  say Done.\n", "");
        agent.answers("PostToolUse", "{\"hookSpecificOutput\":{\"additionalContext\":\"[mc 7] look here\"}}");
        agent.shows("❯").keys("!true", "Enter").shows("[mc 7] look here").heard("Stop", 1);
        assertThat(agent.events()).as("a command of the person submits no prompt").doesNotContain("UserPromptSubmit");
        agent.answers("Stop", "{\"decision\":\"block\",\"reason\":\"more\"}");
        agent.keys("go", "Enter").heard("Stop", 3);
        agent.answers("None", "");
        assertThat(agent.heard("Stop", 3).path("stop_hook_active").asBoolean()).isTrue();
        assertThat(agent.heard("Stop", 3).path("prompt_id")).isEqualTo(agent.heard("Stop", 2).path("prompt_id"));
    }

    @Test
    void queuesWhileBusyAndReportsTheSubmissionAtOnce() throws IOException {
        DemoStage.Agent agent = stage.start("when slow\n  work 30s\nwhen quick\n  say Quick it is.\n", "slow work");
        agent.shows("Working…").keys("quick one", "Enter").shows("Queued");
        JsonNode queued = agent.heard("UserPromptSubmit", 2);
        assertThat(queued.path("prompt").asText()).isEqualTo("quick one");
        assertThat(queued.path("prompt_id")).isEqualTo(agent.heard("UserPromptSubmit", 1).path("prompt_id"));
        agent.keys("Up").waits("the queue is back in the box", () -> !agent.plain().contains("Queued")).keys("Enter").heard("UserPromptSubmit", 3);
        agent.keys("Escape").heard("Stop", 1);
        assertThat(agent.plain()).contains("Interrupted", "Quick it is.");
        assertThat(agent.events()).as("Esc reports nothing").containsExactly("SessionStart", "UserPromptSubmit", "UserPromptSubmit", "UserPromptSubmit", "Stop");
        assertThat(agent.transcript()).extracting(l -> l.path("operation").asText("")).contains("enqueue", "remove", "dequeue");
    }

    @Test
    void reachesItsLimitAndGoesOnByItself() throws IOException {
        DemoStage.Agent agent = stage.start("auto-continue 1s\nwhen limit has reset\n  say Going on.\nwhen .\n  limit 2s\n", "work");
        JsonNode failure = agent.heard("StopFailure", 1);
        assertThat(failure.path("error").asText()).isEqualTo("rate_limit");
        assertThat(failure.path("last_assistant_message").asText()).startsWith("You've hit your 5-hour limit · resets ");
        JsonNode record = agent.transcript().stream().filter(l -> l.path("isApiErrorMessage").asBoolean()).findFirst().orElseThrow();
        assertThat(record.at("/quotaLimits/resetsAt").asLong()).isBetween(Instant.now().getEpochSecond() - 5, Instant.now().getEpochSecond() + 3);
        assertThat(agent.status("idle").has("waitingFor")).isFalse();
        assertThat(agent.heard("Notification", 1).path("notification_type").asText()).isEqualTo("quota_auto_resume_fired");
        agent.heard("Stop", 1);
        assertThat(agent.events()).containsExactly("SessionStart", "UserPromptSubmit", "StopFailure", "Notification", "UserPromptSubmit", "Stop");
    }

    @Test
    void aPromptBeforeTheResetFailsAgain() throws IOException {
        DemoStage.Agent agent = stage.start("when work\n  limit 5h\nwhen .\n  say Never.\n", "work");
        agent.heard("StopFailure", 1);
        agent.shows("❯").keys("hello", "Enter").heard("StopFailure", 2);
        assertThat(agent.events()).doesNotContain("Stop");
    }

    @Test
    void endsTurnsInTheOtherWays() throws IOException {
        DemoStage.Agent agent = stage.start("when ask me\n  question Which colour?\n  say Never said.\nwhen too much\n  overload\nwhen background\n  background 500ms\n  say The build is green.\n", "ask me");
        assertThat(agent.heard("Stop", 1).path("last_assistant_message").asText()).isEqualTo("Which colour?");
        agent.shows("❯").keys("too much", "Enter");
        assertThat(agent.heard("StopFailure", 1).path("error").asText()).isEqualTo("overloaded");
        agent.keys("background", "Enter");
        assertThat(agent.heard("Stop", 2).path("background_tasks")).hasSize(1);
        JsonNode done = agent.heard("Stop", 3);
        assertThat(done.path("background_tasks")).isEmpty();
        assertThat(done.path("last_assistant_message").asText()).isEqualTo("The build is green.");
    }

    @Test
    void exitsInOrder() throws IOException {
        DemoStage.Agent byCommand = stage.start("", "");
        DemoStage.Agent bySignal = stage.start("when .\n  run sleep 77; touch never\n", "work");
        byCommand.shows("❯").keys("/nonsense", "Enter").shows("Unknown command: /nonsense").keys("/exit", "Enter");
        assertThat(byCommand.end()).isEqualTo("exit 0");
        assertThat(byCommand.heard("SessionEnd", 1).path("reason").asText()).isEqualTo("prompt_input_exit");
        assertThat(byCommand.events()).containsExactly("SessionStart", "SessionEnd");
        assertThat(stage.demoHome.session(byCommand.pid)).doesNotExist();
        assertThat(byCommand.plain()).contains("Resume this session with:", "--resume " + byCommand.conversation);
        bySignal.heard("PreToolUse", 1);
        bySignal.shows("sleep 77");
        Set<ProcessHandle> children = new HashSet<>(ProcessHandle.of(bySignal.pid).orElseThrow().descendants().toList());
        assertThat(children).isNotEmpty();
        ProcessHandle.of(bySignal.pid).orElseThrow().destroy();
        assertThat(bySignal.end()).isEqualTo("exit 143");
        assertThat(bySignal.heard("SessionEnd", 1).path("reason").asText()).isEqualTo("other");
        DemoStage.until("the command has ended too", () -> children.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void resumesWhatItKnowsAndRefusesAUsedId() throws IOException {
        DemoStage.Agent first = stage.start("when .\n  kill\n", "work");
        assertThat(first.end()).isEqualTo("signal 9");
        assertThat(first.events()).as("nothing is reported on SIGKILL").containsExactly("SessionStart", "UserPromptSubmit");
        assertThat(stage.demoHome.session(first.pid)).as("a killed program leaves its state file").exists();
        DemoStage.Agent again = stage.start(first.folder, "", "", first.conversation, false, Map.of());
        assertThat(again.end()).isEqualTo("exit 1");
        assertThat(again.scrollback()).contains("Error: Session ID " + first.conversation + " is already in use.");
        DemoStage.Agent resumed = stage.start(first.folder, "when .\n  say Welcome back.\n", "go on", first.conversation, true, Map.of());
        assertThat(resumed.heard("SessionStart", 1).path("source").asText()).isEqualTo("resume");
        resumed.heard("Stop", 1);
        DemoStage.Agent unknown = stage.start(first.folder, "", "", UUID.randomUUID().toString(), true, Map.of());
        assertThat(unknown.end()).isEqualTo("exit 1");
        assertThat(unknown.scrollback()).contains("Error: No conversation found with session ID");
    }
}
