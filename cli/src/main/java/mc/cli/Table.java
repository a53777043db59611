package mc.cli;

import java.util.ArrayList;
import java.util.List;
import mc.text.Untrusted;

/**
 * Rows in columns, as wide as their content, the last one cut at the terminal's edge only by the terminal itself. Cells are
 * sanitised; colours are put around whole cells afterwards.
 */
final class Table {

    private final List<List<String>> rows = new ArrayList<>();
    private final List<List<java.util.function.UnaryOperator<String>>> paints = new ArrayList<>();

    Table(String... headings) {
        row((Object[]) headings);
    }

    /** Adds a row; null cells are shown as a dash. */
    Table row(Object... cells) {
        List<String> row = new ArrayList<>();
        List<java.util.function.UnaryOperator<String>> paint = new ArrayList<>();
        for (Object cell : cells) {
            Painted painted = cell instanceof Painted p ? p : new Painted(cell == null || cell.toString().isEmpty() ? "-" : cell.toString(), java.util.function.UnaryOperator.identity());
            row.add(Untrusted.line(painted.text(), 200));
            paint.add(painted.paint());
        }
        rows.add(row);
        paints.add(paint);
        return this;
    }

    /** A cell with a colour. */
    record Painted(String text, java.util.function.UnaryOperator<String> paint) {}

    List<String> lines() {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        rows.forEach(row -> {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).codePointCount(0, row.get(i).length()));
            }
        });
        List<String> lines = new ArrayList<>();
        for (int r = 0; r < rows.size(); r++) {
            StringBuilder line = new StringBuilder();
            List<String> row = rows.get(r);
            for (int i = 0; i < row.size(); i++) {
                String cell = row.get(i);
                line.append(paints.get(r).get(i).apply(cell));
                if (i < row.size() - 1) {
                    line.append(" ".repeat(widths[i] - cell.codePointCount(0, cell.length()) + 2));
                }
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    /** As {@link #lines}, with its headings in the background. */
    List<String> lines(Cli cli) {
        List<String> lines = new ArrayList<>(lines());
        lines.set(0, cli.faint(lines.get(0)));
        return lines;
    }

    void print(Cli cli) {
        lines(cli).forEach(cli::say);
    }

    /** As {@link #print(Cli)}; without a row, says this in its place. */
    void print(Cli cli, String whenEmpty) {
        if (rows.size() > 1) {
            print(cli);
        } else {
            cli.say(whenEmpty);
        }
    }
}
