package mc.cli;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mc.Failure;

/** Lengths of time as people write them ({@code 500ms}, {@code 10s}, {@code 2m}, {@code 1h}; a bare number is seconds), and moments. */
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

    /** Refuses a day that has not come yet, by UTC; what is no day at all is refused elsewhere. Null passes. */
    static void requireCome(String day, String command) {
        if (day != null && day.strip().matches("\\d{4}-\\d{2}-\\d{2}") && day.strip().compareTo(LocalDate.now(ZoneOffset.UTC).toString()) > 0) {
            throw Failure.usage("The day " + day.strip() + " has not come yet; it is " + LocalDate.now(ZoneOffset.UTC) + " (UTC).", command);
        }
    }

    /** A moment to come: {@code 14:30} of today, {@code +20m} from now, or ISO-8601 with a zone. */
    static Instant moment(String text, ZonedDateTime now) {
        String plain = text.strip();
        try {
            if (plain.startsWith("+")) {
                return now.toInstant().plusMillis(millis(plain.substring(1)));
            }
            boolean isOfToday = plain.matches("\\d{1,2}:\\d{2}(:\\d{2})?");
            Instant moment = isOfToday ? now.with(LocalTime.parse(plain.length() % 3 == 1 ? "0" + plain : plain)).toInstant() : ZonedDateTime.parse(plain).toInstant();
            if (!moment.isAfter(now.toInstant())) {
                throw Failure.usage("The time " + plain + " has passed; it is " + now.toLocalTime().withNano(0) + " now.", "Name one to come: --at 14:30, --at +20m, or --at 2027-01-31T08:00+01:00");
            }
            return moment;
        } catch (DateTimeParseException e) {
            throw Failure.usage("'" + text + "' is no time to send at.", "Write it like 14:30, +20m or 2027-01-31T08:00+01:00.");
        }
    }
}
