package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import mc.process.ProcessId;
import mc.testing.TestRepo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Agents that do not start as they should: each is named with its state and the reason, and holds up nobody else. */
@Execution(ExecutionMode.CONCURRENT)
class StuckAgentsTest {

    private static final String EACH_IN_ITS_WAY = """
            who developer
            trust-dialog
            who tester
            exit-at-once 7
            who devops
            once .
              say That was it.
              crash 9
            who researcher
            never-ready
            who testrunner
            start-delay 2s
            who .*
            once .
              say Hello.
            """;

    private static McRun.Run orchestrate(McRun mc, TestRepo project, Path spec, String timeout) {
        return mc.orchestrate(project, spec, EACH_IN_ITS_WAY, "--roles", "orchestrator,developer,tester,devops,researcher,testrunner", "--plan", "max20", "--yes", "--timeout", timeout).run();
    }

    @Test
    void eachIsNamedAndTheOthersWork() throws IOException {
        try (McRun mc = new McRun()) {
            Files.createDirectories(mc.home().root());
            Files.writeString(mc.home().config(), "restart: {auto: false}\n"); // or the one that crashes would be starting again when the time is over
            TestRepo project = mc.project("app");
            Path spec = mc.spec();
            McRun.Run run = orchestrate(mc, project, spec, "25s").exits(4);
            assertThat(run.out()).contains("3 of 6 have not started their first turn:", "developer is waiting: ", "trust", "tester is exited: its program ended", "researcher is starting: ", "The mission stays up",
                    "mc attach developer");
            JsonNode mission = mc.mission();
            assertThat(mission.path("status").asText()).isEqualTo("starting");
            assertThat(state(mission, "developer")).isEqualTo("waiting");
            assertThat(McRun.agent(mission, "developer").path("reason").asText()).containsIgnoringCase("trust");
            assertThat(state(mission, "orchestrator")).isEqualTo("ready");
            assertThat(state(mission, "testrunner")).isEqualTo("ready");
            McRun.until("the crash is known", () -> state(mc.mission(), "devops").equals("exited"));
            assertThat(mc.agent("devops").path("reason").asText()).contains("its program ended");
            assertThat(mc.run("send", "developer", "--wait", "0", "Do you hear me?").exits(0).out()).contains("for developer");
            McRun.until("the message waits for the dialog", () -> !mc.events("MessageHeld").isEmpty());
            assertThat(mc.events("MessageTyping")).isEmpty();

            String pane = mc.agent("developer").path("paneId").asText();
            mc.tmux("send-keys", "-t", pane, "Down");
            mc.tmux("send-keys", "-t", pane, "Enter");
            McRun.until("the answered agent has its briefing, and the message that waited", () -> mc.events("MessageSubmitted").size() == 1);
            assertThat(mc.agent("developer").path("briefed").asBoolean()).isTrue();

            ProcessId orchestrator = ProcessId.of(mc.agent("orchestrator").path("pid").asLong()).orElseThrow();
            orchestrate(mc, project, spec, "3s").exits(4);
            McRun.until("who had ended is started again", () -> mc.events("AgentLaunched").stream().map(e -> e.path("agent").asText()).filter("app-1-tester"::equals).count() == 2);
            assertThat(orchestrator.isAlive()).isTrue();
            assertThat(mc.agents()).as("orchestrator, developer, researcher and testrunner, each once").hasSize(4);
            mc.ok("stop", "--yes");
        }
    }

    @Test
    void withTheUsersWordNobodyAsksForTrust() {
        try (McRun mc = new McRun()) {
            TestRepo project = mc.project("app");
            String script = "trust-dialog\nonce .\n  say Hello.\n";
            mc.orchestrate(project, mc.spec(), script, "--roles", "orchestrator,developer", "--yes", "--trust").run().exits(0);
            assertThat(mc.ok("events").out()).contains("MissionUnderWay").doesNotContain("DialogSeen");
            mc.ok("stop", "--yes");
            mc.orchestrate(project, mc.spec(), script, "--roles", "orchestrator,developer", "--yes").run().exits(0);
            mc.ok("stop", "--yes");
        }
    }

    private static String state(JsonNode mission, String role) {
        return McRun.agent(mission, role).path("state").asText();
    }
}
