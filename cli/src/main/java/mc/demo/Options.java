package mc.demo;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The options at the top of a script, by name; each may be given several times. The parser has checked names and values. */
record Options(Map<String, List<String>> values) {

    /** What follows the name of an option. */
    enum Kind {
        NOTHING,
        DURATION,
        NUMBER,
        OPTIONAL_NUMBER,
        TEXT,
        OPTIONAL_EVENT,
        EVENT,
        EVENT_AND_DURATION
    }

    /** Every option there is. */
    static final Map<String, Kind> KNOWN = Map.ofEntries(
            Map.entry("start-delay", Kind.DURATION),
            Map.entry("trust-dialog", Kind.NOTHING),
            Map.entry("swallow-enter", Kind.NUMBER),
            Map.entry("swallow-paste", Kind.NUMBER),
            Map.entry("drop-hook", Kind.EVENT),
            Map.entry("slow-hook", Kind.EVENT_AND_DURATION),
            Map.entry("garbage-hook", Kind.OPTIONAL_EVENT),
            Map.entry("ghost-text", Kind.TEXT),
            Map.entry("draft", Kind.TEXT),
            Map.entry("never-ready", Kind.NOTHING),
            Map.entry("noise", Kind.NOTHING),
            Map.entry("exit-at-once", Kind.OPTIONAL_NUMBER),
            Map.entry("slow-exit", Kind.DURATION),
            Map.entry("run-timeout", Kind.DURATION),
            Map.entry("auto-continue", Kind.DURATION));

    boolean has(String name) {
        return values.containsKey(name);
    }

    Optional<String> text(String name) {
        return has(name) ? Optional.of(last(name)) : Optional.empty();
    }

    Optional<Duration> duration(String name) {
        return text(name).map(Durations::parse);
    }

    int number(String name, int otherwise) {
        return text(name).filter(v -> !v.isEmpty()).map(Integer::parseInt).orElse(otherwise);
    }

    /** Whether an option names this event, or all of them by naming none. */
    boolean names(String name, String event) {
        return values.getOrDefault(name, List.of()).stream().anyMatch(v -> v.isEmpty() || v.equals(event));
    }

    /** How long the hooks of an event are held back. */
    Duration slowness(String event) {
        return values.getOrDefault("slow-hook", List.of()).stream()
                .filter(v -> v.startsWith(event + " "))
                .map(v -> Durations.parse(v.substring(event.length()).strip()))
                .findFirst()
                .orElse(Duration.ZERO);
    }

    private String last(String name) {
        List<String> given = values.get(name);
        return given.get(given.size() - 1);
    }
}
