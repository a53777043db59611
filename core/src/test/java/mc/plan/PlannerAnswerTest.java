package mc.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import mc.plan.ImplementationPlan.Planner;
import mc.plan.ImplementationPlan.Priority;
import mc.text.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlannerAnswerTest {

    private static final String PLAN = "{\"summary\":\"A shop\",\"phases\":[{\"name\":\"Build\",\"tasks\":[{\"id\":\"T1\",\"title\":\"Cart\",\"description\":\"d\",\"role\":\"developer\","
            + "\"dependsOn\":[],\"successCriteria\":[\"works\",null],\"priority\":\"High\"}]},null],\"risks\":[\"none\"]}";

    @Test
    void thePlanItselfOrInsideTheEnvelope() {
        ImplementationPlan plan = plan(PLAN);
        assertThat(plan.planner()).isEqualTo(Planner.CLAUDE);
        assertThat(plan.tasks()).singleElement().satisfies(task -> {
            assertThat(task.priority()).isEqualTo(Priority.HIGH);
            assertThat(task.successCriteria()).containsExactly("works");
        });
        assertThat(plan("{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":false,\"result\":\"\",\"structured_output\":" + PLAN + "}")).isEqualTo(plan);
        assertThat(plan(Json.write(Json.object().put("type", "result").put("result", "```json\n" + PLAN + "\n```")))).isEqualTo(plan);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "``|empty",
        "   |empty",
        "I cannot help with that|no plan",
        "[]|no phases",
        "42|no phases",
        "null|no phases",
        "{}|no phases",
        "{\"phases\": {}}|no phases",
        "{\"phases\": []}|no tasks",
        "{\"phases\": [{\"name\": \"x\"}]}|no tasks",
        "{\"phases\": [[1]]}|no plan",
        "{\"phases\": [{\"tasks\": \"many\"}]}|no plan",
        "{\"phases\": [{\"tasks\": [{\"id\": {}}]}]}|no plan",
        "{\"type\": \"result\", \"result\": \"I am sorry, I can not plan this.\"}|in words instead of a plan: I am sorry",
        "{\"type\": \"result\", \"result\": \"\"}|empty",
        "{\"type\": \"result\", \"is_error\": true, \"result\": \"You have hit your limit\"}|error: You have hit your limit",
        "{\"type\": \"result\", \"subtype\": \"error_max_turns\"}|error: error_max_turns",
        "{\"type\": \"result\", \"result\": \"{broken\"}|no plan",
    })
    void anythingElseIsAReason(String answer, String reason) {
        assertThat(PlannerAnswer.parse(answer)).isInstanceOfSatisfying(PlannerAnswer.None.class, none -> assertThat(none.reason()).contains(reason));
    }

    @Test
    void missingFieldsAreLeftToTheValidator() {
        assertThat(plan("{\"phases\":[{\"tasks\":[{}]}]}").tasks()).singleElement().satisfies(task -> assertThat(task.priority()).isEqualTo(Priority.MEDIUM));
        assertThat(PlannerAnswer.parse(null)).isInstanceOf(PlannerAnswer.None.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void cutAndSpoiltAnswersNeverThrow(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 400; i++) {
            StringBuilder spoilt = new StringBuilder(PLAN.substring(0, random.nextInt(PLAN.length() + 1)));
            if (spoilt.length() > 0 && random.nextBoolean()) {
                spoilt.setCharAt(random.nextInt(spoilt.length()), (char) random.nextInt(0x80));
            }
            assertThat(PlannerAnswer.parse(spoilt.toString())).isNotNull();
        }
        assertThat(PlannerAnswer.parse("[".repeat(100_000))).isInstanceOf(PlannerAnswer.None.class);
    }

    private static ImplementationPlan plan(String json) {
        PlannerAnswer answer = PlannerAnswer.parse(json);
        assertThat(answer).isInstanceOf(PlannerAnswer.Plan.class);
        return ((PlannerAnswer.Plan) answer).plan();
    }
}
