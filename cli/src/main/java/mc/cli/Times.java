package mc.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mc.Failure;

/** Lengths of time as people write them: {@code 500ms}, {@code 10s}, {@code 2m}, {@code 1h}; a bare number is seconds. */
final class Times {

    private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h)?");

    private Times() {}

    static long millis(String text) {
        Matcher matcher = TIME.matcher(text.strip());
        if (!matcher.matches()) {
            throw Failure.usage("'" + text + "' is no length of time.", "Write it like 500ms, 10s, 2m or 1h.");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2) == null ? "s" : matcher.group(2)) {
            case "ms" -> number;
            case "m" -> number * 60_000;
            case "h" -> number * 3_600_000;
            default -> number * 1_000;
        };
    }
}
