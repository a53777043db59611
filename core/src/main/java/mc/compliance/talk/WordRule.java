package mc.compliance.talk;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import mc.compliance.Violations;
import mc.event.Tx;

/** A rule that is broken by certain words between agents: a hint and no more. It cannot be undone, so it is closed by {@link Fading}. */
final class WordRule implements TalkRule {

    static final String WORK_RELATED = "comm.work-related";
    static final String ONE_TOPIC = "comm.one-topic";
    /** What is longer is about more than a greeting. */
    private static final int CHATTER = 200;

    private final Violations violations;
    private final String id;
    private final String words;
    private final int longest;

    private WordRule(Violations violations, String id, String words, int longest) {
        this.violations = violations;
        this.id = id;
        this.words = words;
        this.longest = longest;
    }

    /** {@code comm.work-related}: a short message that is nothing but chatter. */
    static WordRule workRelated(Violations violations) {
        return new WordRule(violations, WORK_RELATED, "chatter", CHATTER);
    }

    /** {@code comm.one-topic}: a message that turns to another topic. */
    static WordRule oneTopic(Violations violations) {
        return new WordRule(violations, ONE_TOPIC, "turns", Integer.MAX_VALUE);
    }

    @Override
    public void said(Said said, Tx tx) {
        if (said.text().length() > longest) {
            return;
        }
        String text = said.text().toLowerCase(Locale.ROOT);
        Optional<String> word = said.rule(id).flatMap(rule -> rule.words(words).stream().filter(w -> contains(text, w.toLowerCase(Locale.ROOT))).findFirst());
        word.ifPresent(w -> violations.found(tx, said.mission(), said.from().id(), id, said.from().id(), said.quoted() + " says \"" + w + "\"", Map.of("message", said.message())));
    }

    private static boolean contains(String text, String words) {
        return text.contains(words) && Pattern.compile("\\b" + Pattern.quote(words) + "\\b").matcher(text).find();
    }
}
