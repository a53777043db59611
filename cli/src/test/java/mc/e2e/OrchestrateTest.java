package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import mc.git.Repository;
import mc.process.ProcessId;
import mc.testing.TestRepo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code mc orchestrate} from the spec to a team at work, and everything it must not touch on the way. */
@Execution(ExecutionMode.CONCURRENT)
class OrchestrateTest {

    private static final List<String> ROLES = List.of("orchestrator", "project_manager", "developer", "tester", "devops");
    private static final List<String> MISSION_KEYS = List.of("id", "name", "project", "path", "tmuxSocket", "tmuxSession", "startingBranch", "status", "teamType", "createdAt", "agents");
    private static final List<String> AGENT_KEYS = List.of("role", "name", "state", "since", "reason", "windowId", "paneId", "pid", "worktree", "branch", "adapter", "conversation", "lastCommitAt");
    private static final String COMMITS = """
            once .
              run echo "$MC_ROLE" > "work of $MC_ROLE.txt" && git add -A && git commit -q -m "Work of $MC_ROLE"
              say Done.
            """;

    private static TestRepo furnished(McRun mc) {
        TestRepo project = mc.project("My app");
        project.write(".git/hooks/post-checkout", "#!/bin/sh\ntouch '" + mc.root() + "/hook ran'\n");
        McRun.makeExecutable(project.dir().resolve(".git/hooks/post-checkout"));
        project.write("stashed.txt", "stashed\n");
        project.run("stash", "-u", "-q");
        project.write("src/app.txt", "staged\n");
        project.run("add", "-A");
        project.write("src/app.txt", "and changed again\n");
        project.write("new file.txt", "untracked\n");
        return project;
    }

    @Test
    void fiveAgentsStartWorkAndTheUsersThingsStayAsTheyWere() throws IOException {
        try (McRun mc = new McRun()) {
            TestRepo project = furnished(mc);
            Map<String, String> before = project.usersThings();
            Path spec = mc.spec();
            McRun.Run run = mc.orchestrate(project, spec, COMMITS, "--roles", String.join(",", ROLES), "--plan", "max20", "--yes", "--name", "First mission").run().exits(0);
            assertThat(run.out()).contains("Every agent has started its first turn.", "ROLE", "PURPOSE", "WINDOW", "BRANCH", "STATE", "mc stop --mission my-app-1");

            McRun.until("every agent has committed", () -> StreamSupport.stream(mc.mission().path("agents").spliterator(), false).noneMatch(a -> a.path("lastCommitAt").isNull()));
            JsonNode status = mc.ok("status", "--json").json();
            hasTheContract(status);
            JsonNode mission = status.path("missions").get(0);
            assertThat(mission.path("id").asText()).isEqualTo("my-app-1");
            assertThat(mission.path("name").asText()).isEqualTo("First-mission");
            assertThat(mission.path("path").asText()).isEqualTo(project.dir().toString());
            assertThat(mission.path("startingBranch").asText()).isEqualTo("main");
            assertThat(mission.path("status").asText()).isEqualTo("running");
            assertThat(mission.path("tmuxSocket").asText()).isEqualTo(mc.socket());
            assertThat(mission.path("tmuxSession").asText()).isEqualTo("My-app-impl");

            panesAreTheAgents(mc, mission);
            worktreesHoldTheWork(project, mission);
            assertThat(Files.readString(project.dir().resolve(".git/STARTING_BRANCH"))).isEqualToIgnoringNewLines("main");
            Path published = mc.home().project("My-app");
            assertThat(published.resolve("spec.md")).hasSameTextualContentAs(spec);
            assertThat(mc.ok("plan", "show", "--json").json().path("phases")).isNotEmpty();
            assertThat(mc.ok("plan", "show").out().strip()).isEqualTo(Files.readString(published.resolve("plan.md")).strip());
            assertThat(published.resolve("plan.json")).exists();
            assertThat(project.usersThings()).isEqualTo(before);
            assertThat(mc.root().resolve("hook ran")).doesNotExist();
            assertThat(project.run("status", "--porcelain")).isEqualTo("MM src/app.txt\n?? \"new file.txt\"");

            assertThat(mc.ok("worktree", "list", "--json").json().path("worktrees")).hasSize(ROLES.size());
            assertThat(mc.ok("worktree", "list").out()).contains("main-developer");
            assertThat(mc.ok("peek", "tester").out()).contains("Done.");
            mc.ok("stop", "--yes");
            assertThat(mc.agents()).isEmpty();
            assertThat(project.usersThings()).isEqualTo(before);
            assertThat(mc.ok("status", "--json").json().path("missions")).isEmpty();
        }
    }

    private static void hasTheContract(JsonNode status) {
        assertThat(names(status.path("daemon"))).contains("pid", "version", "startedAt");
        assertThat(status.path("daemon").path("pid").isIntegralNumber()).isTrue();
        for (JsonNode mission : status.path("missions")) {
            assertThat(names(mission)).containsAll(MISSION_KEYS);
            for (String key : MISSION_KEYS.subList(0, MISSION_KEYS.size() - 1)) {
                assertThat(mission.path(key).isTextual()).as(key).isTrue();
            }
            for (JsonNode agent : mission.path("agents")) {
                assertThat(names(agent)).containsAll(AGENT_KEYS);
                for (String key : AGENT_KEYS) {
                    assertThat(key.equals("pid") ? agent.path(key).isIntegralNumber() : agent.path(key).isTextual()).as(key + " of " + agent).isTrue();
                }
                assertThat(java.time.Instant.parse(agent.path("lastCommitAt").asText())).isAfter(java.time.Instant.parse(mission.path("createdAt").asText()).minusSeconds(1));
            }
        }
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Each window holds the program itself, under the names mc tells. */
    private static void panesAreTheAgents(McRun mc, JsonNode mission) {
        List<String> windows = mc.tmux("list-windows", "-t", mission.path("tmuxSession").asText(), "-F", "#{window_index} #{window_name}").stdout().lines().toList();
        assertThat(windows).hasSize(ROLES.size());
        assertThat(windows.get(0)).isEqualTo("0 Orchestrator");
        for (JsonNode agent : mission.path("agents")) {
            String[] pane = mc.tmux("display-message", "-p", "-t", agent.path("paneId").asText(), "#{pane_pid} #{window_id} #{window_name}").stdout().strip().split(" ", 3);
            assertThat(pane[0]).isEqualTo(agent.path("pid").asText());
            assertThat(pane[1]).isEqualTo(agent.path("windowId").asText());
            assertThat(pane[2]).isEqualTo(agent.path("window").asText());
            assertThat(McRun.commandLine(agent.path("pid").asLong())).contains("mc.demo.DemoAgent").contains(agent.path("conversation").asText());
        }
        assertThat(mc.agents()).hasSize(ROLES.size());
    }

    private static void worktreesHoldTheWork(TestRepo project, JsonNode mission) {
        for (JsonNode agent : mission.path("agents")) {
            String role = agent.path("role").asText();
            Path worktree = Path.of(agent.path("worktree").asText());
            assertThat(worktree.resolve("work of " + role + ".txt")).hasContent(role);
            assertThat(project.runIn(worktree, "branch", "--show-current")).isEqualTo(agent.path("branch").asText()).startsWith("main-");
            assertThat(project.run("log", "--format=%s", "main.." + agent.path("branch").asText())).isEqualTo("Work of " + role);
        }
    }

    @Test
    void untilTheUserSaysYesNothingIsChanged() throws IOException {
        try (McRun mc = new McRun()) {
            TestRepo project = furnished(mc);
            mc.ok("daemon", "start");
            Map<String, String> everything = TestRepo.fingerprint(project.dir(), Set.of());
            Map<String, String> registry = TestRepo.fingerprint(mc.home().registry(), Set.of());
            Path spec = mc.spec();

            assertThat(mc.orchestrate(project, spec, "", "--dry-run").run().exits(0).out()).contains("developer", "main-developer", "This was a dry run; nothing was changed.");
            JsonNode proposal = mc.orchestrate(project, spec, "", "--dry-run", "--json").run().exits(0).json();
            assertThat(proposal.path("team")).isNotEmpty().allMatch(seat -> !seat.path("why").asText().isEmpty());
            assertThat(mc.orchestrate(project, spec, "").run().exits(2).err()).contains("There is no terminal to ask on", "--yes");
            McRun.Run no = mc.orchestrate(project, spec, "").answered("n\n").run().exits(5);
            assertThat(no.out()).contains("[y/N]");
            assertThat(no.err()).contains("Nothing was started.");
            mc.orchestrate(project, spec, "").answered("").run().exits(5);

            assertThat(TestRepo.fingerprint(project.dir(), Set.of())).isEqualTo(everything);
            assertThat(TestRepo.fingerprint(mc.home().registry(), Set.of())).isEqualTo(registry);
            assertThat(mc.tmux("list-sessions").ok()).isFalse();
            assertThat(mc.ok("status", "--json").json().path("missions")).isEmpty();
        }
    }

    @Test
    void theSameCommandCarriesOnAndStartsOnlyWhatIsMissing() {
        try (McRun mc = new McRun()) {
            TestRepo project = mc.project("app");
            Path spec = mc.spec();
            String script = "who tester\nexit-at-once 3\nwho .*\nonce .\n  say Hello.\n";
            String[] more = {"--roles", "orchestrator,developer,tester", "--yes", "--json"};
            JsonNode first = mc.orchestrate(project, spec, script, more).run().exits(4).json();
            ProcessId developer = ProcessId.of(McRun.agent(first, "developer").path("pid").asLong()).orElseThrow();
            assertThat(McRun.agent(first, "tester").path("state").asText()).isEqualTo("exited");

            JsonNode again = mc.orchestrate(project, spec, script, more).run().exits(4).json();
            assertThat(again.path("id").asText()).isEqualTo(first.path("id").asText());
            assertThat(McRun.agent(again, "developer").path("pid").asLong()).isEqualTo(developer.pid());
            assertThat(developer.isAlive()).isTrue();
            assertThat(mc.agents()).hasSize(2);
            assertThat(mc.events("AgentLaunched").stream().map(e -> e.path("agent").asText())).containsExactly("app-1-orchestrator", "app-1-developer", "app-1-tester", "app-1-tester");
            assertThat(mc.orchestrate(project, mc.file("other.md", "Another thing."), script, more).run().exits(5).err()).contains("app-1 is already starting", "mc stop --mission app-1");
            assertThat(Repository.inspect(project.git()).branch()).contains("main");
            mc.ok("stop", "--yes");
        }
    }
}
