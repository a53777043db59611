package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import mc.process.ProcessId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** An agent that crashes comes back by itself, unless somebody ended it or it keeps crashing. */
@Execution(ExecutionMode.CONCURRENT)
class AutomaticRestartTest {

    private static final String SCRIPT = """
            who tester
            when go on with your work
              crash 9
            when .
              say Hello.
            who .*
            when .
              say Hello.
            """;

    private static ProcessId process(McRun mc, String role) {
        return ProcessId.of(mc.agent(role).path("pid").asLong()).orElseThrow(() -> new AssertionError(role + " does not run: " + mc.agent(role)));
    }

    private static boolean isReady(McRun mc, String role) {
        JsonNode agent = mc.agent(role);
        return agent.path("state").asText().equals("ready") && agent.path("briefed").asBoolean();
    }

    private static long restarts(McRun mc, String role) {
        return mc.events("AgentRestarting").stream().filter(e -> e.path("agent").asText().equals("app-1-" + role)).count();
    }

    @Test
    void whoCrashesComesBackUnlessItIsLeftDown() {
        try (McRun mc = new McRun()) {
            mc.orchestrate(mc.project("app"), mc.spec(), SCRIPT, "--roles", "orchestrator,developer,tester,devops", "--yes").run().exits(0);
            McRun.until("the team rests", () -> isReady(mc, "developer") && isReady(mc, "tester") && isReady(mc, "devops"));
            String conversation = mc.agent("developer").path("conversation").asText();

            ProcessId developer = process(mc, "developer");
            mc.killDaemon(); // what happens meanwhile is found by the next one
            developer.kill();
            mc.ok("daemon", "start");
            McRun.until("the developer is back", () -> restarts(mc, "developer") == 1 && isReady(mc, "developer"));
            assertThat(mc.agent("developer").path("conversation").asText()).isEqualTo(conversation);

            // asked for: it told the program to end, or closed its window
            mc.tmux("send-keys", "-t", mc.agent("devops").path("paneId").asText(), "/exit", "Enter");
            McRun.until("it has left", () -> mc.agent("devops").path("state").asText().equals("exited"));
            mc.tmux("kill-window", "-t", mc.agent("orchestrator").path("windowId").asText());
            McRun.until("its window is gone", () -> mc.agent("orchestrator").path("state").asText().equals("lost"));

            process(mc, "tester").kill();
            McRun.until("it is given up", () -> mc.agent("tester").path("reason").asText().startsWith("stays down after 3 restart(s) within 10 minutes; when its cause is mended: mc resume --role tester"));
            assertThat(restarts(mc, "tester")).isEqualTo(3);
            assertThat(mc.events("AgentLeftDown")).hasSize(1);
            assertThat(mc.agent("tester").path("state").asText()).isEqualTo("exited");
            assertThat(restarts(mc, "devops") + restarts(mc, "orchestrator")).isZero();
            assertThat(mc.agents()).as("the developer alone").hasSize(1);
            mc.ok("stop", "--yes");
        }
    }
}
