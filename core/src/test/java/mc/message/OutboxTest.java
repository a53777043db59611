package mc.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import mc.Failure;
import mc.Home;
import mc.agent.adapters.DemoAdapter;
import mc.event.Event;
import mc.event.JobRunner;
import mc.event.Signal;
import mc.message.Message.Status;
import mc.testing.Engine;
import mc.testing.Hostile;
import mc.text.Templates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboxTest {

    private static final String AGENT = "app-1-tester";

    @TempDir
    private Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t\n", "\\", " \\ \\\n", "\u001b[31m", "\u200b"})
    void aMessageWithoutTextIsRefused(String text) {
        assertThatThrownBy(() -> Outbox.body(text)).isInstanceOf(Failure.class).hasMessageContaining("no text");
    }

    @Test
    void whatAProgramWouldReadAsCommandsStaysText() {
        assertThat(Outbox.body("  a\tb\r\n  c \\\\ \n")).isEqualTo("a    b\n  c");
        for (String text : List.of("!rm -rf x", "/clear", "# note", "\u001b[201~!ls\r", "; kill-server", "-t %1", "#(touch x)")) {
            Message message = new Message("m-aaaaaaaa", "m", AGENT, "operator", Outbox.body(text), mc.event.Event.Letter.plain("tester"), Status.QUEUED, "", 0, java.time.Instant.EPOCH, java.time.Instant.EPOCH, null);
            assertThat(message.typedText()).startsWith("[mc m-aaaaaaaa from operator] ").doesNotContain("\u001b", "\r");
            assertThat(Marker.idsIn(message.typedText())).containsExactly("m-aaaaaaaa");
        }
    }

    @Test
    void anyTextBecomesOneThatCanBePasted() {
        Random random = new Random(5);
        for (int i = 0; i < 5_000; i++) {
            String text = "x" + Hostile.next(random) + Hostile.next(random);
            String body = Outbox.body(text);
            assertThat(body.chars().filter(c -> c != '\n' && Character.isISOControl(c)).count()).as("text %d", i).isZero();
            assertThat(body).as("text %d", i).doesNotEndWith("\\").doesNotEndWith("\n").isEqualTo(Outbox.body(body));
        }
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aLongRunOfBlanksTakesNoTime() {
        String text = "a" + " ".repeat(200_000) + "b";
        assertThat(Outbox.body(text)).isEqualTo(text);
        assertThatThrownBy(() -> Outbox.body("é".repeat(131_073))).isInstanceOf(Failure.class).hasMessageContaining("262146 bytes");
        assertThat(Outbox.body("é".repeat(131_072))).hasSize(131_072);
    }

    /** The whole way: four senders at once, real jobs; everything arrives once, and each sender's messages in order. */
    @Test
    @Timeout(60)
    @SuppressWarnings("try") // the runner works by being there
    void fourSendersKeepTheirOrderAndNothingIsTypedTwice() throws Exception {
        int each = 50;
        FakeTerminal terminal = new FakeTerminal();
        DemoAdapter adapter = new DemoAdapter(List.of("/bin/sh", "x"), new Templates(new Home(dir)));
        try (Engine engine = Engine.live(dir)) {
            engine.mission("app-1", "tester");
            engine.launched(AGENT);
            engine.signal(AGENT, new Signal.SessionStarted("c", "startup"));
            terminal.report = text -> {
                engine.signal(AGENT, new Signal.PromptSubmitted(text));
                engine.signal(AGENT, new Signal.TurnEnded("done", 0));
            };
            Delivery delivery = new Delivery(engine.database(), terminal, kind -> adapter, new UrgentDesk(new Home(dir)), Clock.systemUTC());
            engine.loop().listen(delivery::noticed);
            try (JobRunner runner = new JobRunner(engine.database(), engine.loop(), Clock.systemUTC(), Map.of(MessageReactor.DELIVER, delivery, "agent.look", (job, record) -> mc.event.JobHandler.Outcome.done(),
                    "mission.prepare", (job, record) -> mc.event.JobHandler.Outcome.done(), "mission.mirror", (job, record) -> mc.event.JobHandler.Outcome.done()))) {
                runner.start();
                Outbox outbox = outbox(engine);
                Recipient tester = Letterbox.to(engine, AGENT);
                List<Object> receipts = java.util.Collections.synchronizedList(new ArrayList<>());
                List<Thread> senders = IntStream.range(0, 4).mapToObj(s -> new Thread(() -> {
                    try {
                        for (int i = 0; i < each; i++) {
                            receipts.add(outbox.send(Draft.of("sender-" + s, tester, "number " + i + " of " + s), Duration.ofSeconds(30), Duration.ZERO).get(0).status());
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                })).toList();
                senders.forEach(Thread::start);
                for (Thread sender : senders) {
                    sender.join();
                }
                assertThat(receipts).hasSize(4 * each).allMatch(status -> status == Status.SUBMITTED || status == Status.READ);
            }
            assertThat(terminal.submitted).hasSize(4 * each).doesNotHaveDuplicates();
            assertThat(terminal.pastes()).isEqualTo(4 * each);
            for (int s = 0; s < 4; s++) {
                String of = " of " + s;
                assertThat(terminal.submitted.stream().filter(text -> text.endsWith(of)).map(text -> text.substring(text.indexOf("number")))).containsExactlyElementsOf(
                        IntStream.range(0, each).mapToObj(i -> "number " + i + of).toList());
            }
            assertThat(engine.log(Event.MessageTyping.class)).hasSize(4 * each);
        }
    }

    @Test
    void theReceiptSaysHowFarItGotWhenTheTimeIsOver() throws Exception {
        try (Engine engine = Engine.live(dir)) {
            engine.mission("app-1", "tester");
            Receipt receipt = outbox(engine).send(Draft.of("operator", Letterbox.to(engine, AGENT), "hello"), Duration.ofMillis(50), Duration.ZERO).get(0);
            assertThat(receipt.status()).isEqualTo(Status.QUEUED);
            assertThat(receipt.to()).isEqualTo("tester");
            assertThat(receipt.attempts()).isZero();
            assertThat(receipt.answer()).isNull();
        }
    }

    /** The turn of the first is over, and known to be, before the second has arrived. */
    @Test
    @Timeout(30)
    void nobodyIsToldAnAnswerWithoutAskingForIt() throws Exception {
        try (Engine engine = Engine.live(dir)) {
            engine.mission("app-1", "tester", "developer");
            engine.launched(AGENT);
            engine.launched("app-1-developer");
            engine.loop().listen(recorded -> {
                if (recorded.event() instanceof Event.MessageQueued queued && queued.agent().equals(AGENT)) {
                    aside(() -> {
                        engine.submit(queued.message());
                        engine.signal(AGENT, new Signal.TurnEnded("Done.", 0));
                    });
                } else if (recorded.event() instanceof Event.MessageRead read && read.agent().equals(AGENT)) {
                    aside(() -> engine.submit(engine.log(Event.MessageQueued.class).stream().filter(m -> !m.agent().equals(AGENT)).findFirst().orElseThrow().message()));
                }
            });
            Recipient first = Letterbox.to(engine, AGENT);
            Draft draft = Draft.of("operator", first, "hello").to(List.of(first, Letterbox.to(engine, "app-1-developer")));
            List<Receipt> receipts = outbox(engine).send(draft, Duration.ofSeconds(20), Duration.ZERO);
            assertThat(receipts).extracting(Receipt::status).containsExactly(Status.READ, Status.SUBMITTED);
            assertThat(receipts).extracting(Receipt::answer).containsOnlyNulls();
        }
    }

    private static void aside(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }

    @Test
    @Timeout(30)
    void theAnswerIsWhatTheAgentSaidWhenTheTurnEnded() throws Exception {
        try (Engine engine = Engine.live(dir)) {
            engine.mission("app-1", "tester");
            engine.launched(AGENT);
            engine.loop().listen(recorded -> {
                if (recorded.event() instanceof Event.MessageQueued queued) {
                    aside(() -> {
                        engine.submit(queued.message());
                        engine.signal(AGENT, new Signal.TurnEnded("line\n".repeat(60) + "\u001b[31mDone.", 0));
                    });
                }
            });
            Receipt receipt = outbox(engine).send(Draft.of("operator", Letterbox.to(engine, AGENT), "hello"), Duration.ofSeconds(10), Duration.ofSeconds(20)).get(0);
            assertThat(receipt.status()).isEqualTo(Status.READ);
            assertThat(receipt.answer().lines()).hasSize(50).endsWith("Done.");
        }
    }

    private Outbox outbox(Engine engine) {
        return Letterbox.outbox(engine, dir, MessageSettings.USUAL);
    }
}
