package mc.agent;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import mc.Failure;
import mc.text.Templates;

/**
 * What the screens of an agent program look like, as data: {@code templates/agents/KIND.yaml}. Screens change with every version
 * of a program, so this is the last evidence to be asked, and {@link View.Unknown} is an honest answer. Immutable and thread-safe.
 *
 * @param kind the adapter's name
 * @param dialogs screens that wait for the user, tried in order before anything else
 * @param busy lines seen while a turn runs
 * @param prompt the input line: group {@code draft} holds what is typed in it
 * @param collapsed what the input line shows in place of a long pasted text
 * @param captures the program versions whose screens the patterns were tried on
 */
public record ScreenManifest(String kind, List<Dialog> dialogs, List<Pattern> busy, Pattern prompt, Pattern collapsed, List<String> captures) {

    /** A screen that waits for the user. {@code label} names it; {@code answer} tells the user what to do. */
    public record Dialog(String label, String answer, List<Pattern> all) {}

    /** What a screen shows. */
    public sealed interface View {
        /** A question only the user may answer. */
        record Asking(Dialog dialog) implements View {}

        /** The input line is there; {@code draft} is what stands in it, empty when nothing does. */
        record Prompt(String draft, boolean busy) implements View {}

        /** A turn runs and no input line is to be seen. */
        record Busy() implements View {}

        /** None of the patterns fits. */
        record Unknown() implements View {}
    }

    /**
     * Reads a screen.
     *
     * @param plain the visible screen without colours, one line per row
     * @param coloured the same with SGR sequences, used to leave out dim suggestions that look like a draft
     */
    public View read(String plain, String coloured) {
        for (Dialog dialog : dialogs) {
            if (dialog.all().stream().allMatch(p -> p.matcher(plain).find())) {
                return new View.Asking(dialog);
            }
        }
        boolean isBusy = busy.stream().anyMatch(p -> p.matcher(plain).find());
        Optional<String> draft = lastDraft(DimText.without(coloured));
        if (draft.isPresent()) {
            return new View.Prompt(draft.get(), isBusy);
        }
        return isBusy ? new View.Busy() : new View.Unknown();
    }

    private Optional<String> lastDraft(String screen) {
        var match = prompt.matcher(screen);
        Optional<String> found = Optional.empty();
        while (match.find()) {
            found = Optional.of(match.group("draft").strip());
        }
        return found;
    }

    /** Loads {@code agents/KIND.yaml}; a mistake in a user's own copy is named with its key. */
    public static ScreenManifest load(Templates templates, String kind) {
        String name = "agents/" + kind + ".yaml";
        Map<String, Object> yaml = templates.yaml(name);
        return new ScreenManifest(
                kind,
                list(yaml, name, "dialogs").stream().map(d -> dialog(d, name)).toList(),
                list(yaml, name, "busy").stream().map(p -> pattern(String.valueOf(p), name, "busy")).toList(),
                pattern(text(yaml, name, "prompt"), name, "prompt"),
                pattern(text(yaml, name, "collapsed"), name, "collapsed"),
                list(yaml, name, "captures").stream().map(String::valueOf).toList());
    }

    private static Dialog dialog(Object value, String name) {
        if (!(value instanceof Map<?, ?> map)) {
            throw bad(name, "dialogs", "each entry needs label, answer and all");
        }
        Object all = map.get("all");
        if (!(map.get("label") instanceof String label) || !(map.get("answer") instanceof String answer) || !(all instanceof List<?> patterns) || patterns.isEmpty()) {
            throw bad(name, "dialogs", "each entry needs label, answer and all (a list of patterns)");
        }
        return new Dialog(label, answer, patterns.stream().map(p -> pattern(String.valueOf(p), name, "dialogs")).toList());
    }

    private static List<?> list(Map<String, Object> yaml, String name, String key) {
        if (yaml.get(key) instanceof List<?> list) {
            return list;
        }
        throw bad(name, key, "a list is expected");
    }

    private static String text(Map<String, Object> yaml, String name, String key) {
        if (yaml.get(key) instanceof String text && !text.isBlank()) {
            return text;
        }
        throw bad(name, key, "a text is expected");
    }

    private static Pattern pattern(String regex, String name, String key) {
        try {
            return Pattern.compile(regex, Pattern.MULTILINE);
        } catch (PatternSyntaxException e) {
            throw bad(name, key, "not a regular expression: " + e.getDescription());
        }
    }

    private static Failure bad(String name, String key, String why) {
        return Failure.usage("The template " + name + " is wrong at '" + key + "': " + why + ".", "Mend that key, or remove your copy to use the shipped one.");
    }
}
