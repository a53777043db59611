package mc.agent.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mc.Home;
import mc.agent.AgentState;
import mc.agent.Journal;
import mc.agent.Sighting;
import mc.agent.Source;
import mc.agent.Usage;
import mc.process.Exec;
import mc.process.ProcessId;
import mc.text.Json;
import mc.text.Templates;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Journals made of records as Claude Code 2.1.329 wrote them. */
class ClaudeJournalTest {

    private static final String ID = "c6bc7309-ba0c-4196-8781-e70867380947";
    private static final ProcessId PROCESS = ProcessId.of(ProcessHandle.current().pid()).orElseThrow();
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir
    Path dir;

    private Path claude;
    private Path transcript;
    private Path status;
    private Journal journal;

    @BeforeEach
    void prepare() throws IOException {
        claude = dir.resolve("claude");
        Path worktree = Files.createDirectory(dir.resolve("work tree"));
        Path project = claude.resolve("projects").resolve(worktree.toRealPath().toString().replaceAll("[^A-Za-z0-9]", "-"));
        transcript = project.resolve(ID + ".jsonl");
        status = dir.resolve("status/dev-1.json");
        journal = new ClaudeAdapter(new Templates(new Home(dir)), Optional.empty(), List.of(), List.of())
                .journal(new Journal.Subject("dev-1", ID, PROCESS, worktree, status, Map.of("CLAUDE_CONFIG_DIR", claude.toString(), "TZ", "Europe/Berlin")))
                .orElseThrow();
        assertThat(journal.directories()).contains(project, claude.resolve("sessions"), status.getParent());
        assertThat(journal.read()).isEqualTo(new Journal.Account(List.of(), Optional.empty(), List.of(), List.of()));
        Files.createDirectories(project);
        Files.createDirectories(status.getParent());
        Files.createDirectories(claude.resolve("sessions"));
    }

    /** The captured life up to each of its telling records. */
    @ParameterizedTest
    @CsvSource({
        "2, -, -", "3, WORKING, 2026-11-20T20:20:55.906Z", "8, WORKING, 2026-11-20T20:20:55.906Z", "11, READY, 2026-11-20T20:21:08.065Z", "12, WORKING, 2026-11-20T20:21:08.106Z", "20, WORKING, 2026-11-20T20:21:14.669Z",
        "25, READY, 2026-11-20T20:21:22.907Z", "26, WORKING, 2026-11-20T20:21:26.069Z", "27, WORKING, 2026-11-20T20:21:26.069Z", "28, READY, 2026-11-20T20:21:29.126Z", "29, WORKING, 2026-11-20T20:21:31.486Z",
        "30, LIMITED, 2026-11-20T20:21:31.538Z", "37, LIMITED, 2026-11-20T20:21:31.538Z"})
    void theNewestTellingRecordCounts(int lines, String state, String at) throws IOException {
        append(resource("transcript.jsonl").lines().limit(lines).toArray(String[]::new));
        Optional<Sighting> told = told(Source.TRANSCRIPT);
        assertThat(told.map(sighting -> sighting.state().name()).orElse("-")).isEqualTo(state);
        assertThat(told.map(sighting -> sighting.at().toString()).orElse("-")).isEqualTo(at);
    }

    /** As captured: a prompt that was queued and taken up at a tool call, what a hook handed over, and an interruption that a new prompt hides. */
    @Test
    void whatWentIntoARunningTurnAndEveryInterruptionIsToldOnce() throws IOException {
        append("{\"type\":\"attachment\",\"timestamp\":\"" + NOON + "\",\"attachment\":{\"type\":\"hook_additional_context\",\"content\":[\"[mc m-aaaaaaaa from operator] urgent\"],\"hookName\":\"PostToolUse:Bash\",\"hookEvent\":\"PostToolUse\"}}",
                "{\"type\":\"attachment\",\"timestamp\":\"" + NOON + "\",\"attachment\":{\"type\":\"queued_command\",\"prompt\":\"[mc m-bbbbbbbb from operator] queued\",\"commandMode\":\"prompt\"}}",
                "{\"type\":\"queue-operation\",\"operation\":\"enqueue\",\"content\":\"a word: \\\"queued_command\\\"\"}", "{\"queued_command\" cut off");
        append(resource("transcript.jsonl").lines().limit(30).toArray(String[]::new));
        Journal.Account account = journal.read();
        assertThat(account.absorbed()).containsExactly("[mc m-aaaaaaaa from operator] urgent", "[mc m-bbbbbbbb from operator] queued");
        assertThat(account.interruptions()).extracting(s -> s.at() + " " + s.what()).containsExactly("2026-11-20T20:21:29.126Z interrupted by a person");
        assertThat(journal.read()).extracting(Journal.Account::absorbed, Journal.Account::interruptions).containsExactly(List.of(), List.of());
    }

    @Test
    void aLimitTellsWindowAndEnd() throws IOException {
        append(resource("transcript.jsonl").lines().limit(30).toArray(String[]::new));
        assertThat(told(Source.TRANSCRIPT)).contains(Sighting.limited(Source.TRANSCRIPT, "5-hour limit: You've hit your 5-hour limit · resets 8:23pm (UTC)", Instant.parse("2026-11-20T20:21:31.538Z"), Instant.ofEpochSecond(1795206181)));
    }

    @Test
    void anOlderLimitIsReadFromItsText() throws IOException {
        append(error("You've hit your limit · resets 3pm", "")); // in the zone of the program
        assertThat(told(Source.TRANSCRIPT)).contains(Sighting.limited(Source.TRANSCRIPT, "usage limit: You've hit your limit · resets 3pm", NOON, Instant.parse("2026-11-20T14:00:00Z")));
        append(error("You've hit your limit · resets later", ""));
        assertThat(told(Source.TRANSCRIPT).orElseThrow().until()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"API Error: 529 overloaded_error", "API Error: Request rejected (429)", "You've used 91% of your session limit · resets 12:40pm (UTC)"})
    void warningsAndOverloadsAreNoLimits(String text) throws IOException {
        append(error(text, ",\"error\":\"rate_limit\",\"quotaLimits\":{\"status\":\"allowed_warning\",\"resetsAt\":1795206181}"));
        assertThat(told(Source.TRANSCRIPT).orElseThrow().state()).isEqualTo(AgentState.READY);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"type\":\"user\",\"isSidechain\":true,\"timestamp\":\"2026-11-20T12:00:00Z\",\"message\":{\"content\":\"a subagent's\"}}",
        "{\"type\":\"user\",\"isMeta\":true,\"timestamp\":\"2026-11-20T12:00:00Z\",\"message\":{\"content\":\"the program's own\"}}",
        "{\"type\":\"user\",\"isCompactSummary\":true,\"timestamp\":\"2026-11-20T12:00:00Z\",\"message\":{\"content\":\"This session is being continued\"}}",
        "{\"type\":\"user\",\"timestamp\":\"2026-11-20T12:00:00Z\",\"message\":{\"content\":\"<command-name>/model</command-name>\"}}",
        "{\"type\":\"user\",\"timestamp\":\"2026-11-20T12:00:00Z\",\"message\":{\"content\":\"<bash-input>ls</bash-input>\"}}",
        "{\"type\":\"user\",\"timestamp\":\"2026-11-20T12:00:00Z\",\"message\":{\"content\":[{\"type\":\"tool_result\",\"content\":\"ok\"}]}}",
        "{\"type\":\"user\",\"timestamp\":\"never\",\"message\":{\"content\":\"hello\"}}",
        "{\"type\":\"user\",\"message\":{\"content\":\"hello\"}}",
        "{\"type\":\"user\",\"timestamp\":\"2026-11-20T12:00:00Z\"}",
        "{\"type\":\"user\",\"timestamp\":\"2026-11-20T12:00:00Z\",\"message\":{\"content\":\"cut of",
        "{\"type\":\"api-request\",\"body\":\"{\\\"type\\\":\\\"user\\\"}\"}",
        "[\"type\":\"user\"]", "\u0000\u0000", ""})
    void whatIsNoPromptSaysNothing(String record) throws IOException {
        append(record);
        assertThat(told(Source.TRANSCRIPT)).isEmpty();
    }

    @Test
    void aTurnThatLeavesAgentsRunningGoesOn() throws IOException {
        append("{\"type\":\"system\",\"subtype\":\"turn_duration\",\"pendingBackgroundAgentCount\":2,\"timestamp\":\"" + NOON + "\"}");
        assertThat(told(Source.TRANSCRIPT)).contains(new Sighting(Source.TRANSCRIPT, AgentState.WORKING, "its turn ended with 2 background task(s) running", NOON, null, true));
    }

    @Test
    void aFileThatGrowsIsReadOnceAndAnotherOneAnew() throws IOException {
        append(answer("m1", "r1", 10), answer("m2", "r2", 10));
        assertThat(used().tokensOut()).isEqualTo(20);
        String third = answer("m3", "r3", 10);
        Files.writeString(transcript, third.substring(0, 40), StandardOpenOption.APPEND);
        assertThat(used().tokensOut()).as("half a line").isEqualTo(20);
        Files.writeString(transcript, third.substring(40) + "\n", StandardOpenOption.APPEND);
        assertThat(used().tokensOut()).isEqualTo(30);
        Files.writeString(transcript, answer("m4", "r4", 7) + "\n");
        assertThat(used().tokensOut()).as("it shrank").isEqualTo(7);
        Path other = transcript.resolveSibling("other");
        Files.writeString(other, (answer("m5", "r5", 1) + "\n").repeat(9));
        Files.move(other, transcript, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(used().tokensOut()).as("it was replaced").isEqualTo(1);
        Files.writeString(transcript, ("x".repeat(5000) + "\n").repeat(9) + answer("m6", "r6", 3) + "\n");
        assertThat(used().tokensOut()).as("it was written over").isEqualTo(3);
        Files.delete(transcript);
        assertThat(used().tokensOut()).as("it went").isEqualTo(3);
    }

    @Test
    void aHugeTranscriptAndAHugeLineAreNoTrouble() throws IOException {
        String filler = "{\"type\":\"api-request-shape\",\"body\":\"" + "x".repeat(60_000) + "\"}\n";
        Files.writeString(transcript, (filler + answer("m", "r", 1) + "\n").repeat(300) + "{\"type\":\"user\",\"x\":\"" + "y".repeat(9 << 20) + "\"}\n" + answer("last", "r", 5) + "\n");
        assertThat(used().tokensOut()).isEqualTo(6);
    }

    @Test
    void anAnswerCountsOnceByItsFullestLine() throws IOException {
        Path subagents = Files.createDirectories(transcript.resolveSibling(ID).resolve("subagents"));
        append(answer("m1", "r1", 25), answer("m1", "r1", 25), answer("m1", "r2", 5));
        Files.writeString(subagents.resolve("agent-a1.jsonl"), answer("s1", "r3", 1) + "\n" + answer("s1", "r3", 90) + "\n" + answer("s1", "r3", 40) + "\n" + answer("m1", "r1", 25) + "\n");
        Files.writeString(subagents.resolve("notes.jsonl"), answer("n1", "r4", 1000) + "\n");
        Files.writeString(subagents.resolve("agent-a2.jsonl"), "{\"type\":\"user\",\"timestamp\":\"" + NOON + "\",\"message\":{\"content\":\"do it\"}}\n");
        Usage used = used();
        assertThat(used).isEqualTo(new Usage(ID, "claude-opus-5-5", null, 3000, 120, 15000, 900, used.costUsd()));
        assertThat(used.costUsd()).isCloseTo((3000 * 4 + 120 * 20 + 15000 * 0.2 + 900 * 5) / 1e6, within(1e-9));
        assertThat(told(Source.TRANSCRIPT)).as("subagents count for usage only").isEmpty();
        assertThat(journal.directories()).contains(subagents);
    }

    @Test
    void theCostIsTheProgramsOwn() throws IOException {
        append(resource("transcript.jsonl").lines().limit(20).toArray(String[]::new));
        // the status line captured beside it showed 0.0105 after three answers, of which the last had two lines
        assertThat(used().costUsd()).isCloseTo(0.0105, within(1e-6));
        assertThat(used().model()).isEqualTo("claude-sonnet-5-5");
    }

    @Test
    void aModelWithoutAPriceMakesTheCostUnknownAndAnErrorCostsNothing() throws IOException {
        append(answer("m1", "r1", 25), error("API Error", ""));
        assertThat(used().costUsd()).isPositive();
        append(answer("m2", "r2", 25).replace("claude-opus-5-5", "claude-nine"));
        assertThat(used()).extracting(Usage::costUsd, Usage::tokensOut, Usage::model).containsExactly(null, 50L, "claude-nine");
    }

    @ParameterizedTest
    @CsvSource({"idle, READY, its session file says idle", "busy, WORKING, its session file says busy", "waiting, WAITING, permission prompt"})
    void theSessionFileTellsTheState(String status, AgentState state, String what) throws IOException {
        session(sessionFile(status));
        Sighting told = told(Source.SESSION_FILE).orElseThrow();
        assertThat(told).extracting(Sighting::state, Sighting::what).containsExactly(state, what);
        assertThat(told.at()).isEqualTo(Instant.ofEpochMilli(Json.parse(sessionFile(status)).path("statusUpdatedAt").asLong()));
    }

    @Test
    void aBackgroundShellIsWorkThatLasts() throws IOException {
        session(sessionFile("idle").replace("\"idle\"", "\"shell\""));
        assertThat(told(Source.SESSION_FILE).orElseThrow()).matches(told -> told.state() == AgentState.WORKING && told.lasting());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', value = {"\"procStart\": \" # \"procStart\": \"9", "\"procStart\": # \"procStartFt\":", "\"pid\": # \"pid\": 9", "\"status\": \"idle\" # \"status\": \"asleep\"",
        "\"status\": # \"state\":", "\"statusUpdatedAt\": # \"updated\":", "{ # {{"})
    void aSessionFileOfAnotherProcessOrVersionSaysNothing(String part, String instead) throws IOException {
        String file = sessionFile("idle");
        assertThat(file).contains(part);
        session(file.replace(part, instead));
        assertThat(told(Source.SESSION_FILE)).isEmpty();
    }

    @Test
    void whatAKilledProcessLeftSaysNothing() throws Exception {
        Process ended = new ProcessBuilder("sleep", "60").start();
        ProcessId id = ProcessId.of(ended.pid()).orElseThrow();
        String file = Json.write(Json.object().put("pid", id.pid()).put("procStart", Long.toString(id.start())).put("status", "idle").put("statusUpdatedAt", 1795206050620L));
        Files.writeString(claude.resolve("sessions/" + id.pid() + ".json"), file);
        assertThat(ClaudeSessionFile.read(claude.resolve("sessions"), id).sighting()).isPresent();
        ended.destroyForcibly().waitFor();
        assertThat(ClaudeSessionFile.read(claude.resolve("sessions"), id).sighting()).isEmpty();
    }

    @Test
    void theJournalFollowsItsProcessToAnotherConversation() throws IOException {
        append(answer("m1", "r1", 25));
        String other = "7da4ed66-2523-47ae-9066-afcf6e4c2080";
        session(sessionFile("idle").replace(ID, other));
        assertThat(journal.read().usage()).isEmpty();
        Files.writeString(transcript.resolveSibling(other + ".jsonl"), answer("m2", "r2", 5) + "\n");
        assertThat(used()).extracting(Usage::conversation, Usage::tokensOut).containsExactly(other, 5L);
        session(sessionFile("idle").replace(ID, "../../etc"));
        assertThat(used().conversation()).isEqualTo(other);
    }

    @Test
    void theStatusLineTellsContextAndAnythingScarce() throws IOException {
        append(answer("m1", "r1", 25));
        status(42, 17);
        assertThat(used().contextUsedPercent()).isEqualTo(12.5);
        assertThat(told(Source.STATUS_LINE)).isEmpty();
        status(42, 75);
        assertThat(told(Source.STATUS_LINE).orElseThrow()).extracting(Sighting::state, Sighting::what, Sighting::until).containsExactly(null, "75 % of the weekly limit is used", Instant.ofEpochSecond(1795465250));
        status(93.4, 80);
        assertThat(told(Source.STATUS_LINE).orElseThrow()).extracting(Sighting::what, Sighting::until).containsExactly("93 % of the 5-hour limit is used", Instant.ofEpochSecond(1795209650));
        Files.writeString(status, Files.readString(status).replace(ID, "7da4ed66-2523-47ae-9066-afcf6e4c2080"));
        assertThat(used().contextUsedPercent()).as("another conversation's").isNull();
        Files.writeString(status, "{\"rate_limits\":{\"five_hour\":{\"used_percentage\":-4e99}},\"context_window\":[]");
        assertThat(told(Source.STATUS_LINE)).isEmpty();
    }

    @Test
    void aPipeInAFilesPlaceIsNotWaitedFor() {
        for (Path file : List.of(transcript, status, session())) {
            assertThat(Exec.of("mkfifo", file.toString()).run().ok()).isTrue();
        }
        assertThat(journal.read().sightings()).isEmpty();
    }

    private Optional<Sighting> told(Source source) {
        return journal.read().sightings().stream().filter(sighting -> sighting.source() == source).findFirst();
    }

    private Usage used() {
        return journal.read().usage().orElseThrow();
    }

    private void append(String... lines) throws IOException {
        Files.writeString(transcript, String.join("\n", lines) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void session(String content) throws IOException {
        Files.writeString(session(), content);
    }

    private Path session() {
        return claude.resolve("sessions/" + PROCESS.pid() + ".json");
    }

    private void status(double fiveHours, double sevenDays) throws IOException {
        Files.writeString(status, "{\"session_id\":\"" + ID + "\",\"model\":{\"id\":\"claude-opus-5-5\"},\"context_window\":{\"used_percentage\":12.5},\"rate_limits\":{\"five_hour\":{\"used_percentage\":" + fiveHours
                + ",\"resets_at\":1795209650},\"seven_day\":{\"used_percentage\":" + sevenDays + ",\"resets_at\":1795465250}}}");
    }

    private static String sessionFile(String status) {
        String captured = resource("sessions.jsonl").lines().filter(line -> line.contains("\"status\": \"" + status + "\"")).findFirst().orElseThrow();
        return captured.replace("\"pid\": 14456", "\"pid\": " + PROCESS.pid()).replace("\"procStart\": \"210074\"", "\"procStart\": \"" + PROCESS.start() + "\"");
    }

    private static String answer(String message, String request, int out) {
        return "{\"type\":\"assistant\",\"timestamp\":\"" + NOON + "\",\"requestId\":\"" + request + "\",\"message\":{\"id\":\"" + message + "\",\"model\":\"claude-opus-5-5\",\"usage\":{\"input_tokens\":1000,\"output_tokens\":" + out
                + ",\"cache_creation_input_tokens\":300,\"cache_read_input_tokens\":5000}}}";
    }

    private static String error(String text, String more) {
        return "{\"type\":\"assistant\",\"isApiErrorMessage\":true,\"timestamp\":\"" + NOON + "\",\"message\":{\"id\":\"e\",\"model\":\"<synthetic>\",\"usage\":{\"input_tokens\":9},\"content\":[{\"type\":\"text\",\"text\":\"" + text + "\"}]}" + more + "}";
    }

    private static String resource(String name) {
        try (InputStream in = ClaudeJournalTest.class.getResourceAsStream("/claude/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
