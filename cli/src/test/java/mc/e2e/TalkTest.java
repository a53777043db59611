package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import mc.text.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Targets, inboxes, threads, receipts and the old scripts, as the operator and the agents type them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TalkTest {

    private static final String SCRIPT = """
            who .*
            once Mission|mission
              say Hello.
            when .
              say I heard: {prompt}
            """;

    private final McRun mc = new McRun();

    @BeforeAll
    void start() {
        mc.orchestrate(mc.project("app"), mc.spec(), SCRIPT, "--roles", "orchestrator,project_manager,developer,tester,devops", "--plan", "max20", "--yes").run().exits(0);
        McRun.until("the team rests", () -> List.of("orchestrator", "project_manager", "developer", "tester", "devops").stream().allMatch(r -> mc.agent(r).path("state").asText().equals("ready")));
    }

    @AfterAll
    void end() {
        mc.close();
    }

    private McRun.Run here(String... args) {
        return mc.call(args).here();
    }

    /** As typed by the agent of this role. */
    private McRun.Run as(String role, String... args) throws IOException {
        Map<String, String> env = new TreeMap<>(mc.env());
        for (String line : Files.readAllLines(mc.home().launch().resolve("app-1-" + role).resolve("launch.sh"))) {
            if (line.startsWith("export MC_")) {
                String[] pair = line.substring("export ".length()).split("=", 2);
                env.put(pair[0], pair[1].replaceAll("^'|'$", ""));
            }
        }
        return mc.call(args).with(env).here();
    }

    private static List<String> texts(JsonNode list, String key) {
        return StreamSupport.stream(list.spliterator(), false).map(m -> m.path(key).asText()).toList();
    }

    private JsonNode heard(String role, String text) {
        McRun.until(role + " heard " + text, () -> here("peek", role, "-n", "200").out().contains(text));
        return mc.agent(role);
    }

    @Test
    void severalAtOnceEachWithItsReceipt() {
        JsonNode receipts = here("send", "developer, Tester", "To both.", "--json").exits(0).json().path("receipts");
        assertThat(texts(receipts, "to")).containsExactly("developer", "tester");
        assertThat(texts(receipts, "status")).allMatch(status -> List.of("submitted", "read").contains(status));
        assertThat(here("send", "developer,plumber", "To nobody.").exits(3).err()).contains("There is no plumber");
        assertThat(here("send", "developer,tester", "To nobody.", "--type", "order").exits(2).err()).contains("no type of message order");
        assertThat(here("peek", "developer", "-n", "200").out()).doesNotContain("To nobody.");
    }

    @Test
    void windowsAndPanesAreFoundByTheirPlace() {
        String session = mc.mission().path("tmuxSession").asText();
        String index = mc.tmux("display-message", "-p", "-t", mc.agent("devops").path("paneId").asText(), "#{window_index}").stdout().strip();
        for (String target : List.of(session + ":devops", session + ":" + index, session + ":" + index + ".0", "app-1:" + mc.agent("devops").path("window").asText())) {
            assertThat(here("send", target, "By its place.", "--json").exits(0).json().path("to").asText()).as(target).isEqualTo("devops");
        }
        mc.tmux("split-window", "-d", "-t", mc.agent("devops").path("paneId").asText(), "sleep", "1000");
        assertThat(here("send", session + ":" + index + ".1", "To a sleeper.").exits(3).err()).contains("is no agent's");
        mc.tmux("kill-pane", "-t", session + ":" + index + ".1");
        assertThat(here("send", session + ":" + index + ".1", "To nobody.").exits(3).err()).contains("There is no pane");
        assertThat(here("send", session.substring(0, session.length() - 1) + ":devops", "To nobody.").exits(3).err()).contains("Did you mean " + session);
    }

    @Test
    void theOperatorIsWrittenToAndAnswers() throws IOException {
        String id = as("tester", "send", "operator", "Which browser?", "--subject", "A question", "--type", "question", "--json").exits(0).json().path("id").asText();
        JsonNode peeked = here("inbox", "--peek", "--from", "tester", "--json").exits(0).json();
        assertThat(peeked.path("role").asText()).isEqualTo("operator");
        JsonNode letter = StreamSupport.stream(peeked.path("messages").spliterator(), false).filter(m -> m.path("id").asText().equals(id)).findFirst().orElseThrow();
        assertThat(List.of(letter.path("status").asText(), letter.path("type").asText(), letter.path("subject").asText(), letter.path("text").asText())).containsExactly("unread", "question", "A question", "Which browser?");
        assertThat(as("developer", "ack", id).exits(5).err()).contains("is for operator");
        assertThat(here("inbox", "--from", "tester").exits(0).out()).contains(id, "A question", "unread");
        assertThat(here("inbox", "show", id, "--json").exits(0).json().path("status").asText()).isEqualTo("read");
        assertThat(here("ack", id, "Firefox", "please.").exits(0).out()).contains("acknowledged " + id + " from tester", "delivered to tester");
        heard("tester", "Firefox please.");
        assertThat(here("ack", id, "Firefox", "please.").exits(0).out()).contains("You answered so before; it is not sent again.").doesNotContain("key");
        assertThat(here("ack", id, "Something else.").exits(5).err()).contains("answered");
        assertThat(texts(here("inbox", "--status", "processed", "--json").json().path("messages"), "id")).contains(id);
        assertThat(here("thread", "list", "--json").json().path("threads")).anySatisfy(t -> assertThat(t.path("title").asText()).isEqualTo("A question"));
        JsonNode answers = here("inbox", "tester", "--from", "operator", "--json").json().path("messages");
        assertThat(texts(answers, "text")).containsOnlyOnce("Firefox please.");
    }

    @Test
    void whatLiesInTheInboxIsReadByWhoListsIt() throws IOException {
        JsonNode laid = as("developer", "send", "all", "--inbox", "The page has moved.", "--json").exits(0).json().path("receipts");
        assertThat(texts(laid, "to")).containsExactlyInAnyOrder("orchestrator", "project_manager", "tester", "devops");
        assertThat(as("developer", "send", "all", "FYI").exits(5).err()).contains("Only the operator", "--inbox");
        List<String> unread = new ArrayList<>(texts(here("inbox", "devops", "--status", "unread", "--from", "developer", "--json").json().path("messages"), "text"));
        assertThat(unread).as("the operator's look marks nothing").contains("The page has moved.").isEqualTo(texts(here("inbox", "devops", "--status", "unread", "--from", "developer", "--json").json().path("messages"), "text"));
        assertThat(as("devops", "inbox").exits(0).out()).contains("The page has moved.");
        assertThat(texts(here("inbox", "devops", "--status", "read", "--from", "developer", "--json").json().path("messages"), "text")).contains("The page has moved.");
        assertThat(here("peek", "devops", "-n", "300").out()).doesNotContain("The page has moved.");
        assertThat(here("inbox", "devops", "--status", "lost").exits(2).err()).contains("unread, read, processed");
    }

    @Test
    void aThreadIsShownAndFollowed() throws Exception {
        String id = here("thread", "create", "Login page", "--json").exits(0).json().path("id").asText();
        assertThat(here("thread", "create", "Login page").exits(5).err()).contains(id);
        Path out = mc.file("follow.out", "");
        ProcessBuilder following = new ProcessBuilder(mc.call("thread", "show", "Login page", "--follow", "--json").words()).redirectErrorStream(true).redirectOutput(out.toFile());
        following.environment().clear();
        following.environment().putAll(mc.env());
        Process follower = following.start();
        try {
            JsonNode receipts = as("developer", "send", "tester", "--thread", "Login page", "It is there. @devops @orchestrator please look; see user@host.", "--json").exits(0).json().path("receipts");
            assertThat(texts(receipts, "to")).containsExactly("tester", "devops", "orchestrator");
            McRun.until("the follower is told, and how far each got", () -> List.copyOf(receipts(out).values()).equals(List.of("read", "read", "read")));
            assertThat(Files.readAllLines(out).subList(0, 3)).allSatisfy(line -> assertThat(Json.parse(line).path("thread").asText()).isEqualTo(id));
        } finally {
            follower.destroy();
            follower.waitFor();
        }
        assertThat(here("thread", "show", id).exits(0).out()).contains("Login page", "developer to tester", "It is there.");
        assertThat(here("thread", "show", "Login").exits(3).err()).contains("Did you mean \"Login page\"");
    }

    /** How far each message got, as far as whole lines were written. */
    private static Map<String, String> receipts(Path lines) throws IOException {
        String text = Files.readString(lines);
        Map<String, String> receipts = new TreeMap<>();
        text.substring(0, text.lastIndexOf('\n') + 1).lines().map(Json::parse).forEach(line -> receipts.put(line.path("id").asText(), line.path("receipt").asText()));
        return receipts;
    }

    @Test
    void whatIsCriticalReachesTheOrchestrator() throws IOException {
        assertThat(as("developer", "send", "tester", "The build failed on port 3000.").exits(0).out()).contains("delivered to tester", "The orchestrator has a copy");
        heard("orchestrator", "The build failed on port 3000.");
        heard("tester", "Report to Orchestrator");
        assertThat(as("tester", "send", "devops", "Is it raining?").exits(0).out()).contains("no partners in this team");
    }

    @Test
    void theFormsArePrintedAndKept() throws IOException {
        assertThat(as("developer", "send", "orchestrator", "--template", "status").exits(0).out()).startsWith("STATUS developer 20").contains("Completed:", "Blocked: none", "ETA:");
        assertThat(here("send", "developer", "--template", "task").exits(0).out()).startsWith("TASK T1:").contains("Priority: MED");
        assertThat(here("send", "developer", "--template", "task", "Do it.").exits(2).err()).contains("lacks the first line TASK ID: TITLE, Assigned to:, Objective:, Success Criteria:, Priority:", "mc send ROLE --template task");
        assertThat(here("send", "developer", "--template", "status", here("send", "developer", "--template", "status").out()).exits(2).err()).contains("Nothing is filled in in this status message.");
        assertThat(here("send", "", "hello").exits(2).err()).contains("A target is empty");
        assertThat(mc.home().run().resolve("bin/scm")).as("agents find it where mc is").isSymbolicLink();
        assertThat(here("send", "developer", "--template", "letter").exits(2).err()).contains("no template letter");
        JsonNode sent = as("developer", "send", "orchestrator", "--template", "status", "STATUS developer now\nCompleted:\n- page\nCurrent: form\nBlocked: none\nETA: 14:00", "--json").exits(0).json();
        assertThat(sent.path("type").asText()).isEqualTo("status-update");
    }

    @Test
    void theAnswerIsPrintedAndTheReceiptTellsTheStory() {
        McRun.Run run = here("send", "project_manager", "--ask-status", "--answer", "1m");
        assertThat(run.exits(0).out()).contains("project_manager said:", "I heard:", "STATUS UPDATE: Please provide: 1) Completed tasks");
        JsonNode quick = here("send", "project_manager", "--ask-status", "--quick", "--json").exits(0).json();
        assertThat(quick.path("type").asText()).isEqualTo("question");
        JsonNode story = here("receipt", quick.path("id").asText(), "--wait", "read", "--json").exits(0).json();
        assertThat(texts(story.path("steps"), "what")).containsExactly("MessageQueued", "MessageTyping", "MessageTyped", "MessageSubmitted", "MessageRead");
        assertThat(story.path("message").path("text").asText()).isEqualTo("Quick status update please");
        assertThat(here("receipt", quick.path("id").asText()).exits(0).out()).contains("read", "MessageSubmitted", "reported by the agent's own hook");
        assertThat(here("receipt", "m-nothing").exits(3).err()).contains("There is no message m-nothing");
        assertThat(here("send", "developer", "--quick", "x").exits(2).err()).contains("--quick belongs to --ask-status");
    }

    @Test
    void onceAndLater() {
        String first = here("send", "developer", "Only once.", "--key", "k-1", "--json").exits(0).json().path("id").asText();
        JsonNode again = here("send", "developer", "Only once.", "--key", "k-1", "--json").exits(0).json();
        assertThat(again.path("id").asText()).isEqualTo(first);
        assertThat(again.path("duplicate").asBoolean()).isTrue();
        assertThat(here("send", "developer", "Another.", "--key", "k-1").exits(5).err()).contains("used already");
        assertThat(here("send", "developer", "Late.", "--at", "2020-01-01T00:00:00Z").exits(2).err()).contains("has passed");
        assertThat(here("send", "developer", "Late.", "--at", "soon").exits(2).err()).contains("no time to send at");
        JsonNode later = here("send", "developer", "Later.", "--at", "+60m", "--json").exits(0).json();
        assertThat(here("inbox", "show", later.path("id").asText(), "--json").exits(0).json().path("notBefore").asText()).endsWith("Z");
    }

    /** What the links in scripts/ call, with the arguments of the scripts they stand for; scripts/check tries the links. */
    @Test
    void theOldScriptsArgumentsAreTakenAsTheyAre() {
        String target = mc.mission().path("tmuxSession").asText() + ":tester";
        assertThat(here("send", "--", target, "- by the", "monitored one").exits(0).out()).contains("delivered to tester");
        heard("tester", "- by the monitored one");
        assertThat(here("send", "--hub", "--", target, "- by the hub's").exits(0).out()).contains("delivered to tester", "The orchestrator has a copy");
        heard("orchestrator", "- by the hub's");
    }

    /** Before it is time, and when it is too late; by its sender, by somebody else, and twice. */
    @Test
    void aMessageIsTakenBackBeforeItGoesOut() throws IOException {
        McRun.Run sent = as("developer", "send", "tester", "Never mind.", "--at", "+6h", "--key", "later").exits(0);
        assertThat(sent.out()).contains("Until then it can be taken back: mc cancel m-");
        String id = sent.out().replaceAll("(?s).*mc cancel (m-\\w+).*", "$1");
        assertThat(as("devops", "cancel", id).exits(5).err()).contains("is from developer, who alone");
        assertThat(as("developer", "cancel", id).exits(0).out()).contains(id + " to tester is taken back: it does not go out.");
        JsonNode again = here("cancel", id, "--json").exits(0).json();
        assertThat(again.path("changed").asBoolean(true)).isFalse();
        assertThat(again.path("message").path("receipt").asText()).isEqualTo("cancelled");
        assertThat(here("receipt", id, "--wait", "read").exits(4).out()).contains(id + " from developer to tester: cancelled (taken back by the developer)", "MessageCancelled");
        assertThat(texts(here("inbox", "tester", "--json").exits(0).json().path("messages"), "id")).doesNotContain(id);
        String second = as("developer", "send", "tester", "Another text.", "--at", "+6h", "--key", "later", "--json").exits(0).json().path("id").asText();
        assertThat(second).as("its key is free").isNotEqualTo(id);
        here("cancel", second).exits(0);

        String typed = here("send", "devops", "Too late to take back.", "--json").exits(0).json().path("id").asText();
        assertThat(here("cancel", typed).exits(5).err()).contains("cannot be taken back: devops has ");
        assertThat(here("cancel", "m-00000000").exits(3).err()).contains("There is no message m-00000000");
        String letter = here("send", "devops", "For your inbox.", "--inbox", "--json").exits(0).json().path("id").asText();
        assertThat(here("cancel", letter).exits(5).err()).contains("it lies in the inbox of devops");
        assertThat(here("peek", "tester", "-n", "200").out()).doesNotContain("Never mind.", "Another text.");
    }
}
