package mc.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import mc.text.Templates;
import mc.text.YamlSection;

/**
 * The manifest of one kind of agent program, {@code agents/KIND.yaml} of the templates: what its screens look like, for each range of
 * its versions if they differ, and how it is launched if mc has no adapter of its own for it. The file is read again only when it has
 * changed. A mistake in a user's own copy is a {@link mc.Failure} that names its key. Thread-safe.
 */
public final class ManifestFile {

    private static final Set<String> SCREENS = Set.of("captures", "dialogs", "busy", "prompt", "collapsed", "limits", "ended");
    private static final Pattern NOTHING = Pattern.compile("(?!)");

    /** The screens of some versions; {@code range} is empty when they are those of all. */
    private record Variant(Optional<ProgramVersion.Range> range, ScreenManifest screens) {}

    private record Loaded(Object stamp, YamlSection yaml, List<Variant> variants) {}

    private final Templates templates;
    private final String kind;
    private volatile Loaded loaded;

    public ManifestFile(Templates templates, String kind) {
        this.templates = templates;
        this.kind = kind;
    }

    public Templates templates() {
        return templates;
    }

    public String name() {
        return "agents/" + kind + ".yaml";
    }

    /**
     * The screens of a version: the last range in the file that contains it; of a newer version than all, and of an unknown one, the last.
     *
     * @param version asked only if the file tells versions apart
     */
    public ScreenManifest screens(Supplier<Optional<ProgramVersion>> version) {
        List<Variant> variants = load().variants();
        ScreenManifest newest = variants.get(variants.size() - 1).screens();
        return variants.size() == 1 ? newest : version.get().flatMap(v -> fitting(variants, v)).map(Variant::screens).orElse(newest);
    }

    /** Whether this version is none that the file knows of, so that the screens of another are taken for its own. */
    public boolean isUnknown(ProgramVersion version) {
        List<Variant> variants = load().variants();
        return variants.stream().noneMatch(v -> v.range().filter(r -> !r.contains(version)).isEmpty());
    }

    /** The part that says how the program is launched; empty when there is none. */
    public Optional<YamlSection> launch() {
        YamlSection yaml = load().yaml();
        return yaml.has("launch") ? Optional.of(yaml.section("launch")) : Optional.empty();
    }

    private static Optional<Variant> fitting(List<Variant> variants, ProgramVersion version) {
        for (int i = variants.size() - 1; i >= 0; i--) {
            if (variants.get(i).range().filter(r -> !r.contains(version)).isEmpty()) {
                return Optional.of(variants.get(i));
            }
        }
        boolean isOlder = variants.get(variants.size() - 1).range().filter(r -> r.isBefore(version)).isEmpty();
        return isOlder ? Optional.of(variants.get(0)) : Optional.empty();
    }

    private Loaded load() {
        Object stamp = stamp();
        Loaded known = loaded;
        if (known == null || !known.stamp().equals(stamp)) {
            known = new Loaded(stamp, YamlSection.of(templates, name()), new ArrayList<>());
            known.variants().addAll(variants(known.yaml()));
            loaded = known;
        }
        return known;
    }

    /** What changes when the file does; the shipped one never does. */
    private Object stamp() {
        Path own = templates.home().templates().resolve(name());
        try {
            return Files.getLastModifiedTime(own) + " " + Files.size(own);
        } catch (IOException e) {
            return "shipped";
        }
    }

    private List<Variant> variants(YamlSection yaml) {
        Set<String> known = new HashSet<>(SCREENS);
        known.addAll(Set.of("launch", "variants"));
        yaml.allow(known);
        if (!yaml.has("variants")) {
            return List.of(new Variant(Optional.empty(), screens(yaml)));
        }
        List<Variant> variants = new ArrayList<>();
        for (YamlSection variant : yaml.sections("variants")) {
            Set<String> inner = new HashSet<>(SCREENS);
            inner.add("versions");
            variant.allow(inner);
            Map<String, Object> both = new LinkedHashMap<>(yaml.values());
            both.putAll(variant.values());
            variants.add(new Variant(Optional.of(range(variant)), screens(new YamlSection(both, variant.where(), variant.path()))));
        }
        if (variants.isEmpty()) {
            throw yaml.wrong("variants", "must name at least one range of versions");
        }
        return List.copyOf(variants);
    }

    private static ProgramVersion.Range range(YamlSection variant) {
        try {
            return new ProgramVersion.Range(variant.text("versions"));
        } catch (IllegalArgumentException e) {
            throw variant.wrong("versions", "cannot be read: " + e.getMessage());
        }
    }

    private ScreenManifest screens(YamlSection yaml) {
        Pattern prompt = one(yaml, "prompt").orElseThrow(() -> yaml.wrong("prompt", "is missing"));
        if (!prompt.pattern().contains("(?<draft>")) {
            throw yaml.wrong("prompt", "must have a group for what is typed in the input line: (?<draft>…)");
        }
        return new ScreenManifest(kind, yaml.sections("dialogs").stream().map(ManifestFile::dialog).toList(), patterns(yaml, "busy"), prompt,
                one(yaml, "collapsed").orElse(NOTHING), patterns(yaml, "limits"), patterns(yaml, "ended"), yaml.texts("captures"));
    }

    private static ScreenManifest.Dialog dialog(YamlSection yaml) {
        yaml.allow(Set.of("label", "answer", "all"));
        List<Pattern> all = patterns(yaml, "all");
        if (all.isEmpty()) {
            throw yaml.wrong("all", "must be a list of patterns, at least one");
        }
        return new ScreenManifest.Dialog(yaml.text("label"), yaml.text("answer"), all);
    }

    private static Optional<Pattern> one(YamlSection yaml, String key) {
        return yaml.optional(key).map(text -> pattern(yaml, key, String.valueOf(yaml.values().get(key))));
    }

    private static List<Pattern> patterns(YamlSection yaml, String key) {
        yaml.texts(key); // a mistake is found here; blanks at a pattern's ends count, so the texts are taken as they stand
        return yaml.values().get(key) instanceof List<?> list ? list.stream().map(text -> pattern(yaml, key, String.valueOf(text))).toList() : List.of();
    }

    private static Pattern pattern(YamlSection yaml, String key, String regex) {
        try {
            return Pattern.compile(regex, Pattern.MULTILINE);
        } catch (PatternSyntaxException e) {
            throw yaml.wrong(key, "is not a regular expression: " + e.getDescription());
        }
    }
}
