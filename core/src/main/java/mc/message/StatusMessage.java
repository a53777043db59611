package mc.message;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mc.text.Untrusted;

/**
 * A status as the team's template asks for it: {@code STATUS AGENT TIME}, then {@code Completed:} with bullets, {@code Current:},
 * {@code Blocked:} and {@code ETA:}. Agents write it by hand, so case, order, bullets, bold labels and missing parts do not matter.
 * Every text is cleaned; the empty one stands for what was not said. Immutable.
 *
 * @param agent who says so of itself
 * @param time when, in the agent's own words
 * @param blocked what it waits for; empty when it says none, no or nothing
 */
public record StatusMessage(String agent, String time, List<String> completed, String current, String blocked, String eta) {

    private enum Part {
        COMPLETED,
        CURRENT,
        BLOCKED,
        ETA
    }

    private static final int LONGEST = 2_000;
    private static final Pattern HEAD = Pattern.compile("[*#\\s]*STATUS(?: UPDATE)?\\b[*:\\s]*\\[?([A-Za-z][A-Za-z0-9_-]*)?]?[\\s,:-]*(.*)");
    private static final Pattern LABEL = Pattern.compile("(?i)[-*\\s]*(completed|current|blocked|eta)\\**\\s*:\\s*\\**\\s*(.*)");
    private static final Pattern BULLET = Pattern.compile("(?:[-*•]|\\d{1,3}[.)])\\s+(.*)");
    private static final Pattern NOTHING = Pattern.compile("(?i)(?:-|none|no|nothing|n/?a|not blocked|no blockers?)[.!]?");

    public StatusMessage {
        completed = List.copyOf(completed);
    }

    public boolean isBlocked() {
        return !blocked.isEmpty();
    }

    /** The status in a text; empty when it has neither the first line with one label nor two labels, and so is something else. */
    public static Optional<StatusMessage> parse(String text) {
        List<String> lines = Untrusted.block(text).strip().lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        Matcher head = HEAD.matcher(lines.get(0));
        boolean hasHead = head.matches();
        Map<Part, List<String>> parts = new EnumMap<>(Part.class);
        List<String> open = null;
        for (String line : hasHead ? lines.subList(1, lines.size()) : lines) {
            Matcher label = LABEL.matcher(line);
            if (label.matches()) {
                open = parts.computeIfAbsent(Part.valueOf(label.group(1).toUpperCase(Locale.ROOT)), part -> new ArrayList<>());
                add(label.group(2), open);
            } else if (open != null) {
                add(line, open);
            }
        }
        if (parts.size() < (hasHead ? 1 : 2)) {
            return Optional.empty();
        }
        String agent = hasHead && head.group(1) != null ? head.group(1) : "";
        String time = hasHead ? Untrusted.line(head.group(2).replaceAll("[\\[\\]*]", ""), 60) : "";
        return Optional.of(new StatusMessage(agent, time, parts.getOrDefault(Part.COMPLETED, List.of()), joined(parts, Part.CURRENT), joined(parts, Part.BLOCKED), joined(parts, Part.ETA)));
    }

    /** Takes a line without its bullet, unless it says that there is nothing. */
    private static void add(String line, List<String> to) {
        Matcher bullet = BULLET.matcher(line);
        String words = Untrusted.line(bullet.matches() ? bullet.group(1) : line, LONGEST);
        if (!words.isEmpty() && !NOTHING.matcher(words).matches()) {
            to.add(words);
        }
    }

    private static String joined(Map<Part, List<String>> parts, Part part) {
        return Untrusted.line(String.join("; ", parts.getOrDefault(part, List.of())), LONGEST);
    }
}
