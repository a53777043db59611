package mc.message;

import static mc.message.Letterbox.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import mc.Failure;
import mc.event.Event;
import mc.testing.Engine;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a draft: which messages, for whom, in which thread; or nothing at all. */
class PostTest {

    @TempDir
    private Path dir;

    private Engine engine;
    private Outbox outbox;

    @BeforeEach
    void open() {
        engine = new Engine(dir);
        engine.mission("app-1", "orchestrator", "project_manager", "developer", "tester", "devops");
        outbox = Letterbox.outbox(engine, dir, MessageSettings.USUAL);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private List<Recipient> to(String... roles) {
        return Letterbox.roles(engine, roles);
    }

    private Draft draft(String from, String text, String... to) {
        return Draft.of(from, to(to).get(0), text).to(to(to));
    }

    private static Draft forHub(Draft d) {
        return new Draft(d.sender(), d.to(), false, d.text(), null, null, false, false, true, null, null, null, null);
    }

    private static Draft toAll(Draft d, boolean inbox) {
        return new Draft(d.sender(), d.to(), true, d.text(), null, null, false, inbox, false, null, null, null, null);
    }

    private static Draft in(Draft d, String thread) {
        return new Draft(d.sender(), d.to(), false, d.text(), null, null, false, false, false, thread, null, null, null);
    }

    /** The messages so far, as {@code from>to}. */
    private List<String> posted() {
        return queued().stream().map(m -> m.from() + ">" + m.letter().to()).toList();
    }

    private List<Event.MessageQueued> queued() {
        return engine.log(Event.MessageQueued.class);
    }

    private void refused(Failure.Kind kind, String message, ThrowingCallable call) {
        int before = engine.log().size();
        assertThatThrownBy(call).isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind)).hasMessageContaining(message);
        assertThat(engine.log()).as("nothing is stored").hasSize(before);
    }

    @Test
    void eachRecipientHasItsOwnMessage() throws Exception {
        List<Receipt> receipts = say(outbox, draft("operator", "Hello", "developer", "tester", "operator"));
        assertThat(receipts).extracting(Receipt::to).containsExactly("developer", "tester", "operator");
        assertThat(receipts).extracting(Receipt::status).containsExactly(Message.Status.QUEUED, Message.Status.QUEUED, Message.Status.SUBMITTED);
        assertThat(receipts).extracting(Receipt::id).doesNotHaveDuplicates();
        assertThat(engine.jobs()).contains("deliver/app-1-developer", "deliver/app-1-tester");
        assertThat(engine.message(receipts.get(2).id()).agent()).isNull();
    }

    @Test
    void oneWrongRecipientAndNothingIsStored() {
        engine.record(new Event.AgentEnding("app-1", "app-1-tester", "operator", "", "", ""));
        refused(Failure.Kind.REFUSED, "tester was ended", () -> say(outbox, draft("operator", "Hello", "developer", "tester")));
        engine.record(new Event.MissionStopped("app-1", List.of()));
        refused(Failure.Kind.REFUSED, "has ended", () -> say(outbox, draft("operator", "Hello", "developer")));
    }

    @Test
    void whatIsCriticalIsCopiedToTheOrchestratorAndToBeReported() throws Exception {
        Receipt receipt = say(outbox, draft("developer", "The deployment failed.", "tester")).get(0);
        assertThat(posted()).containsExactly("developer>tester", "developer>orchestrator");
        assertThat(queued().get(0).text()).startsWith("The deployment failed.\n\nmc adds: Report to Orchestrator:");
        assertThat(queued().get(0).letter().critical()).isTrue();
        assertThat(queued().get(1).text()).isEqualTo("Copy for the hub of " + receipt.id() + " from developer to tester:\nThe deployment failed.");
        assertThat(queued().get(1).letter().critical()).isTrue();
        assertThat(receipt.copy()).isEqualTo(queued().get(1).message());
        assertThat(receipt.critical()).isTrue();
    }

    @Test
    void hubsAndTheOperatorAreNeverToldToReport() throws Exception {
        for (String[] pair : new String[][] {{"developer", "orchestrator"}, {"tester", "project_manager"}, {"orchestrator", "developer"}, {"project_manager", "developer"}, {"operator", "developer"}}) {
            Receipt receipt = say(outbox, draft(pair[0], "Is T3 complete, or did it fail?", pair[1])).get(0);
            assertThat(receipt.copy()).as(pair[0]).isNull();
            assertThat(engine.message(receipt.id()).body()).isEqualTo("Is T3 complete, or did it fail?");
            assertThat(receipt.critical()).as(pair[0]).isEqualTo(List.of("developer", "tester").contains(pair[0]));
        }
        assertThat(queued()).hasSize(5);
        say(outbox, draft("developer", "The deployment failed.", "operator"));
        assertThat(posted().subList(5, 7)).containsExactly("developer>operator", "developer>orchestrator");
        assertThat(queued().get(5).text()).isEqualTo("The deployment failed.");
        say(outbox, draft("developer", "The deployment failed.", "tester", "orchestrator"));
        assertThat(posted().subList(7, queued().size())).as("no copy of what the hub gets itself").containsExactly("developer>tester", "developer>orchestrator");
    }

    @Test
    void withoutAnOrchestratorTheOperatorHasTheCopy() throws Exception {
        engine.record(new Event.AgentEnding("app-1", "app-1-orchestrator", "operator", "", "", ""));
        say(outbox, draft("developer", "The deployment failed.", "tester"));
        assertThat(posted()).containsExactly("developer>tester", "developer>operator");
    }

    @Test
    void theHubGetsACopyOnRequestAndTheManagerWhatIsAboutMerges() throws Exception {
        say(outbox, forHub(draft("developer", "The page is ready for you.", "tester")));
        assertThat(posted()).containsExactly("developer>tester", "developer>orchestrator");
        say(outbox, forHub(draft("developer", "Please review my branch.", "tester")));
        assertThat(posted().subList(2, 5)).containsExactly("developer>tester", "developer>orchestrator", "developer>project_manager");
    }

    @Test
    void whoIsNoPartnerGetsItAllTheSameUnlessThatIsForbidden() throws Exception {
        assertThat(say(outbox, draft("tester", "Hello", "devops", "developer"))).extracting(Receipt::offMatrix).containsExactly(true, false);
        Outbox strict = Letterbox.outbox(engine, dir, new MessageSettings(true, List.of("fail")));
        assertThatThrownBy(() -> say(strict, draft("tester", "Hello", "developer", "devops"))).isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.REFUSED)).hasMessageContaining("tester does not write to devops directly");
        assertThat(queued()).hasSize(2);
        assertThat(engine.log(Event.MessageRefused.class)).containsExactly(new Event.MessageRefused("app-1", "app-1-tester", "tester", "devops", "Hello", "tester does not write to devops directly in this team."));
        say(strict, draft("operator", "Hello", "devops"));
        say(strict, draft("tester", "Hello", "operator", "orchestrator", "developer"));
    }

    @Test
    void onlyHubsWriteToAll() throws Exception {
        refused(Failure.Kind.REFUSED, "Only the operator", () -> say(outbox, toAll(draft("developer", "FYI", "tester", "devops"), false)));
        for (String sender : List.of("operator", "orchestrator", "project_manager")) {
            assertThat(say(outbox, toAll(draft(sender, "All rebase", "tester", "devops"), false))).hasSize(2);
        }
        refused(Failure.Kind.REFUSED, "to more than 2 of the others", () -> say(outbox, draft("project", "FYI", "tester", "devops", "developer", "orchestrator")));
        assertThat(say(outbox, draft("developer", "FYI", "tester", "devops", "orchestrator", "operator"))).hasSize(4);
        engine.record(new Event.ThreadStarted("app-1", "t-aaaaaaaa", "Login", "tester", null));
        refused(Failure.Kind.REFUSED, "to more than 2 of the others", () -> say(outbox, in(draft("project", "FYI @devops @developer", "tester"), "Login")));
        List<Receipt> laid = say(outbox, toAll(draft("developer", "FYI", "tester", "devops"), true));
        assertThat(laid).extracting(Receipt::status).containsOnly(Message.Status.SUBMITTED);
        assertThat(laid).extracting(Receipt::reason).containsOnly("lies in the inbox");
    }

    @Test
    void oneKeyOneMessage() throws Exception {
        Receipt first = say(outbox, draft("developer", "The deployment failed.", "tester").once("d-1")).get(0);
        Receipt second = say(outbox, draft("developer", "The deployment failed.", "tester").once("d-1")).get(0);
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(List.of(first.duplicate(), second.duplicate())).containsExactly(false, true);
        assertThat(posted()).as("no second copy either").containsExactly("developer>tester", "developer>orchestrator");
        refused(Failure.Kind.REFUSED, "was used already", () -> say(outbox, draft("developer", "Something else", "tester").once("d-1")));
        say(outbox, draft("developer", "Something else", "orchestrator").once("d-1"));
        say(outbox, draft("devops", "Something else", "tester").once("d-1"));
        assertThat(queued()).hasSize(4);
        for (String key : List.of("", "two words", "x".repeat(101), "é")) {
            refused(Failure.Kind.USAGE, "A key has", () -> say(outbox, draft("developer", "Hello", "tester").once(key)));
        }
    }

    @Test
    void aMessageThatFailedFreesItsKey() throws Exception {
        Receipt first = say(outbox, draft("developer", "Hello", "tester").once("d-1")).get(0);
        engine.record(new Event.MessageFailed("app-1", "app-1-tester", first.id(), "the end"));
        Receipt second = say(outbox, draft("developer", "Hello", "tester").once("d-1")).get(0);
        assertThat(second.duplicate()).isFalse();
        assertThat(say(outbox, draft("developer", "Hello", "tester").once("d-1")).get(0).id()).isEqualTo(second.id());
        assertThat(engine.message(first.id()).status()).isEqualTo(Message.Status.FAILED);
    }

    @Test
    void fiftyCallsAtOnceWithOneKeyAreOneMessage() throws Exception {
        List<Receipt> receipts = java.util.Collections.synchronizedList(new ArrayList<>());
        List<Thread> callers = IntStream.range(0, 50).mapToObj(i -> new Thread(() -> {
            try {
                receipts.addAll(say(outbox, draft("developer", "Hello", "tester").once("k")));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        })).toList();
        callers.forEach(Thread::start);
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(receipts).hasSize(50).extracting(Receipt::id).containsOnly(queued().get(0).message());
        assertThat(queued()).hasSize(1);
        assertThat(receipts).filteredOn(r -> !r.duplicate()).hasSize(1);
    }

    @Test
    void anAnswerJoinsTheThreadOfItsMessageOrBeginsOne() throws Exception {
        String first = say(outbox, draft("developer", "Which port?\nI took 3000.", "tester")).get(0).id();
        Receipt answer = say(outbox, draft("tester", "3001.", "developer").answering(first)).get(0);
        Receipt further = say(outbox, draft("developer", "Thanks.", "tester").answering(answer.id())).get(0);
        assertThat(engine.log(Event.ThreadStarted.class)).singleElement().satisfies(t -> {
            assertThat(t.title()).isEqualTo("Which port?");
            assertThat(t.by()).isEqualTo("tester");
        });
        assertThat(List.of(answer.thread(), further.thread())).containsOnly(engine.message(first).letter().thread());
        Threads threads = new Threads(engine.database(), engine.loop());
        assertThat(threads.messages(answer.thread(), 10)).extracting(Inbox.Entry::text).containsExactly("Which port?\nI took 3000.", "3001.", "Thanks.");
        assertThat(threads.list("app-1", 10)).singleElement().satisfies(t -> assertThat(t.lastFrom()).isEqualTo("developer"));
        refused(Failure.Kind.NOT_FOUND, "There is no message m-nothing", () -> say(outbox, draft("tester", "3001.", "developer").answering("m-nothing")));
    }

    @Test
    void whoIsMentionedInAThreadGetsItToo() throws Exception {
        Threads threads = new Threads(engine.database(), engine.loop());
        String id = threads.create("app-1", "Login", "developer").id();
        assertThat(say(outbox, in(draft("developer", "@tester and @PM, @developer: @Override user@host @tester @nobody x/@devops", "tester"), "Login"))).extracting(Receipt::to).containsExactly("tester", "project_manager");
        List<Receipt> toOperator = say(outbox, in(draft("developer", "@operator, @quark and @all", "tester"), id));
        assertThat(toOperator).extracting(Receipt::to).containsExactly("tester", "operator");
        assertThat(toOperator).extracting(Receipt::nobody).containsOnly(List.of("quark", "all"));
        assertThat(say(outbox, in(draft("developer", "@tester", "devops"), id))).extracting(Receipt::to).containsExactly("devops", "tester");
        assertThat(say(outbox, draft("developer", "@tester", "devops"))).extracting(Receipt::to).as("outside of a thread it is a word").containsExactly("devops");
        refused(Failure.Kind.NOT_FOUND, "Did you mean \"Login\"", () -> say(outbox, in(draft("developer", "x", "tester"), "Logn")));
        assertThatThrownBy(() -> threads.create("app-1", " Login ", "tester")).isInstanceOf(Failure.class).hasMessageContaining(id);
        engine.mission("web-1", "developer");
        refused(Failure.Kind.USAGE, "belongs to one mission", () -> say(outbox, in(draft("operator", "x", "tester").to(List.of(to("tester").get(0), Letterbox.to(engine, "web-1-developer"))), "Login")));
    }

    @Test
    void theLetterTellsWhatWasAsked() throws Exception {
        Instant later = engine.clock().instant().plusSeconds(60);
        Draft full = new Draft("operator", to("developer"), false, "Hello", "question", "A subject", true, false, false, null, null, later, "k-1");
        Receipt receipt = outbox.send(full, Duration.ofMinutes(5), Duration.ofMinutes(5)).get(0); // it is not waited for
        assertThat(queued().get(0).letter()).isEqualTo(new Event.Letter("developer", "question", "A subject", true, false, null, null, later.toString(), "k-1", false));
        assertThat(receipt.type()).isEqualTo("question");
    }

    @Test
    void whatIsMalformedIsRefused() {
        refused(Failure.Kind.USAGE, "no type of message", () -> say(outbox, new Draft("operator", to("developer"), false, "x", "order", null, false, false, false, null, null, null, null)));
        for (String subject : List.of("", "x".repeat(201), "two\nlines", "\u001b[31mred")) {
            refused(Failure.Kind.USAGE, "A subject is one line", () -> say(outbox, new Draft("operator", to("developer"), false, "x", null, subject, false, false, false, null, null, null, null)));
        }
        refused(Failure.Kind.USAGE, "neither urgent nor sent later", () -> say(outbox, new Draft("operator", to("developer"), false, "x", null, null, true, true, false, null, null, null, null)));
        refused(Failure.Kind.USAGE, "has passed", () -> say(outbox, new Draft("operator", to("developer"), false, "x", null, null, false, false, false, null, null, engine.clock().instant(), null)));
        refused(Failure.Kind.USAGE, "more than a year", () -> say(outbox, new Draft("operator", to("developer"), false, "x", null, null, false, false, false, null, null, Instant.parse("+12000-01-01T00:00:00Z"), null)));
        refused(Failure.Kind.USAGE, "for the operator", () -> say(outbox, new Draft("developer", to("operator"), false, "x", null, null, false, false, false, null, null, engine.clock().instant().plusSeconds(9), null)));
        assertThatThrownBy(() -> new Threads(engine.database(), engine.loop()).create("app-1", "t-abcd1234", "operator")).hasMessageContaining("looks like an id");
        refused(Failure.Kind.NOT_FOUND, "nobody else", () -> say(outbox, new Draft("operator", List.of(), true, "x", null, null, false, false, false, null, null, null, null)));
    }
}
