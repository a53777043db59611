package mc.bench;

import java.util.Locale;

/**
 * One line of the table. Immutable.
 *
 * @param unit such as {@code ms}
 * @param budget the most that the design allows, in that unit; NaN when it promises nothing
 * @param how what was measured, and how
 */
record Figure(String name, String unit, double budget, Samples samples, String how) {

    /** Compares the median: the machine is never quiet. */
    String verdict() {
        return Double.isNaN(budget) ? "-" : samples.median() <= budget ? "ok" : "OVER";
    }

    String budgetText() {
        return Double.isNaN(budget) ? "-" : text(budget) + " " + unit;
    }

    /** A number with as many digits as mean something. */
    static String text(double value) {
        String format = Math.abs(value) >= 20 || value == Math.rint(value) ? "%.0f" : Math.abs(value) >= 2 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
