package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code mc report}, {@code task}, {@code deps}, {@code checkin} and {@code standup}: everybody concerned hears of it, once, whenever the daemon dies. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.MethodName.class)
class ReportTest {

    private static final String SCRIPT = """
            who .*
            once Mission|mission
              say Hello.
            when from mc\\] STATUS UPDATE
              say |
                STATUS me now
                Completed:
                - what I was asked to
                Current: nothing
                Blocked: none
            when report your task
              run "$MC_COMMAND" report 'It works; `all` tests pass.' --task "$(cat task)"
            when commit in silence
              run echo 1 >> silent && git add silent && git commit -q -m 'Silent work'
              say Done.
            when .
              say I heard: {prompt}
            """;
    private static final List<String> TEAM = List.of("orchestrator", "developer", "tester", "devops");

    private final McRun mc = new McRun();

    @BeforeAll
    void start() {
        Path spec = mc.file("spec.md", "# A counter\n\n## Requirements\n- Count the visits of a page\n- Show the count\n- Keep the count after a restart\n- Reset the count\n- Count each browser once\n- Show the last hour\n- Forget old visits\n- Export the count\n");
        mc.orchestrate(mc.project("app"), spec, SCRIPT, "--roles", String.join(",", TEAM), "--no-pm", "--plan", "max20", "--yes").run().exits(0);
        rests();
        mc.ok("deps", "set", "devops", "on", "developer");
    }

    @AfterAll
    void end() {
        mc.close();
    }

    private void rests() {
        try {
            McRun.until("the team rests and every message was read", () -> TEAM.stream().allMatch(r -> mc.agent(r).path("state").asText().equals("ready")) && typed("MessageQueued") == mc.events("MessageRead").size());
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(mc.call("status").here().out() + mc.call("events", "-n", "80").here().out(), e);
        }
    }

    /** How many events of a kind are about an agent. */
    private long typed(String kind) {
        return mc.events(kind).stream().filter(m -> m.path("agent").isTextual()).count();
    }

    private List<JsonNode> tasks(String role) {
        JsonNode all = mc.call("task", "list", "--json", "--role", role).here().exits(0).json().path("tasks");
        return StreamSupport.stream(all.spliterator(), false).toList();
    }

    /** The next task of the developer that is not done. */
    private String next() {
        return tasks("developer").stream().filter(t -> !t.path("state").asText().equals("done")).findFirst().orElseThrow().path("id").asText();
    }

    private String state(String task) {
        return mc.call("task", "show", task, "--json").here().exits(0).json().path("state").asText();
    }

    /** Who got a message with this text, in alphabetical order. */
    private List<String> heard(String text) {
        return mc.events("MessageQueued").stream().filter(m -> m.path("text").asText().contains(text)).map(m -> m.path("agent").asText("operator")).sorted().toList();
    }

    /** The daemon dies at this point of what a command leads to. */
    private void dies(String point, McRun.Call command) {
        mc.ok("daemon", "stop");
        command.with("MC_TEST_CRASH", point).run();
        McRun.until("the daemon dies at " + point, () -> mc.daemon().isEmpty());
    }

    @Test
    void anAgentsReportReachesEverybodyOnce() throws IOException {
        String task = next();
        Files.writeString(Path.of(mc.agent("developer").path("worktree").asText()).resolve("task"), task);
        mc.ok("send", "developer", "Please report your task.");
        McRun.until("it is done", () -> state(task).equals("done"));
        rests();
        assertThat(heard(task + " ")).filteredOn(a -> !a.equals("app-1-developer")).containsExactly("app-1-devops", "app-1-orchestrator");
        assertThat(mc.call("peek", "orchestrator", "-n", "80").here().out()).contains("from developer] Report: " + task, "`all` tests pass.");
        assertThat(mc.agent("developer").path("task").asText()).startsWith(next() + " ");
        assertThat(mc.call("report", "developer", "It works; `all` tests pass.", "--task", task).here().exits(0).out()).startsWith("already reported " + task);
        assertThat(mc.call("report", "developer", "done", "--task", "T99").here().exits(3).err()).contains("no task T99", "mc task list");
        assertThat(mc.call("report", "plumber", "done").here().exits(3).err()).contains("There is no plumber");
        assertThat(mc.call("report", "done").here().exits(2).err()).contains("who reports", "mc report ROLE");
    }

    @ParameterizedTest
    @CsvSource({"before:CompletionReported", "after:CompletionReported", "before:MessageQueued", "after:TaskMoved", "before:TaskMoved"})
    void eachHearsOfItOnceWhenTheDaemonDies(String point) {
        String task = next();
        String words = "proof of " + point.replace(':', ' ');
        McRun.Call call = point.endsWith("TaskMoved") ? mc.call("task", "done", task, words) : mc.call("report", "developer", words, "--task", task);
        dies(point, call);
        call.run().exits(0);
        assertThat(state(task)).isEqualTo("done");
        assertThat(heard(words)).filteredOn(a -> List.of("app-1-devops", "app-1-orchestrator").contains(a)).containsExactly("app-1-devops", "app-1-orchestrator");
        assertThat(heard(words)).doesNotHaveDuplicates();
        rests();
    }

    @Test
    void silentWorkIsAskedAboutOnceThenTold() {
        dies("after:CompletionAsked", mc.call("send", "tester", "Please commit in silence."));
        dies("before:CompletionMissing", mc.call("status"));
        mc.ok("status");
        McRun.until("the orchestrator was told", () -> heard("The tester committed \"Silent work\" and has not said").equals(List.of("app-1-orchestrator")));
        rests();
        assertThat(heard("You committed \"Silent work\" and did not report")).containsExactly("app-1-tester");
        assertThat(mc.call("checkin", "--silent", "--json").here().exits(1).json().path("agents").toString()).contains("\"role\":\"tester\",\"verdict\":\"unanswered\"");
        mc.ok("report", "tester", "The silent work is complete.");
        assertThat(mc.call("checkin", "--role", "tester").here().exits(0).out()).contains("reported");
    }

    @Test
    void whoWaitsForWhom() {
        assertThat(mc.call("deps", "set", "developer", "devops").here().exits(5).err()).contains("developer → devops → developer");
        assertThat(mc.call("deps", "list").here().exits(0).out()).containsPattern("devops +developer");
        assertThat(mc.call("deps", "set", "devops", "on").here().exits(2).err()).contains("for whom to wait");
        assertThat(mc.call("deps", "rm", "tester").here().exits(3).err()).contains("does not wait for anybody");
        assertThat(mc.call("task", "block", next(), "no", "disk").here().exits(0).out()).contains("blocked", "blocked by operator at ");
        mc.ok("task", "open", next());
        assertThat(mc.call("task", "list").here().exits(0).out()).containsPattern("developer +ready|developer +waiting");
    }

    @Test
    void zStandUpGoesOnWithoutWhoAsked() {
        dies("after:StandupStarted", mc.call("standup", "--wait", "2m"));
        mc.ok("status");
        McRun.until("all have answered", () -> !mc.call("standup", "show", "--json").here().exits(0).json().path("endedAt").isNull());
        JsonNode standup = mc.call("standup", "show", "--json").here().exits(0).json();
        assertThat(Stream.of("/answers/0", "/answers/1", "/answers/2", "/answers/3").map(standup::at).map(a -> a.path("status").asText() + " " + a.at("/parts/completed/0").asText())).containsOnly("answered what I was asked to");
        McRun.until("the orchestrator has the report", () -> heard("4 of 4 answered").equals(List.of("app-1-orchestrator")));
        McRun.Run again = mc.ok("standup", "--wait", "1m");
        assertThat(again.out()).contains("4 of 4 answered.", "tester:\n  Completed:\n    - what I was asked to");
        assertThat(again.err()).contains("Asked 4 agents", "developer has answered.");
        assertThat(mc.call("standup", "list").here().exits(0).out().lines()).hasSize(3);
    }
}
