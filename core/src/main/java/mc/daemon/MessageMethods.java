package mc.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import mc.Failure;
import mc.agent.Agent;
import mc.agent.Mission;
import mc.daemon.ApiServer.Call;
import mc.daemon.ApiServer.Method;
import mc.event.Event;
import mc.event.EventLoop;
import mc.event.EventQueue;
import mc.event.Recorded;
import mc.message.Draft;
import mc.message.Inbox;
import mc.message.Message;
import mc.message.MessageForm;
import mc.message.MessageStory;
import mc.message.Outbox;
import mc.message.Recall;
import mc.message.Receipt;
import mc.message.Recipient;
import mc.message.Targets;
import mc.message.Threads;
import mc.store.Database;
import mc.text.Templates;
import mc.text.Untrusted;

/** The methods for talking: messages, receipts, inboxes and threads. An agent speaks and acknowledges for itself alone. Thread-safe. */
final class MessageMethods {

    private static final int USUAL_LIMIT = 20;
    private static final int MAX_LIMIT = 1_000;

    private final Database database;
    private final EventLoop loop;
    private final Chosen chosen;
    private final Targets targets;
    private final Outbox outbox;
    private final Inbox inbox;
    private final Threads threads;
    private final Recall recall;
    private final Templates templates;

    MessageMethods(Database database, EventLoop loop, Chosen chosen, Targets targets, Outbox outbox, Recall recall, Templates templates) {
        this.database = database;
        this.loop = loop;
        this.chosen = chosen;
        this.targets = targets;
        this.outbox = outbox;
        this.inbox = new Inbox(database, loop);
        this.threads = new Threads(database, loop);
        this.recall = recall;
        this.templates = templates;
    }

    Map<String, Method> all() {
        return Map.ofEntries(
                Map.entry("message.send", this::send),
                Map.entry("message.cancel", this::cancel),
                Map.entry("message.receipt", this::receipt),
                Map.entry("message.inbox", this::inbox),
                Map.entry("message.show", this::show),
                Map.entry("message.ack", this::acknowledge),
                Map.entry("thread.create", this::createThread),
                Map.entry("thread.list", call -> Map.of("threads", threads.list(chosen.by(call).id(), limit(call)))),
                Map.entry("thread.show", call -> shown(threads.get(chosen.by(call).id(), call.required("thread")), call)),
                Map.entry("thread.follow", this::followThread));
    }

    /** Answers with {@code receipts}, one for each recipient. */
    private Object send(Call call) throws InterruptedException {
        Agent member = call.caller() instanceof Caller.Member m ? m.agent() : null;
        Supplier<Mission> usual = () -> chosen.by(call);
        String to = call.params().path("to").isArray() ? String.join(",", StreamSupport.stream(call.params().path("to").spliterator(), false).map(JsonNode::asText).toList()) : given(call, "to");
        List<Recipient> recipients = targets.find(to, usual, member);
        boolean isBroadcast = List.of(to.split(",")).stream().anyMatch(t -> t.strip().equals(Targets.ALL));
        Draft draft = new Draft(sender(call, recipients), recipients, isBroadcast, text(call), call.text("type"), call.text("subject"), call.flag("urgent"), call.flag("inbox"), call.flag("hub"), call.text("thread"),
                call.text("replyTo"), time(call.text("notBefore")), call.text("key"));
        List<Receipt> receipts = outbox.send(draft, call.wait("waitMs", 10_000), call.wait("answerMs", 0));
        return Map.of("receipts", receipts);
    }

    /** In whose name; an agent has its own only. */
    private String sender(Call call, List<Recipient> recipients) {
        String from = call.text("from");
        if (call.caller() instanceof Caller.Member member) {
            String own = member.agent().role();
            boolean isOwn = from == null || !from.equals(Message.OPERATOR) && targets.team(chosen.by(call)).get(from).role().equals(own);
            if (!isOwn) {
                throw Failure.refused("The agent " + own + " cannot speak in the name of " + Untrusted.line(from, 40) + ".", "Leave --from out.");
            }
            return own;
        }
        if (from == null || from.equals(Message.OPERATOR)) {
            return Message.OPERATOR;
        }
        Mission mission = recipients.isEmpty() ? chosen.by(call) : recipients.get(0).mission();
        return targets.team(mission).get(from).role();
    }

    /** The words, or those of a question for the status; a text that is to have a form has all its parts. */
    private String text(Call call) {
        String ask = call.text("ask");
        if (ask != null) {
            return templates.required(ask.equals("quick") ? "messages/ask-status-quick.md" : "messages/ask-status.md");
        }
        String text = given(call, "text");
        if (call.text("template") != null) {
            MessageForm form = MessageForm.named(call.text("template"));
            List<String> missing = form.missingIn(text);
            if (!missing.isEmpty()) {
                throw Failure.usage("The text is no " + form.text() + " message; it lacks " + String.join(", ", missing) + ".", "mc send ROLE --template " + form.text() + " prints the form to fill in.");
            } else if (form.isBlankIn(text)) {
                throw Failure.usage("Nothing is filled in in this " + form.text() + " message.", "Write behind its labels what there is to say.");
            }
        }
        return text;
    }

    /** A text that may be blank: what is wrong with that is said in the words of the command. */
    private static String given(Call call, String name) {
        String text = call.text(name);
        return text != null ? text : call.required(name);
    }

    private static Instant time(String iso) {
        try {
            return iso == null ? null : Instant.parse(iso);
        } catch (DateTimeParseException e) {
            throw Failure.usage("'" + Untrusted.line(iso, 40) + "' is no time in ISO-8601 and UTC.", "Such as 2027-01-31T08:00:00Z.");
        }
    }

    /** Takes a message back; {@code changed} is false when it was taken back before. */
    private Object cancel(Call call) throws IOException {
        boolean isNews = recall.cancel(known(call).id(), self(call));
        return Map.of("message", Inbox.Entry.of(known(call)), "changed", isNews);
    }

    /** The whole story of a message; with {@code waitFor} (submitted or read) not before it got so far, has failed, or the time is over. */
    private Object receipt(Call call) throws InterruptedException {
        String id = known(call).id();
        String wanted = call.text("waitFor");
        if (wanted != null && !List.of("submitted", "read").contains(wanted)) {
            throw Failure.usage("Nobody can wait for '" + Untrusted.line(wanted, 40) + "'.", "mc receipt " + id + " --wait submitted, or --wait read");
        }
        if (wanted != null) {
            long deadline = System.nanoTime() + call.wait("waitMs", 600_000).toNanos();
            try (EventQueue events = new EventQueue(loop, e -> e instanceof Event.MessageSubmitted || e instanceof Event.MessageRead || e instanceof Event.MessageFailed || e instanceof Event.MessageUnproven || e instanceof Event.MessageCutOff || e instanceof Event.MessageCancelled)) {
                while (isAwaited(known(call).status(), wanted) && System.nanoTime() < deadline) {
                    events.poll(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
                }
            }
        }
        Message message = known(call);
        return database.read(sql -> MessageStory.of(sql, message));
    }

    private static boolean isAwaited(Message.Status status, String wanted) {
        return status.isOpen() || status == Message.Status.SUBMITTED && wanted.equals("read");
    }

    /** The message of this id; to an agent those of other missions do not exist. */
    private Message known(Call call) {
        String id = call.required("id");
        return database.read(sql -> Message.find(sql, id)).filter(m -> !(call.caller() instanceof Caller.Member member) || member.agent().mission().equals(m.mission()))
                .orElseThrow(() -> Failure.notFound("There is no message " + Untrusted.line(id, 40) + ".", "mc inbox ROLE lists those to a role."));
    }

    /** Whose messages the caller can call its own. */
    private static String self(Call call) {
        return call.caller() instanceof Caller.Member member ? member.agent().role() : Message.OPERATOR;
    }

    /** The messages to one role, or the caller's own; the operator's are those of every mission that runs, or of the last one when none does. */
    private Object inbox(Call call) {
        boolean isOwn = call.caller() instanceof Caller.Operator && call.text("role") == null && call.text("mission") == null && call.text("project") == null;
        List<Mission> missions = isOwn ? withLetters() : List.of(chosen.by(call));
        String status = call.text("status");
        if (status != null && !Inbox.STATES.contains(status)) {
            throw Failure.usage("A message is never '" + Untrusted.line(status, 40) + "' in an inbox.", "It is one of " + String.join(", ", Inbox.STATES) + ".");
        }
        String role = call.text("role") == null ? self(call) : name(missions.get(0), call.text("role"));
        List<Message> found = missions.stream().flatMap(mission -> inbox.list(mission.id(), role, from(call, mission), status, limit(call)).stream())
                .sorted(missions.size() == 1 ? (a, b) -> 0 : Comparator.comparing(Message::createdAt).reversed()).limit(limit(call)).toList();
        if (role.equals(self(call)) && !call.flag("peek")) {
            inbox.seen(found);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("mission", missions.size() == 1 ? missions.get(0).id() : null);
        answer.put("missions", missions.stream().map(Mission::id).toList());
        answer.put("role", role);
        answer.put("messages", found.stream().map(Inbox.Entry::of).toList());
        return answer;
    }

    private List<Mission> withLetters() {
        List<Mission> running = chosen.missions().select(null, null, false);
        List<Mission> all = running.isEmpty() ? chosen.missions().select(null, null, true) : running;
        return all.isEmpty() ? List.of(chosen.missions().choose(null, null)) : running.isEmpty() ? all.subList(0, 1) : all;
    }

    private String from(Call call, Mission mission) {
        String from = call.text("from");
        return from == null || from.equals(Message.MC) ? from : name(mission, from);
    }

    private String name(Mission mission, String role) {
        return role.equals(Message.OPERATOR) ? role : targets.team(mission).get(role).role();
    }

    private Object show(Call call) {
        Message message = known(call);
        if (isOwn(call, message) && !call.flag("peek")) {
            inbox.seen(List.of(message));
        }
        return Inbox.Entry.of(message);
    }

    private static boolean isOwn(Call call, Message message) {
        return message.letter().to().equals(self(call));
    }

    /** Takes note of a message; with a text also answers it, once. */
    private Object acknowledge(Call call) throws InterruptedException {
        Message message = known(call);
        if (!isOwn(call, message)) {
            throw Failure.refused("The message " + message.id() + " is for " + message.letter().to() + ", who alone can acknowledge it.", "mc inbox lists yours.");
        }
        if (message.status() == Message.Status.CANCELLED) {
            throw Failure.refused("The message " + message.id() + " was " + message.reason() + " and never reached you.", "mc inbox lists what did.");
        }
        String text = call.text("text");
        if (text != null && message.sender().equals(Message.MC)) {
            throw Failure.usage("The message " + message.id() + " is from mc, which reads no answers.", "Leave the text out, or tell the orchestrator: mc send orchestrator \"...\"");
        }
        Optional<Message> answer = text == null ? Optional.empty() : inbox.answerTo(message, self(call)).filter(m -> !m.isAbout(Outbox.body(text)));
        if (answer.isPresent()) {
            throw Failure.refused("You have answered " + message.id() + " already, in other words: " + answer.get().id() + ".", "Write again with: mc send " + message.sender() + " --reply-to " + message.id() + " \"...\"");
        }
        List<Receipt> receipts = List.of();
        if (text != null) {
            Mission mission = database.read(sql -> Mission.Table.find(sql, message.mission())).orElseThrow();
            Agent member = call.caller() instanceof Caller.Member m ? m.agent() : null;
            Recipient sender = targets.find(message.sender(), () -> mission, member).get(0);
            receipts = outbox.send(Draft.of(self(call), sender, text).answering(message.id()).once(Inbox.answerKey(message)), call.wait("waitMs", 10_000), Duration.ZERO);
        }
        inbox.acknowledge(message);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("message", Inbox.Entry.of(known(call)));
        result.put("receipts", receipts);
        return result;
    }

    private Object createThread(Call call) {
        return threads.create(chosen.by(call).id(), given(call, "title"), self(call));
    }

    private Map<String, Object> shown(Threads.Summary thread, Call call) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("thread", thread);
        answer.put("messages", threads.messages(thread.id(), limit(call)));
        return answer;
    }

    /** Streams a thread's messages, and then those to come, until the caller goes away. */
    private Object followThread(Call call) throws Exception {
        Threads.Summary thread = threads.get(chosen.by(call).id(), call.required("thread"));
        call.progress().endWithCaller();
        Set<String> sent = ConcurrentHashMap.newKeySet();
        try (EventQueue events = new EventQueue(loop, e -> e instanceof Event.MessageQueued queued && queued.letter() != null && thread.id().equals(queued.letter().thread()) || told(e).isPresent())) {
            for (Inbox.Entry entry : threads.messages(thread.id(), limit(call))) {
                sent.add(entry.id());
                call.progress().send(entry);
            }
            while (true) {
                Recorded recorded = events.poll(60_000);
                Optional<String> id = recorded == null ? Optional.empty() : recorded.event() instanceof Event.MessageQueued queued ? Optional.of(queued.message()).filter(sent::add) : told(recorded.event()).filter(sent::contains);
                if (id.isPresent()) {
                    call.progress().send(Inbox.Entry.of(database.read(sql -> Message.find(sql, id.get())).orElseThrow()));
                }
            }
        }
    }

    /** The message of which this event tells how far it got. */
    private static Optional<String> told(Event event) {
        return event instanceof Event.MessageSubmitted m ? Optional.of(m.message()) : event instanceof Event.MessageRead m ? Optional.of(m.message()) : event instanceof Event.MessageUnproven m ? Optional.of(m.message()) : event instanceof Event.MessageCutOff m ? Optional.of(m.message())
                : event instanceof Event.MessageFailed m ? Optional.of(m.message()) : event instanceof Event.MessageCancelled m ? Optional.of(m.message()) : event instanceof Event.MessageAcknowledged m ? Optional.of(m.message()) : Optional.empty();
    }

    private static int limit(Call call) {
        return call.number("limit", USUAL_LIMIT, 1, MAX_LIMIT);
    }
}
