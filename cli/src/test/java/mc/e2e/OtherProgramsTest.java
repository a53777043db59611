package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mc.process.OwnJvm;
import mc.process.ProcessId;
import mc.testing.TestRepo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Programs that mc knows by a manifest alone, in one team with one that has hooks. The demo agent plays them: it is started without
 * the settings that would make it report anything.
 */
@Execution(ExecutionMode.CONCURRENT)
class OtherProgramsTest {

    private static final String SCRIPT = """
            when long work
              run until test -e GO; do sleep 0.1; done
              say Worked.
            when please ask for it
              ask true
              say Asked.
            when to the limit
              limit 2h
            when leave now
              exit 3
            """;
    private static final String SCREENS = """
            dialogs:
              - label: a question
                answer: Answer it.
                all: ['^ Do you want to proceed\\?$']
            busy: ['^[·✢✳✻✽] Working… \\(\\d+s']
            prompt: '^─{5,}[^\\n]*\\n❯ ?(?<draft>[^\\n]*(?:\\n(?!─)[^\\n]*)*)\\n─{5,}$'
            limits: ["^.*You've hit your [^\\\\n]*resets (?<until>[^\\\\n]*)$"]
            """;

    /** A manifest named {@code kind}, of a program that takes these arguments besides. */
    private static void describe(McRun mc, String kind, Path script, String... more) throws IOException {
        List<String> argv = Stream.of(OwnJvm.command("demo", List.of("-Xmx32m"), "mc.demo.DemoAgent").stream(),
                Stream.of("--session-id", "{conversation}", "--name", "{title}", "--script", script.toString()), Stream.of(more)).flatMap(s -> s).toList();
        String manifest = SCREENS + "launch:\n  queues: true\n  argv:\n" + argv.stream().map(a -> "    - " + (a.startsWith("[") ? a : "'" + a + "'") + "\n").collect(Collectors.joining());
        Files.writeString(Files.createDirectories(mc.home().templates().resolve("agents")).resolve(kind + ".yaml"), manifest);
    }

    private static McRun.Call orchestrate(McRun mc, TestRepo project, String agents, String... more) {
        List<String> args = new ArrayList<>(List.of("orchestrate", "--project", project.dir().toString(), "--spec", mc.spec().toString(), "--roles", "orchestrator,developer,tester", "--yes", "--json", "--agent", agents));
        args.addAll(List.of(more));
        return mc.call(args.toArray(String[]::new));
    }

    @Test
    void theScreenAloneTellsWhatTheyDo() throws IOException {
        try (McRun mc = new McRun()) {
            TestRepo project = mc.project("app");
            Path script = mc.file("other.script", SCRIPT);
            describe(mc, "prompted", script, "[--model, '{model}']", "--", "{prompt}");
            describe(mc, "typed", script);
            assertThat(orchestrate(mc, project, "prompted,devops=demo").run().exits(2).err()).contains("devops, which is not in this team");

            JsonNode mission = orchestrate(mc, project, "prompted,dev=typed,tester=demo", "--permission-mode", "demo=bypassPermissions").run().exits(0).json();
            assertThat(McRun.agent(mission, "orchestrator").path("adapter").asText()).isEqualTo("prompted");
            assertThat(McRun.agent(mission, "developer").path("adapter").asText()).isEqualTo("typed");
            assertThat(McRun.agent(mission, "tester").path("adapter").asText()).isEqualTo("demo");
            assertThat(mission.path("permissionMode").asText()).isEqualTo("demo=bypassPermissions,prompted=default,typed=default");
            assertThat(mission.path("status").asText()).as("each first turn was seen").isEqualTo("running");
            assertThat(mc.ok("status").out()).contains("PROGRAM");
            assertThat(mc.events("PromptSeen")).as("by the screen").isNotEmpty();

            awaitState(mc, "developer", "ready");
            JsonNode receipt = mc.ok("send", "developer", "--json", "--wait", "20s", "now some long work").json();
            assertThat(receipt.path("status").asText()).as("its turn runs").isEqualTo("submitted");
            assertThat(receipt.path("reason").asText()).contains("screen");
            JsonNode working = awaitState(mc, "developer", "working");
            assertThat(working.path("source").asText()).isEqualTo("screen");
            Files.createFile(Path.of(working.path("worktree").asText()).resolve("GO"));
            awaitState(mc, "developer", "ready");
            String read = receipt.path("id").asText();
            assertThat(mc.ok("receipt", read, "--wait", "read", "--timeout", "1m").out()).contains("read (its screen shows that the turn is over; nothing else tells how it ended)");

            awaitState(mc, "orchestrator", "ready");
            String asked = mc.run("send", "orchestrator", "--wait", "1s", "--json", "please ask for it").json().path("id").asText();
            assertThat(awaitState(mc, "orchestrator", "waiting").path("reason").asText()).isEqualTo("a question (Answer it.)");
            mc.tmux("send-keys", "-t", mc.agent("orchestrator").path("paneId").asText(), "1");
            awaitState(mc, "orchestrator", "ready");
            McRun.until("the question is proven once the input line is back", () -> mc.events("MessageSubmitted").stream().anyMatch(e -> e.path("data").path("message").asText().equals(asked) || e.path("message").asText().equals(asked)));

            mc.ok("send", "developer", "on to the limit");
            assertThat(awaitState(mc, "developer", "limited").path("reason").asText()).contains("usage limit: ", "5-hour limit");
            assertThat(Instant.parse(mc.agent("developer").path("limitedUntil").asText())).as("as it is printed").isBetween(Instant.now().plusSeconds(6_000), Instant.now().plusSeconds(7_300));
            assertThat(mc.run("send", "developer", "--json", "--wait", "1s", "and on").exits(4).json().path("status").asText()).isEqualTo("held");

            ProcessId program = ProcessId.of(mc.agent("orchestrator").path("pid").asLong()).orElseThrow();
            mc.run("send", "orchestrator", "--wait", "1s", "leave now");
            assertThat(awaitState(mc, "orchestrator", "exited").path("reason").asText()).contains("exit code 3");
            assertThat(program.isAlive()).isFalse();
            mc.ok("stop", "--yes");
        }
    }

    private static JsonNode awaitState(McRun mc, String role, String state) {
        McRun.until(role + " is " + state, () -> mc.agent(role).path("state").asText().equals(state));
        return mc.agent(role);
    }
}
