package mc.compliance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import mc.Failure;
import mc.text.Ids;
import mc.text.Json;
import mc.text.Placeholders;
import mc.text.Templates;
import mc.text.Untrusted;
import mc.text.YamlSection;

/** The rules that hold together, by id, in the order of {@code templates/rules.yaml}. Immutable. */
public record Rules(Map<String, Rule> byId) {

    /** The name of the file, shipped and the user's own. */
    public static final String FILE = "rules.yaml";
    /** The rule whose lists are named after roles: what their branches begin with. */
    public static final String BRANCH_NAME = "git.branch-name";
    /** In those lists: every role that has none of its own. */
    public static final String ANY = "any";

    private static final String SHIPPED = "shipped";
    private static final int LARGEST = 100_000;
    private static final int MOST_FAULTS = 20;

    /** The shipped rules alone. */
    public static Rules shipped() {
        YamlSection yaml = YamlSection.parse(Templates.shipped(FILE).orElseThrow(), "templates/" + FILE);
        Map<String, Rule> rules = new LinkedHashMap<>();
        yaml.named("rules").forEach((id, section) -> rules.put(id, changed(new Rule(id, "", Severity.LOW, true, "", Map.of(), Map.of(), SHIPPED, Map.of()), section, SHIPPED)));
        return new Rules(rules);
    }

    /** The shipped rules with what the user's own file changes of them; its mistakes are one {@link Failure} that names the key of each. */
    public static Rules load(Templates templates) {
        Rules shipped = shipped();
        Optional<String> own = templates.own(FILE);
        return own.isEmpty() ? shipped : shipped.changedBy(YamlSection.parse(own.get(), templates.home().templates().resolve(FILE).toString()));
    }

    /** The rule, when it is known and watched. */
    public Optional<Rule> enabled(String id) {
        return Optional.ofNullable(byId.get(id)).filter(Rule::enabled);
    }

    /** The same for two sets that ask for the same, wherever that stands. */
    public String digest() {
        return Ids.hash(Json.write(byId.values().stream().map(Rule::asked).toList()));
    }

    /** With this rule in the place of the one of its id. */
    public Rules with(Rule rule) {
        Map<String, Rule> copy = new LinkedHashMap<>(byId);
        copy.put(rule.id(), rule);
        return new Rules(copy);
    }

    private Rules changedBy(YamlSection yaml) {
        yaml.allow(Set.of("rules"));
        Rules rules = this;
        List<Failure> faults = new ArrayList<>();
        for (Map.Entry<String, YamlSection> entry : yaml.named("rules").entrySet()) {
            Rule shipped = byId.get(entry.getKey());
            if (shipped == null) {
                faults.add(yaml.wrong("rules." + Untrusted.line(entry.getKey(), 40), "is no rule mc knows (known: " + String.join(", ", byId.keySet()) + ")"));
                continue;
            }
            for (String key : entry.getValue().values().keySet()) { // one by one, so that each fault is told
                try {
                    YamlSection one = entry.getValue().only(key);
                    check(shipped, one);
                    rules = rules.with(changed(rules.byId.get(shipped.id()), one, yaml.where()));
                } catch (Failure e) {
                    faults.add(e);
                }
            }
        }
        if (faults.size() > 1) {
            throw Failure.usage(faults.stream().limit(MOST_FAULTS).map(Failure::getMessage).collect(Collectors.joining(" ")), faults.get(0).hint());
        } else if (!faults.isEmpty()) {
            throw faults.get(0);
        }
        return rules;
    }

    /** The user's file changes what the watchers know, and adds nothing that none of them reads. */
    private static void check(Rule shipped, YamlSection yaml) {
        if (yaml.has("numbers")) {
            yaml.section("numbers").allow(shipped.numbers().keySet());
        }
        if (yaml.has("words") && !shipped.id().equals(BRANCH_NAME)) {
            yaml.section("words").allow(shipped.words().keySet());
        }
        checkPlaceholders(yaml, "title", shipped.numbers().keySet());
        Set<String> given = new TreeSet<>(Placeholders.names(shipped.remedy()));
        given.add("role");
        checkPlaceholders(yaml, "remedy", given);
    }

    private static void checkPlaceholders(YamlSection yaml, String key, Set<String> given) {
        Placeholders.names(yaml.optional(key).orElse("")).stream().filter(name -> !given.contains(name)).findFirst().ifPresent(name -> {
            throw yaml.wrong(key, "has the placeholder {{" + name + "}}, which is not filled there (known: " + String.join(", ", given) + ")");
        });
    }

    private static Rule changed(Rule rule, YamlSection yaml, String where) {
        yaml.allow(Set.of("title", "severity", "enabled", "remedy", "numbers", "words"));
        Map<String, Integer> numbers = new LinkedHashMap<>(rule.numbers());
        Map<String, List<String>> words = new LinkedHashMap<>(rule.words());
        Set<String> named = new TreeSet<>(yaml.values().keySet());
        if (yaml.has("numbers")) {
            YamlSection section = yaml.section("numbers");
            section.values().keySet().forEach(name -> numbers.put(name, section.number(name, 1, LARGEST)));
            named.addAll(section.values().keySet());
        }
        if (yaml.has("words")) {
            YamlSection section = yaml.section("words");
            section.values().keySet().forEach(name -> words.put(name, section.texts(name)));
            named.addAll(section.values().keySet());
        }
        boolean enabled = switch (yaml.optional("enabled").orElse(String.valueOf(rule.enabled()))) {
            case "true" -> true;
            case "false" -> false;
            default -> throw yaml.wrong("enabled", "is true or false");
        };
        Map<String, String> changed = new LinkedHashMap<>(rule.changed());
        if (!where.equals(rule.source())) {
            named.forEach(name -> changed.put(name, where));
        }
        return new Rule(rule.id(), yaml.optional("title").orElse(rule.title()), yaml.has("severity") ? severity(yaml) : rule.severity(), enabled, yaml.optional("remedy").orElse(rule.remedy()), numbers, words, rule.source(), changed);
    }

    private static Severity severity(YamlSection yaml) {
        try {
            return Severity.of(yaml.text("severity"));
        } catch (IllegalArgumentException e) {
            throw yaml.wrong("severity", "is one of low, medium, high, critical");
        }
    }
}
