package mc.team;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;
import mc.text.Untrusted;
import mc.text.YamlSection;

/**
 * Something to look for in a project and its spec; data, from {@code templates/teams.yaml}. Immutable and thread-safe.
 *
 * @param files globs; one without a slash is tried against the name alone, one with a slash against the relative path
 * @param directories globs for directory names
 * @param minMegabytes how much must lie below a directory for it to count
 * @param contains words of which one must stand in the file for it to count; empty means the file alone counts
 * @param spec phrases in the spec
 * @param specName globs for the spec's file name
 */
record Clue(List<Glob> files, List<Glob> directories, int minMegabytes, Phrases contains, Phrases spec, List<Glob> specName) {

    static final Set<String> KEYS = Set.of("files", "directories", "minMegabytes", "contains", "spec", "specName");

    private static final int MAX_READ = 50; // files opened for one clue: a look must stay short in a tree full of matches

    /** One thing found: what and where. */
    record Sighting(String what, String where) {}

    static Clue of(YamlSection yaml) {
        return new Clue(globs(yaml, "files"), globs(yaml, "directories"), yaml.number("minMegabytes", 0, 1_000_000, 0),
                Phrases.of(yaml.texts("contains")), Phrases.of(yaml.texts("spec")), globs(yaml, "specName"));
    }

    /** At most one sighting for the tree and one for the spec's name, and one for each phrase of the spec. */
    List<Sighting> look(ProjectTree tree, SpecFacts spec) {
        List<Sighting> seen = new ArrayList<>();
        inTree(tree, seen);
        if (!spec.fileName().isEmpty() && specName.stream().anyMatch(glob -> glob.matches(spec.fileName()))) {
            seen.add(new Sighting("the name of the spec", Untrusted.line(spec.fileName(), 80)));
        }
        this.spec.in(spec.text()).forEach(hit -> seen.add(new Sighting("\"" + hit.phrase() + "\"", "spec, line " + hit.line())));
        return List.copyOf(seen);
    }

    private void inTree(ProjectTree tree, List<Sighting> seen) {
        List<ProjectTree.Entry> hits = tree.entries().stream().filter(this::named).toList();
        List<ProjectTree.Entry> good = contains.phrases().isEmpty() ? hits : hits.stream().limit(MAX_READ).filter(holdsWord(tree)).toList();
        List<ProjectTree.Entry> big = good.stream().filter(entry -> minMegabytes == 0 || tree.bytesBelow(entry.path()) >= minMegabytes * 1_000_000L).toList();
        if (!big.isEmpty()) {
            String first = Untrusted.line(big.get(0).path() + (big.get(0).directory() ? "/" : ""), 120);
            seen.add(new Sighting(contains.phrases().isEmpty() ? first : contains.in(tree.text(big.get(0)).orElse("")).get(0).phrase() + " in " + first,
                    big.size() == 1 ? first : first + " and " + (big.size() - 1) + " more"));
        }
    }

    private Predicate<ProjectTree.Entry> holdsWord(ProjectTree tree) {
        return entry -> !entry.directory() && tree.text(entry).filter(text -> !contains.in(text).isEmpty()).isPresent();
    }

    private boolean named(ProjectTree.Entry entry) {
        return (entry.directory() ? directories : files).stream().anyMatch(glob -> glob.matches(entry));
    }

    private static List<Glob> globs(YamlSection yaml, String key) {
        return yaml.texts(key).stream().map(glob -> {
            try {
                return Glob.of(glob);
            } catch (PatternSyntaxException e) {
                throw yaml.wrong(key, "has a bad pattern: " + Untrusted.line(glob, 60));
            }
        }).toList();
    }
}
