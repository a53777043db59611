package mc.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import mc.Failure;
import mc.Home;
import mc.agent.Prices.Tokens;
import mc.text.Templates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PricesTest {

    private static final Tokens SOME = new Tokens(1000, 25, 5000, 200, 100);

    @TempDir
    Path dir;

    @ParameterizedTest
    @CsvSource({
        "claude-opus-5-5, false, 0.0073", // 1000*4 + 25*20 + 5000*0.2 + 200*5 + 100*8
        "claude-opus-5-5, true, 0.0146", "claude-opus-5-5-20261001, false, 0.0073", "claude-opus-5-5[1m], false, 0.0073", "claude-haiku-4-5-20251001, false, 0.002075", "us.anthropic.claude-haiku-4-5-20251001-v1:0, false, 0.002075",
        "claude-haiku-4-5@20251001, false, 0.002075", "claude-opus-4-20250514, false, 0.031125", "claude-haiku-5-5, false, 0.0002075"})
    void aModelHasItsPriceWithOrWithoutADate(String model, boolean fast, double cost) {
        assertThat(prices().cost(model, fast, SOME).orElseThrow()).isCloseTo(cost, within(1e-12));
    }

    @Test
    void aLongRequestHasPricesOfItsOwn() {
        assertThat(prices().cost("claude-haiku-5-5", false, new Tokens(1000, 0, 99_001, 0, 0)).orElseThrow()).isCloseTo((1000 * 0.5 + 99_001 * 0.05) / 1e6, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude-opus-6", "claude-opus-5-5-next", "gpt-6", "", "opus", "claude-opus-5-5-2026"})
    void anUnknownModelHasNone(String model) {
        assertThat(prices().cost(model, false, SOME)).isEmpty();
    }

    @Test
    void aFastModeWithoutPriceHasNone() {
        assertThat(prices().cost("claude-haiku-4-5", true, SOME)).isEmpty();
    }

    @Test
    void theUsersOwnListReplacesTheShippedOne() throws IOException {
        own("models: {mine: {in: 1, out: 2, write_5m: 0, write_1h: 0, read: 0.5}}");
        assertThat(prices().cost("mine", false, SOME).orElseThrow()).isCloseTo(0.00355, within(1e-12));
        assertThat(prices().cost("claude-opus-5-5", false, SOME)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', value = {"models: {mine: {in: 1, out: 2, write_5m: 0, read: 0.5}} # models.mine.write_1h is missing", "models: {mine: {in: -1, out: 2, write_5m: 0, write_1h: 0, read: 0.5}} # models.mine.in must be a number",
        "models: {mine: {in: .nan, out: 2, write_5m: 0, write_1h: 0, read: 0.5}} # models.mine.in must be a number", "model: {} # model is not known here"})
    void aMistakeIsNamed(String yaml, String problem) throws IOException {
        own(yaml);
        assertThatThrownBy(this::prices).isInstanceOf(Failure.class).hasMessageContaining("prices.yaml").hasMessageContaining(problem);
    }

    private void own(String yaml) throws IOException {
        Files.writeString(Files.createDirectories(dir.resolve("templates")).resolve("prices.yaml"), yaml);
    }

    private Prices prices() {
        return Prices.load(new Templates(new Home(dir)));
    }
}
