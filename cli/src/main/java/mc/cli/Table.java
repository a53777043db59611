package mc.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import mc.text.Untrusted;

/**
 * Rows in columns, as wide as their content. Where a terminal is narrower than that, the widest columns are cut, with an ellipsis, so
 * that each row keeps its line. Cells are sanitised; colours are put around whole cells afterwards.
 */
final class Table {

    /** No column is cut to less than this. */
    private static final int NARROWEST = 8;
    private static final int GAP = 2;

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
        return lines(Integer.MAX_VALUE);
    }

    /** As {@link #lines()}, in so many columns of a terminal if that can be. */
    List<String> lines(int width) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        rows.forEach(row -> {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).codePointCount(0, row.get(i).length()));
            }
        });
        narrow(widths, width);
        List<String> lines = new ArrayList<>();
        for (int r = 0; r < rows.size(); r++) {
            StringBuilder line = new StringBuilder();
            List<String> row = rows.get(r);
            for (int i = 0; i < row.size(); i++) {
                String cell = cut(row.get(i), widths[i]);
                line.append(paints.get(r).get(i).apply(cell));
                if (i < row.size() - 1) {
                    line.append(" ".repeat(widths[i] - cell.codePointCount(0, cell.length()) + GAP));
                }
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private static void narrow(int[] widths, int width) {
        for (long tooMuch = IntStream.of(widths).sum() + (long) GAP * (widths.length - 1) - width; tooMuch > 0; tooMuch--) {
            int widest = widths.length - 1; // of two the last: what a row is about comes first
            for (int i = widest; i >= 0; i--) {
                widest = widths[i] > widths[widest] ? i : widest;
            }
            if (widths[widest] <= NARROWEST) {
                return;
            }
            widths[widest]--;
        }
    }

    private static String cut(String cell, int width) {
        return cell.codePointCount(0, cell.length()) <= width ? cell : cell.substring(0, cell.offsetByCodePoints(0, width - 1)) + "…";
    }

    /** As {@link #lines}, as wide as the terminal at most, with its headings in the background. */
    List<String> lines(Cli cli) {
        List<String> lines = new ArrayList<>(lines(TerminalWidth.of(cli)));
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
