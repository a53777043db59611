package mc.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Gathers the figures, tells of each as soon as it is there, and prints the table at the end. Not thread-safe. */
final class Report {

    private static final String ROW = "%-52s %10s %10s %10s %10s %4s  %-4s  %s%n";

    private final PrintStream out;
    private final List<Figure> figures = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    Report(PrintStream out) {
        this.out = out;
    }

    void add(Figure figure) {
        figures.add(figure);
        out.printf("  %s: %s %s (budget %s)%n", figure.name(), Figure.text(figure.samples().median()), figure.unit(), figure.budgetText());
    }

    /** A figure without a promise. */
    void add(String name, String unit, Samples samples, String how) {
        add(new Figure(name, unit, Double.NaN, samples, how));
    }

    /** Something to know when reading the table. */
    void note(String note) {
        notes.add(note);
        out.println("  " + note);
    }

    /** A measurement that could not be made. */
    void failed(String name, Exception why) {
        failures.add(name + ": " + why);
        out.println("  could not be measured: " + name + ": " + why);
    }

    boolean hasFailures() {
        return !failures.isEmpty();
    }

    void print() {
        out.printf("%n" + ROW, "WHAT", "BUDGET", "MEDIAN", "MIN", "MAX", "RUNS", "", "HOW");
        for (Figure f : figures) {
            Samples s = f.samples();
            out.printf(Locale.ROOT, ROW, f.name(), f.budgetText(), Figure.text(s.median()) + " " + f.unit(), Figure.text(s.min()), Figure.text(s.max()), s.count(), f.verdict(), f.how());
        }
        out.println();
        notes.forEach(note -> out.println("note: " + note));
        failures.forEach(failure -> out.println("NOT MEASURED: " + failure));
    }
}
