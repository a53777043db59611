package mc.agent.adapters;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mc.agent.AgentState;
import mc.agent.Journal;
import mc.agent.ScreenManifest.View;
import mc.agent.Sighting;
import mc.agent.Source;
import mc.agent.Usage;
import mc.agent.check.ModelScript.Rule;
import mc.agent.check.ModelScript.Step;
import mc.event.Signal;
import mc.process.Exec;
import mc.process.ProcessId;
import mc.text.Json;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the real program writes about itself, read while a person and mc use it. One program lives through most of it. Set MC_TEST_CLAUDE to run it. */
@Tag("claude")
class RealClaudeJournalTest {

    private static final String LONG = IntStream.range(0, 400).mapToObj(i -> "w" + i).collect(Collectors.joining(" "));

    @TempDir
    static Path dir;

    private static RealClaude claude;
    private static ClaudePane pane;
    private static Journal journal;

    @BeforeAll
    static void start() throws IOException {
        claude = new RealClaude(dir);
        claude.home.onboarded().trusting(claude.repository).subscriber();
        claude.model.script().rules(
                Rule.when("WORK", Step.say(LONG)),
                Rule.when("TOUCH", Step.bash("touch /nowhere/x").saying("Now."), Step.say("Done.")),
                Rule.when("DELEGATE", Step.tool("Task", Json.object().put("description", "look").put("prompt", "LOOK here").put("subagent_type", "general-purpose")), Step.say("Delegated.")));
        pane = claude.start(UUID.randomUUID().toString(), false, "hello", "manual");
        journal = journal(pane);
        pane.await(Signal.TurnEnded.class, pane.started);
    }

    @AfterAll
    static void end() {
        if (pane != null) {
            pane.close();
        }
        if (claude != null) {
            claude.close();
        }
    }

    @BeforeEach
    void idle() {
        claude.model.delay(Duration.ZERO);
        pane.awaitReady();
        await(Source.SESSION_FILE, told -> told.state() == AgentState.READY);
    }

    @Test
    void anInterruptionIsRead() {
        claude.model.delay(Duration.ofMillis(20));
        Instant begun = pane.paste("WORK");
        await(Source.TRANSCRIPT, told -> told.state() == AgentState.WORKING && told.at().isAfter(begun));
        await(Source.SESSION_FILE, told -> told.state() == AgentState.WORKING);
        pane.awaitScreen("w0 w1");
        pane.key("Escape");
        assertThat(await(Source.TRANSCRIPT, told -> told.state() == AgentState.READY).what()).isEqualTo("interrupted by a person");
        await(Source.SESSION_FILE, told -> told.state() == AgentState.READY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Escape", "No"})
    void aPermissionIsWaitedForAndItsDenialRead(String answer) {
        Instant begun = pane.paste("TOUCH");
        pane.await(Signal.PermissionRequested.class, begun);
        assertThat(await(Source.SESSION_FILE, told -> told.state() == AgentState.WAITING).what()).isEqualTo("permission prompt");
        pane.awaitView(View.Asking.class::isInstance);
        if (answer.equals("No")) {
            until(() -> pane.screen().lines().anyMatch(line -> line.matches(" ❯ \\d\\. No")), "Down"); // a dialog that has just opened may ignore a key
            until(() -> !(pane.view() instanceof View.Asking), "Enter");
        } else {
            until(() -> !(pane.view() instanceof View.Asking), answer);
        }
        assertThat(await(Source.TRANSCRIPT, told -> told.state() == AgentState.READY && told.at().isAfter(begun)).what()).isEqualTo("interrupted by a person");
    }

    @Test
    void aPersonsOwnCommandIsWork() throws IOException {
        Path go = dir.resolve("go");
        Instant begun = pane.paste("!while [ ! -e '" + go + "' ]; do sleep 0.05; done");
        await(Source.SESSION_FILE, told -> told.state() == AgentState.WORKING && told.at().isAfter(begun));
        Files.createFile(go);
        await(Source.TRANSCRIPT, told -> told.state() == AgentState.READY && told.at().isAfter(begun));
    }

    @Test
    void aLimitIsReadWithItsEndAndPasses() {
        Instant resets = Instant.now().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS);
        claude.model.limitUntil(resets);
        pane.paste("and on");
        Sighting limit = await(Source.TRANSCRIPT, told -> told.state() == AgentState.LIMITED);
        assertThat(limit.until()).isEqualTo(resets);
        assertThat(limit.what()).startsWith("5-hour limit: You've hit your 5-hour limit");
        assertThat(limit.lasting()).isTrue();
        assertThat(await(Source.STATUS_LINE, told -> told.what().startsWith("100 % ")).until()).isEqualTo(resets);
        claude.model.limitUntil(Instant.EPOCH);
        Instant again = pane.paste("go on"); // which also cancels the program's own wait
        await(Source.TRANSCRIPT, told -> told.state() == AgentState.READY && told.at().isAfter(again));
    }

    /** A conversation of its own, begun by {@code /clear}: the program's own count starts with it, and an interrupted answer would be estimated. */
    @Test
    void anotherConversationIsFollowedAndItsCostIsTheProgramsOwn() {
        String before = journal.read().usage().orElseThrow().conversation();
        Instant cleared = pane.paste("/clear");
        Signal.SessionStarted start = (Signal.SessionStarted) pane.await(Signal.SessionStarted.class, cleared).signal();
        assertThat(start.source()).isEqualTo("clear");
        assertThat(start.conversation()).isNotEqualTo(before);
        pane.awaitReady();
        Instant delegated = pane.paste("DELEGATE");
        pane.await(Signal.TurnEnded.class, delegated, turn -> turn.backgroundTasks() == 0); // the subagent has reported back
        Usage used = Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> journal.read().usage(), now -> now.isPresent() && isAll(now.get(), start.conversation())).orElseThrow();
        assertThat(used.model()).isEqualTo("claude-opus-5-5");
        assertThat(used.contextUsedPercent()).isEqualTo(statusLine().path("context_window").path("used_percentage").asDouble());
        assertThat(journal.directories()).allMatch(Files::isDirectory);
    }

    /**
     * Whether the transcripts tell as much as the program's own count, which is written at another moment. At least three requests: the
     * one that delegates, the subagent's, and the report; on a busy machine the subagent is done before the first turn ends, else there is a fourth.
     */
    private static boolean isAll(Usage used, String conversation) {
        double own = statusLine().path("cost").path("total_cost_usd").asDouble();
        return used.conversation().equals(conversation) && used.contextUsedPercent() != null && used.tokensOut() >= 3 * 30 && Math.abs(used.costUsd() - own) <= own / 100;
    }

    @Test
    void whatAKillLeavesSaysNothingOfTheProcess() {
        try (ClaudePane other = claude.start("hello")) {
            Journal its = journal(other);
            other.await(Signal.TurnEnded.class, other.started);
            await(its, Source.SESSION_FILE, told -> told.state() == AgentState.READY);
            await(its, Source.TRANSCRIPT, told -> told.state() == AgentState.READY);
            assertThat(Exec.of("kill", "-KILL", Long.toString(other.pid())).run().ok()).isTrue();
            other.awaitEnd();
            assertThat(dir.resolve("home/.claude/sessions/" + other.pid() + ".json")).exists();
            assertThat(its.read().sightings()).extracting(Sighting::source).containsExactly(Source.TRANSCRIPT);
        }
    }

    @Test
    void anExitTakesTheSessionFileWithIt() {
        try (ClaudePane other = claude.start("hello")) {
            Journal its = journal(other);
            other.await(Signal.TurnEnded.class, other.started);
            await(its, Source.SESSION_FILE, told -> told.state() == AgentState.READY);
            other.awaitReady();
            other.paste("/exit");
            other.awaitEnd();
            assertThat(dir.resolve("home/.claude/sessions/" + other.pid() + ".json")).doesNotExist();
            assertThat(its.read().usage().orElseThrow().tokensOut()).isEqualTo(30);
        }
    }

    private static Journal journal(ClaudePane of) {
        ProcessId process = ProcessId.of(of.pid()).orElseThrow();
        Map<String, String> env = claude.home.env(claude.model);
        return claude.adapter.journal(new Journal.Subject("dev-1", UUID.randomUUID().toString(), process, claude.worktree, of.statusLine(), env)).orElseThrow(); // the conversation's id is learnt from the session file
    }

    private static Sighting await(Source source, Predicate<Sighting> wanted) {
        return await(journal, source, wanted);
    }

    private static Sighting await(Journal of, Source source, Predicate<Sighting> wanted) {
        try {
            return Awaitility.await().atMost(Duration.ofSeconds(30)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(20))
                    .until(() -> of.read().sightings().stream().filter(told -> told.source() == source).findFirst(), found -> found.filter(wanted).isPresent()).orElseThrow();
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("The journal says " + of.read() + "; the screen shows\n" + pane.screen(), e);
        }
    }

    /** Presses the key again and again until it has worked. */
    private static void until(Callable<Boolean> done, String key) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(300)).until(() -> {
            boolean isDone = done.call();
            if (!isDone) {
                pane.key(key);
            }
            return isDone;
        });
    }

    private static JsonNode statusLine() {
        return Optional.of(pane.statusLine()).filter(Files::exists).flatMap(SmallJson::read).orElseThrow();
    }
}
