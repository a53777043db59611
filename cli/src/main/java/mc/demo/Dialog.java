package mc.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import mc.text.Untrusted;

/** A question with choices that takes the place of the input box. Pasted text chooses nothing. Keys come from one thread. */
final class Dialog {

    private final List<String> question;
    private final List<String> choices;
    private final boolean numbered;
    private final String footer;
    private int selected;

    /** The index of the choice; {@link #ESCAPED} when the dialog was left without one. */
    final CompletableFuture<Integer> answer = new CompletableFuture<>();

    static final int ESCAPED = -1;

    private Dialog(List<String> question, List<String> choices, boolean numbered, String footer) {
        this.question = question;
        this.choices = choices;
        this.numbered = numbered;
        this.footer = footer;
    }

    /** Whether a command may run: yes (0), yes for the rest of the session (1), no (2). */
    static Dialog permission(String command) {
        List<String> question = new ArrayList<>(List.of("Bash command", ""));
        Untrusted.block(command).lines().limit(8).forEach(l -> question.add("  " + l));
        question.addAll(List.of("", "Do you want to proceed?"));
        return new Dialog(question, List.of("Yes", "Yes, and do not ask again in this session", "No, and tell the agent what to do instead"), true, "Esc to cancel");
    }

    /** Whether the folder is trusted: no (0, chosen beforehand), yes (1). */
    static Dialog trust(String folder) {
        List<String> question = List.of("Accessing workspace:", "", Untrusted.line(folder, 200), "", "Is this a project you created or one you trust?",
                "The demo agent will be able to read, edit and run what is in it.", "");
        return new Dialog(question, List.of("No, exit", "Yes, I trust this folder"), false, "Enter to confirm · Esc to cancel");
    }

    void key(Key key) {
        if (key == Key.Named.ENTER) {
            answer.complete(selected);
        } else if (key == Key.Named.UP) {
            selected = Math.max(0, selected - 1);
        } else if (key == Key.Named.DOWN) {
            selected = Math.min(choices.size() - 1, selected + 1);
        } else if (key == Key.Named.ESCAPE || key == Key.Named.CANCEL) {
            answer.complete(ESCAPED);
        } else if (numbered && key instanceof Key.Typed typed && typed.text().length() == 1) {
            int digit = typed.text().charAt(0) - '1';
            if (digit >= 0 && digit < choices.size()) {
                answer.complete(digit);
            }
        }
    }

    /** Its rows; each begins with exactly one blank, which no line of the conversation does. */
    List<String> rows() {
        List<String> rows = new ArrayList<>();
        question.forEach(line -> rows.add(" " + line));
        for (int i = 0; i < choices.size(); i++) {
            rows.add((i == selected ? " ❯ " : "   ") + (numbered ? i + 1 + ". " : "") + choices.get(i));
        }
        rows.add("");
        rows.add(" " + footer);
        return rows;
    }
}
