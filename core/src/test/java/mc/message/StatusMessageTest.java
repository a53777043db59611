package mc.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusMessageTest {

    @Test
    void theTemplateIsReadWhole() {
        StatusMessage status = StatusMessage.parse("""
                STATUS [developer] [2026-01-01 10:00]
                Completed:
                - T1 the store
                - T2 the page
                Current: T3 the counter
                Blocked: waiting for the API key
                ETA: 30 minutes
                """).orElseThrow();
        assertThat(status.agent()).isEqualTo("developer");
        assertThat(status.time()).isEqualTo("2026-01-01 10:00");
        assertThat(status.completed()).containsExactly("T1 the store", "T2 the page");
        assertThat(status.current()).isEqualTo("T3 the counter");
        assertThat(status.blocked()).isEqualTo("waiting for the API key");
        assertThat(status.isBlocked()).isTrue();
        assertThat(status.eta()).isEqualTo("30 minutes");
    }

    @Test
    void handsWriteItInOtherWays() {
        StatusMessage status = StatusMessage.parse("**STATUS tester 10:00**\n\n**Current:** tests of T4\n* and of T5\nblocked:\n- none.\n- **Completed:** T1\n1. T2").orElseThrow();
        assertThat(status.agent()).isEqualTo("tester");
        assertThat(status.time()).isEqualTo("10:00");
        assertThat(status.current()).isEqualTo("tests of T4; and of T5");
        assertThat(status.isBlocked()).isFalse();
        assertThat(status.completed()).containsExactly("T1", "T2");
        assertThat(status.eta()).isEmpty();
        assertThat(StatusMessage.parse("Completed: T1\nCurrent: T2").orElseThrow().agent()).as("no first line").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "All tests pass.", "STATUS of the build is red", "Blocked: by the firewall", "The status: fine\nwe go on"})
    void otherTextsAreNone(String text) {
        assertThat(StatusMessage.parse(text)).isEmpty();
    }

    @Test
    @Timeout(5)
    void hostileTextsAreCleanedAndQuick() {
        StatusMessage status = StatusMessage.parse("STATUS dev\nCurrent: \u001b[31mred\u202e\nETA: " + "*".repeat(200_000) + "\n" + " -*".repeat(100_000)).orElseThrow();
        assertThat(status.current()).isEqualTo("red");
        assertThat(status.eta().length()).isLessThanOrEqualTo(2_000);
    }
}
