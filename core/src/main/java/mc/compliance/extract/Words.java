package mc.compliance.extract;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of a sentence in small letters, without marks of Markdown and punctuation, and where its clauses end. Immutable; linear in the length of the text. */
record Words(List<String> all, List<Integer> clauses) {

    private static final int MOST = 20;
    private static final Set<String> CONNECTIVES = Set.of("and", "but", "then");
    /** What follows them is what time is counted from. */
    private static final Set<String> ORIGINS = Set.of("after", "since", "following", "before", "upon", "until");
    private static final Map<String, Integer> NUMBERS = Map.ofEntries(
            Map.entry("one", 1), Map.entry("two", 2), Map.entry("three", 3), Map.entry("four", 4), Map.entry("five", 5), Map.entry("six", 6), Map.entry("seven", 7), Map.entry("eight", 8),
            Map.entry("nine", 9), Map.entry("ten", 10), Map.entry("fifteen", 15), Map.entry("twenty", 20), Map.entry("thirty", 30), Map.entry("forty", 40), Map.entry("forty-five", 45),
            Map.entry("fifty", 50), Map.entry("sixty", 60), Map.entry("ninety", 90));
    private static final Map<String, Integer> MINUTES = Map.ofEntries(
            Map.entry("m", 1), Map.entry("min", 1), Map.entry("mins", 1), Map.entry("minute", 1), Map.entry("minutes", 1), Map.entry("h", 60), Map.entry("hr", 60), Map.entry("hrs", 60),
            Map.entry("hour", 60), Map.entry("hours", 60), Map.entry("day", 1_440), Map.entry("days", 1_440));
    private static final Map<String, Unit> COUNTED = Map.ofEntries(
            Map.entry("commit", Unit.COMMITS), Map.entry("commits", Unit.COMMITS), Map.entry("exchange", Unit.EXCHANGES), Map.entry("exchanges", Unit.EXCHANGES), Map.entry("role", Unit.ROLES), Map.entry("roles", Unit.ROLES), Map.entry("agent", Unit.ROLES), Map.entry("agents", Unit.ROLES), Map.entry("recipients", Unit.ROLES));

    /** With signs, powers and digits of other scripts: what is no plain number is told as one that is out of bounds. */
    private static final Pattern NUMBER = Pattern.compile("-?\\p{Nd}++(?:[.,]\\p{Nd}++)*+(?:e[-+]?\\d++|\\^\\d++)?");
    private static final Pattern PLAIN = Pattern.compile("[0-9]{1,9}(?:\\.[0-9]{1,9})?");

    /** Parts of an hour in minutes. */
    private static final Map<String, Integer> PARTS = Map.of("half", 30, "1/2", 30, "quarter", 15, "1/4", 15, "3/4", 45);
    /** What goes in rounds and is talk; reviews and retries do as well. */
    private static final Set<String> TALK = Set.of("exchange", "exchanges", "discussion", "discussions", "conversation", "conversations", "messages", "clarification", "clarifications", "questions", "forth", "talk");
    private static final Set<String> OF_AN_HOUR = Set.of("a", "an", "of", "the");

    /** What is counted. */
    enum Unit { MINUTES, COMMITS, EXCHANGES, ROLES }

    /**
     * A number with its unit.
     *
     * @param at the index of its first word
     * @param end the index after its last one
     * @param problem why it is no limit; empty when it is one
     */
    record Quantity(double value, Unit unit, int at, int end, String problem) {}

    static Words of(String text) {
        List<String> all = new ArrayList<>();
        List<Integer> clauses = new ArrayList<>();
        int clause = 0;
        for (String raw : spelled(withoutTargets(text)).split("\\s+")) {
            String word = trimmed(raw);
            if (!word.isEmpty()) {
                clause += CONNECTIVES.contains(word) || raw.startsWith("(") ? 1 : 0;
                all.add(word);
                clauses.add(clause);
            }
            clause += raw.endsWith(",") || raw.endsWith(":") || raw.endsWith(")") ? 1 : 0;
        }
        return new Words(List.copyOf(all), List.copyOf(clauses));
    }

    /**
     * Words without their order.
     *
     * @param subjects those that are no part of what time is counted from: of "reply within 5 minutes after a push" all but the last two
     */
    record Context(Set<String> words, Set<String> subjects) {
        Context with(Context other) {
            Set<String> both = new HashSet<>(words);
            both.addAll(other.words);
            Set<String> subjectsOfBoth = new HashSet<>(subjects);
            subjectsOfBoth.addAll(other.subjects);
            return new Context(both, subjectsOfBoth);
        }
    }

    /** What stands ahead of this word. */
    Words until(int word) {
        return new Words(all.subList(0, word), clauses.subList(0, word));
    }

    /** The clause this word is in. */
    Context clauseAround(int word) {
        return context(clauses.indexOf(clauses.get(word)), clauses.lastIndexOf(clauses.get(word)) + 1);
    }

    /** All of it. */
    Context sentence() {
        return context(0, all.size());
    }

    private Context context(int from, int to) {
        Set<String> subjects = new HashSet<>();
        boolean isOrigin = false;
        for (int i = from; i < to; i++) {
            String word = all.get(i);
            boolean isNewClause = i > from && !clauses.get(i).equals(clauses.get(i - 1));
            boolean isNumber = Character.isDigit(word.charAt(0)) || NUMBERS.containsKey(word);
            boolean isCounted = i > from && (word.equals("of") || word.equals("from")) && (MINUTES.containsKey(all.get(i - 1)) || Character.isDigit(all.get(i - 1).charAt(0)));
            isOrigin = ORIGINS.contains(word) || isCounted || isOrigin && !isNewClause && !isNumber;
            if (!isOrigin) {
                subjects.add(word);
            }
        }
        return new Context(new HashSet<>(all.subList(from, to)), subjects);
    }

    /** The word ahead of this one, and ahead of those between them that are to be passed over; empty when there is none. */
    String ahead(int word, Set<String> passed) {
        int i = word - 1;
        while (i >= 0 && passed.contains(all.get(i))) {
            i--;
        }
        return i < 0 ? "" : all.get(i);
    }

    /** What stands ahead of this word in its clause, or in the sentence. */
    List<String> before(int word, boolean isInClause) {
        int from = isInClause ? clauses.indexOf(clauses.get(word)) : 0;
        return all.subList(from, word);
    }

    /** What stands in the clause from this word on. */
    List<String> after(int word) {
        return word >= all.size() ? List.of() : all.subList(word, clauses.get(word).equals(clauses.get(word - 1)) ? clauses.lastIndexOf(clauses.get(word)) + 1 : word);
    }

    boolean hasAny(Collection<String> words) {
        return all.stream().anyMatch(words::contains);
    }

    /** The first {@value #MOST}: a sentence with more of them is none that sets limits. */
    List<Quantity> quantities() {
        List<Quantity> found = new ArrayList<>();
        for (int i = 0; i < all.size() && found.size() < MOST; i++) {
            Quantity quantity = quantityAt(i);
            if (quantity != null) {
                found.add(quantity);
            }
        }
        return found;
    }

    private Quantity quantityAt(int i) {
        String word = all.get(i);
        if (word.equals("hourly")) {
            return new Quantity(60, Unit.MINUTES, i, i + 1, "");
        }
        if (word.equals("hour") || word.equals("hours")) {
            return hourAt(i);
        }
        boolean isWritten = NUMBERS.containsKey(word);
        Matcher matcher = NUMBER.matcher(word);
        if (!isWritten && !matcher.lookingAt()) {
            return null;
        }
        int end = isWritten ? 0 : matcher.end();
        String digits = word.substring(0, end).replaceFirst("^(\\d{1,3}),(\\d{3})$", "$1$2");
        double number = isWritten ? NUMBERS.get(word) : PLAIN.matcher(digits).matches() ? Double.parseDouble(digits) : Double.NaN; // which no limit is
        String rest = isWritten ? "" : word.substring(end).replaceFirst("^[-+]", "");
        boolean isRange = !rest.isEmpty() && Character.isDigit(rest.charAt(0)) || i > 1 && Set.of("to", "or").contains(all.get(i - 1)) && isNumber(all.get(i - 2));
        boolean isApart = rest.isEmpty() || isRange;
        String unit = isApart ? next(i + 1) : rest;
        String problem = isRange ? "it names a range; name the limit alone" : i > 0 && Set.of("least", "minimum").contains(all.get(i - 1)) ? "it names the least, and a limit is the most"
                : isPart(i, isApart ? i + 2 : i + 1) ? "it is put together of several numbers; name one" : "";
        if (MINUTES.containsKey(unit)) {
            return new Quantity(number * MINUTES.get(unit), Unit.MINUTES, i, isApart ? i + 2 : i + 1, problem);
        }
        Unit counted = unit.startsWith("message") && all.contains("forth") || unit.startsWith("round") && hasAny(TALK) ? Unit.EXCHANGES : COUNTED.get(unit);
        return counted == null ? null : new Quantity(number, counted, i, isApart ? i + 2 : i + 1, problem);
    }

    /** An hour without a number, or a part of one: "every hour", "half an hour", "1/2 hour". */
    private Quantity hourAt(int i) {
        int first = i;
        while (first > 0 && OF_AN_HOUR.contains(all.get(first - 1))) {
            first--;
        }
        String part = first > 0 ? all.get(first - 1) : "";
        if (PARTS.containsKey(part)) {
            return new Quantity(PARTS.get(part), Unit.MINUTES, first - 1, i + 1, isPart(first - 1, i + 1) ? "it is put together of several numbers; name one" : "");
        }
        boolean isWhole = all.get(i).equals("hour") && (first < i || Set.of("every", "each", "per").contains(part));
        return isWhole ? new Quantity(60, Unit.MINUTES, i, i + 1, isPart(i, i + 1) ? "it is put together of several numbers; name one" : "") : null;
    }

    /** "1 hour and a half", "1 hour 30 minutes", "1 1/2 hours", "twenty five minutes": one length in several numbers. */
    private boolean isPart(int at, int end) {
        String ahead = at > 0 ? all.get(at - 1) : "";
        boolean goesOn = next(end).equals("and") && (PARTS.containsKey(next(end + 1)) || next(end + 1).equals("a") && PARTS.containsKey(next(end + 2)) || isTime(end + 1));
        boolean isFollowed = end < all.size() && clauses.get(end).equals(clauses.get(at)) && isTime(end);
        boolean isPreceded = isNumber(ahead) || MINUTES.containsKey(ahead) && at > 1 && isNumber(all.get(at - 2)) && clauses.get(at - 1).equals(clauses.get(at));
        return goesOn || isFollowed || isPreceded;
    }

    private boolean isTime(int i) {
        String unit = next(i).replaceFirst("^\\d+", "");
        return isNumber(next(i)) ? MINUTES.containsKey(next(i + 1)) : unit.length() < next(i).length() && MINUTES.containsKey(unit);
    }

    private String next(int i) {
        return i < all.size() ? all.get(i) : "";
    }

    private static boolean isNumber(String word) {
        return NUMBERS.containsKey(word) || !word.isEmpty() && word.chars().allMatch(Character::isDigit);
    }

    private static String trimmed(String raw) {
        int from = 0;
        int to = raw.length();
        while (from < to && !Character.isLetterOrDigit(raw.charAt(from)) && raw.charAt(from) != '-') {
            from++;
        }
        while (to > from && !Character.isLetterOrDigit(raw.charAt(to - 1)) && raw.charAt(to - 1) != '/') {
            to--;
        }
        return raw.substring(from, to).toLowerCase(Locale.ROOT).replace('’', '\'');
    }

    /** Signs as the words or digits they stand for. */
    private static String spelled(String text) {
        return text.replace("->", " ").replace("=>", " ").replace("→", " ").replace('—', ',').replace("½", " 1/2 ").replace("¼", " 1/4 ").replace("¾", " 3/4 ")
                .replaceAll("(?<!\\S)[>≥]=?(?=\\s?\\d)", " more than ").replaceAll("(?<!\\S)[<≤]=?(?=\\s?\\d)", " less than ");
    }

    /** A link without where it leads. */
    private static String withoutTargets(String text) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        for (int open = text.indexOf("]("); open >= 0; open = text.indexOf("](", i)) {
            out.append(text, i, open);
            int close = text.indexOf(')', open);
            if (close < 0) {
                return out.append(text, open, text.length()).toString();
            }
            i = close + 1;
        }
        return out.append(text, i, text.length()).toString();
    }
}
