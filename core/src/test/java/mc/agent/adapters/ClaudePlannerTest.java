package mc.agent.adapters;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import mc.agent.adapters.ClaudePlanner.Question;
import mc.agent.adapters.ClaudePlanner.Result;
import mc.process.ProcessId;
import mc.text.SafeFiles;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The planner with a program that only pretends to be Claude Code; its outputs are shortened from real ones. */
class ClaudePlannerTest {

    @TempDir
    Path dir;

    @Test
    void theAnswerIsTheStructuredOutput() throws IOException {
        pretend("""
                cat > asked; printf '%s\\n' "$@" > argv
                echo '{"type":"system","subtype":"init"}'
                echo 'no JSON at all'
                echo '{"type":"result","is_error":false,"result":"{}","structured_output":{"title":"A plan","tasks":["a","b"]}}'
                """);
        String prompt = "Plan this: `touch x`\n" + "é".repeat(200_000);
        assertThat(ask(prompt, Duration.ofSeconds(10))).isEqualTo(new Result.Answer("{\"title\":\"A plan\",\"tasks\":[\"a\",\"b\"]}"));
        assertThat(dir.resolve("asked")).content().isEqualTo(prompt);
        assertThat(Files.readAllLines(dir.resolve("argv"))).contains("--no-session-persistence", "--strict-mcp-config", "dontAsk", "Read,Glob,Grep", "{\"type\":\"object\"}", "--model=haiku").doesNotContain("--dangerously-skip-permissions");
    }

    @Test
    void aLimitTellsWhenItEnds() throws IOException {
        pretend("""
                echo '{"type":"rate_limit_event","rate_limit_info":{"status":"rejected","resetsAt":1795220095,"rateLimitType":"five_hour"}}'
                echo '{"type":"result","is_error":true,"api_error_status":429,"api_error":"usage_limit_reached","result":"You have hit your 5-hour limit"}'
                exit 1
                """);
        assertThat(ask("hi", Duration.ofSeconds(10))).isEqualTo(new Result.Limited("You have hit your 5-hour limit", Optional.of(Instant.ofEpochSecond(1795220095))));
    }

    @Test
    void aLimitMayNotTellWhenItEnds() throws IOException {
        pretend("echo '{\"type\":\"result\",\"is_error\":true,\"api_error\":\"usage_limit_reached\",\"result\":\"limit\"}'; exit 1");
        assertThat(ask("hi", Duration.ofSeconds(10))).isEqualTo(new Result.Limited("limit", Optional.empty()));
    }

    @Test
    void proseIsNoAnswer() throws IOException {
        pretend("echo '{\"type\":\"result\",\"is_error\":false,\"result\":\"I would rather not.\"}'");
        assertThat(ask("hi", Duration.ofSeconds(10))).isEqualTo(new Result.Refused("I would rather not."));
    }

    @Test
    void anErrorIsToldAsTheProgramToldIt() throws IOException {
        pretend("echo '{\"type\":\"result\",\"is_error\":true,\"result\":\"Not logged in\"}'; exit 1");
        assertThat(ask("hi", Duration.ofSeconds(10))).isEqualTo(new Result.Failed("Not logged in"));
        pretend("echo 'Error: --json-schema is not valid JSON' >&2; exit 1");
        assertThat(ask("hi", Duration.ofSeconds(10))).isInstanceOfSatisfying(Result.Failed.class, f -> assertThat(f.reason()).contains("exit code 1", "not valid JSON"));
    }

    @Test
    void afterTheTimeTheWholeTreeIsKilled() throws IOException {
        pretend("sleep 300 & echo $! > child; wait");
        assertThat(ask("hi", Duration.ofMillis(700))).isEqualTo(new Result.TimedOut(Duration.ofMillis(700)));
        long child = Long.parseLong(Files.readString(dir.resolve("child")).strip());
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> ProcessId.of(child).isEmpty());
    }

    @Test
    void withoutTheProgramThereIsNothingToRun() {
        assertThat(ask("hi", Duration.ofSeconds(10))).isInstanceOf(Result.NotRunnable.class);
        Question question = new Question(dir, Map.of(), "hi", "{}", Optional.empty(), Duration.ofSeconds(5));
        assertThat(new ClaudePlanner(Optional.of(dir)).ask(question)).isInstanceOf(Result.NotRunnable.class);
    }

    private Result ask(String prompt, Duration patience) {
        Map<String, String> env = Map.of("PATH", dir + ":/usr/bin:/bin", "HOME", dir.toString());
        return new ClaudePlanner(Optional.empty()).ask(new Question(dir, env, prompt, "{\"type\":\"object\"}", Optional.of("haiku"), patience));
    }

    private void pretend(String script) throws IOException {
        SafeFiles.writeScript(dir.resolve("claude"), "#!/bin/sh\n" + script + "\n");
    }
}
