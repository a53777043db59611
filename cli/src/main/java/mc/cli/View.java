package mc.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

/** Reads the plain maps of the API's answers. */
final class View {

    private View() {}

    static String text(Map<String, Object> map, String key) {
        Object value = map.get(key);
        return value == null ? "" : value.toString();
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Map<String, Object> map, String key) {
        return map.get(key) instanceof Map<?, ?> inner ? (Map<String, Object>) inner : Map.of();
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> maps(Map<String, Object> map, String key) {
        return map.get(key) instanceof List<?> list ? (List<Map<String, Object>>) list : List.of();
    }

    static List<String> texts(Map<String, Object> map, String key) {
        return map.get(key) instanceof List<?> list ? list.stream().map(String::valueOf).toList() : List.of();
    }

    static boolean flag(Map<String, Object> map, String key) {
        return Boolean.TRUE.equals(map.get(key));
    }

    static long number(Map<String, Object> map, String key) {
        return map.get(key) instanceof Number number ? number.longValue() : 0;
    }

    /** One fact a line; a dash for what is unknown. */
    static void facts(Map<String, Object> facts, Cli cli) {
        facts.forEach((key, value) -> cli.say(cli.bold(key) + ": " + (value instanceof List<?> ? String.join(", ", texts(facts, key)) : value == null ? "-" : value)));
    }

    /** "1 commit", "2 commits". */
    static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    /** An ISO time on this machine's clock; with the date unless that is today. */
    static String time(String iso) {
        ZonedDateTime time = Instant.parse(iso).atZone(ZoneId.systemDefault());
        boolean isToday = time.toLocalDate().equals(LocalDate.now(ZoneId.systemDefault()));
        return DateTimeFormatter.ofPattern(isToday ? "HH:mm" : "yyyy-MM-dd HH:mm").format(time);
    }

    /** An ISO time on this machine's clock, to the second. */
    static String moment(String iso) {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").format(Instant.parse(iso).atZone(ZoneId.systemDefault()));
    }

    /** How long ago an ISO time was, in two units at most; a dash when there is none. */
    static String ago(String iso, Instant now) {
        if (iso.isEmpty()) {
            return "-";
        }
        Duration age = Duration.between(Instant.parse(iso), now);
        long seconds = Math.max(0, age.toSeconds());
        if (seconds < 60) {
            return seconds + "s";
        } else if (seconds < 3600) {
            return seconds / 60 + "m";
        } else if (seconds < 86_400) {
            return seconds / 3600 + "h" + (seconds % 3600 / 60 == 0 ? "" : seconds % 3600 / 60 + "m");
        }
        return seconds / 86_400 + "d" + (seconds % 86_400 / 3600 == 0 ? "" : seconds % 86_400 / 3600 + "h");
    }
}
