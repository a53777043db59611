package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import mc.Home;
import mc.testing.TestRepo;
import mc.text.Templates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code mc agent check}, with the demo agent in the part of a program that has changed its screen. */
@Execution(ExecutionMode.CONCURRENT)
class AgentCheckTest {

    @Test
    void everySignalIsTriedAndTheChangedOneNamed() throws IOException {
        try (McRun mc = new McRun()) {
            Path home = Path.of(mc.env().get("HOME"));
            Path manifest = Files.createDirectories(mc.home().templates().resolve("agents")).resolve("demo.yaml");
            Files.writeString(manifest, new Templates(new Home(home)).required("agents/demo.yaml").replace("Working…", "Thinking…"));
            var before = TestRepo.fingerprint(home, java.util.Set.of());

            JsonNode result = mc.run("agent", "check", "demo", "--wait", "10s", "--json").exits(1).json();
            assertThat(StreamSupport.stream(result.path("signals").spliterator(), false).filter(s -> !s.path("verdict").asText().equals("works")))
                    .singleElement().satisfies(changed -> {
                        assertThat(changed.path("signal").asText()).isEqualTo("screen: a running turn");
                        assertThat(changed.path("verdict").asText()).isEqualTo("changed");
                        assertThat(changed.path("without").asText()).isNotEmpty();
                        assertThat(changed.path("remedy").asText()).contains("MC_HOME/templates/agents/demo.yaml", "'busy'");
                    });
            assertThat(result.path("signals").size()).isGreaterThan(14);
            assertThat(TestRepo.fingerprint(home, java.util.Set.of())).as("nothing of the user's is touched").isEqualTo(before);
            assertThat(mc.daemon()).as("it needs no daemon").isEmpty();
        }
    }

    @Test
    void aProgramThatIsMissingIsNamed() {
        try (McRun mc = new McRun()) {
            assertThat(mc.call("agent", "check", "claude").with("PATH", "/usr/bin:/bin").run().exits(6).err()).contains("'claude' is not in the agents' PATH", "npm install");
            mc.run("agent", "check", "no-such-program").exits(2);
        }
    }
}
