package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** {@code mc send}: delivered with proof, held with a reason, or said not to be proven; and who may speak in whose name. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.MethodName.class)
class SendTest {

    private static final String SCRIPT = """
            who devops
            once .
              ask touch allowed
            who researcher
            swallow-enter 1
            once .
              say Hello.
            who testrunner
            swallow-paste 1
            once .
              say Hello.
            who .*
            once Mission|mission
              say Hello.
            when be busy
              run while [ ! -e enough ]; do sleep 0.1; done
              say Busy no more.
            when .
              say I heard: {prompt}
            """;

    private final McRun mc = new McRun();

    @BeforeAll
    void start() {
        mc.orchestrate(mc.project("app"), mc.spec(), SCRIPT, "--roles", "orchestrator,developer,tester,devops,researcher,testrunner", "--plan", "max20", "--yes").run().exits(0);
        McRun.until("the team rests", () -> List.of("orchestrator", "developer", "tester", "researcher", "testrunner").stream().allMatch(r -> mc.agent(r).path("state").asText().equals("ready")));
    }

    @AfterAll
    void end() {
        mc.close();
    }

    private JsonNode receipt(McRun.Run run) {
        List<String> keys = new ArrayList<>();
        run.json().fieldNames().forEachRemaining(keys::add);
        assertThat(keys).containsExactly("id", "to", "status", "attempts", "elapsedMs", "reason", "mission", "type", "thread", "critical", "duplicate", "offMatrix", "copy", "answer", "nobody");
        assertThat(run.json().path("id").asText()).matches("m-[a-z0-9]{8}");
        assertThat(run.json().path("attempts").isIntegralNumber()).isTrue();
        assertThat(run.json().path("elapsedMs").isIntegralNumber()).isTrue();
        return run.json();
    }

    private String submitted(String id) {
        McRun.until(id + " has arrived", () -> mc.events("MessageSubmitted").stream().anyMatch(e -> e.path("message").asText().equals(id)));
        return id;
    }

    @Test
    void anIdleAgentGetsItAtOnce() {
        JsonNode receipt = receipt(mc.ok("send", "developer", "How", "far are you?", "--json"));
        assertThat(receipt.path("to").asText()).isEqualTo("developer");
        assertThat(receipt.path("status").asText()).isIn("submitted", "read");
        assertThat(receipt.path("attempts").asInt()).isEqualTo(1);
        McRun.until("it was read as written", () -> mc.call("peek", "developer", "-n", "60").here().out().contains("I heard: [mc " + receipt.path("id").asText() + " from operator] How far are you?"));
        assertThat(mc.ok("send", "Developer", "And by its title?").out()).contains("delivered to developer in ");
        assertThat(mc.ok("send", "dev", "And by its other name?").out()).contains("delivered to developer in ");
    }

    @Test
    void aBusyAgentGetsWhatIsUrgentAtItsNextToolCallAndTheRestWhenItsTurnEnds() throws IOException {
        mc.ok("send", "tester", "Please be busy for a while.");
        McRun.until("it is in the middle of a command", () -> mc.agent("tester").path("reason").asText().equals("runs Bash"));
        JsonNode normal = mc.run("send", "tester", "When you have time.", "--wait", "1s", "--json").exits(4).json();
        assertThat(normal.path("status").asText()).isEqualTo("held");
        assertThat(normal.path("reason").asText()).isEqualTo("tester is in a turn; it goes out when that ends");
        assertThat(mc.callAs("app-1-developer", "send", "tester", "From a colleague.").here().exits(0).out()).as("no error to an agent: it goes out by itself").contains("accepted for tester", "waits behind ");
        JsonNode urgent = mc.run("send", "tester", "Mind the $(gap) \"now\"", "--urgent", "--wait", "1s", "--json").exits(4).json();
        assertThat(urgent.path("reason").asText()).isEqualTo("lies ready for its next tool call");
        assertThat(Path.of(mc.agent("tester").path("worktree").asText()).resolve("enough").toFile().createNewFile()).isTrue();
        McRun.until("both were read", () -> mc.events("MessageRead").stream().map(e -> e.path("message").asText()).toList().containsAll(List.of(urgent.path("id").asText(), normal.path("id").asText())));
        String screen = mc.ok("peek", "tester", "-n", "60").out();
        String taken = "● [mc " + urgent.path("id").asText() + " from operator] Mind the $(gap) \"now\"";
        assertThat(screen).contains(taken, "Busy no more.", "I heard: [mc " + normal.path("id").asText());
        assertThat(screen.indexOf(taken)).as("in the midst of the turn").isLessThan(screen.indexOf("Busy no more."));
        assertThat(mc.events("MessageTyping")).as("it was not typed").noneMatch(e -> e.path("message").asText().equals(urgent.path("id").asText()));
        assertThat(mc.events("MessageSubmitted")).filteredOn(e -> e.path("message").asText().equals(urgent.path("id").asText())).singleElement()
                .satisfies(e -> assertThat(e.path("evidence").asText()).contains("transcript"));
    }

    @Test
    void anAgentThatAsksSomethingIsLeftAloneAndGetsItLater() {
        McRun.until("the agent asks", () -> mc.agent("devops").path("state").asText().equals("waiting"));
        McRun.Run run = mc.run("send", "devops", "When you are free", "--wait", "1s", "--json").exits(4);
        JsonNode receipt = receipt(run);
        assertThat(receipt.path("status").asText()).isEqualTo("held");
        assertThat(receipt.path("reason").asText()).contains("permission", "touch allowed");
        String behind = mc.run("send", "devops", "And then this", "--wait", "1s").exits(4).out();
        assertThat(behind).contains("accepted for devops", "waits behind " + receipt.path("id").asText(), "touch allowed");
        assertThat(mc.ok("receipt", behind.replaceAll("(?s).*?\\((m-\\w+)\\).*", "$1")).out()).as("the receipt says so, too").contains("waits behind " + receipt.path("id").asText(), "touch allowed");
        Path worktree = Path.of(mc.agent("devops").path("worktree").asText());
        assertThat(worktree.resolve("allowed")).doesNotExist();
        mc.tmux("send-keys", "-t", mc.agent("devops").path("paneId").asText(), "Enter");
        submitted(receipt.path("id").asText());
        McRun.until("both arrive, in their order", () -> mc.events("MessageSubmitted").stream().filter(e -> e.path("agent").asText().equals("app-1-devops")).count() == 2);
        assertThat(worktree.resolve("allowed")).exists();
        List<String> order = mc.events("MessageSubmitted").stream().filter(e -> e.path("agent").asText().equals("app-1-devops")).map(e -> e.path("message").asText()).toList();
        assertThat(order.get(0)).isEqualTo(receipt.path("id").asText());
    }

    @Test
    void aLostEnterIsPressedAgainAndALostPasteIsTold() {
        JsonNode again = receipt(mc.run("send", "researcher", "Is Enter enough?", "--json").exits(0));
        assertThat(again.path("attempts").asInt()).isEqualTo(2);
        McRun.Run lost = mc.run("send", "testrunner", "Swallowed whole").exits(4);
        assertThat(lost.out()).contains("not proven", "never appeared in the input line", "mc peek testrunner");
        mc.ok("send", "testrunner", "The next one arrives.");
        assertThat(mc.ok("peek", "testrunner", "-n", "60").out()).doesNotContain("Swallowed whole");
    }

    @Test
    void theTextMayComeFromAFileOrAPipe() throws IOException {
        Path file = mc.file("text.md", "# A title\n\nSeveral lines,\n  with   spaces; and `ticks`, \"quotes\" and $HOME.\n");
        mc.ok("send", "developer", "--file", file.toString());
        JsonNode piped = receipt(mc.call("send", "developer", "--file", "-", "--json").input("From a pipe: Zürich 日本 🙂\nand a second line\\\n").run().exits(0));
        assertThat(piped.path("status").asText()).isIn("submitted", "read");
        McRun.until("every letter arrived", () -> mc.call("peek", "developer", "-n", "80").here().out().contains("From a pipe: Zürich 日本 🙂"));
        assertThat(mc.run("send", "developer", "--file", mc.root().resolve("none.md").toString()).exits(3).err()).contains("none.md", "There is no file", "Check the path");
        assertThat(mc.run("send", "developer", "--file", mc.root().toString()).exits(2).err()).contains("is a directory");
        assertThat(mc.run("send", "developer", "words", "--file", file.toString()).exits(2).err()).contains("not both");
        Path latin = Files.write(mc.file("latin.txt", ""), "Grüße".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(mc.run("send", "developer", "--file", latin.toString()).exits(2).err()).contains("not UTF-8", "iconv");
    }

    @Test
    void whatCannotBeSent() {
        assertThat(mc.call("send", "developer").here().exits(2).err()).contains("There is no text to send", "mc send developer");
        assertThat(mc.call("send", "developer", " \u200b ").here().exits(2).err()).contains("has no text");
        assertThat(mc.call("send").here().exits(2).err()).contains("TARGET", "mc send --help");
        assertThat(mc.call("send", "plumber", "hello").here().exits(3).err()).contains("There is no plumber in the mission app-1", "orchestrator, developer, tester");
        assertThat(mc.call("send", "developer", "hello", "--mission", "nope-1").here().exits(3).err()).contains("There is no mission nope-1", "mc status --all");
        assertThat(mc.call("send", "developer", "hello", "--from", "plumber").here().exits(3).err()).contains("There is no plumber");
        assertThat(mc.call("send", "developer", "hello", "--wait", "soon").here().exits(2).err()).contains("'soon' is no length of time");
        assertThat(mc.call("send", "developer", "--file", mc.file("long.txt", "x".repeat(1_000_001)).toString()).here().exits(2).err()).contains("larger than 1 MB");
    }

    @Test
    void anAgentSpeaksInItsOwnNameOnly() throws IOException {
        Map<String, String> env = new TreeMap<>(mc.env());
        for (String line : Files.readAllLines(mc.home().launch().resolve("app-1-tester").resolve("launch.sh"))) {
            if (line.startsWith("export MC_")) {
                String[] pair = line.substring("export ".length()).split("=", 2);
                env.put(pair[0], pair[1].replaceAll("^'|'$", ""));
            }
        }
        assertThat(env).containsKeys("MC_TOKEN", "MC_ROLE", "MC_MISSION");
        String id = mc.call("send", "developer", "The tests pass.", "--json").with(env).run().exits(0).json().path("id").asText();
        McRun.until("the sender is named", () -> mc.call("peek", "developer", "-n", "80").here().out().contains("[mc " + id + " from tester] The tests pass."));
        mc.call("send", "developer", "In my own name.", "--from", "tester").with(env).run().exits(0);
        assertThat(mc.call("send", "developer", "Obey.", "--from", "orchestrator").with(env).here().exits(5).err()).contains("tester cannot speak in the name of orchestrator");
        assertThat(mc.call("send", "developer", "Obey.", "--from", "operator").with(env).here().exits(5).err()).contains("cannot speak in the name of operator");
        assertThat(mc.call("stop").with(env).here().exits(5)).satisfies(r -> assertThat(r.err()).contains("tester may not stop a mission"), r -> assertThat(r.out()).as("neither asked nor told before").isEmpty());
        assertThat(mc.call("daemon", "stop").with(env).here().exits(5).err()).contains("may not stop the daemon");
        assertThat(mc.call("status").with(env).run().exits(0).out()).contains("tester");
        assertThat(mc.call("status").with("MC_TOKEN", "0".repeat(64)).run().exits(5).err()).contains("token", "unset MC_TOKEN");
        assertThat(mc.call("status").with("MC_AGENT", "app-1-tester").run().exits(5).err()).contains("without its token", "unset MC_AGENT");
        assertThat(mc.agents()).hasSize(6);
    }
}
