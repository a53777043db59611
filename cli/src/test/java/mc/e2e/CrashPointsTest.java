package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The daemon dies three times in the life of a mission, at the points that are hardest to come back from; {@code scripts/torture} tries all. */
@Execution(ExecutionMode.CONCURRENT)
class CrashPointsTest {

    @ParameterizedTest
    @CsvSource({
        "before:AgentLaunched, after:MessageTyping, before:WorkPreserved",
        "before:SessionCreated, before:MessageTyped, before:WorktreeRemoved",
        "before:WorktreeReady, before:MessageSubmitted, after:MissionStopping",
    })
    void aLifeWithThreeDeaths(String starting, String sending, String stopping) throws IOException {
        try (CrashLife life = new CrashLife()) {
            assertThat(life.start(starting)).as(starting).isTrue();
            assertThat(life.send(sending)).as(sending).isTrue();
            assertThat(life.stop(stopping)).as(stopping).isTrue();
        }
    }
}
