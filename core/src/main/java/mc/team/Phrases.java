package mc.team;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds whole words and phrases in a text, in any case. One that is denied just before ("no database", "without Docker") does
 * not count. Immutable and thread-safe.
 */
record Phrases(List<Phrase> phrases) {

    private static final Set<String> DENIALS = Set.of("no", "not", "without", "never", "non", "don't", "avoid");

    /** A phrase as written and how it is looked for. */
    record Phrase(String text, String firstWord, Pattern pattern) {}

    /** A phrase found and the line (from 1) where it stands first. */
    record Hit(String phrase, int line) {}

    static Phrases of(List<String> texts) {
        // not \b: a phrase may begin or end with a sign, as in .net or c++
        return new Phrases(texts.stream().map(text -> new Phrase(text, text.toLowerCase(Locale.ROOT).split(" ")[0], Pattern.compile(
                "(?<![a-z0-9])" + Pattern.quote(text.toLowerCase(Locale.ROOT)).replace(" ", "\\E\\s+\\Q") + "(?![a-z0-9])"))).toList());
    }

    /** The phrases that the text contains, each once, in the order of this list. */
    List<Hit> in(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return phrases.stream().map(phrase -> find(phrase, lower)).flatMap(Optional::stream).toList();
    }

    private static Optional<Hit> find(Phrase phrase, String lower) {
        if (!lower.contains(phrase.firstWord())) {
            return Optional.empty(); // much faster than the pattern, and the usual case
        }
        Matcher matcher = phrase.pattern().matcher(lower);
        while (matcher.find()) {
            if (!denied(lower, matcher.start())) {
                return Optional.of(new Hit(phrase.text(), 1 + (int) lower.substring(0, matcher.start()).chars().filter(c -> c == '\n').count()));
            }
        }
        return Optional.empty();
    }

    /** Whether one of the two words before it, in the same sentence, says no. */
    private static boolean denied(String lower, int start) {
        String before = lower.substring(Math.max(0, start - 40), start);
        String sentence = before.substring(lastStop(before) + 1).strip();
        String[] words = sentence.split("[^a-z']+");
        for (int i = Math.max(0, words.length - 2); i < words.length; i++) {
            if (DENIALS.contains(words[i])) {
                return true;
            }
        }
        return false;
    }

    private static int lastStop(String text) {
        int last = -1;
        for (int i = 0; i < text.length(); i++) {
            if (".,;:!?\n".indexOf(text.charAt(i)) >= 0) {
                last = i;
            }
        }
        return last;
    }
}
