package mc.agent.adapters;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What Claude Code prints when a usage limit is reached, and when it says the limit ends. Only for versions and places that do
 * not give the time as a number. Stateless. Source: the list of prefixes that the program's kit for developers exports (0.3.329),
 * and what users have quoted from versions since 1.0.24.
 */
public final class LimitText {

    private static final List<String> PREFIXES = List.of(
            "You've hit your", "You've reached your", "You're out of usage credits", "Your org is out of usage", "Your seat type doesn't include usage", "Your usage allocation has been disabled by your admin",
            "Your group's usage limit is set to $0", "You're out of extra usage", "Your seat type doesn't include extra usage", "Claude AI usage limit reached", "Claude usage limit reached");
    private static final Pattern OTHERS = Pattern.compile("^(?:Fable|Haiku|Mythos|Opus|Sonnet)\\b[^·\\n]{0,40} requires usage credits|^(?:[\\w-]+ ){0,2}limit reached\\b|\\bspend limit reached \\(");

    private static final Pattern EPOCH = Pattern.compile("usage limit reached\\|(\\d{10})(\\d{3})?\\b");
    private static final Pattern RESETS = Pattern.compile(
            "\\bresets?(?: at)? "
                    + "(?:(?<weekday>Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? (?:at )?)?"
                    + "(?:(?<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\\.? (?<day>\\d{1,2})(?:, (?<year>\\d{4}))?,? (?:at )?|(?<date>\\d{4}-\\d\\d-\\d\\d)[ T])?"
                    + "(?<hour>\\d{1,2})(?::(?<minute>\\d\\d))?[ \u202f]?(?:(?<half>[ap])\\.?m\\b\\.?)?"
                    + "(?: ?\\((?<zone>[^)\\n]*)\\)| ?(?<utc>UTC|GMT)\\b)?",
            Pattern.CASE_INSENSITIVE);
    /** Printed times lack their seconds, so one that has just passed is not tomorrow's. */
    private static final Duration ROUNDED = Duration.ofMinutes(2);

    private LimitText() {}

    /** Whether an error's text says that a usage limit is reached; a warning, an overload or a throttling does not. */
    static boolean isLimit(String text) {
        String start = text.strip().replace('’', '\'');
        return PREFIXES.stream().anyMatch(start::startsWith) || OTHERS.matcher(start).find();
    }

    /**
     * When the limit ends by the text; empty when it does not say so beyond doubt.
     *
     * @param said when the text was written
     * @param zone the zone of the program that wrote it, for a time without one; empty when that is not known
     */
    public static Optional<Instant> reset(String text, Instant said, Optional<ZoneId> zone) {
        Matcher epoch = EPOCH.matcher(text);
        if (epoch.find()) {
            return Optional.of(Instant.ofEpochSecond(Long.parseLong(epoch.group(1))));
        }
        Matcher resets = RESETS.matcher(text);
        try {
            return resets.find() ? zone(resets, zone).map(where -> next(resets, said.atZone(where))) : Optional.empty();
        } catch (DateTimeException | IllegalArgumentException e) {
            return Optional.empty(); // the 31st of February, 25 o'clock, a zone nobody knows
        }
    }

    private static Optional<ZoneId> zone(Matcher resets, Optional<ZoneId> zone) {
        String named = resets.group("utc") != null ? "UTC" : resets.group("zone");
        return named == null ? zone : Optional.of(ZoneId.of(named.strip()));
    }

    private static Instant next(Matcher resets, ZonedDateTime said) {
        LocalTime time = time(resets);
        Instant passed = said.toInstant().minus(ROUNDED);
        if (resets.group("date") != null) {
            return LocalDate.parse(resets.group("date")).atTime(time).atZone(said.getZone()).toInstant();
        }
        if (resets.group("month") != null) {
            int year = resets.group("year") == null ? said.getYear() : Integer.parseInt(resets.group("year"));
            ZonedDateTime day = LocalDate.of(year, month(resets.group("month")), Integer.parseInt(resets.group("day"))).atTime(time).atZone(said.getZone());
            boolean isNextYear = resets.group("year") == null && day.toInstant().isBefore(passed.minus(Duration.ofDays(1)));
            return (isNextYear ? day.plusYears(1) : day).toInstant();
        }
        LocalDate first = resets.group("weekday") == null ? said.toLocalDate() : said.toLocalDate().with(TemporalAdjusters.nextOrSame(weekday(resets.group("weekday"))));
        ZonedDateTime day = first.atTime(time).atZone(said.getZone());
        return (day.toInstant().isBefore(passed) ? first.plusDays(resets.group("weekday") == null ? 1 : 7).atTime(time).atZone(said.getZone()) : day).toInstant();
    }

    private static LocalTime time(Matcher resets) {
        int hour = Integer.parseInt(resets.group("hour"));
        String half = resets.group("half");
        if (half == null && resets.group("minute") == null || half != null && (hour < 1 || hour > 12)) {
            throw new IllegalArgumentException("Not a time of day");
        }
        int minute = resets.group("minute") == null ? 0 : Integer.parseInt(resets.group("minute"));
        return LocalTime.of(half == null ? hour : hour % 12 + (half.equalsIgnoreCase("p") ? 12 : 0), minute);
    }

    private static Month month(String name) {
        return Stream.of(Month.values()).filter(month -> month.name().startsWith(name.toUpperCase(Locale.ROOT))).findFirst().orElseThrow();
    }

    private static DayOfWeek weekday(String name) {
        return Stream.of(DayOfWeek.values()).filter(day -> day.name().startsWith(name.toUpperCase(Locale.ROOT))).findFirst().orElseThrow();
    }
}
