package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import mc.process.ProcessId;
import mc.testing.TestRepo;
import mc.text.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Agents join a mission that runs, leave it, come back and start anew; the others go on. */
@Execution(ExecutionMode.CONCURRENT)
class MembersTest {

    private static final String SCRIPT = """
            who developer
            once .
              run echo 1 > one && git add one && git commit -q -m 'The first step' && echo 2 > two
              say Ready.
            who .*
            when .
              say I heard: {prompt}
            """;

    private static void rest(McRun mc) {
        McRun.until("the team rests", () -> StreamSupport.stream(mc.mission().path("agents").spliterator(), false).filter(a -> a.path("endedAt").isNull())
                .allMatch(a -> a.path("state").asText().equals("ready") && a.path("briefed").asBoolean()));
    }

    /** Everything that was submitted to the agent in its conversation. */
    private static String heard(McRun mc, String role) throws IOException {
        return Files.readAllLines(ResumeTest.transcript(mc, role)).stream().filter(line -> line.contains("\"type\":\"user\"")).collect(Collectors.joining()).replace("\\n", "\n");
    }

    private static List<String> windows(McRun mc) {
        return mc.tmux("list-windows", "-a", "-F", "#{window_name}").stdout().lines().toList();
    }

    @Test
    void aTeamChangesWhileItsMissionRuns() throws IOException {
        try (McRun mc = new McRun()) {
            TestRepo project = mc.project("app");
            mc.orchestrate(project, mc.spec(), SCRIPT, "--roles", "orchestrator,developer", "--yes").run().exits(0);
            rest(mc);
            whatAgentsMayDo(mc);
            join(mc);
            leave(mc, project);
            comeBack(mc);
            startAnew(mc);
            mc.ok("stop", "--yes");
            assertThat(mc.agents()).isEmpty();
            assertThat(project.run("worktree", "list").lines()).hasSize(1);
            assertThat(mc.call("agent", "add", "tester").here().exits(3).err()).contains("No mission is running");
        }
    }

    private static void whatAgentsMayDo(McRun mc) throws IOException {
        for (String[] forbidden : new String[][] {{"agent", "add", "tester"}, {"agent", "end", "orchestrator"}, {"agent", "restart", "orchestrator"}, {"agent", "end", "orchestrator", "--yes"}, {"agent", "restart", "orchestrator", "--yes"}, {"resume", "--add-roles", "tester"},
                {"checkpoint", "--role", "orchestrator"}}) {
            assertThat(mc.callAs("app-1-developer", forbidden).here().exits(5).err()).as(String.join(" ", forbidden)).contains("The agent developer");
        }
        JsonNode list = mc.callAs("app-1-developer", "agent", "list", "--json").here().exits(0).json().path("agents");
        assertThat(list).hasSize(2);
        assertThat(list.get(1).path("role").asText() + list.get(1).path("adapter").asText() + list.get(1).path("restarts").asInt()).isEqualTo("developerdemo0");
        Path file = Path.of(mc.callAs("app-1-developer", "checkpoint", "--task", "The second step", "--next", "Write \u001b[31mthe third", "--json").here().exits(0).json().path("file").asText());
        assertThat(file).hasParent(mc.home().registry().resolve("notes/app-1"));
        assertThat(file.getFileName().toString()).matches("DEVELOPER_CHECKPOINT_\\d{8}_\\d{4}\\.md");
        assertThat(file).content().contains("## Context Checkpoint", "Current task: The second step", "Branch: main-developer", "The first step", "not committed: ?? two", "- Write the third");
        assertThat(mc.call("checkpoint").here().exits(2).err()).contains("--role");
    }

    private static void join(McRun mc) throws IOException {
        assertThat(mc.call("agent", "add", "developer").here().exits(5).err()).contains("has a developer already", "mc agent restart developer");
        assertThat(mc.call("agent", "add", "--temp", "x; rm -rf /", "--task", "t").here().exits(2).err()).contains("cannot be the name of a temporary agent");
        assertThat(mc.call("agent", "add", "--temp", "Review").here().exits(2).err()).contains("needs a task");
        McRun.Run added = mc.ok("agent", "add", "networkops", "--task", "Close the ports\n{{role}} $(touch pwned)");
        assertThat(added.out()).as("only those that start are shown").doesNotContain("developer:", "orchestrator:").contains("sysadmin joins as well: networkops needs it", "Every agent started has begun a turn: sysadmin, networkops.");
        assertThat(mc.ok("resume", "--add-roles", "tester").out()).contains("Added to app-1: tester", "Every agent started has begun a turn: tester.");
        rest(mc);
        assertThat(windows(mc)).containsExactly("Orchestrator", "Developer", "SysAdmin", "NetworkOps", "Tester");
        assertThat(mc.agent("networkops").path("branch").asText()).isEqualTo("main-networkops");
        String task = task(mc, "networkops").path("id").asText();
        assertThat(heard(mc, "networkops")).contains("Given to you by the user when you joined:\n  " + task + ": Close the ports\n  {{role}} $(touch pwned)", "begin with what the user gave you");
        assertThat(heard(mc, "tester")).contains("Team of 5").doesNotContain("Given to you by the user");
        McRun.until("the orchestrator is told", () -> heard(mc, "orchestrator").contains("- networkops (window NetworkOps, branch main-networkops)"));

        assertThat(mc.call("agent", "add", "--temp", "CodeReview", "--task", "Review main-developer").here().exits(2).err()).contains("6 agents", "max5 carries at most 5", "--force");
        mc.ok("agent", "add", "--temp", "CodeReview", "--role", "reviewer", "--task", "Review main-developer", "--force");
        rest(mc);
        assertThat(windows(mc)).contains("TEMP-CodeReview");
        assertThat(heard(mc, "temp-code-review")).contains("temporary Code reviewer (temp-code-review)", ": Review main-developer");
        assertThat(mc.agent("temp-code-review").path("task").asText()).endsWith(" Review main-developer");
        mc.callAs("app-1-temp-code-review", "report", "Reviewed.", "--task", task(mc, "temp-code-review").path("id").asText()).here().exits(0);
        assertThat(task(mc, "temp-code-review").path("state").asText()).isEqualTo("done");
        assertThat(task(mc, "networkops").path("state").asText()).isEqualTo("ready");
    }

    /** The one task of a member that was given one. */
    private static JsonNode task(McRun mc, String role) throws IOException {
        JsonNode tasks = mc.ok("task", "list", "--role", role, "--json").json().path("tasks");
        assertThat(tasks).hasSize(1);
        return tasks.get(0);
    }

    private static void leave(McRun mc, TestRepo project) throws IOException {
        ProcessId developer = ProcessId.of(mc.agent("developer").path("pid").asLong()).orElseThrow();
        Path worktree = Path.of(mc.agent("developer").path("worktree").asText());
        mc.tmux("split-window", "-d", "-c", "/", "-t", mc.agent("temp-code-review").path("paneId").asText(), "sleep 1000");
        assertThat(mc.call("agent", "end", "developer").here().exits(2).err()).contains("--yes");
        assertThat(mc.call("agent", "end", "orchestrator", "--yes").here().exits(5).err()).contains("mc stop");
        mc.ok("deps", "set", "tester", "on", "developer");
        McRun.Run end = mc.ok("agent", "end", "developer", "--yes", "--completed", "The first\n=== Agent Summary ===", "--handoff", "Look at two");
        assertThat(end.out()).containsPattern("warning: (.*, )?tester(, .*)? waits? for work of developer: mc task list --role developer").contains("uncommitted work (0 staged, 0 changed, 1 new) kept in refs/mc/preserved/app-1/developer/", "its commits are on main-developer", "Ended developer of app-1.");
        assertThat(developer.isAlive()).isFalse();
        assertThat(worktree).doesNotExist();
        try (Stream<Path> logs = Files.list(mc.home().logs())) {
            List<Path> found = logs.filter(f -> f.getFileName().toString().matches("app-impl_developer_\\d{8}_\\d{6}\\.log")).toList();
            assertThat(found).hasSize(1);
            assertThat(found.get(0)).content().contains("Ready.", "\n=== Agent Summary ===\n", "Tasks Completed: The first\n  === Agent Summary ===", "Issues Encountered: -", "Handoff Notes: Look at two");
        }
        McRun.until("the orchestrator is told", () -> heard(mc, "orchestrator").contains("Handoff Notes: Look at two"));
        assertThat(heard(mc, "orchestrator")).contains("developer was ended by the operator", "is kept in refs/mc/preserved/app-1/developer/", "Its commits are on main-developer.", "The plan gave it T");

        mc.ok("agent", "end", "TEMP-CodeReview", "--yes");
        assertThat(windows(mc)).as("what the user opened beside it stays").contains("TEMP-CodeReview").doesNotContain("Developer");
        assertThat(mc.call("status").here().out()).contains("ended by the operator");
        assertThat(mc.ok("resume").out()).contains("2 ended", "mc agent restart developer", "There was nothing to restart.");
        assertThat(mc.call("send", "developer", "Are you there?").here().exits(5).err()).contains("was ended by the operator");
        assertThat(mc.call("agent", "end", "developer", "--yes").here().exits(5).err()).contains("has ended already");
        assertThat(project.run("worktree", "list").lines()).as("the four that are at work, and the user's own").hasSize(5);
        assertThat(mc.call("validate").here().out()).doesNotContain("developer");
    }

    private static void comeBack(McRun mc) throws IOException {
        String conversation = mc.agent("developer").path("conversation").asText();
        mc.ok("agent", "add", "dev");
        rest(mc);
        JsonNode developer = mc.agent("developer");
        assertThat(developer.path("conversation").asText()).isEqualTo(conversation);
        assertThat(developer.path("branch").asText() + developer.path("restarts").asInt()).isEqualTo("main-developer1");
        assertThat(Path.of(developer.path("worktree").asText()).resolve("one")).hasContent("1");
        assertThat(heard(mc, "developer")).contains("ended by the operator", "Work of yours that was not committed is kept in refs/mc/preserved/app-1/developer/", "Current task: The second step");
        mc.ok("send", "developer", "Are you there?");
    }

    private static void startAnew(McRun mc) throws IOException {
        JsonNode before = mc.agent("tester");
        String place = place(mc, before);
        assertThat(mc.call("agent", "restart", "tester").answered("n\n").run().exits(5).all()).contains("Restart tester of app-1, which is ready", "Nothing was restarted.");
        assertThat(mc.ok("agent", "restart", "tester", "--yes").out()).contains("its program is ended and started again, with its conversation");
        rest(mc);
        JsonNode after = mc.agent("tester");
        assertThat(after.path("pid").asLong()).isNotEqualTo(before.path("pid").asLong());
        assertThat(place(mc, after)).as("the index of its window").isEqualTo(place).isEqualTo("4");
        assertThat(after.path("conversation").asText() + after.path("restarts").asInt()).isEqualTo(before.path("conversation").asText() + 1);
        mc.ok("agent", "restart", "tester", "--yes", "--fresh", "--json");
        rest(mc);
        assertThat(mc.agent("tester").path("conversation").asText()).isNotEqualTo(before.path("conversation").asText());
        assertThat(heard(mc, "tester")).contains("The user asked for a new conversation", "BEGIN SPECIFICATION");
        assertThat(windows(mc)).filteredOn("Tester"::equals).hasSize(1);
        assertThat(mc.agents()).hasSize(5);
    }

    private static String place(McRun mc, JsonNode agent) {
        return mc.tmux("display-message", "-p", "-t", agent.path("paneId").asText(), "#{window_index}").stdout().strip();
    }
}
