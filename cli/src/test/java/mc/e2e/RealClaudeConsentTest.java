package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import mc.e2e.ClaudeMission.Ran;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program's questions are the user's: mc names them, answers none, and goes on when they are answered. Set MC_TEST_CLAUDE to run it. */
@Tag("claude")
class RealClaudeConsentTest {

    private static final String[] TWO = {"--roles", "orchestrator,developer", "--no-pm", "--planner", "offline"};

    @TempDir
    Path dir;

    private ClaudeMission mission;

    @BeforeEach
    void prepare() {
        mission = new ClaudeMission(dir);
    }

    @AfterEach
    void end() {
        if (mission != null) {
            mission.close();
        }
    }

    @Test
    void withoutTrustEachAgentWaitsUntilAPersonSaysYes() {
        mission.home.apiKey();
        Ran ran = mission.orchestrate(TWO);
        assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(4);
        assertThat(ran.out()).contains("2 of 2 have not started their first turn", "orchestrator is waiting: folder trust", "choose \"Yes, I trust this folder\" in the agent's window", "mc orchestrate --trust");
        assertThat(mission.agents()).hasSize(2).allMatch(a -> a.path("state").asText().equals("waiting") && a.path("reason").asText().startsWith("folder trust") && !a.path("briefed").asBoolean());
        for (String role : new String[] {"orchestrator", "developer"}) {
            assertThat(mission.person(role).screen()).as("nothing was typed").contains("❯ No, exit");
        }

        ClaudePerson person = mission.person("developer");
        person.press("Down");
        person.awaitScreen("❯ Yes, I trust this folder");
        person.press("Enter");
        mission.awaitAgent("developer", "briefed", a -> a.path("briefed").asBoolean());
        assertThat(mission.agent("orchestrator").path("state").asText()).isEqualTo("waiting");
        long pid = mission.agent("developer").path("pid").asLong();

        Ran again = mission.orchestrate(TWO);
        assertThat(again.code()).as("without a new yes: " + again.out() + again.err()).isEqualTo(4);
        assertThat(mission.person("orchestrator").screen()).contains("❯ No, exit");

        Ran withTrust = mission.mc("orchestrate", "--project", mission.project.toString(), "--spec", mission.spec.toString(), "--yes", "--trust", "--planner", "offline");
        assertThat(withTrust.code()).as(withTrust.out() + withTrust.err()).isZero();
        assertThat(mission.agents()).hasSize(2).allMatch(a -> a.path("briefed").asBoolean());
        assertThat(mission.agent("developer").path("pid").asLong()).as("the one at work was left alone").isEqualTo(pid);
        assertThat(mission.status().path("missions")).hasSize(1);
    }

    @Test
    void aNoEndsTheProgramAndAYesThatIsRecordedIsNotAskedForAgain() {
        String[] one = {"--roles", "orchestrator", "--no-pm", "--planner", "offline"};
        mission.home.apiKey();
        assertThat(mission.orchestrate(one).code()).isEqualTo(4);
        mission.person("orchestrator").press("Enter"); // "No, exit"
        JsonNode agent = mission.awaitState("orchestrator", "exited");
        assertThat(agent.path("reason").asText()).contains("its program ended");
        int asked = mission.events("DialogSeen").size();

        Ran trusted = mission.mc("orchestrate", "--project", mission.project.toString(), "--spec", mission.spec.toString(), "--yes", "--trust", "--planner", "offline");
        assertThat(trusted.code()).as(trusted.out() + trusted.err()).isZero();
        assertThat(mission.mc("stop", "--yes").code()).isZero();
        mission.forgetClaudesAnswers(); // as after a new installation: mc still knows the user's yes
        Ran second = mission.orchestrate(one);
        assertThat(second.code()).as(second.out() + second.err()).isZero();
        assertThat(second.out()).doesNotContain("agents will stop at its question");
        assertThat(mission.events("DialogSeen")).hasSize(asked);
    }

    @Test
    void anApiKeyIsAskedAbout() {
        mission.home.trusting(mission.project).unapprovedKey();
        Ran ran = mission.orchestrate("--roles", "orchestrator", "--no-pm", "--planner", "offline");
        assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(4);
        assertThat(ran.out()).contains("orchestrator is waiting: API key approval", "claude API key: Claude Code will ask");
        ClaudePerson person = mission.person("orchestrator");
        assertThat(person.screen()).as("nothing was typed").contains("❯ No (recommended)");
        person.press("Up");
        person.awaitScreen("❯ Yes");
        person.press("Enter");
        mission.awaitAgent("orchestrator", "briefed", a -> a.path("briefed").asBoolean());
    }
}
