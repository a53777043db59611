package mc.demo;

import java.time.Duration;

/** Durations as a script writes them: {@code 500ms}, {@code 2s}, {@code 1.5s}, {@code 5m}, {@code 5h}. */
final class Durations {

    private Durations() {}

    /** Throws {@link IllegalArgumentException} on anything else. */
    static Duration parse(String text) {
        int unitAt = 0;
        while (unitAt < text.length() && (Character.isDigit(text.charAt(unitAt)) || text.charAt(unitAt) == '.')) {
            unitAt++;
        }
        long millis = switch (text.substring(unitAt)) {
            case "ms" -> 1;
            case "s" -> 1000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> throw new IllegalArgumentException("'" + text + "' is no duration such as 500ms, 2s, 5m or 5h");
        };
        try {
            return Duration.ofMillis((long) (Double.parseDouble(text.substring(0, unitAt)) * millis));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is no duration such as 500ms, 2s, 5m or 5h", e);
        }
    }
}
