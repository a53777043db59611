package mc.agent;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the screens of an agent program look like, as data: {@code templates/agents/KIND.yaml}, read by {@link ManifestFile}. Screens
 * change with every version of a program, so this is the last evidence to be asked, and {@link View.Unknown} is an honest answer.
 * Immutable and thread-safe.
 *
 * @param kind the adapter's name
 * @param dialogs screens that wait for the user, tried in order before anything else
 * @param busy lines seen while a turn runs
 * @param prompt the input line: group {@code draft} holds what is typed in it
 * @param collapsed what the input line shows in place of a long pasted text
 * @param limits what is seen at the usage limit; a group {@code until} holds the printed time of its end
 * @param ended what is seen when the program says that it has ended although its process still runs
 * @param captures the program versions whose screens the patterns were tried on
 */
public record ScreenManifest(String kind, List<Dialog> dialogs, List<Pattern> busy, Pattern prompt, Pattern collapsed, List<Pattern> limits, List<Pattern> ended, List<String> captures) {

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

    /** A usage limit as the screen tells it: the line, and the time it prints, if any. */
    public record Limit(String line, Optional<String> until) {}

    /** The usage limit that the screen tells of; told without hooks, it counts only while no turn runs. */
    public Optional<Limit> limit(String plain) {
        return limits.stream().map(p -> p.matcher(plain)).filter(Matcher::find).findFirst()
                .map(m -> new Limit(m.group().strip(), m.pattern().pattern().contains("(?<until>") ? Optional.ofNullable(m.group("until")) : Optional.empty()));
    }

    /** The words with which the program says that it has ended. */
    public Optional<String> goodbye(String plain) {
        return ended.stream().map(p -> p.matcher(plain)).filter(Matcher::find).findFirst().map(m -> m.group().strip());
    }
}
