package mc.message;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import mc.Failure;
import mc.event.Event;
import mc.event.EventLoop;
import mc.event.EventQueue;
import mc.event.Recorded;
import mc.event.Signal;
import mc.store.Database;
import mc.text.Templates;
import mc.text.Untrusted;

/** Accepts messages and waits for their receipts. Thread-safe. */
public final class Outbox {

    private static final int MAX_BYTES = 256 * 1024;
    private static final int MAX_SUBJECT = 200;
    private static final int ANSWER_LINES = 50;
    private static final Duration LATEST = Duration.ofDays(366);

    /** What an agent does that wanted to write to all. */
    static final String INSTEAD_OF_ALL = "Lay it into everybody's inbox: mc send all --inbox \"...\"; or let the orchestrator tell whom it concerns.";

    private final Database database;
    private final EventLoop loop;
    private final Templates templates;
    private final HubPolicy hubs;
    private final MessageSettings settings;
    private final Clock clock;

    public Outbox(Database database, EventLoop loop, Templates templates, HubPolicy hubs, MessageSettings settings, Clock clock) {
        this.database = database;
        this.loop = loop;
        this.templates = templates;
        this.hubs = hubs;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Stores a message for each recipient and waits until all are proven or have failed, and for the ends of their turns if answers are
     * wanted, or until the time is over. What is wrong with it, for any recipient, is a failure and nothing is stored.
     *
     * @param wait for the proof; what is not to be typed now is not waited for
     * @param answer for the end of the turns; zero for not at all
     * @return the receipts as they are then, in the order of the recipients; those of mentioned roles follow
     */
    public List<Receipt> send(Draft draft, Duration wait, Duration answer) throws InterruptedException {
        check(draft);
        Post post = new Post(draft, body(draft.text()), hubs, settings, templates);
        long started = System.nanoTime();
        Set<String> missions = draft.to().stream().map(r -> r.mission().id()).collect(Collectors.toSet());
        try (EventQueue events = new EventQueue(loop, e -> missions.contains(e.mission()) && isOfInterest(e))) {
            loop.record(List.of(), post::into);
            List<Post.Accepted> accepted = post.outcome();
            long storedMs = millisSince(started);
            Wait awaited = new Wait(events, accepted.stream().map(Post.Accepted::message).toList());
            boolean isNow = draft.notBefore() == null;
            awaited.until(m -> isNow && m.status().isOpen(), started + wait.toNanos());
            long waitedMs = millisSince(started);
            Set<String> fresh = accepted.stream().filter(a -> !a.isDuplicate()).map(Post.Accepted::message).collect(Collectors.toSet());
            awaited.until(m -> isNow && (m.status().isOpen() || m.status() == Message.Status.SUBMITTED || m.status() == Message.Status.READ && fresh.contains(m.id()) && !awaited.read.contains(m.id())), started + answer.toNanos());
            return accepted.stream().map(a -> {
                Message message = database.read(sql -> Message.find(sql, a.message()).orElseThrow().explained(sql));
                long elapsedMs = message.letter().inbox() ? storedMs : Math.min(waitedMs, awaited.provenAt.containsKey(a.message()) ? Math.max(0, (awaited.provenAt.get(a.message()) - started) / 1_000_000) : waitedMs);
                return receipt(a, message, elapsedMs, answer.isZero() ? null : awaited.said.get(a.message()), post.nobody());
            }).toList();
        }
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    private static boolean isOfInterest(Event event) {
        return event instanceof Event.AgentSignalled signalled ? signalled.signal() instanceof Signal.TurnEnded
                : event instanceof Event.MessageSubmitted || event instanceof Event.MessageRead || event instanceof Event.MessageUnproven || event instanceof Event.MessageCutOff || event instanceof Event.MessageFailed || event instanceof Event.MessageCancelled;
    }

    /** Follows some messages by the events of their missions. */
    private final class Wait {
        private final EventQueue events;
        private final List<String> messages;
        private final Map<String, String> lastWords = new HashMap<>();
        private final Map<String, String> said = new HashMap<>();
        private final Set<String> read = new HashSet<>();
        /** By {@link System#nanoTime}. */
        private final Map<String, Long> provenAt = new HashMap<>();

        Wait(EventQueue events, List<String> messages) {
            this.events = events;
            this.messages = messages;
        }

        /** Waits while any of the messages that are typed is so. The database knows a little earlier what the events then tell. */
        void until(Predicate<Message> isUnfinished, long deadline) throws InterruptedException {
            while (System.nanoTime() < deadline && messages.stream().map(Outbox.this::find).anyMatch(m -> !m.letter().inbox() && isUnfinished.test(m))) {
                Recorded recorded = events.poll(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
                if (recorded != null) {
                    note(recorded.event());
                }
            }
            for (Recorded recorded = events.poll(0); recorded != null; recorded = events.poll(0)) {
                note(recorded.event());
            }
        }

        /** An agent's last words come before the events that its turn's end leads to. */
        private void note(Event event) {
            if (event instanceof Event.AgentSignalled signalled && signalled.signal() instanceof Signal.TurnEnded ended && ended.lastMessage() != null) {
                lastWords.put(signalled.agent(), ended.lastMessage());
            } else if (event instanceof Event.MessageSubmitted submitted && messages.contains(submitted.message())) {
                provenAt.putIfAbsent(submitted.message(), System.nanoTime());
            } else if (event instanceof Event.MessageRead ended && messages.contains(ended.message())) {
                read.add(ended.message());
                said.put(ended.message(), tail(lastWords.getOrDefault(ended.agent(), "")));
            }
        }
    }

    private static String tail(String text) {
        List<String> lines = Untrusted.block(text).strip().lines().toList();
        String tail = String.join("\n", lines.subList(Math.max(0, lines.size() - ANSWER_LINES), lines.size()));
        return tail.isEmpty() ? null : tail;
    }

    private void check(Draft draft) {
        if (draft.to().isEmpty()) {
            throw Failure.notFound("There is nobody else in the team to write to.", "mc status shows the team.");
        }
        boolean mayBroadcast = draft.inbox() || draft.sender().equals(Message.OPERATOR) || HubPolicy.isHub(draft.sender());
        if (draft.isBroadcast() && !mayBroadcast) {
            throw Failure.refused("Only the operator, the orchestrator and the project manager write to all.", INSTEAD_OF_ALL);
        }
        if (draft.type() != null && !Message.TYPES.contains(draft.type())) {
            throw Failure.usage("There is no type of message " + Untrusted.line(draft.type(), 40) + ".", "The types are " + String.join(", ", Message.TYPES) + ".");
        }
        if (draft.subject() != null && (draft.subject().isBlank() || draft.subject().codePointCount(0, draft.subject().length()) > MAX_SUBJECT || !draft.subject().equals(Untrusted.line(draft.subject(), MAX_SUBJECT)))) {
            throw Failure.usage("A subject is one line of 1 to " + MAX_SUBJECT + " characters without controls.", "Put the rest into the text.");
        }
        if (draft.key() != null && !draft.key().matches("[\\x21-\\x7e]{1,100}")) {
            throw Failure.usage("A key has 1 to 100 letters, digits and signs, without spaces.", "Such as --key build-417-done");
        }
        if (draft.inbox() && (draft.urgent() || draft.notBefore() != null)) {
            throw Failure.usage("What only lies in the inbox is neither urgent nor sent later.", "Leave out --inbox, or --urgent and --at.");
        }
        if (draft.notBefore() != null && draft.to().stream().anyMatch(r -> r.agent() == null)) {
            throw Failure.usage("What is for the operator lies in the inbox at once; it is not sent later.", "Leave out --at, or send to the operator by itself.");
        }
        if (draft.notBefore() != null && draft.notBefore().isAfter(clock.instant().plus(LATEST))) {
            throw Failure.usage("The time to send it is more than a year away.", "Name an earlier one: --at 14:30, --at +20m, or --at 2027-01-31T08:00+01:00");
        }
        if (draft.notBefore() != null && !draft.notBefore().isAfter(clock.instant())) {
            throw Failure.usage("The time " + draft.notBefore() + " has passed.", "Name one to come: --at 14:30, --at +20m, or --at 2027-01-31T08:00+01:00");
        }
    }

    private Message find(String id) {
        return database.read(sql -> Message.find(sql, id)).orElseThrow();
    }

    /** The text as it may be typed: plain, with spaces for tabs, and nothing at its end that a program would read as "more follows". */
    public static String body(String text) {
        String plain = Untrusted.block(text).replace("\t", "    ");
        int end = plain.length();
        while (end > 0 && (plain.charAt(end - 1) == '\\' || Character.isWhitespace(plain.charAt(end - 1)))) {
            end--; // by hand: a regular expression would take hours over a long run of blanks
        }
        String body = plain.substring(0, end).stripLeading();
        if (body.isEmpty()) {
            throw Failure.usage("The message has no text.", "mc send ROLE \"your text\"");
        }
        int bytes = body.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw Failure.usage("The message is too long: " + bytes + " bytes; at most " + MAX_BYTES + " are typed.", "Put it into a file in the repository and send its path.");
        }
        return body;
    }

    private Receipt receipt(Post.Accepted accepted, Message m, long elapsedMs, String answer, List<String> nobody) {
        return new Receipt(m.id(), m.letter().to(), m.status(), m.attempts(), elapsedMs, m.reason(), m.mission(), m.letter().type(), m.letter().thread(), m.letter().critical(), accepted.isDuplicate(), accepted.isOffMatrix(),
                accepted.copy(), answer, nobody);
    }
}
