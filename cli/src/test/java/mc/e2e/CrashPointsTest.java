package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The daemon dies four times in the life of a mission, at the points that are hardest to come back from; {@code scripts/torture} tries all. */
@Execution(ExecutionMode.CONCURRENT)
class CrashPointsTest {

    @ParameterizedTest
    @CsvSource({
        "before:AgentLaunched, after:MessageTyping, after:AgentRestarting, before:WorkPreserved",
        "before:SessionCreated, before:MessageTyped, before:AgentLaunched, before:WorktreeRemoved",
        "before:WorktreeReady, before:MessageSubmitted, before:HistorySaved, after:MissionStopping",
    })
    void aLifeWithFourDeaths(String starting, String sending, String resuming, String stopping) throws IOException, InterruptedException {
        try (CrashLife life = new CrashLife()) {
            assertThat(life.start(starting)).as(starting).isTrue();
            assertThat(life.send(sending)).as(sending).isTrue();
            assertThat(life.resume(resuming)).as(resuming).isTrue();
            assertThat(life.stop(stopping)).as(stopping).isTrue();
        }
    }

    @Test
    void anUrgentMessageIsNeitherLostNorDeliveredTwice() throws IOException {
        try (CrashLife life = new CrashLife()) {
            life.start("");
            for (String point : List.of("before:MessageOffered", "after:MessageOffered", "before:MessageSubmitted")) {
                assertThat(life.interject(point)).as(point).isTrue();
            }
            life.interject("before:MessageTyped"); // it lives when the transcript is read before the hook's report
        }
    }

    @Test
    void anAgentEndsTwiceAndComesBack() throws IOException {
        try (CrashLife life = new CrashLife()) {
            life.start("");
            int round = 0;
            for (String point : List.of("before:WorktreeRemoved", "before:AgentEnded")) {
                assertThat(life.endOne(point, ++round)).as(point).isTrue();
            }
        }
    }

    @Test
    void whatTheTeamAgreesOnIsWrittenDownOnce() throws IOException {
        try (CrashLife life = new CrashLife()) {
            life.start("");
            int round = 0;
            for (String point : List.of("before:RulesTaken", "before:MessageAcknowledged", "after:StandupAnswered")) {
                assertThat(life.cooperate(point, ++round)).as(point).isTrue();
            }
        }
    }

    @Test
    void aBrokenRuleIsFoundAndToldOnce() throws IOException {
        try (CrashLife life = new CrashLife()) {
            life.start("");
            int round = 0;
            for (String point : List.of("before:ViolationFound", "after:ViolationFound", "before:ViolationsTold", "after:ViolationsTold")) {
                life.breakRule(point, ++round);
            }
        }
    }
}
