package mc.compliance.git;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import mc.compliance.Rule;

/** Whether the first line of a commit message says what was done. Stateless. */
final class CommitMessages {

    /** What git writes itself, or what will go into another commit. */
    private static final Pattern EXEMPT = Pattern.compile("(Merge |Revert |fixup! |squash! |amend! ).*", Pattern.DOTALL);
    private static final Pattern LABEL = Pattern.compile("(?i)(progress|complete|wip)\\s*:\\s*");
    private static final Pattern UNFINISHED = Pattern.compile("(?i)wip\\b");
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}]+");

    private CommitMessages() {}

    /** What is wrong with it; empty when nothing is. The length is counted in bytes: a few Chinese signs say as much as eight letters. */
    static Optional<String> fault(String subject, Rule rule) {
        if (EXEMPT.matcher(subject).matches()) {
            return Optional.empty();
        }
        String said = LABEL.matcher(subject).replaceFirst("").strip();
        List<String> words = NO_WORD.splitAsStream(said.toLowerCase(Locale.ROOT)).filter(word -> !word.isEmpty()).toList();
        Set<String> meaningless = new HashSet<>(rule.words("meaningless"));
        if (meaningless.containsAll(words)) {
            return Optional.of("says nothing of what was done");
        }
        return said.getBytes(StandardCharsets.UTF_8).length < rule.number("length") ? Optional.of("is too short to say what was done") : Optional.empty();
    }

    /** Marked as unfinished: it need not be pushed. */
    static boolean isUnfinished(String subject) {
        return UNFINISHED.matcher(subject).lookingAt();
    }
}
