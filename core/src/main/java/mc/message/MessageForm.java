package mc.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mc.Failure;
import mc.text.Untrusted;

/**
 * The forms that status reports and assignments have: a first line and labelled parts. The empty form lies in {@code templates/messages}.
 */
public enum MessageForm {

    STATUS("status-update", "STATUS AGENT TIME", "STATUS(?!\\s+UPDATE\\s*:)\\b", ".*", List.of("Completed", "Current", "Blocked", "ETA")),
    TASK("task-request", "TASK ID: TITLE", "TASK\\b", "\\s+\\[?[A-Za-z0-9._-]+\\]?\\s*:\\s*\\S.*", List.of("Assigned to", "Objective", "Success Criteria", "Priority"));

    private static final Pattern PRIORITY = Pattern.compile("(?im)^[\\s*-]*Priority\\**\\s*:\\s*\\**\\s*(?:HIGH|MED|LOW)\\b");

    private final String type;
    private final String firstLine;
    private final Pattern begin;
    private final Pattern first;
    private final List<String> labels;
    private final Pattern prepared;

    /**
     * @param word what the first line begins with; {@code STATUS UPDATE:} begins the question for one
     * @param rest how the first line goes on
     */
    MessageForm(String type, String firstLine, String word, String rest, List<String> labels) {
        this.type = type;
        this.firstLine = firstLine;
        this.begin = Pattern.compile("[*#\\s]{0,20}" + word);
        this.first = Pattern.compile("\\s*" + word + rest);
        this.labels = labels;
        this.prepared = Pattern.compile("(?i)[\\s*-]*+(?:(?:" + String.join("|", labels) + ")\\**\\s*:\\**|Blocked:\\s*none|Priority:\\s*MED)?\\s*");
    }

    /** The type of a message in this form. */
    public String type() {
        return type;
    }

    /** The template's name, as a user types it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The empty form's place among the templates. */
    public String file() {
        return "messages/" + text() + ".md";
    }

    /** The form of this name; an unknown one is a usage failure. */
    public static MessageForm named(String name) {
        return Stream.of(values()).filter(form -> form.text().equals(name)).findFirst()
                .orElseThrow(() -> Failure.usage("There is no template " + Untrusted.line(name, 40) + ".", "The templates are status and task: mc send ROLE --template status prints the first."));
    }

    /** The form that a text begins like, whatever it has of it. */
    public static Optional<MessageForm> begun(String text) {
        return Stream.of(values()).filter(form -> form.begin.matcher(text).lookingAt()).findFirst();
    }

    /** The form a text has, with all its parts. */
    public static Optional<MessageForm> of(String text) {
        return Stream.of(values()).filter(form -> form.missingIn(text).isEmpty()).findFirst();
    }

    /** Whether all below the first line is as the empty form has it. */
    public boolean isBlankIn(String text) {
        return text.strip().lines().skip(1).allMatch(line -> prepared.matcher(line).matches());
    }

    /** What a text lacks to be in this form, in the form's order; empty when it has it all. */
    public List<String> missingIn(String text) {
        List<String> missing = new ArrayList<>();
        if (!first.matcher(text.strip().lines().findFirst().orElse("")).matches()) {
            missing.add("the first line " + firstLine);
        }
        labels.stream().filter(label -> !Pattern.compile("(?im)^[\\s*-]*" + label + "\\**\\s*:").matcher(text).find()).map(label -> label + ":").forEach(missing::add);
        if (this == TASK && !missing.contains("Priority:") && !PRIORITY.matcher(text).find()) {
            missing.add("HIGH, MED or LOW after Priority:");
        }
        return missing;
    }
}
