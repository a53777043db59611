package mc.demo;

import java.util.ArrayList;
import java.util.List;
import mc.text.Untrusted;

/** What stands in the input box: characters, and long pasted texts each shown as one short label. Used by one thread. */
final class InputLine {

    private static final int SHOWN_CHARACTERS = 800;
    private static final int SHOWN_LINE_BREAKS = 9;

    /** A piece that Backspace takes away at once: what it says, and what is shown for it. */
    private record Piece(String text, String shown) {}

    private final List<Piece> pieces = new ArrayList<>();
    private int pastes;
    private boolean pasted;

    /** The input with a short text in it, as if a person had begun to type. */
    static InputLine holding(String draft) {
        InputLine input = new InputLine();
        input.type(draft);
        return input;
    }

    void type(String text) {
        text.codePoints().mapToObj(Character::toString).forEach(c -> pieces.add(new Piece(c, c.equals("\n") || c.equals("\t") ? c : Untrusted.block(c))));
    }

    void paste(String text) {
        long breaks = text.chars().filter(c -> c == '\n').count();
        pasted = true;
        if (text.length() <= SHOWN_CHARACTERS && breaks <= SHOWN_LINE_BREAKS) {
            type(text);
            return;
        }
        pastes++;
        pieces.add(new Piece(text, "[Pasted text #" + pastes + (breaks > 0 ? " +" + breaks + " lines]" : "]")));
    }

    void backspace() {
        if (!pieces.isEmpty()) {
            pieces.remove(pieces.size() - 1);
        }
    }

    void clear() {
        pieces.clear();
        pasted = false;
    }

    boolean isEmpty() {
        return pieces.isEmpty();
    }

    /** Whether a part of the text was pasted. */
    boolean isPasted() {
        return pasted;
    }

    /** Enter after a backslash makes a line break of it; tells whether it did. */
    boolean continuesAfterBackslash() {
        if (pieces.isEmpty() || !pieces.get(pieces.size() - 1).text().equals("\\")) {
            return false;
        }
        backspace();
        type("\n");
        return true;
    }

    String shown() {
        StringBuilder shown = new StringBuilder();
        pieces.forEach(p -> shown.append(p.shown()));
        return shown.toString();
    }

    /** The whole text, and an empty box. */
    String take() {
        StringBuilder text = new StringBuilder();
        pieces.forEach(p -> text.append(p.text()));
        clear();
        return text.toString();
    }
}
