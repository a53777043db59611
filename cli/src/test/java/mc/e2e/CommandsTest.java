package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import mc.testing.TestRepo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands around a mission while there is none, their help, and the catalogues. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandsTest {

    private final McRun mc = new McRun();

    @AfterAll
    void end() {
        mc.close();
    }

    @Test
    void withoutAMissionEachSaysSo() {
        assertThat(mc.ok("status").out()).contains("No mission is running.", "mc orchestrate", "mc demo");
        assertThat(mc.ok("status", "--json").json().path("missions")).isEmpty();
        assertThat(mc.ok("worktree", "list").out()).contains("No mission is running");
        assertThat(mc.ok("stop").out()).contains("No mission is running.");
        assertThat(mc.ok("stop", "--json").json().path("missions")).isEmpty();
        assertThat(mc.ok("recover").out()).contains("Nothing is preserved");
        for (List<String> command : List.of(List.of("send", "developer", "x"), List.of("peek", "developer"), List.of("attach"), List.of("plan", "show"))) {
            McRun.Run run = mc.call(command.toArray(String[]::new)).here().exits(3);
            assertThat(run.err()).contains("No mission is running.", "mc orchestrate");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"orchestrate", "demo", "status", "send", "attach", "peek", "stop", "recover", "doctor", "daemon", "events", "audit", "compliance", "worktree", "plan", "role", "team", "completion"})
    void eachHasHelpInWholeSentences(String command) {
        McRun.Run help = mc.call(command, "--help").here().exits(0);
        assertThat(help.err()).isEmpty();
        assertThat(help.out()).startsWith(command.equals("orchestrate") ? "Turns a spec" : "Usage: mc " + command).doesNotContain("null", "<ROLE", "<project");
        assertThat(help.out().lines()).allMatch(line -> line.length() <= 100);
        McRun.Run wrong = mc.call(command, "--no-such-option").here().exits(2);
        assertThat(wrong.err()).startsWith("mc: ").contains("mc " + command + " --help");
        assertThat(mc.call("--help").here().exits(0).out()).contains("  " + command);
    }

    @Test
    void anAgentsDemoLeavesNoProjectBehind() {
        Path place = mc.root().resolve("sample");
        assertThat(mc.call("demo", "--dir", place.toString()).with("MC_TOKEN", "0".repeat(64)).here().exits(5).err()).contains("may not start a mission");
        assertThat(place).doesNotExist();
    }

    @Test
    void aDayToComeIsNoDayToAskAbout() {
        for (String[] command : new String[][] {{"audit", "--since", "2999-01-01"}, {"compliance", "report", "--since", "2999-01-01"}, {"compliance", "analyze", "--date", "2999-01-01"}}) {
            assertThat(mc.call(command).here().exits(2).err()).contains("2999-01-01 has not come yet");
        }
        assertThat(mc.ok("audit", "--kind", "MessageRefused").out()).contains("Nothing in the log fits.");
    }

    @Test
    void whatIsNoCommand() {
        assertThat(mc.call("statsu").here().exits(2).err()).contains("There is no command statsu. Did you mean status", "mc --help");
        assertThat(mc.call().here().exits(0).out()).contains("  orchestrate   Turns a spec", "Upkeep\n  doctor ", "Exit codes");
        assertThat(mc.call("git").here().exits(2).err()).contains("mc git needs a further word: status, health, risk, starting-branch.", "mc git --help");
        assertThat(mc.call("\u001b[31mx\u202e").here().exits(2).err()).doesNotContain("\u001b", "\u202e");
    }

    @Test
    void rolesAndTeamsExplainThemselves() {
        assertThat(mc.ok("role", "list", "--json").json().path("roles").size()).isGreaterThanOrEqualTo(15);
        assertThat(mc.ok("role", "list").out()).contains("orchestrator", "securityops");
        assertThat(mc.call("role", "show", "tester").here().exits(0).out()).contains("purpose", "mc send");
        assertThat(mc.call("role", "show", "tester", "--json").here().exits(0).json().path("id").asText()).isEqualTo("tester");
        assertThat(mc.call("role", "show", "testr").here().exits(2).err()).contains("There is no role \"testr\"", "tester");
        assertThat(mc.ok("team", "list", "--json").json().path("teams")).isNotEmpty();
        assertThat(mc.call("team", "list").here().exits(0).out()).contains("web_application", "data_pipeline");
        assertThat(mc.call("team", "show", "web_application").here().exits(0).out()).contains("developer");
        TestRepo project = mc.project("shop");
        project.write("package.json", "{\"dependencies\":{\"react\":\"18\",\"express\":\"4\"}}");
        McRun.Run explained = mc.call("team", "detect", "--project", project.dir().toString(), "--explain").here().exits(0);
        assertThat(explained.out()).contains("web_application", "package.json", "WEIGHT");
        assertThat(mc.call("team", "detect", "--project", project.dir().toString(), "--json").here().exits(0).json().path("signals")).isNotEmpty();
    }
}
