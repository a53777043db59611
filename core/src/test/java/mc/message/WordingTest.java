package mc.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordingTest {

    private final Wording wording = new Wording(MessageSettings.USUAL.criticalWords());

    @ParameterizedTest
    @ValueSource(strings = {
        "Deployment complete", "deployed to staging", "The build FAILED.", "three tests are failing", "a failure in CI", "two errors in login.sh", "I am blocked by the schema", "Blocked: none of the tests run", "Errors:\n- login is down", "Errors: none. But two failures", "The build failed. Completed: login. Blocked: none", "Completed: login. Blocked: the schema is missing", "Failures: 0.5 per cent", "Completed: the login page", "Blocked: nothing works", "a blocker", "T3 completed", "on completion of T3", "completing it now",
        "We redeployed it", "could not deploy", "The tests do not fail, they error.", "STATUS developer 12:00\nCompleted:\n- none\nCurrent: T2\nBlocked: the schema is missing\nETA: ?",
        "STATUS developer 12:00\nCompleted: T1\nCurrent: the deployment\nBlocked: none\nETA: 14:00",
    })
    void wordsInAnyFormMakeItCritical(String text) {
        assertThat(wording.isCritical(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "The login page is ready for you", "I completely agree", "an incomplete list", "failover to the second host", "the errorHandler", "my_block", "terrors", "no errors", "0 failures, 0 errors", "without any errors", "nothing failed", "not blocked", "there are no blockers",
        "none of them", "Progress on T2.\nBlocked: none", "Errors: 0, failures: 0", "Completed: -\nNext: T4", "Errors: none. Failures: 0", "Completed: login. Blocked: none", "Errors: 0. Failures: none. All is well", "not a single failure", "STATUS developer 12:00 Completed: login. Current: logout. Blocked: none. ETA: 14:00", "Blocked:\nETA: 14:00", "STATUS developer 12:00\nCompleted:\n- login page\nCurrent: logout\nBlocked: none\nETA: 14:00", "STATUS developer 12:00\nCompleted:\nCurrent:\nBlocked:\nETA:", "STATUS tester 9:00\n**Completed:** tests\nCurrent: -\nBlocked: no\nETA: -",
        "STATUS UPDATE: Please provide: 1) Completed tasks", "",
    })
    void labelsNoughtsAndOtherWordsDoNot(String text) {
        assertThat(wording.isCritical(text)).isFalse();
    }

    @Test
    void theWordsAreTheUsers() {
        Wording own = new Wording(List.of("Freeze", "rotate"));
        assertThat(own.isCritical("it froze") || own.isCritical("it failed")).isFalse();
        assertThat(own.isCritical("it FREEZES") && own.isCritical("rotating keys") && own.isCritical("after the rotation")).isTrue();
        assertThat(own.isCritical("no rotation")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"please merge main-developer,true", "the branch is pushed,true", "review done,true", "a conflict in login.sh,true", "emergency,false", "the page is ready,false"})
    void mergesAreTheManagers(String text, boolean isAboutMerging) {
        assertThat(Wording.isAboutMerging(text)).isEqualTo(isAboutMerging);
    }

    @Test
    void theTypeGoesByTheText() {
        assertThat(Wording.type("STATUS UPDATE: What's your current progress on login?")).isEqualTo("question");
        assertThat(Wording.type("Quick status update please")).isEqualTo("question");
        assertThat(Wording.type("STATUS developer 12:00\nCompleted:\n- T1\nCurrent: T2\nBlocked: none\nETA: 14:00")).isEqualTo("status-update");
        assertThat(Wording.type("TASK T7: Reset\nAssigned to: developer\nObjective: o\nSuccess Criteria:\n- c\nPriority: HIGH")).isEqualTo("task-request");
        assertThat(Wording.type("How far are you?")).isEqualTo("notification");
    }

    @Test
    void aTextOfAQuarterMegabyteTakesNoTime() {
        long start = System.nanoTime();
        for (String text : List.of("no ".repeat(87_000), "a".repeat(260_000), "@".repeat(260_000), "not \n".repeat(50_000), "Blocked:\n".repeat(29_000), "fail".repeat(65_000))) {
            wording.isCritical(text);
            Wording.type(text);
            Wording.isAboutMerging(text);
        }
        assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
    }
}
