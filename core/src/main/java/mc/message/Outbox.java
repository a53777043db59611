package mc.message;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import mc.Failure;
import mc.agent.Agent;
import mc.event.Event;
import mc.event.EventLoop;
import mc.event.EventQueue;
import mc.store.Database;
import mc.text.Ids;
import mc.text.Untrusted;

/** Accepts messages and waits for their receipts. Thread-safe. */
public final class Outbox {

    private static final int MAX_BYTES = 256 * 1024;

    private final Database database;
    private final EventLoop loop;

    public Outbox(Database database, EventLoop loop) {
        this.database = database;
        this.loop = loop;
    }

    /** Stores a message and waits until it is proven, has failed, or the time is over; the answer is its receipt as it is then. */
    public Map<String, Object> send(String mission, Agent to, String sender, String text, Duration wait) throws InterruptedException {
        String body = body(text);
        String id = Ids.random("m");
        long started = System.nanoTime();
        long deadline = started + wait.toNanos();
        try (EventQueue events = new EventQueue(loop, e -> to.id().equals(e.agent()))) {
            loop.record(new Event.MessageQueued(mission, to.id(), id, sender, body));
            Message message = find(id);
            while (message.status().isOpen() && System.nanoTime() < deadline) {
                events.poll(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
                message = find(id);
            }
            return receipt(message, behind(message), to.role(), (System.nanoTime() - started) / 1_000_000);
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

    /** Why a message that was not even tried waits: for the one before it. */
    private String behind(Message message) {
        Optional<Message> head = message.status() == Message.Status.QUEUED ? database.read(sql -> Message.nextFor(sql, message.agent())) : Optional.empty();
        return head.filter(first -> !first.id().equals(message.id())).map(first -> "waits behind " + first.id() + (first.reason().isEmpty() ? "" : ": " + first.reason())).orElse(message.reason());
    }

    private static Map<String, Object> receipt(Message message, String reason, String to, long elapsedMs) {
        Map<String, Object> receipt = new LinkedHashMap<>();
        receipt.put("id", message.id());
        receipt.put("to", to);
        receipt.put("status", message.status());
        receipt.put("attempts", message.attempts());
        receipt.put("elapsedMs", elapsedMs);
        receipt.put("reason", reason);
        return receipt;
    }
}
