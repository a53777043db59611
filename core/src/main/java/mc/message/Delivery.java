package mc.message;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
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
 * Delivers the next open message of one agent. There is one such job per agent, so that nobody else types into its pane meanwhile
 * and the order is kept. It types only into an empty input line of an agent that is not in a turn; then it waits for the agent's own
 * evidence. Without it Enter is pressed again, at most twice, and only while the text still stands in the input line; the text itself
 * is never typed a second time, except when the log and the screen both show that it never got there. A long text is shown collapsed,
 * without its words: it is taken for mc's own only as long as this process remembers how its paste looked, else it may be a person's.
 *
 * <p>An urgent message to an agent in a turn is laid on the {@link UrgentDesk} for its next hook. If no hook has taken it when the turn has
 * ended it is taken back and typed. One that a hook has taken is typed only if that hook never came to print it and no evidence
 * shows it; if it says that it printed it, and no evidence shows it, it is not proven. A program without hooks gets it typed if it keeps a text during a turn.
 */
public final class Delivery implements JobHandler {

    private static final int ENTER_KEYS = 3;
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    /** A text of one line up to this length is never shown collapsed. */
    private static final int ALWAYS_SHOWN = 200;

    /**
     * How long to wait.
     *
     * @param shown for a pasted text to appear in the input line
     * @param proven for the agent's report after an Enter key
     * @param lastly for the report when Enter is not to be pressed again
     */
    record Patience(Duration shown, Duration proven, Duration lastly) {
        static final Patience USUAL = new Patience(Duration.ofSeconds(5), Duration.ofMillis(2_500), Duration.ofSeconds(6));
    }

    /** How the input line looked after the paste; its own text until it is seen to be collapsed. */
    private record Pasted(String message, String draft) {}

    private final Database database;
    private final Terminal terminal;
    private final Function<String, Adapter> adapters;
    private final UrgentDesk desk;
    private final Clock clock;
    private final Patience patience;
    private final Map<String, CountDownLatch> awaited = new ConcurrentHashMap<>();
    /** The last message this process pasted into each agent's input line. */
    private final Map<String, Pasted> pasted = new ConcurrentHashMap<>();

    public Delivery(Database database, Terminal terminal, Function<String, Adapter> adapters, UrgentDesk desk, Clock clock) {
        this(database, terminal, adapters, desk, clock, Patience.USUAL);
    }

    Delivery(Database database, Terminal terminal, Function<String, Adapter> adapters, UrgentDesk desk, Clock clock, Patience patience) {
        this.database = database;
        this.terminal = terminal;
        this.adapters = adapters;
        this.desk = desk;
        this.clock = clock;
        this.patience = patience;
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
    public Outcome run(Job job, Consumer<Event> record) throws InterruptedException, IOException {
        Agent agent = database.read(sql -> Agent.Table.find(sql, job.subject())).orElseThrow();
        Instant now = clock.instant();
        Optional<Message> next = database.read(sql -> Message.nextFor(sql, agent.id(), now));
        desk.tidy(agent.id(), next.map(Message::id).orElse(null));
        if (next.isEmpty()) {
            return database.read(sql -> Message.nextDue(sql, agent.id(), now)).map(due -> Outcome.again(Duration.between(now, due))).orElse(Outcome.done());
        }
        Message message = next.get();
        CountDownLatch proof = new CountDownLatch(1);
        awaited.put(message.id(), proof);
        try {
            if (message.letter().urgent() && message.attempts() == 0 && message.status() != Status.TYPING) {
                Optional<Outcome> handed = handOver(agent, message, proof, record);
                if (handed.isPresent()) {
                    return handed.get();
                }
            }
            if (message.status() == Status.TYPED && agent.paneId() == null) { // it is being restarted; its launch wakes this job
                return hold(agent, message, stateOf(agent), Duration.ZERO);
            }
            if (message.status() == Status.TYPED) {
                return prove(agent, message, message.attempts(), proof, record);
            }
            return type(agent, message, proof, record);
        } finally {
            awaited.remove(message.id());
        }
    }

    /** What comes of handing the message to the agent's next hook; empty when it is to be typed. */
    private Optional<Outcome> handOver(Agent agent, Message message, CountDownLatch proof, Consumer<Event> record) throws InterruptedException, IOException {
        UrgentDesk.Place place = desk.place(message);
        boolean isGiven = place == UrgentDesk.Place.GIVEN || message.status() == Status.TYPED; // its report may outlive the file
        boolean isInTurn = database.read(sql -> Turns.isInOne(sql, current(agent)));
        if (isInTurn && place == UrgentDesk.Place.NOWHERE && !isGiven && adapters.apply(agent.adapter()).hasHooks() && UrgentDesk.fits(message)) {
            synchronized (desk) { // see Recall
                if (isSettled(message)) {
                    return Optional.of(Outcome.again(Duration.ZERO));
                }
                record.accept(new Event.MessageOffered(agent.mission(), agent.id(), message.id()));
                desk.lay(message);
            }
            return Optional.of(Outcome.done());
        }
        if (place == UrgentDesk.Place.NOWHERE && !isGiven) {
            return Optional.empty();
        }
        if (agent.state() != AgentState.READY && (isInTurn || agent.state() != AgentState.WORKING)) {
            return Optional.of(Outcome.done()); // it lies where it lies: the turn goes on, or the next state tells
        }
        if (place == UrgentDesk.Place.READY && desk.takeBack(message)) {
            return Optional.empty();
        }
        if (isProvenWithin(patience.lastly(), message, proof)) {
            return Optional.of(Outcome.again(Duration.ZERO));
        }
        if (!isGiven && desk.place(message) == UrgentDesk.Place.TAKEN) { // the hook ended between taking and printing it
            desk.clear(message);
            return Optional.empty();
        }
        return Optional.of(Outcome.again(Duration.ZERO, new Event.MessageUnproven(agent.mission(), agent.id(), message.id(), "its hook handed it over in the midst of a turn, but the agent's own record does not show it")));
    }

    private Outcome type(Agent agent, Message message, CountDownLatch proof, Consumer<Event> record) throws InterruptedException {
        Optional<String> obstacle = obstacle(agent, message);
        if (obstacle.isPresent()) {
            return hold(agent, message, obstacle.get(), Duration.ZERO);
        }
        View view = terminal.view(agent);
        if (message.status() == Status.TYPING && !shows(view, message)) {
            if (isProvenWithin(patience.proven(), message, proof)) { // it may have been typed and submitted just before mc was killed
                return Outcome.again(Duration.ZERO);
            }
            view = terminal.view(agent);
        }
        boolean isThereAlready = message.status() == Status.TYPING && shows(view, message);
        if (!isThereAlready) {
            View seen = view;
            Optional<String> inTheWay = nobodyKnowsWhose(seen, agent, message).or(() -> inTheWay(seen)).or(busy(seen, adapters.apply(agent.adapter())));
            if (inTheWay.isPresent()) {
                return hold(agent, message, inTheWay.get(), LOOK_AGAIN);
            }
            synchronized (desk) { // see Recall
                if (isSettled(message)) {
                    return Outcome.again(Duration.ZERO);
                }
                record.accept(new Event.MessageTyping(agent.mission(), agent.id(), message.id()));
            }
            pasted.put(agent.id(), new Pasted(message.id(), message.typedText()));
            terminal.paste(agent, message.typedText());
            if (!appears(agent, message, proof)) {
                return Outcome.again(Duration.ZERO, new Event.MessageUnproven(agent.mission(), agent.id(), message.id(),
                        "the text was pasted but never appeared in the input line, so Enter was not pressed"));
            }
        }
        obstacle = obstacle(current(agent), message); // a question may have been reported meanwhile, whose dialog is not drawn yet: it would get the Enter
        if (obstacle.isPresent()) {
            return hold(agent, message, obstacle.get(), Duration.ZERO);
        }
        terminal.pressEnter(agent);
        record.accept(new Event.MessageTyped(agent.mission(), agent.id(), message.id(), 1));
        return prove(agent, message, 1, proof, record);
    }

    /** Waits for the evidence; presses Enter again only while the text is still to be seen in the input line. */
    private Outcome prove(Agent agent, Message message, int pressed, CountDownLatch proof, Consumer<Event> record) throws InterruptedException {
        int attempts = pressed;
        while (!isProvenWithin(patience.proven(), message, proof)) {
            View view = terminal.view(agent);
            Optional<String> question = question(current(agent), view);
            if (question.isPresent()) {
                return hold(agent, message, question.get(), LOOK_AGAIN); // it would get the Enter, and hides the input line
            }
            Optional<String> whose = nobodyKnowsWhose(view, agent, message);
            if (whose.isPresent()) {
                return hold(agent, message, whose.get(), LOOK_AGAIN);
            }
            boolean isStranded = shows(view, message);
            if (!isStranded || attempts >= ENTER_KEYS) {
                if (!isProvenWithin(patience.lastly(), message, proof)) {
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

    private boolean isProvenWithin(Duration limit, Message message, CountDownLatch proof) throws InterruptedException {
        return proof.await(limit.toMillis(), TimeUnit.MILLISECONDS) || isSettled(message);
    }

    private boolean isSettled(Message message) {
        return database.read(sql -> Message.find(sql, message.id())).filter(m -> !m.status().isOpen()).isPresent();
    }

    /** The agent as it is known to be now. */
    private Agent current(Agent agent) {
        return database.read(sql -> Agent.Table.find(sql, agent.id())).orElseThrow();
    }

    /** Why the agent's state forbids typing now, if it does. The next change of the state wakes the delivery. */
    private Optional<String> obstacle(Agent agent, Message message) {
        if (agent.state() == AgentState.WORKING && (message.letter().urgent() && adapters.apply(agent.adapter()).queuesWhileWorking() || !database.read(sql -> Turns.isInOne(sql, agent)))) {
            return Optional.empty();
        } else if (agent.state() == AgentState.WORKING) {
            return Optional.of(agent.role() + " is in a turn; it goes out when that ends");
        }
        return agent.state() == AgentState.READY ? Optional.empty() : Optional.of(stateOf(agent));
    }

    private static String stateOf(Agent agent) {
        return agent.role() + " is " + agent.state().text() + ": " + agent.reason();
    }

    /** What the agent asks, by its own report, which comes before the dialog is drawn, or by its screen. */
    private Optional<String> question(Agent agent, View view) {
        return agent.state() == AgentState.WAITING ? Optional.of(stateOf(agent)) : dialog(view);
    }

    private static Optional<String> dialog(View view) {
        return view instanceof View.Asking asking ? Optional.of("a dialog is open: " + asking.dialog().label() + " (" + asking.dialog().answer() + ")") : Optional.empty();
    }

    private static Optional<String> inTheWay(View view) {
        if (view instanceof View.Asking) {
            return dialog(view);
        }
        if (view instanceof View.Prompt prompt && !prompt.draft().isEmpty()) {
            return Optional.of("something half-typed stands in its input line; it is left alone");
        }
        if (view instanceof View.Prompt) {
            return Optional.empty();
        }
        return Optional.of("its input line is not to be seen");
    }

    /** A turn that has begun since the agent's state was told, in a program that takes no text meanwhile. */
    private static Supplier<Optional<String>> busy(View view, Adapter adapter) {
        boolean isBusy = view instanceof View.Prompt prompt && prompt.busy() && !adapter.queuesWhileWorking();
        return () -> isBusy ? Optional.of("its screen shows a running turn, and it takes no text meanwhile") : Optional.empty();
    }

    /** Whether the message stands in the input line, by its mark or as this process saw its own paste collapse. */
    private boolean shows(View view, Message message) {
        return view instanceof View.Prompt prompt && (prompt.draft().contains("[mc " + message.id()) || new Pasted(message.id(), prompt.draft()).equals(pasted.get(message.agent())));
    }

    /** Whether a collapsed text stands in the input line, where the message would collapse too; a short one never does. */
    private boolean showsOneCollapsed(View view, Agent agent, Message message) {
        boolean mayBeCollapsed = message.body().indexOf('\n') >= 0 || message.body().length() > ALWAYS_SHOWN;
        return mayBeCollapsed && view instanceof View.Prompt prompt && adapters.apply(agent.adapter()).screens().collapsed().matcher(prompt.draft()).find();
    }

    /** What is said of a collapsed text when the message was begun by a process that ended: its Enter could submit a person's text. */
    private Optional<String> nobodyKnowsWhose(View view, Agent agent, Message message) {
        boolean isBegun = message.status() == Status.TYPING || message.status() == Status.TYPED;
        boolean isOwn = Optional.ofNullable(pasted.get(agent.id())).filter(last -> last.message().equals(message.id())).isPresent();
        return isBegun && !isOwn && !shows(view, message) && showsOneCollapsed(view, agent, message) ? Optional.of("mc was restarted while it typed this, and a collapsed text stands in the input line: this one or somebody's; it is left alone until you submit or clear it (mc attach)") : Optional.empty();
    }

    private boolean appears(Agent agent, Message message, CountDownLatch proof) throws InterruptedException {
        long deadline = System.nanoTime() + patience.shown().toNanos();
        while (System.nanoTime() < deadline) {
            View view = terminal.view(agent);
            if (view instanceof View.Prompt prompt && showsOneCollapsed(view, agent, message)) {
                pasted.put(agent.id(), new Pasted(message.id(), prompt.draft()));
            }
            if (shows(view, message)) {
                return true;
            }
            if (proof.await(15, TimeUnit.MILLISECONDS)) {
                return true;
            }
        }
        return false;
    }

    private static Outcome hold(Agent agent, Message message, String why, Duration lookAgain) {
        boolean isKnown = message.status() != Status.QUEUED && message.reason().equals(why);
        Event[] events = isKnown ? new Event[0] : new Event[] {new Event.MessageHeld(agent.mission(), agent.id(), message.id(), why)};
        return lookAgain.isZero() ? Outcome.done(events) : Outcome.again(lookAgain, events);
    }
}
