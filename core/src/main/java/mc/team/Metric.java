package mc.team;

import java.util.List;

/** One fact about a project: {@code true}, {@code false}, a word or a number, and what it rests on (possibly nothing). Immutable. */
public record Metric(String name, String value, List<String> evidence) {

    static Metric of(String name, long value, List<String> evidence) {
        return new Metric(name, Long.toString(value), evidence);
    }

    boolean isNumber() {
        return value.matches("\\d{1,18}");
    }
}
