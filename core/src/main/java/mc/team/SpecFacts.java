package mc.team;

import java.util.Optional;

/**
 * What sizing and detection need to know of a spec. Immutable.
 *
 * @param fileName the name of the file alone, without its directory
 * @param text the whole text
 * @param declaredType what its {@code TYPE:} line says, as written; empty when it has none
 * @param requirements how many requirements, deliverables and tasks it lists
 */
public record SpecFacts(String fileName, String text, Optional<String> declaredType, int requirements) {

    /** No spec at all: only the project tree speaks. */
    public static final SpecFacts NONE = new SpecFacts("", "", Optional.empty(), 0);
}
