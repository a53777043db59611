package mc.message;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import mc.Home;
import mc.agent.adapters.DemoAdapter;
import mc.event.Event;
import mc.event.Job;
import mc.event.JobHandler.Outcome;
import mc.event.Signal;
import mc.message.Message.Status;
import mc.testing.Engine;
import mc.text.Templates;

/** A mission with one agent, its tester, that is idle, and the delivery to it. The program behind the input line is a {@link FakeTerminal}. */
final class Courier implements AutoCloseable {

    static final String AGENT = "app-1-tester";
    static final String ID = "m-aaaaaaaa";
    static final String TEXT = "[mc " + ID + " from operator] hello";
    static final Delivery.Patience SHORT = new Delivery.Patience(Duration.ofMillis(80), Duration.ofMillis(40), Duration.ofMillis(60));

    final Engine engine;
    final FakeTerminal terminal = new FakeTerminal();
    final UrgentDesk desk;
    private final Home home;
    private Delivery delivery;

    Courier(Path dir) {
        home = new Home(dir);
        engine = new Engine(dir);
        desk = new UrgentDesk(home);
        engine.mission("app-1", "tester");
        engine.launched(AGENT);
        engine.signal(AGENT, new Signal.SessionStarted("c", "startup"));
        terminal.report = text -> engine.signal(AGENT, new Signal.PromptSubmitted(text));
        restart(SHORT);
    }

    /** As a daemon does when it starts: a fresh delivery, which remembers nothing. */
    void restart(Delivery.Patience patience) {
        DemoAdapter adapter = new DemoAdapter(List.of("/bin/sh", "x"), new Templates(home));
        delivery = new Delivery(engine.database(), terminal, kind -> adapter, desk, engine.clock(), patience);
        engine.loop().listen(delivery::noticed);
    }

    /** Runs the job until it has nothing more to do for the moment, recording what it reports; the last outcome. */
    Outcome deliver() throws Exception {
        while (true) {
            Outcome outcome = delivery.run(Job.of(MessageReactor.DELIVER, AGENT, engine.clock().instant()), engine::record);
            engine.record(outcome.events().toArray(Event[]::new));
            if (outcome.again() == null || !outcome.again().isZero()) {
                return outcome;
            }
        }
    }

    Status status() {
        return engine.message(ID).status();
    }

    void queueUrgent(String id, String text) {
        queue(id, text, true, null);
    }

    /** @param notBefore null: at once */
    void queue(String id, String text, boolean urgent, Instant notBefore) {
        engine.record(new Event.MessageQueued("app-1", AGENT, id, "operator", text, new Event.Letter("tester", "notification", null, urgent, false, null, null, notBefore == null ? null : notBefore.toString(), null, false)));
    }

    /** Where the desk keeps what is for the agent. */
    Path file(String name) {
        return home.run().resolve("urgent").resolve(AGENT).resolve(name);
    }

    @Override
    public void close() {
        engine.close();
    }
}
