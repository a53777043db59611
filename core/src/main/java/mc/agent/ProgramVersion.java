package mc.agent;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of an agent program: numbers, compared one by one; a missing one counts as 0, and what follows the numbers
 * ({@code -beta.1}) is not looked at. Immutable.
 */
public record ProgramVersion(List<BigInteger> numbers) implements Comparable<ProgramVersion> {

    private static final Pattern NUMBERS = Pattern.compile("(?<![\\w.])v?(\\d+(?:\\.\\d+)+|\\d+(?![\\w]))");
    private static final Pattern CONDITION = Pattern.compile("(>=|<=|<|>|=)\\s*(\\d+(?:\\.\\d+)*)");

    public ProgramVersion {
        numbers = List.copyOf(numbers);
    }

    /** The first thing in a text that looks like a version. */
    public static Optional<ProgramVersion> in(String text) {
        Matcher matcher = NUMBERS.matcher(text);
        return matcher.find() ? Optional.of(of(matcher.group(1))) : Optional.empty();
    }

    private static ProgramVersion of(String digits) {
        return new ProgramVersion(Arrays.stream(digits.split("\\.")).map(BigInteger::new).toList());
    }

    @Override
    public int compareTo(ProgramVersion other) {
        for (int i = 0; i < Math.max(numbers.size(), other.numbers.size()); i++) {
            int difference = number(i).compareTo(other.number(i));
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    private BigInteger number(int index) {
        return index < numbers.size() ? numbers.get(index) : BigInteger.ZERO;
    }

    @Override
    public String toString() {
        return String.join(".", numbers.stream().map(BigInteger::toString).toList());
    }

    /** Versions that meet all of some conditions, written like {@code >=2.1.300 <2.2}. Immutable. */
    public record Range(String text) {

        public Range {
            if (!text.strip().matches("(?:" + CONDITION.pattern() + "\\s*)+")) {
                throw new IllegalArgumentException("'" + text + "' is no range of versions; write it like >=2.1.300 <2.2");
            }
        }

        public boolean contains(ProgramVersion version) {
            return CONDITION.matcher(text).results().allMatch(condition -> {
                int difference = version.compareTo(of(condition.group(2)));
                return switch (condition.group(1)) {
                    case ">=" -> difference >= 0;
                    case "<=" -> difference <= 0;
                    case "<" -> difference < 0;
                    case ">" -> difference > 0;
                    default -> difference == 0;
                };
            });
        }

        /** Whether it is a version after all that the range contains. */
        boolean isBefore(ProgramVersion version) {
            return !contains(version) && CONDITION.matcher(text).results().filter(c -> c.group(1).startsWith("<") || c.group(1).equals("=")).anyMatch(c -> version.compareTo(of(c.group(2))) >= 0);
        }
    }
}
