package mc.team;

import java.util.ArrayList;
import java.util.List;

/** Tells the size of a project from its facts: each counts 0 to 3 points, the sum is the size. Immutable and thread-safe. */
public record ComplexityEstimator(TeamLimits limits) {

    /** A size and the points that led to it, one line for each fact. */
    public record Estimate(TeamLimits.Size size, int points, List<String> because) {}

    public Estimate estimate(ProjectMetrics metrics) {
        int points = 0;
        List<String> because = new ArrayList<>();
        for (var grade : limits.grades().entrySet()) {
            long value = Long.parseLong(metrics.get(grade.getKey()).value());
            int earned = (int) grade.getValue().stream().filter(threshold -> value >= threshold).count();
            points += earned;
            because.add(grade.getKey().replace('_', ' ') + " " + value + ": " + earned + " of 3 points");
        }
        int sum = points;
        TeamLimits.Size size = limits.sizes().values().stream().filter(candidate -> sum >= candidate.fromPoints()).reduce((smaller, larger) -> larger)
                .orElseGet(() -> limits.sizes().values().iterator().next());
        return new Estimate(size, points, List.copyOf(because));
    }
}
