package mc.compliance;

import java.util.List;

/** The middle one of some numbers. */
final class Median {

    private Median() {}

    /** Of two in the middle the lower; null when there are none. */
    static Long of(List<Long> numbers) {
        return numbers.isEmpty() ? null : numbers.stream().sorted().toList().get((numbers.size() - 1) / 2);
    }
}
