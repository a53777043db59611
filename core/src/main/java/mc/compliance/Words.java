package mc.compliance;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The words of a sentence in small letters, without marks of Markdown and punctuation, and where its clauses end. Immutable; linear in the length of the text. */
record Words(List<String> all, List<Integer> clauses) {

    private static final Set<String> CONNECTIVES = Set.of("and", "but", "then");
    private static final Map<String, Integer> NUMBERS = Map.ofEntries(
            Map.entry("one", 1), Map.entry("two", 2), Map.entry("three", 3), Map.entry("four", 4), Map.entry("five", 5), Map.entry("six", 6), Map.entry("seven", 7), Map.entry("eight", 8),
            Map.entry("nine", 9), Map.entry("ten", 10), Map.entry("fifteen", 15), Map.entry("twenty", 20), Map.entry("thirty", 30), Map.entry("forty", 40), Map.entry("forty-five", 45),
            Map.entry("fifty", 50), Map.entry("sixty", 60), Map.entry("ninety", 90));
    private static final Map<String, Integer> MINUTES = Map.ofEntries(
            Map.entry("m", 1), Map.entry("min", 1), Map.entry("mins", 1), Map.entry("minute", 1), Map.entry("minutes", 1), Map.entry("h", 60), Map.entry("hr", 60), Map.entry("hrs", 60),
            Map.entry("hour", 60), Map.entry("hours", 60), Map.entry("day", 1_440), Map.entry("days", 1_440));
    private static final Map<String, Unit> COUNTED = Map.ofEntries(
            Map.entry("commit", Unit.COMMITS), Map.entry("commits", Unit.COMMITS), Map.entry("exchange", Unit.EXCHANGES), Map.entry("exchanges", Unit.EXCHANGES), Map.entry("round", Unit.EXCHANGES),
            Map.entry("rounds", Unit.EXCHANGES), Map.entry("role", Unit.ROLES), Map.entry("roles", Unit.ROLES), Map.entry("agent", Unit.ROLES), Map.entry("agents", Unit.ROLES), Map.entry("recipients", Unit.ROLES));

    /** What is counted. */
    enum Unit { MINUTES, COMMITS, EXCHANGES, ROLES }

    /**
     * A number with its unit.
     *
     * @param at the index of its first word
     * @param problem why it is no limit; empty when it is one
     */
    record Quantity(double value, Unit unit, int at, String problem) {}

    static Words of(String text) {
        List<String> all = new ArrayList<>();
        List<Integer> clauses = new ArrayList<>();
        int clause = 0;
        for (String raw : withoutTargets(text).replace("->", " ").replace("→", " ").replace('—', ',').split("\\s+")) {
            String word = trimmed(raw);
            if (!word.isEmpty()) {
                clause += CONNECTIVES.contains(word) ? 1 : 0;
                all.add(word);
                clauses.add(clause);
            }
            clause += raw.endsWith(",") || raw.endsWith(":") || raw.endsWith(")") ? 1 : 0;
        }
        return new Words(List.copyOf(all), List.copyOf(clauses));
    }

    /** The words of the clause this word is in. */
    Set<String> clauseOf(int word) {
        Set<String> words = new HashSet<>();
        for (int i = 0; i < all.size(); i++) {
            if (clauses.get(i).equals(clauses.get(word))) {
                words.add(all.get(i));
            }
        }
        return words;
    }

    boolean hasAny(Collection<String> words) {
        return all.stream().anyMatch(words::contains);
    }

    List<Quantity> quantities() {
        List<Quantity> found = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
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
            return new Quantity(60, Unit.MINUTES, i, "");
        }
        if (word.equals("hour") && i > 0 && Set.of("a", "an", "every", "each", "per", "half").contains(all.get(i - 1))) {
            boolean isHalf = all.get(i - 1).equals("half") || i > 1 && all.get(i - 2).equals("half");
            return new Quantity(isHalf ? 30 : 60, Unit.MINUTES, i, "");
        }
        int end = 0;
        while (end < word.length() && (Character.isDigit(word.charAt(end)) || word.charAt(end) == '.' && end > 0)) {
            end++;
        }
        String digits = word.substring(0, end);
        boolean isWritten = NUMBERS.containsKey(word);
        if (digits.isEmpty() && !isWritten || digits.length() > 9 || digits.chars().anyMatch(c -> c > '9') || digits.indexOf('.') != digits.lastIndexOf('.') || digits.endsWith(".")) {
            return null;
        }
        double number = isWritten ? NUMBERS.get(word) : Double.parseDouble(digits);
        String rest = isWritten ? "" : word.substring(end).replaceFirst("^[-+]", "");
        boolean isRange = !rest.isEmpty() && Character.isDigit(rest.charAt(0)) || i > 1 && Set.of("to", "or").contains(all.get(i - 1)) && isNumber(all.get(i - 2));
        String unit = rest.isEmpty() || isRange && !rest.isEmpty() ? next(i + 1) : rest;
        String problem = isRange ? "it names a range; name the limit alone" : i > 0 && Set.of("least", "minimum").contains(all.get(i - 1)) ? "it names the least, and a limit is the most" : "";
        if (MINUTES.containsKey(unit)) {
            return new Quantity(number * MINUTES.get(unit), Unit.MINUTES, i, problem);
        }
        Unit counted = unit.startsWith("message") && all.contains("forth") ? Unit.EXCHANGES : COUNTED.get(unit);
        return counted == null ? null : new Quantity(number, counted, i, problem);
    }

    private String next(int i) {
        return i < all.size() ? all.get(i) : "";
    }

    private static boolean isNumber(String word) {
        return NUMBERS.containsKey(word) || word.chars().allMatch(Character::isDigit);
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
