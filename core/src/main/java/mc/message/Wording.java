package mc.message;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a text is about, by its words: whether it is critical, whether it speaks of merges, what type of message it is. Words count in
 * their forms (completed, deployment, failing) and whatever their case. Immutable and thread-safe.
 */
final class Wording {

    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
    private static final String BEFORE = "(?<![\\p{L}\\p{N}_@])";
    private static final String AFTER = "(?![\\p{L}\\p{N}_])";
    private static final String ENDINGS = "(?:e|s|es|d|ed|ing|ion|ions|ure|ures|er|ers|ment|ments)";
    private static final Pattern MERGING = Pattern.compile(BEFORE + "(?:merg(?:e|es|ed|ing)|branch(?:es)?|rebas(?:e|es|ed|ing)|push(?:es|ed|ing)?|pull requests?|reviews?|reviewed|conflicts?|conflicting|quality)" + AFTER, FLAGS);
    private static final Pattern STATUS_REQUEST = Pattern.compile("\\s*STATUS UPDATE\\s*:\\s*Please provide\\b[^\\n]*");
    private static final Pattern STATUS_QUESTION = Pattern.compile("\\s*(?:STATUS UPDATE\\s*:|Quick status update\\b).*", FLAGS | Pattern.DOTALL);

    private static final Pattern STATUS_LABEL = Pattern.compile(BEFORE + "(completed|current|blocked|eta)\\**[ \\t]{0,9}:", FLAGS);

    private final Pattern critical;
    private final Pattern harmless;

    /** @param criticalWords plain words; a final e is dropped, so that its other forms are found */
    Wording(List<String> criticalWords) {
        String stems = criticalWords.stream().map(word -> Pattern.quote(word.toLowerCase(Locale.ROOT).replaceAll("e$", ""))).collect(Collectors.joining("|", "(?:re)?(?:", ")"));
        critical = Pattern.compile(BEFORE + stems + ENDINGS + "?" + AFTER, FLAGS);
        String nothing = "(?:(?:no|zero|0|without|without any|not a single|not one|not any|no more|no further|no open|no known|no new) |(?:nothing|nobody|none)(?: is| are| was| were| has| have)? )" + stems + ENDINGS + "?";
        String label = stems + ENDINGS + "?\\**[ \\t]{0,9}[:=]\\**[ \\t]{0,9}";
        String emptyLabel = label + "(?:(?:-|none|no|nothing|nobody|n/?a|0|zero)(?:[.!](?=\\s)|[.!]?[ \\t]{0,9}(?=[\\n,;|)]|\\z))|(?=\\n?\\z|\\n[-*# ]{0,9}[\\p{L} ]{1,40}\\**:))";
        harmless = Pattern.compile(BEFORE + "(?:" + emptyLabel + "|(?:" + nothing + "|not " + stems + "(?:ed|ing))" + AFTER + ")", FLAGS);
    }

    /**
     * Whether it speaks of completion, deployment, failure, an error or a block. In a status report the labels do not count, and nowhere does what
     * says that there is nothing ("no errors", "Blocked: none"); whoever says there what blocks it, is blocked.
     */
    boolean isCritical(String text) {
        if (STATUS_REQUEST.matcher(text.strip()).matches()) {
            return false; // "Completed tasks" stands there as what to tell of
        }
        Optional<StatusMessage> status = StatusMessage.parse(text);
        String said = status.map(s -> String.join("\n", s.completed()) + "\n" + s.current() + "\n" + s.eta()).orElseGet(() -> withoutLabel(text));
        return status.filter(StatusMessage::isBlocked).isPresent() || critical.matcher(harmless.matcher(said).replaceAll(" ")).find();
    }

    /** A status may stand on one line: "Completed: login. Blocked: none" tells of no completion but by its label. What it says behind "Blocked:" counts. */
    private static String withoutLabel(String text) {
        boolean isStatus = STATUS_LABEL.matcher(text).results().map(label -> label.group(1).toLowerCase(Locale.ROOT)).distinct().limit(2).count() == 2;
        return isStatus ? STATUS_LABEL.matcher(text).replaceAll(label -> label.group(1).equalsIgnoreCase("completed") ? " " : Matcher.quoteReplacement(label.group())) : text;
    }

    /** Whether it is for those who merge: about branches, merges, reviews or quality. */
    static boolean isAboutMerging(String text) {
        return MERGING.matcher(text).find();
    }

    /** The type of a message whose sender named none. */
    static String type(String text) {
        if (STATUS_QUESTION.matcher(text).matches()) {
            return "question";
        }
        return MessageForm.of(text).map(MessageForm::type).orElse("notification");
    }
}
