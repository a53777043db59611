package mc.message;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import mc.agent.Adapter;
import mc.agent.Agent;
import mc.agent.AgentState;
import mc.agent.ScreenManifest.View;
import mc.agent.Terminal;
import mc.event.Event;
import mc.event.Job;
import mc.event.JobHandler;
import mc.event.Recorded;
import mc.message.Message.Status;
import mc.store.Database;

/**
 * Delivers the oldest open message of one agent. There is one such job per agent, so that nobody else types into its pane meanwhile
 * and the order is kept. It types only into an empty input line of an agent that is ready, or working and able to queue; then it
 * waits for the agent's own evidence. Without it Enter is pressed again, at most twice, and only while the text still stands in the
 * input line; the text itself is never typed a second time, except when the log and the screen both show that it never got there.
 */
public final class Delivery implements JobHandler {

    private static final int ENTER_KEYS = 3;
    private static final Duration SHOWN = Duration.ofSeconds(5);
    private static final Duration PROVEN = Duration.ofMillis(2_500);
    private static final Duration LAST_WAIT = Duration.ofSeconds(6);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final Database database;
    private final Terminal terminal;
    private final Function<String, Adapter> adapters;
    private final Map<String, CountDownLatch> awaited = new ConcurrentHashMap<>();

    public Delivery(Database database, Terminal terminal, Function<String, Adapter> adapters) {
        this.database = database;
        this.terminal = terminal;
        this.adapters = adapters;
    }

    /** To be called for every event: releases the delivery that waits for this proof. */
    public void noticed(Recorded recorded) {
        if (recorded.event() instanceof Event.MessageSubmitted submitted) {
            CountDownLatch latch = awaited.get(submitted.message());
            if (latch != null) {
                latch.countDown();
            }
        }
    }

    @Override
    public Outcome run(Job job, Consumer<Event> record) throws InterruptedException {
        Agent agent = database.read(sql -> Agent.Table.find(sql, job.subject())).orElseThrow();
        Optional<Message> next = database.read(sql -> Message.nextFor(sql, agent.id()));
        if (next.isEmpty()) {
            return Outcome.done();
        }
        Message message = next.get();
        CountDownLatch proof = new CountDownLatch(1);
        awaited.put(message.id(), proof);
        try {
            if (message.status() == Status.TYPED) {
                return prove(agent, message, message.attempts(), proof, record);
            }
            return type(agent, message, proof, record);
        } finally {
            awaited.remove(message.id());
        }
    }

    private Outcome type(Agent agent, Message message, CountDownLatch proof, Consumer<Event> record) throws InterruptedException {
        String obstacle = obstacle(agent);
        if (obstacle != null) {
            return hold(agent, message, obstacle, Duration.ZERO);
        }
        View view = terminal.view(agent);
        boolean isThereAlready = message.status() == Status.TYPING && shows(view, agent, message);
        if (!isThereAlready) {
            Optional<String> inTheWay = inTheWay(view);
            if (inTheWay.isPresent()) {
                return hold(agent, message, inTheWay.get(), LOOK_AGAIN);
            }
            record.accept(new Event.MessageTyping(agent.mission(), agent.id(), message.id()));
            terminal.paste(agent, message.typedText());
            if (!appears(agent, message, proof)) {
                return Outcome.again(Duration.ZERO, new Event.MessageUnproven(agent.mission(), agent.id(), message.id(),
                        "the text was pasted but never appeared in the input line, so Enter was not pressed"));
            }
        }
        terminal.pressEnter(agent);
        record.accept(new Event.MessageTyped(agent.mission(), agent.id(), message.id(), 1));
        return prove(agent, message, 1, proof, record);
    }

    /** Waits for the evidence; presses Enter again only while the text is still to be seen in the input line. */
    private Outcome prove(Agent agent, Message message, int pressed, CountDownLatch proof, Consumer<Event> record) throws InterruptedException {
        int attempts = pressed;
        while (!proof.await(PROVEN.toMillis(), TimeUnit.MILLISECONDS) && !isProven(message)) {
            boolean isStranded = shows(terminal.view(agent), agent, message);
            if (!isStranded || attempts >= ENTER_KEYS) {
                if (!proof.await(LAST_WAIT.toMillis(), TimeUnit.MILLISECONDS) && !isProven(message)) {
                    String why = isStranded ? "it still stands in the input line after " + attempts + " Enter keys" : "it left the input line, but the agent has not reported it";
                    return Outcome.again(Duration.ZERO, new Event.MessageUnproven(agent.mission(), agent.id(), message.id(), why));
                }
                break;
            }
            terminal.pressEnter(agent);
            record.accept(new Event.MessageTyped(agent.mission(), agent.id(), message.id(), ++attempts));
        }
        return Outcome.again(Duration.ZERO); // the next message, if there is one
    }

    private boolean isProven(Message message) {
        return database.read(sql -> Message.find(sql, message.id())).filter(m -> !m.status().isOpen()).isPresent();
    }

    /** Why the agent's state forbids typing now; null when it does not. The next change of the state wakes the delivery. */
    private String obstacle(Agent agent) {
        if (agent.state() == AgentState.READY || agent.state() == AgentState.WORKING && adapters.apply(agent.adapter()).queuesWhileWorking()) {
            return null;
        }
        return agent.role() + " is " + agent.state().text() + ": " + agent.reason();
    }

    private static Optional<String> inTheWay(View view) {
        if (view instanceof View.Asking asking) {
            return Optional.of("a dialog is open: " + asking.dialog().label() + " (" + asking.dialog().answer() + ")");
        }
        if (view instanceof View.Prompt prompt && !prompt.draft().isEmpty()) {
            return Optional.of("something half-typed stands in its input line; it is left alone");
        }
        if (view instanceof View.Prompt) {
            return Optional.empty();
        }
        return Optional.of("its input line is not to be seen");
    }

    private boolean shows(View view, Agent agent, Message message) {
        return view instanceof View.Prompt prompt
                && (prompt.draft().contains("[mc " + message.id()) || adapters.apply(agent.adapter()).screens().collapsed().matcher(prompt.draft()).find());
    }

    private boolean appears(Agent agent, Message message, CountDownLatch proof) throws InterruptedException {
        long deadline = System.nanoTime() + SHOWN.toNanos();
        while (System.nanoTime() < deadline) {
            if (shows(terminal.view(agent), agent, message)) {
                return true;
            }
            if (proof.await(15, TimeUnit.MILLISECONDS)) {
                return true;
            }
        }
        return false;
    }

    private static Outcome hold(Agent agent, Message message, String why, Duration lookAgain) {
        boolean isKnown = message.status() == Status.HELD && message.reason().equals(why);
        Event[] events = isKnown ? new Event[0] : new Event[] {new Event.MessageHeld(agent.mission(), agent.id(), message.id(), why)};
        return lookAgain.isZero() ? Outcome.done(events) : Outcome.again(lookAgain, events);
    }
}
