package mc.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import mc.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptParserTest {

    private static Script parse(String role, String... lines) {
        return ScriptParser.parse("s", role, String.join("\n", lines));
    }

    @Test
    void everyStepIsRead() {
        Script script = parse("x", "# all of them", "when .", "  say a b", "  work 1.5s", "  run ls", "  ask ls", "  question q?", "  limit 5h", "  limit 1795205176", "  overload",
                "  background 10s", "  crash 3", "  exit 4", "  kill", "  hang");
        assertThat(script.stepsFor("any", new HashSet<>())).containsExactly(new Step.Say("a b"), new Step.Work(Duration.ofMillis(1500)), new Step.Run("ls", false), new Step.Run("ls", true),
                new Step.Question("q?"), new Step.Limit(new Step.Until.After(Duration.ofHours(5))), new Step.Limit(new Step.Until.At(Instant.ofEpochSecond(1795205176))),
                new Step.Overload(), new Step.Background(Duration.ofSeconds(10)), new Step.Exit(3, false), new Step.Exit(4, true), new Step.Kill(), new Step.Hang());
    }

    @Test
    void blocksKeepTheirInnerIndentAndEndWhereTheIndentEnds() {
        Script script = parse("x", "when .", "  run |", "    cat <<'E'", "      # no comment here", "", "    E", "  say After.", "when never", "  kill");
        assertThat(script.stepsFor("any", new HashSet<>())).containsExactly(new Step.Run("cat <<'E'\n  # no comment here\n\nE", false), new Step.Say("After."));
    }

    @Test
    void theFirstRuleThatFitsAndOnlyThoseOfTheRole() {
        String[] lines = {"noise", "who test.*", "start-delay 2s", "when a", "  say tester", "who .*", "when a", "  say anybody", "when a|b", "  say late"};
        assertThat(parse("tester", lines).stepsFor("xax", new HashSet<>())).isEqualTo(List.of(new Step.Say("tester")));
        assertThat(parse("developer", lines).stepsFor("xax", new HashSet<>())).isEqualTo(List.of(new Step.Say("anybody")));
        assertThat(parse("developer", lines).stepsFor("b", new HashSet<>())).isEqualTo(List.of(new Step.Say("late")));
        assertThat(parse("developer", lines).stepsFor("c", new HashSet<>())).as("the friendly answer").hasSize(3);
        assertThat(parse("tester", lines).options().duration("start-delay")).contains(Duration.ofSeconds(2));
        assertThat(parse("developer", lines).options().has("start-delay")).isFalse();
        assertThat(parse("developer", lines).options().has("noise")).isTrue();
    }

    @Test
    void aRuleForOnceIsUsedUp() {
        Script script = parse("x", "once a", "  say first", "when a", "  say again");
        Set<Script.Rule> used = new HashSet<>();
        assertThat(script.stepsFor("a", used)).containsExactly(new Step.Say("first"));
        assertThat(script.stepsFor("a", used)).containsExactly(new Step.Say("again"));
        assertThat(script.stepsFor("a", used)).containsExactly(new Step.Say("again"));
    }

    @Test
    void hooksAreNamedInOptions() {
        Options options = parse("x", "drop-hook Stop", "drop-hook SessionEnd", "slow-hook Stop 2s", "garbage-hook").options();
        assertThat(options.names("drop-hook", "SessionEnd")).isTrue();
        assertThat(options.names("drop-hook", "SessionStart")).isFalse();
        assertThat(options.names("garbage-hook", "Any")).isTrue();
        assertThat(options.slowness("Stop")).isEqualTo(Duration.ofSeconds(2));
        assertThat(options.slowness("StopFailure")).isEqualTo(Duration.ZERO);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', ignoreLeadingAndTrailingWhitespace = false, value = {
        "  say hello|s:1: a step belongs under a 'when' or 'once' line",
        "when [|s:1: not a regular expression",
        "when|s:1: 'when' needs something",
        "dance|s:1: 'dance' is none of: who, when, once, auto-continue",
        "start-delay soon|s:1: 'soon' is no duration",
        "swallow-enter x|s:1: 'x' is no number",
        "slow-hook Stop|s:1: '' is no duration",
        "noise loud|s:1: nothing may follow 'noise'",
        "who other;when .;  dance|s:3: 'dance' is none of: say",
        "when .;  work;  say x|s:2: '' is no duration",
        "when .;  kill me|s:2: nothing may follow 'kill'",
        "~when .;  say x;;  run |;  say x~|s:4: 'run' needs something"
    })
    void aMistakeNamesItsLine(String text, String message) {
        assertThatThrownBy(() -> parse("x", text.split(";"))).isInstanceOf(Failure.class).hasMessageStartingWith(message);
    }
}
