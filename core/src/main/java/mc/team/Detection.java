package mc.team;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What type a project is, and everything that spoke for or against it. Immutable.
 *
 * @param type the type; empty when nothing speaks clearly
 * @param scores the sum of the weights for each type, in tie order
 * @param signals everything seen, the heaviest first
 * @param notes what limits the answer: parts of the tree not seen, a TYPE line nobody understands, a tie
 */
public record Detection(Optional<String> type, Map<String, Integer> scores, List<Signal> signals, List<String> notes) {

    /** Something seen that speaks for a type. */
    public record Signal(String type, int weight, String why, String what, String where) {}
}
