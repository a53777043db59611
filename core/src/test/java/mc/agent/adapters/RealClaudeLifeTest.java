package mc.agent.adapters;

import static mc.agent.adapters.RealClaude.measured;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mc.agent.ScreenManifest.View;
import mc.agent.check.ModelScript.Rule;
import mc.agent.check.ModelScript.Step;
import mc.event.Signal;
import mc.process.Exec;
import mc.text.Json;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A conversation with the real program: start, messages, interruption, end and resume. Set MC_TEST_CLAUDE to run it. */
@Tag("claude")
class RealClaudeLifeTest {

    private static final String LONG = IntStream.range(0, 400).mapToObj(i -> "w" + i).collect(Collectors.joining(" "));

    @TempDir
    Path dir;

    private RealClaude claude;

    @BeforeEach
    void prepare() throws IOException {
        claude = new RealClaude(dir).ready();
        claude.model.script().rules(
                Rule.when("WORK", Step.say(LONG)),
                Rule.when("TELL", Step.bash("mc send hub 'done; really'"), Step.say("Told.")));
    }

    @AfterEach
    void end() {
        if (claude != null) {
            claude.close();
        }
    }

    @Test
    void startsWithABriefingOf30KilobytesAndTakesMessages() {
        String briefing = "[mc m-1 from hub] TELL\n" + "A line of the briefing; $(touch x) `y` 'z' \"é\"\n".repeat(640);
        try (ClaudePane pane = claude.start(briefing)) {
            ClaudePane.Heard start = pane.await(Signal.SessionStarted.class, pane.started, s -> s.source().equals("startup"));
            measured("start to SessionStart", pane.started, start.at());
            ClaudePane.Heard submitted = pane.await(Signal.PromptSubmitted.class, pane.started);
            measured("start to UserPromptSubmit", pane.started, submitted.at());
            assertThat(((Signal.PromptSubmitted) submitted.signal()).text().strip()).isEqualTo(briefing.strip());
            pane.await(Signal.TurnEnded.class, pane.started, t -> t.lastMessage().contains("Told."));
            assertThat(pane.heard()).extracting(ClaudePane.Heard::event).as("mc may be called without asking").contains("PostToolUseFailure").doesNotContain("PermissionRequest");
            assertThat(claude.model.requests().get(0).body()).contains("ROLE-CANARY");
            pane.awaitReady();

            Instant pasted = pane.paste("[mc m-2 from pm] hello\nsecond line");
            measured("paste while idle to UserPromptSubmit", pasted, pane.await(Signal.PromptSubmitted.class, pasted, p -> p.text().contains("[mc m-2 from pm]")).at());
            pane.await(Signal.TurnEnded.class, pasted);
            pane.awaitReady();

            claude.model.delay(Duration.ofMillis(20));
            Instant working = pane.paste("[mc m-3 from pm] WORK");
            pane.await(Signal.PromptSubmitted.class, working, p -> p.text().contains("m-3"));
            pane.awaitView(v -> v instanceof View.Prompt prompt && prompt.busy());
            Instant queued = pane.paste("[mc m-4 from pm] when you can");
            measured("paste while working to UserPromptSubmit", queued, pane.await(Signal.PromptSubmitted.class, queued, p -> p.text().contains("m-4")).at());
            pane.awaitView(new View.Prompt("", true)::equals);
        }
    }

    @Test
    void anInterruptionFiresNothingAndGivesThePromptBack() {
        claude.model.delay(Duration.ofMillis(20));
        try (ClaudePane pane = claude.start("WORK")) {
            pane.await(Signal.PromptSubmitted.class, pane.started);
            pane.awaitScreen("w0 w1");
            assertThat(pane.view()).isEqualTo(new View.Prompt("", true));
            Instant pressed = Instant.now();
            pane.key("Escape");
            pane.awaitScreen("Interrupted");
            pane.awaitReady();
            measured("Esc to an empty input line", pressed, Instant.now());
            claude.model.delay(Duration.ZERO);
            Instant pasted = pane.paste("[mc m-5 from pm] go on");
            pane.await(Signal.TurnEnded.class, pasted);
            assertThat(pane.heard()).extracting(ClaudePane.Heard::event).containsExactly("SessionStart", "UserPromptSubmit", "UserPromptSubmit", "Stop");
        }
    }

    /** Either signal ends the program politely and fast, so an agent can be stopped by SIGTERM. */
    @ParameterizedTest
    @CsvSource({"TERM, 143/", "HUP, 129/"})
    void aSignalEndsItPolitely(String signal, String status) {
        try (ClaudePane pane = claude.start("WORK")) {
            pane.await(Signal.PromptSubmitted.class, pane.started);
            Instant sent = Instant.now();
            assertThat(Exec.of("kill", "-" + signal, Long.toString(pane.pid())).run().ok()).isTrue();
            assertThat(pane.awaitEnd()).isIn(status, "/");
            measured("SIG" + signal + " while working to the end", sent, Instant.now());
            measured("SIG" + signal + " while working to SessionEnd", sent, pane.await(Signal.SessionEnded.class, pane.started, e -> e.reason().equals("other")).at());
        }
    }

    @Test
    void afterAKillTheConversationGoesOn() {
        String conversation = UUID.randomUUID().toString();
        claude.model.script().rules();
        try (ClaudePane pane = claude.start(conversation, false, "REMEMBER-CANARY", "acceptEdits")) {
            pane.await(Signal.TurnEnded.class, pane.started);
            Awaitility.await().until(() -> ClaudeConversation.find(conversation, claude.home.env(claude.model)).isKept()); // it is written a moment later
            assertThat(Exec.of("kill", "-KILL", Long.toString(pane.pid())).run().ok()).isTrue();
            assertThat(pane.awaitEnd()).isIn("/9", "/");
            assertThat(pane.heard()).extracting(ClaudePane.Heard::event).doesNotContain("SessionEnd");
        }
        try (ClaudePane pane = claude.start(conversation, true, "[mc m-6 from mc] go on", "acceptEdits")) {
            ClaudePane.Heard start = pane.await(Signal.SessionStarted.class, pane.started);
            assertThat(start.signal()).isEqualTo(new Signal.SessionStarted(conversation, "resume"));
            measured("resume to SessionStart", pane.started, start.at());
            pane.await(Signal.TurnEnded.class, pane.started);
            var requests = claude.model.requests();
            assertThat(requests.get(requests.size() - 1).body()).contains("REMEMBER-CANARY", "m-6", "ROLE-CANARY");
        }
    }

    /** A program killed in its first moments leaves nothing, or a transcript that can be neither resumed nor begun. */
    @ParameterizedTest
    @CsvSource({"nothing", "records without a message"})
    void whatAnEarlyKillLeavesNeverBlocksTheNextStart(String left) throws IOException {
        String conversation = UUID.randomUUID().toString();
        if (!left.equals("nothing")) {
            Path project = Files.createDirectories(dir.resolve("home/.claude/projects").resolve(claude.worktree.toRealPath().toString().replaceAll("[^A-Za-z0-9]", "-")));
            Files.writeString(project.resolve(conversation + ".jsonl"), "{\"type\":\"mode\",\"mode\":\"normal\",\"sessionId\":\"" + conversation + "\"}\n");
        }
        try (ClaudePane pane = claude.start(conversation, true, "[mc m-7 from mc] go on", "acceptEdits")) {
            pane.await(Signal.TurnEnded.class, pane.started);
            assertThat(((Signal.SessionStarted) pane.await(Signal.SessionStarted.class, pane.started).signal()).conversation().equals(conversation)).isEqualTo(left.equals("nothing"));
        }
    }

    @Test
    void aBriefingTooLongForAnArgumentIsReadFromItsFileWithoutAsking() {
        Path briefing = dir.resolve("launch/claude-briefing.md");
        claude.model.script().rules(Rule.when("Your briefing is in the file", Step.tool("Read", Json.object().put("file_path", briefing.toString()).put("limit", 3)), Step.say("Read.")));
        try (ClaudePane pane = claude.start("BRIEFING-CANARY\n" + "line\n".repeat(30_000))) {
            pane.await(Signal.TurnEnded.class, pane.started, t -> t.lastMessage().contains("Read."));
            assertThat(pane.heard()).extracting(ClaudePane.Heard::event).contains("PostToolUse").doesNotContain("PermissionRequest");
            var requests = claude.model.requests();
            assertThat(requests.get(requests.size() - 1).body()).contains("BRIEFING-CANARY");
        }
    }

    @ParameterizedTest
    @CsvSource({"--version", "/exit", "!touch canary; $(touch canary)"})
    void anyTextIsAPromptAndNothingElse(String prompt) {
        try (ClaudePane pane = claude.start(prompt)) {
            pane.await(Signal.PromptSubmitted.class, pane.started, p -> p.text().contains(prompt));
            pane.await(Signal.TurnEnded.class, pane.started);
            assertThat(claude.worktree.resolve("canary")).doesNotExist();
        }
    }
}
