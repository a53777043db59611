package mc.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mc.text.Untrusted;

/**
 * Reads what a spec says by its form: header lines, headings, lists. Code between fences is not read. Understands any text, also
 * one without any form. Each parse is its own; the class itself is stateless and thread-safe.
 */
public final class SpecParser {

    /** Keys of {@link Spec#metadata()}. */
    public static final String PROJECT = "PROJECT";
    public static final String TARGET = "TARGET";
    public static final String TYPE = "TYPE";

    private static final int MAX_LINE = 2000;
    private static final int MAX_ITEM = 600;
    private static final Pattern META = Pattern.compile("(?:\\*\\*|[-*] )?(PROJECT|TARGET|TYPE)(?:\\*\\*)?:(?:\\*\\*)?\\s*(\\S.*)");
    private static final Pattern LIST_NAME = Pattern.compile("(?:#{1,6}\\s+)?(?:\\*\\*)?(?:\\d+[.)]\\s+)?(requirements|deliverables)(?:\\*\\*)?\\s*:?\\s*(?:\\*\\*)?\\s*#*", Pattern.CASE_INSENSITIVE);
    private static final Pattern INLINE = Pattern.compile("(REQUIREMENTS|DELIVERABLES):\\s+(\\S.*)");
    private static final Pattern HEADING = Pattern.compile("(#{1,6})\\s+(.+?)\\s*#*");
    private static final Pattern CHECK = Pattern.compile("\\s*(?:[-*+]|\\d{1,4}[.)])\\s+\\[([ xX])]\\s+(.+)");
    private static final Pattern NUMBERED = Pattern.compile("\\s*\\d{1,4}[.)]\\s+(.+)");
    private static final Pattern BULLET = Pattern.compile("\\s*[-*+\\u2022]\\s+(.+)");
    private static final Pattern FENCE = Pattern.compile("\\s{0,3}(```|~~~).*");

    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final List<String> requirements = new ArrayList<>();
    private final List<String> deliverables = new ArrayList<>();
    private final List<Spec.Section> sections = new ArrayList<>();

    private int level;
    private String heading = "";
    private StringBuilder prose = new StringBuilder();
    private List<Spec.Item> items = new ArrayList<>();
    private List<String> named; // the REQUIREMENTS or DELIVERABLES list that is being read; null outside
    private int namedLevel; // the level of the heading that opened it; 0 when none did
    private boolean itemOpen; // an indented line continues the last item
    private String fence;

    private SpecParser() {}

    public static Spec parse(String fileName, String text) {
        SpecParser parser = new SpecParser();
        Untrusted.block(text).lines().forEach(line -> parser.line(line.length() > MAX_LINE ? line.substring(0, MAX_LINE) : line.stripTrailing()));
        parser.endSection();
        return new Spec(Untrusted.line(fileName, 200), text, parser.title(text), Map.copyOf(parser.metadata), List.copyOf(parser.requirements), List.copyOf(parser.deliverables), List.copyOf(parser.sections));
    }

    private void line(String line) {
        if (isCode(line)) {
            return;
        }
        Matcher meta = META.matcher(line);
        if (meta.matches()) {
            metadata.putIfAbsent(meta.group(1), Untrusted.line(meta.group(2).replaceAll("\\*\\*$", ""), 200));
            itemOpen = false;
            return;
        }
        Matcher list = LIST_NAME.matcher(line);
        if (list.matches() && (line.startsWith("#") || line.contains(":") || line.equals(line.toUpperCase(Locale.ROOT)))) {
            startList(line, list.group(1));
            return;
        }
        Matcher inline = INLINE.matcher(line);
        if (inline.matches()) {
            startList(line, inline.group(1));
            add(new Spec.Item(shorten(inline.group(2)), Spec.Kind.BULLET));
            return;
        }
        Matcher head = HEADING.matcher(line);
        if (head.matches()) {
            boolean below = namedLevel > 0 && head.group(1).length() > namedLevel;
            startSection(head.group(1).length(), head.group(2));
            if (!below) {
                endList();
            }
            return;
        }
        Optional<Spec.Item> item = item(line);
        if (item.isPresent()) {
            add(item.get());
        } else {
            text(line);
        }
    }

    private void startList(String line, String name) {
        named = name.toLowerCase(Locale.ROOT).startsWith("r") ? requirements : deliverables;
        namedLevel = (int) line.chars().takeWhile(c -> c == '#').count();
        itemOpen = false;
        if (namedLevel > 0) {
            startSection(namedLevel, name);
        }
    }

    private void endList() {
        named = null;
        namedLevel = 0;
    }

    private boolean isCode(String line) {
        Matcher matcher = FENCE.matcher(line);
        if (fence == null) {
            fence = matcher.matches() ? matcher.group(1) : null;
            return fence != null;
        }
        if (matcher.matches() && matcher.group(1).equals(fence)) {
            fence = null;
        }
        return true;
    }

    private static Optional<Spec.Item> item(String line) {
        Matcher check = CHECK.matcher(line);
        if (check.matches()) {
            return Optional.of(new Spec.Item(shorten(check.group(2)), check.group(1).isBlank() ? Spec.Kind.OPEN : Spec.Kind.DONE));
        }
        Matcher numbered = NUMBERED.matcher(line);
        if (numbered.matches()) {
            return Optional.of(new Spec.Item(shorten(numbered.group(1)), Spec.Kind.NUMBERED));
        }
        Matcher bullet = BULLET.matcher(line);
        return bullet.matches() ? Optional.of(new Spec.Item(shorten(bullet.group(1)), Spec.Kind.BULLET)) : Optional.empty();
    }

    private void add(Spec.Item item) {
        if (item.text().isBlank()) {
            return;
        }
        if (named != null) {
            named.add(item.text());
        } else {
            items.add(item);
        }
        itemOpen = true;
    }

    private void text(String line) {
        if (line.isBlank()) {
            itemOpen = false;
            return;
        }
        boolean indented = Character.isWhitespace(line.charAt(0));
        if (itemOpen && indented) {
            continueItem(line);
            return;
        }
        itemOpen = false;
        if (namedLevel == 0) {
            endList(); // plain text ends a list that no heading opened
        }
        prose.append(line.strip()).append('\n');
    }

    private void continueItem(String line) {
        if (named != null) {
            named.set(named.size() - 1, shorten(named.get(named.size() - 1) + " " + line));
        } else {
            Spec.Item last = items.get(items.size() - 1);
            items.set(items.size() - 1, new Spec.Item(shorten(last.text() + " " + line), last.kind()));
        }
    }

    private void startSection(int newLevel, String newHeading) {
        endSection();
        level = newLevel;
        heading = Untrusted.line(newHeading.replaceFirst("^\\d+(\\.\\d+)*[.)]?\\s+", ""), 200);
        itemOpen = false;
    }

    private void endSection() {
        if (!heading.isEmpty() || !items.isEmpty() || !prose.toString().isBlank()) {
            sections.add(new Spec.Section(level, heading, prose.toString().strip(), List.copyOf(items)));
        }
        level = 0;
        heading = "";
        prose = new StringBuilder();
        items = new ArrayList<>();
    }

    private String title(String text) {
        return Optional.ofNullable(metadata.get(PROJECT))
                .or(() -> sections.stream().map(Spec.Section::heading).filter(h -> !h.isBlank()).findFirst())
                .orElseGet(() -> Untrusted.block(text).lines().filter(line -> !line.isBlank()).findFirst().map(line -> Untrusted.line(line, 80)).orElse(""));
    }

    private static String shorten(String item) {
        return Untrusted.line(item, MAX_ITEM);
    }
}
