package mc.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mc.plan.ImplementationPlan.Priority;
import mc.text.Untrusted;

/**
 * The work that a spec asks for, by its form: requirements, deliverables, open list entries, sections of text.
 *
 * @param pieces what becomes tasks; at least one
 * @param criteria what must hold in the end
 * @param introduction a sentence or two from the spec's beginning; may be empty
 * @param left how many entries did not become a task of their own
 */
record SpecWork(List<Piece> pieces, List<String> criteria, String introduction, int left) {

    private static final int MAX_PIECES = 120;
    private static final int MAX_TITLE = 120;
    private static final int MAX_CRITERIA = 40;
    private static final Pattern INFORMATIVE = Pattern.compile("(?i)(overview|introduction|intro|background|context|purpose|motivation|goals?|non[- ]goals?|out of scope|glossary|references|notes?|license"
            + "|assumptions|constraints|table of contents|contents|about|history|stakeholders)");
    private static final Pattern CRITERIA = Pattern.compile("(?i).*(acceptance|success criteria|definition of done|criteria).*");
    private static final Pattern URGENT = Pattern.compile("(?i).*\\b(must|critical|security|required|urgent|blocker)\\b.*");
    private static final Pattern OPTIONAL = Pattern.compile("(?i).*\\b(optional|optionally|nice to have|could|later|if time)\\b.*");

    /** One piece of work. {@code context} is the heading above it; it helps to find the role. */
    record Piece(String title, String context, String description, List<String> criteria, Priority priority) {}

    SpecWork(Spec spec) {
        this(spec, all(spec));
    }

    private SpecWork(Spec spec, List<Piece> all) {
        this(gather(all), criteria(spec), introduction(spec), Math.max(0, all.size() - MAX_PIECES));
    }

    private static List<Piece> all(Spec spec) {
        List<Piece> pieces = new ArrayList<>();
        spec.requirements().forEach(item -> pieces.add(piece(item, "", "A requirement of the spec.", "shown to hold: " + item)));
        for (Spec.Section section : spec.sections()) {
            if (!isInformative(section)) {
                section.items().stream().filter(item -> item.kind() != Spec.Kind.DONE).forEach(item ->
                        pieces.add(piece(item.text(), section.heading(), section.heading().isBlank() ? "From the spec." : "From the spec, section \"" + section.heading() + "\".", "done as described: " + item.text())));
            }
        }
        spec.deliverables().forEach(item -> pieces.add(piece(item, "", "A deliverable of the spec.", "delivered and usable: " + item)));
        if (pieces.isEmpty() || pieces.size() < 3) {
            spec.sections().stream().filter(section -> section.items().isEmpty() && !section.prose().isBlank() && !isInformative(section) && !isTitle(section, spec)).forEach(section ->
                    pieces.add(piece(section.heading().isBlank() ? section.prose() : section.heading(), "", Untrusted.line(section.prose(), 1500), "does what the section of the spec says")));
        }
        if (pieces.isEmpty()) {
            String all = Untrusted.line(spec.text(), 1500);
            pieces.add(piece(spec.title().isBlank() ? all : spec.title(), "", all, "does what the spec says, shown by running it"));
        }
        return pieces;
    }

    /** More pieces than a plan can hold are put together in runs of neighbours, the entries kept as criteria as far as there is room. */
    private static List<Piece> gather(List<Piece> all) {
        int run = (all.size() + MAX_PIECES - 1) / MAX_PIECES;
        if (run <= 1) {
            return List.copyOf(all);
        }
        List<Piece> gathered = new ArrayList<>();
        for (int from = 0; from < all.size(); from += run) {
            List<Piece> part = all.subList(from, Math.min(all.size(), from + run));
            Piece first = part.get(0);
            String more = part.size() == 1 ? "" : " and " + (part.size() - 1) + " more";
            gathered.add(new Piece(Untrusted.line(first.title(), MAX_TITLE - more.length()) + more, first.context(), first.description(),
                    part.stream().flatMap(piece -> piece.criteria().stream()).limit(MAX_CRITERIA).toList(), first.priority()));
        }
        return List.copyOf(gathered);
    }

    private static List<String> criteria(Spec spec) {
        Stream<String> listed = spec.sections().stream().filter(section -> CRITERIA.matcher(section.heading()).matches()).flatMap(section -> section.items().stream()).map(Spec.Item::text);
        return Stream.of(spec.requirements().stream(), spec.deliverables().stream(), listed).flatMap(s -> s).distinct().limit(MAX_CRITERIA).toList();
    }

    private static String introduction(Spec spec) {
        return spec.sections().stream().map(Spec.Section::prose).filter(prose -> !prose.isBlank()).findFirst()
                .map(prose -> prose.lines().takeWhile(line -> !line.isBlank()).collect(Collectors.joining(" "))).map(prose -> Untrusted.line(prose, 400)).orElse("");
    }

    private static boolean isInformative(Spec.Section section) {
        String heading = section.heading().toLowerCase(Locale.ROOT).replaceAll("[^a-z -]", "").strip();
        return INFORMATIVE.matcher(heading).matches() || CRITERIA.matcher(heading).matches();
    }

    /** The text below the title introduces the rest, if there is a rest. */
    private static boolean isTitle(Spec.Section section, Spec spec) {
        return section.level() <= 1 && section.equals(spec.sections().get(0)) && spec.sections().size() > 1;
    }

    private static Piece piece(String text, String context, String description, String criterion) {
        String plain = text.replaceAll("\\*\\*|__|`", "").strip();
        Priority priority = URGENT.matcher(plain).matches() ? Priority.HIGH : OPTIONAL.matcher(plain).matches() ? Priority.LOW : Priority.MEDIUM;
        String title = Untrusted.line(plain.replaceFirst("(?<=.{20})[.;:] .*", ""), MAX_TITLE);
        String whole = title.equals(Untrusted.line(plain, 2000)) ? description : Untrusted.line(plain, 1000) + "\n" + description;
        return new Piece(title.isBlank() ? "Work from the spec" : title, context, whole, List.of(criterion), priority);
    }
}
