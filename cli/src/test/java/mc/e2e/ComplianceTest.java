package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;
import mc.text.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A rule is broken by an agent of a running team: the orchestrator agent is told, people see it, and it is closed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ComplianceTest {

    private static final String SCRIPT = """
            who documentation_writer
            when ask the tester
              run mc send tester Which cases are there? --wait 0
            when say it to the orchestrator
              run mc send orchestrator I need the cases. --wait 0
            when close it yourself
              run mc compliance resolve v-abcdefgh Done > refused 2>&1; mc monitor stop >> refused 2>&1; mc compliance violations --json > seen
            when .
              say Hello.
            who .*
            when .
              say I heard: {prompt}
            """;

    private final McRun mc = new McRun();

    @BeforeAll
    void start() {
        mc.orchestrate(mc.project("app"), mc.spec(), SCRIPT, "--roles", "orchestrator,documentation_writer,tester,developer", "--plan", "max20", "--yes").run().exits(0);
        rests();
    }

    @AfterAll
    void end() {
        mc.close();
    }

    private void rests() {
        McRun.until("the team rests", () -> StreamSupport.stream(mc.mission().path("agents").spliterator(), false).allMatch(a -> a.path("state").asText().equals("ready")));
    }

    private List<JsonNode> violations(String... more) {
        List<String> args = new java.util.ArrayList<>(List.of("compliance", "violations", "--jsonl"));
        args.addAll(List.of(more));
        return mc.call(args.toArray(String[]::new)).here().exits(0).out().lines().map(Json::parse).toList();
    }

    @Test
    void aForbiddenWayIsFlaggedToldShownAndClosed() throws Exception {
        mc.ok("compliance", "check", "--fail-on", "low");
        mc.ok("send", "documentation_writer", "ask the tester");
        McRun.until("it is found", () -> !violations().isEmpty());
        JsonNode found = violations("--rule", "comm.hub").get(0);
        assertThat(found.path("role").asText()).isEqualTo("documentation_writer");
        assertThat(found.path("seen").asText()).contains("documentation_writer to tester", "Which cases are there?");
        assertThat(found.path("remedy").asText()).contains("mc send orchestrator");

        String id = found.path("id").asText();
        McRun.until("the orchestrator agent got the alert", () -> mc.events("AgentSignalled").stream().anyMatch(e -> e.path("agent").asText().endsWith("-orchestrator") && e.path("signal").path("text").asText().contains(id)));
        assertThat(mc.events("ViolationsTold")).singleElement().satisfies(e -> assertThat(e.path("violations").toString()).contains(id));

        JsonNode status = mc.mission();
        assertThat(status.path("violations").path("medium").asInt()).isEqualTo(1);
        assertThat(McRun.agent(status, "documentation_writer").path("violations").asInt()).isEqualTo(1);
        assertThat(mc.call("status").here().out()).contains("broken rules: 1 medium", "BROKEN", "1 case");
        assertThat(mc.call("dashboard").here().exits(0).out()).contains("1 case", "SENT/H", "orchestrator");
        assertThat(mc.call("compliance", "check", "--fail-on", "medium").here().exits(1).out()).contains(id);
        mc.call("compliance", "check").here().exits(0);
        assertThat(mc.call("compliance", "report").here().exits(0).out()).contains("Open: 1 medium", "LAPSED", id);
        assertThat(mc.call("compliance", "analyze", "--json").here().exits(0).json().path("analysis").path("rules").toString()).contains("comm.hub");
        assertThat(mc.events("ComplianceAnalysed")).hasSize(1);

        agentsMayLookAndNoMore();
        watchingIsSwitched();

        mc.ok("send", "documentation_writer", "say it to the orchestrator");
        McRun.until("it is closed by itself", () -> violations().isEmpty());
        assertThat(violations("--all").get(0).path("resolution").asText()).contains("told orchestrator in m-");
        mc.call("compliance", "resolve", id, "again").here().exits(5);
        mc.ok("send", "documentation_writer", "ask the tester");
        McRun.until("it is found anew", () -> !violations().isEmpty());
        assertThat(mc.ok("compliance", "resolve", violations().get(0).path("id").asText(), "They", "may").out()).contains("found anew");
        assertThat(violations()).isEmpty();
        assertThat(violations("--all", "--limit", "1").get(0).path("resolution").asText()).isEqualTo("They may");
    }

    private void agentsMayLookAndNoMore() throws Exception {
        java.nio.file.Path worktree = java.nio.file.Path.of(mc.agent("documentation_writer").path("worktree").asText());
        mc.ok("send", "documentation_writer", "close it yourself");
        McRun.until("it has tried", () -> java.nio.file.Files.exists(worktree.resolve("seen")) && !java.nio.file.Files.readString(worktree.resolve("seen")).isEmpty());
        assertThat(java.nio.file.Files.readString(worktree.resolve("refused"))).contains("documentation_writer may not close a violation", "documentation_writer may not switch the watching of rules");
        assertThat(java.nio.file.Files.readString(worktree.resolve("seen"))).contains("comm.hub");
    }

    private void watchingIsSwitched() {
        mc.ok("monitor", "stop");
        assertThat(mc.call("status").here().out()).contains("rules are not watched");
        assertThat(mc.call("health", "--subsystem", "rules").here().exits(0).out()).contains("attention", "not watched for app-1", "mc monitor start --mission app-1");
        assertThat(mc.call("compliance", "check", "--fail-on", "critical").here().exits(1).out()).contains("are not watched");
        assertThat(mc.call("compliance", "check", "--json").here().exits(1).json().path("watched").asBoolean(true)).isFalse();
        assertThat(mc.call("compliance", "violations", "--role", "tester").here().exits(0).out()).contains("are not watched", "No broken rule by tester is open.");
        mc.killDaemon();
        assertThat(mc.ok("monitor", "status").out()).contains("are not watched");
        assertThat(mc.ok("monitor", "start").out()).contains("are watched", "Open: 1 medium");
    }

    @Test
    void rulesAboutPushesSleepWithoutARemote() {
        assertThat(mc.ok("compliance", "rules").out().lines().filter(line -> line.contains("asleep: no remote"))).extracting(line -> line.strip().split(" ")[0]).containsExactly("git.push", "git.upstream", "git.announce");
    }

    @Test
    void wrongUseIsSaid() {
        assertThat(mc.call("compliance", "violations", "--date", "yesterday").here().exits(2).err()).contains("no date");
        for (String limit : List.of("0", "-1", "10001")) {
            assertThat(mc.call("compliance", "violations", "--limit", limit).here().exits(2).err()).contains("from 1 to 10000");
        }
        assertThat(mc.call("compliance", "violations", "--open", "--all").here().exits(2).err()).contains("contradict");
        assertThat(mc.call("compliance", "violations", "--json", "--jsonl").here().exits(2).err()).contains("give one of them");
        assertThat(mc.call("compliance", "violations", "--severity", "awful").here().exits(2).err()).contains("no severity");
        assertThat(mc.call("compliance", "violations", "--rule", "comm.hubs").here().exits(2).err()).contains("no rule comm.hubs", "Did you mean comm.hub?");
        assertThat(mc.call("compliance", "check", "--fail-on", "awful").here().exits(2).err()).contains("no severity");
        assertThat(mc.call("compliance", "violations", "--role", "astronaut").here().exits(3).err()).contains("no astronaut");
        assertThat(mc.call("compliance", "resolve", "v-nothing1", "x").here().exits(3).err()).contains("no violation");
        assertThat(mc.call("dashboard", "--watch").here().exits(2).err()).contains("terminal");
    }
}
