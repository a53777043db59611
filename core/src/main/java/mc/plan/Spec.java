package mc.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import mc.team.SpecFacts;

/**
 * A spec as far as it can be understood without a model. Immutable.
 *
 * @param fileName the file's name, without its directory
 * @param text the whole text, line feeds only
 * @param title the {@code PROJECT:} line, else the first heading, else the first line; never blank unless the text is
 * @param metadata the header lines {@code PROJECT}, {@code TARGET} and {@code TYPE} that it has
 * @param requirements the items below {@code REQUIREMENTS:} or such a heading
 * @param deliverables likewise for {@code DELIVERABLES:}
 * @param sections everything else, in order; the text before the first heading has an empty heading
 */
public record Spec(String fileName, String text, String title, Map<String, String> metadata, List<String> requirements, List<String> deliverables, List<Section> sections) {

    /** A heading, the running text below it and its items. {@code level} is 1 to 6, or 0 without a heading. */
    public record Section(int level, String heading, String prose, List<Item> items) {}

    /** An entry of a list. */
    public record Item(String text, Kind kind) {}

    public enum Kind {
        BULLET,
        NUMBERED,
        OPEN,
        DONE
    }

    /** What sizing and detection need of it. */
    public SpecFacts facts() {
        int items = sections.stream().mapToInt(section -> section.items().size()).sum();
        return new SpecFacts(fileName, text, Optional.ofNullable(metadata.get(SpecParser.TYPE)), requirements.size() + deliverables.size() + items);
    }
}
