package mc.agent.adapters;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mc.Failure;
import mc.process.Exec;
import mc.text.Json;
import mc.text.Untrusted;

/**
 * Asks Claude Code one question without a window ({@code claude -p}) and gets JSON of a given form. It may read the project
 * and nothing else: only reading tools exist, what would have to be asked is denied, the project's own settings and MCP servers
 * are not loaded, and no conversation is kept. Immutable and thread-safe. As seen with 2.1.329.
 *
 * @param program the program to run; empty to search the question's PATH for {@code claude}
 */
public record ClaudePlanner(Optional<Path> program) {

    private static final int MAX_OUTPUT = 64 * 1024 * 1024; // the stream repeats every file that is read

    /**
     * What is asked.
     *
     * @param directory the project
     * @param env the whole environment of the call
     * @param prompt the text of the question, any length
     * @param schema a JSON schema for the answer
     * @param model empty for the program's own choice
     * @param patience after it the program and what it started is killed
     */
    public record Question(Path directory, Map<String, String> env, String prompt, String schema, Optional<String> model, Duration patience) {}

    /** How it ended. Texts are cleaned and short, except the answer. */
    public sealed interface Result {
        /** The answer, a JSON object that the program checked against the schema. */
        record Answer(String json) implements Result {}

        record TimedOut(Duration after) implements Result {}

        /** The account's usage limit is reached; {@code resetsAt} when the program said so. */
        record Limited(String message, Optional<Instant> resetsAt) implements Result {}

        /** It answered, but not in the asked form. */
        record Refused(String said) implements Result {}

        /** It ended in an error, such as a missing login. */
        record Failed(String reason) implements Result {}

        /** There is no such program, or it cannot be started. */
        record NotRunnable(String reason) implements Result {}
    }

    /** Asks and waits. Never throws on what the program does. */
    public Result ask(Question question) {
        Optional<Path> claude = program.isPresent() ? program : ProgramPath.find("claude", question.env());
        if (claude.isEmpty()) {
            return new Result.NotRunnable("The program 'claude' is not in the PATH.");
        }
        Map<String, String> env = new HashMap<>(question.env());
        env.put("DISABLE_AUTOUPDATER", "1");
        try {
            Exec.Result ended = Exec.of(argv(claude.get(), question)).in(question.directory()).withOnly(env).input(question.prompt()).timeout(question.patience()).maxOutput(MAX_OUTPUT).run();
            return ended.timedOut() ? new Result.TimedOut(question.patience()) : read(ended);
        } catch (Failure e) {
            return new Result.NotRunnable(e.getMessage());
        }
    }

    private static List<String> argv(Path claude, Question question) {
        List<String> argv = new ArrayList<>(List.of(claude.toString(), "-p", "--output-format", "stream-json", "--verbose")); // only the stream tells when a limit resets
        argv.addAll(List.of("--json-schema", question.schema(), "--tools", "Read,Glob,Grep", "--permission-mode", "dontAsk"));
        argv.addAll(List.of("--no-session-persistence", "--setting-sources", "user", "--strict-mcp-config"));
        question.model().ifPresent(model -> argv.add("--model=" + model));
        return argv;
    }

    private static Result read(Exec.Result ended) {
        Optional<Instant> resetsAt = Optional.empty();
        JsonNode result = null;
        for (String line : ended.stdout().split("\n")) {
            if (line.contains("\"type\":\"rate_limit_event\"") || line.contains("\"type\":\"result\"")) {
                JsonNode record = parsed(line);
                String type = record.path("type").asText();
                if (type.equals("result")) {
                    result = record;
                } else if (type.equals("rate_limit_event") && record.path("rate_limit_info").path("status").asText().equals("rejected")) {
                    resetsAt = epoch(record.path("rate_limit_info").path("resetsAt"));
                }
            }
        }
        if (result == null) {
            String said = ended.stderr().isBlank() ? "it said nothing" : ended.stderr();
            return new Result.Failed(line("claude ended with exit code " + ended.exitCode() + " and without a result: " + said));
        }
        String said = line(result.path("result").asText(""));
        if (result.path("api_error").asText("").equals("usage_limit_reached")) {
            return new Result.Limited(said, resetsAt);
        }
        if (result.path("is_error").asBoolean(false)) {
            return new Result.Failed(said.isEmpty() ? line(result.path("subtype").asText("unknown error")) : said);
        }
        JsonNode answer = result.path("structured_output");
        return answer.isObject() ? new Result.Answer(Json.write(answer)) : new Result.Refused(said);
    }

    private static Optional<Instant> epoch(JsonNode seconds) {
        return seconds.canConvertToLong() && seconds.asLong() > 0 && seconds.asLong() < 1L << 40 ? Optional.of(Instant.ofEpochSecond(seconds.asLong())) : Optional.empty();
    }

    private static JsonNode parsed(String line) {
        try {
            return Json.parse(line);
        } catch (IllegalArgumentException e) {
            return Json.object();
        }
    }

    private static String line(String text) {
        return Untrusted.line(text, 500);
    }
}
