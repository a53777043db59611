package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mc.agent.check.ModelScript.Rule;
import mc.agent.check.ModelScript.Step;
import mc.e2e.ClaudeMission.Ran;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages to the real program, each proven by its own report. Set MC_TEST_CLAUDE to run it. */
@Tag("claude")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealClaudeMessagesTest {

    private static final String ROLE = "orchestrator";

    private Path dir;
    private ClaudeMission mission;

    @BeforeAll
    void start(@TempDir Path tempDir) throws IOException {
        dir = tempDir.toRealPath();
        mission = new ClaudeMission(dir).ready();
        mission.model.script().rules(
                Rule.when("SPEAK", ClaudeSample.words(600)),
                Rule.when("STEPS", Stream.concat(IntStream.range(0, 8).mapToObj(i -> Step.bash("git status").saying("word ".repeat(30))), Stream.of(Step.say("All steps done."))).toArray(Step[]::new)),
                Rule.when("TOUCH", Step.bash("touch /nowhere/asked").saying("Now."), Step.say("Touched.")));
        mission.working(ROLE);
    }

    @AfterEach
    void quiet() {
        mission.settle(ROLE);
    }

    @AfterAll
    void end() {
        if (mission != null) {
            mission.close();
        }
    }

    @Test
    void anIdleAgentGetsItAtOnce() {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            mission.awaitState(ROLE, "ready");
            JsonNode receipt = mission.ask("message.send", Map.of("to", ROLE, "text", "hello " + i)).path("receipts").path(0);
            assertThat(receipt.path("status").asText()).as(receipt.toString()).isIn("submitted", "read");
            times.add(receipt.path("elapsedMs").asLong());
        }
        Collections.sort(times);
        System.out.printf("measured: %-50s %6d ms (%s)%n", "send to an idle agent until submitted, median of 5", times.get(2), times);
    }

    @Test
    void aBusyAgentGetsWhatIsUrgentInItsTurnAndTheRestWhenThatEnds() {
        mission.awaitState(ROLE, "ready");
        mission.model.delay(Duration.ofMillis(40));
        proven("STEPS");
        mission.person(ROLE).awaitScreen("word word");
        JsonNode normal = held("when you can");
        JsonNode urgent = proven("$(now) \"or\" never\n%s", "--urgent");
        System.out.printf("measured: %-50s %6d ms%n", "urgent to a busy agent until submitted", urgent.path("elapsedMs").asLong());
        assertThat(urgent.path("reason").asText()).contains("transcript");
        assertThat(mission.agent(ROLE).path("state").asText()).isEqualTo("working");
        mission.model.delay(Duration.ZERO);
        read(urgent, "the turn ended");
        read(normal, "the turn ended");
        List<String> bodies = mission.model.requests().stream().map(r -> r.body()).toList();
        int taken = first(bodies, urgent);
        int next = first(bodies, normal);
        assertThat(bodies.get(taken)).contains("hook additional context: [mc " + urgent.path("id").asText() + " from operator] $(now) \\\"or\\\" never\\n%s").doesNotContain("All steps done.");
        assertThat(bodies.get(next)).as("a turn of its own").contains("All steps done.");
        assertThat(mission.events("MessageTyping")).noneMatch(e -> e.path("message").asText().equals(urgent.path("id").asText()));
        assertThat(mission.events("MessagesAbsorbed")).hasSize(1);
    }

    @Test
    void anInterruptedTurnIsReadAndWhatWaitedGoesOut() {
        JsonNode speak = busy();
        JsonNode waiting = held("sent before the Esc");
        mission.person(ROLE).press("Escape");
        mission.model.delay(Duration.ZERO);
        mission.awaitSaid(waiting.path("id").asText());
        read(speak, "the turn was interrupted by a person");
        read(waiting, "the turn ended");
        mission.awaitSaid(proven("sent after the Esc").path("id").asText());
    }

    /** What is typed by a person during a turn goes into it at the next tool call; a message that is typed so has its receipt from that turn. */
    @Test
    void aLongUrgentMessageIsTypedIntoTheQueueAndReadWithTheTurnThatTakesItUp() {
        mission.awaitState(ROLE, "ready");
        mission.model.delay(Duration.ofMillis(40));
        proven("STEPS");
        mission.person(ROLE).awaitScreen("word word");
        JsonNode urgent = proven("line of a long text\n".repeat(600), "--urgent");
        mission.model.delay(Duration.ZERO);
        read(urgent, "the turn ended");
        assertThat(mission.events("MessagesAbsorbed")).anyMatch(e -> e.path("messages").path(0).asText().equals(urgent.path("id").asText()));
    }

    /** {@code -Dmc.test.each=50} for the full figure. */
    @Test
    void manyMessagesFromFourSendersArriveWholeOnceAndInOrder() throws InterruptedException {
        int each = Integer.getInteger("mc.test.each", 10);
        mission.awaitState(ROLE, "ready");
        mission.model.delay(Duration.ofMillis(10));
        proven("SPEAK");
        mission.person(ROLE).awaitScreen("word word");
        long started = System.nanoTime();
        List<Thread> senders = IntStream.range(0, 4).mapToObj(s -> new Thread(() -> {
            for (int i = 0; i < each; i++) {
                mission.ask("message.send", Map.of("to", ROLE, "text", "sender " + s + ", number " + i + ".\nIts second line, \"whole\" $(to) its end " + s + "/" + i + ";", "waitMs", 0));
            }
        })).toList();
        senders.forEach(Thread::start);
        for (Thread sender : senders) {
            sender.join();
        }
        mission.model.delay(Duration.ZERO);
        Awaitility.await().atMost(Duration.ofMinutes(10)).pollInterval(Duration.ofMillis(500)).until(() -> mission.events("MessageRead").size() >= mission.events("MessageQueued").size());
        System.out.printf("measured: %-50s %6d ms%n", 4 * each + " messages from 4 senders to a busy agent, all read", (System.nanoTime() - started) / 1_000_000);
        List<String> said = mission.model.requests().stream().map(r -> r.said()).filter(text -> text.contains("sender ")).toList();
        for (int s = 0; s < 4; s++) {
            int sender = s;
            assertThat(said.stream().flatMap(text -> Pattern.compile("sender " + sender + ", number (\\d+)\\.\nIts second line, \"whole\" \\$\\(to\\) its end " + sender + "/\\1;").matcher(text).results().map(m -> m.group(1))))
                    .containsExactlyElementsOf(IntStream.range(0, each).mapToObj(Integer::toString).toList());
        }
    }

    @Test
    void anInterruptedAgentWithNothingQueuedTakesTheNextMessage() {
        busy();
        ClaudePerson person = mission.person(ROLE);
        person.press("Escape");
        person.awaitScreen("Interrupted");
        mission.model.delay(Duration.ZERO);
        JsonNode agent = mission.agent(ROLE);
        System.out.println("observed: after Esc mc shows " + agent.path("state").asText() + ", " + agent.path("reason").asText());
        mission.awaitSaid(proven("go on").path("id").asText());
    }

    static Stream<String> odd() {
        return Stream.of(
                "two\nlines and\n\n  a third, indented",
                "!touch CANARY",
                "/help",
                "/exit",
                "#touch CANARY",
                "ends in a backslash \\",
                "'single' \"double\" `touch CANARY` $(touch CANARY); touch CANARY & \\\\ %s #{pane_id}",
                "🎉 ünïcödé 漢字 ‏rtl",
                "@package.json",
                "Enter C-c Escape",
                IntStream.range(0, 160).mapToObj(i -> "line " + i + " of a long message, forty or more").collect(Collectors.joining("\n")) + "\nLAST-LINE");
    }

    @ParameterizedTest
    @MethodSource("odd")
    void anyTextArrivesAndRunsNothing(String text) {
        Path canary = dir.resolve("canary");
        String sent = text.replace("CANARY", canary.toString());
        String id = proven(sent).path("id").asText();
        mission.awaitSaid(id);
        String said = mission.model.requests().stream().filter(r -> r.said().contains(id)).findFirst().orElseThrow().said();
        for (String line : sent.split("\n")) {
            assertThat(said).contains(line.strip().replaceFirst("[\\\\ ]+$", "").replace("‏", ""));
        }
        mission.awaitState(ROLE, "ready");
        assertThat(canary).doesNotExist();
        assertThat(mission.worktree(ROLE).resolve(canary.getFileName())).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Enter", "Escape"})
    void anOpenQuestionHoldsIt(String answer) {
        proven("TOUCH");
        JsonNode asking = mission.awaitState(ROLE, "waiting");
        assertThat(asking.path("reason").asText()).contains("asks for permission", "touch /nowhere/asked");
        Ran held = mission.mc("send", ROLE, "after the question", "--wait", "2s", "--json");
        assertThat(held.code()).isEqualTo(4);
        assertThat(held.json().path("status").asText()).isEqualTo("held");
        assertThat(held.json().path("reason").asText()).contains("waiting", "touch /nowhere/asked");
        ClaudePerson person = mission.person(ROLE);
        assertThat(person.screen()).contains("❯ 1. Yes");
        person.press(answer);
        mission.awaitSaid(held.json().path("id").asText());
    }

    @Test
    void aDraftOfAPersonIsLeftAlone() {
        ClaudePerson person = mission.person(ROLE);
        person.press("half a thought");
        person.awaitScreen("❯ half a thought");
        Ran held = mission.mc("send", ROLE, "not now", "--wait", "2s", "--json");
        assertThat(held.json().path("status").asText()).as(held.out()).isEqualTo("held");
        assertThat(held.json().path("reason").asText()).contains("half-typed");
        person.press("Enter");
        mission.awaitSaid("half a thought");
        mission.awaitSaid(held.json().path("id").asText());
    }

    private JsonNode busy() {
        mission.awaitState(ROLE, "ready");
        mission.model.delay(Duration.ofMillis(500)); // a turn that lasts until the test shortens it, on a slow machine too
        JsonNode receipt = proven("SPEAK");
        mission.awaitState(ROLE, "working");
        mission.person(ROLE).awaitScreen("word word");
        return receipt;
    }

    private static int first(List<String> bodies, JsonNode receipt) {
        return IntStream.range(0, bodies.size()).filter(i -> bodies.get(i).contains(receipt.path("id").asText())).findFirst().orElseThrow();
    }

    /** Waits until the message is read. */
    private void read(JsonNode receipt, String how) {
        String id = receipt.path("id").asText();
        Awaitility.await("read: " + id).atMost(Duration.ofSeconds(60)).until(() -> mission.events("MessageRead").stream().anyMatch(e -> e.path("message").asText().equals(id)));
        assertThat(mission.mc("receipt", id, "--json").json().toString()).contains("\"read\"", how);
    }

    private JsonNode held(String text) {
        Ran ran = mission.mc("send", ROLE, "--json", "--wait", "1s", "--", text);
        assertThat(ran.json().path("status").asText()).as(ran.out() + ran.err()).isEqualTo("held");
        assertThat(ran.json().path("reason").asText()).isEqualTo(ROLE + " is in a turn; it goes out when that ends");
        return ran.json();
    }

    private JsonNode proven(String text, String... options) {
        List<String> arguments = new ArrayList<>(List.of("send", ROLE, "--json", "--wait", "20s"));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of("--", text));
        Ran ran = mission.mc(arguments.toArray(String[]::new));
        assertThat(ran.code()).as(ran.out() + ran.err() + mission.person(ROLE).screen()).isZero();
        assertThat(ran.json().path("status").asText()).isIn("submitted", "read");
        return ran.json();
    }
}
