package mc.demo;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** How a demo agent behaves: options, and rules that are tried in order on every prompt. Immutable. */
record Script(Options options, List<Rule> rules) {

    /** What to do when a prompt contains a match of the pattern; {@code once}: at most one time in the life of a program. */
    record Rule(Pattern when, boolean once, List<Step> steps) {}

    /** A friendly agent that thinks for a second and answers. */
    static final Script FRIENDLY = new Script(new Options(Map.of()), List.of());

    private static final List<Step> ANSWER = List.of(
            new Step.Say("I have read it: {prompt}"),
            new Step.Work(Duration.ofSeconds(1)),
            new Step.Say("Done. I am a demo agent ({role}), so nothing was changed: no rule of my script is about this."));

    /** What to do about a prompt; rules in {@code used} are passed over, and a rule that is used up by this goes there. */
    List<Step> stepsFor(String prompt, Set<Rule> used) {
        for (Rule rule : rules) {
            if (!used.contains(rule) && rule.when().matcher(prompt).find()) {
                if (rule.once()) {
                    used.add(rule);
                }
                return rule.steps();
            }
        }
        return ANSWER;
    }
}
