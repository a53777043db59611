package mc.demo;

import java.util.ArrayList;
import java.util.List;
import mc.text.Untrusted;

/**
 * What stands below the conversation at one moment.
 *
 * @param name shown at the right end of the box's upper rule
 * @param streaming what is being said and not yet finished; empty for nothing
 * @param busySeconds how long the turn has run; negative when none does
 * @param queued prompts that wait for the turn's end
 * @param dialog takes the place of the input box; null for none
 * @param draft what stands in the input box
 * @param ghost a suggestion, shown dim while the box is empty
 * @param footer the last line
 */
record View(String name, String streaming, long busySeconds, int spin, List<String> queued, Dialog dialog, String draft, String ghost, String footer) {

    private static final String[] SPINNER = {"·", "✢", "✳", "✻", "✽", "✻", "✳", "✢"};
    private static final String RULE = "\u001b[38;5;244m";
    private static final String DIM = "\u001b[2m";
    private static final String PLAIN = "\u001b[m";

    /** The rows for a terminal of this size. */
    Screen.Live live(Terminal.Size size) {
        int columns = Math.max(10, size.columns());
        List<String> rows = new ArrayList<>();
        if (!streaming.isEmpty()) {
            rows.add("");
            List<String> said = Cells.wrap(streaming, columns - 3);
            for (int i = 0; i < said.size(); i++) {
                rows.add((i == 0 ? "● " : "  ") + said.get(i));
            }
        }
        if (busySeconds >= 0) {
            rows.add("");
            rows.add("\u001b[38;5;174m" + SPINNER[spin % SPINNER.length] + " Working… (" + busySeconds + "s · esc to interrupt)" + PLAIN);
            for (String waiting : queued) {
                rows.add("");
                rows.add("  ❯ " + Cells.cut(Untrusted.line(waiting, columns), columns - 5));
                rows.add(RULE + "    ⎿  Queued" + PLAIN);
            }
        }
        rows.add("");
        if (dialog != null) {
            rows.add(rule(columns, ""));
            rows.addAll(dialog.rows().stream().map(r -> Cells.cut(r, columns)).toList());
            return new Screen.Live(rows, rows.size() - 1, 0);
        }
        rows.add(rule(columns, name));
        List<String> box = Cells.wrap(draft.replace("\t", "    "), columns - 3);
        int shown = Math.min(box.size(), Math.max(1, size.rows() / 2));
        box = box.subList(box.size() - shown, box.size());
        for (int i = 0; i < box.size(); i++) {
            rows.add((i == 0 ? "❯ " : "  ") + box.get(i));
        }
        int cursorRow = rows.size() - 1;
        if (draft.isEmpty() && !ghost.isEmpty()) {
            rows.set(cursorRow, "❯ " + DIM + Cells.cut(ghost, columns - 3) + PLAIN);
        }
        rows.add(rule(columns, ""));
        rows.add(Cells.cut("  " + footer, columns));
        return new Screen.Live(rows, cursorRow, 2 + Cells.width(box.get(box.size() - 1)));
    }

    private static String rule(int columns, String title) {
        String end = title.isEmpty() || title.length() > columns - 6 ? "" : " " + title + " ─";
        return RULE + "─".repeat(columns - end.length()) + end + PLAIN;
    }
}
