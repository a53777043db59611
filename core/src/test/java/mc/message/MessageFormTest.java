package mc.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import mc.Failure;
import mc.testing.ShippedData;
import mc.text.Placeholders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MessageFormTest {

    @ParameterizedTest
    @EnumSource
    void theShippedFormHasAllItsParts(MessageForm form) {
        String empty = Placeholders.fill(ShippedData.TEMPLATES.required(form.file()), Map.of("role", "developer", "time", "12:00"));
        assertThat(form.missingIn(empty)).isEmpty();
        assertThat(MessageForm.of(empty)).contains(form);
        assertThat(MessageForm.named(form.text())).isEqualTo(form);
        assertThat(form.isBlankIn(empty)).isTrue();
    }

    @Test
    void aFormWithAnythingInItIsNotBlank() {
        assertThat(MessageForm.STATUS.isBlankIn("STATUS developer 12:00\nCompleted:\n- login\nCurrent:\nBlocked: none\nETA:")).isFalse();
        assertThat(MessageForm.STATUS.isBlankIn("STATUS developer 12:00\nCompleted: none\nCurrent: none\nBlocked: none\nETA: none")).as("it says so").isFalse();
        assertThat(MessageForm.STATUS.isBlankIn("STATUS developer 12:00\n**Completed:**\n* \nCurrent:\nBlocked: none\nETA:" + " ".repeat(200_000) + "x")).isFalse();
        assertThat(MessageForm.STATUS.isBlankIn("STATUS developer 12:00\n**Completed:**\n* \nCurrent:\nBlocked:\nETA:")).isTrue();
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThat(MessageForm.STATUS.missingIn("STATUS developer now\nCompleted: T1\nBlocked: none")).containsExactly("Current:", "ETA:");
        assertThat(MessageForm.STATUS.missingIn("I am done")).containsExactly("the first line STATUS AGENT TIME", "Completed:", "Current:", "Blocked:", "ETA:");
        assertThat(MessageForm.TASK.missingIn("TASK: Reset\nAssigned to: developer\nObjective: o\nSuccess Criteria:\n- c\nPriority: HIGH")).containsExactly("the first line TASK ID: TITLE");
        assertThat(MessageForm.TASK.missingIn("TASK [T7]: Reset\nAssigned to: developer\nObjective: o\nSuccess Criteria:\n- c\nPriority: urgent")).containsExactly("HIGH, MED or LOW after Priority:");
        assertThat(MessageForm.of("STATUS UPDATE: Please provide\nCompleted:\nCurrent:\nBlocked:\nETA:")).isEmpty();
        assertThatThrownBy(() -> MessageForm.named("letter")).isInstanceOf(Failure.class).hasMessageContaining("no template letter");
    }
}
