package mc.compliance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mc.text.Templates;
import mc.text.YamlSection;

/** The rules that hold together, by id, in the order of {@code templates/rules.yaml}. Immutable. */
public record Rules(Map<String, Rule> byId) {

    /** The shipped rules, or the user's own file in their place; a mistake in it is a {@link mc.Failure} that names the key. */
    public static Rules load(Templates templates) {
        YamlSection yaml = YamlSection.of(templates, "rules.yaml").allow(java.util.Set.of("rules"));
        Map<String, Rule> rules = new LinkedHashMap<>();
        yaml.named("rules").forEach((id, section) -> rules.put(id, rule(id, section)));
        return new Rules(rules);
    }

    /** The rule, when it is known and watched. */
    public Optional<Rule> enabled(String id) {
        return Optional.ofNullable(byId.get(id)).filter(Rule::enabled);
    }

    private static Rule rule(String id, YamlSection yaml) {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        Map<String, List<String>> words = new LinkedHashMap<>();
        if (yaml.has("numbers")) {
            YamlSection section = yaml.section("numbers");
            section.values().keySet().forEach(name -> numbers.put(name, section.number(name, 0, 100_000)));
        }
        if (yaml.has("words")) {
            YamlSection section = yaml.section("words");
            section.values().keySet().forEach(name -> words.put(name, section.texts(name)));
        }
        yaml.allow(java.util.Set.of("title", "severity", "enabled", "remedy", "numbers", "words"));
        return new Rule(id, yaml.text("title"), severity(yaml), yaml.optional("enabled").map(Boolean::parseBoolean).orElse(true), yaml.text("remedy"), Map.copyOf(numbers), Map.copyOf(words), yaml.where());
    }

    private static Severity severity(YamlSection yaml) {
        try {
            return Severity.of(yaml.text("severity"));
        } catch (IllegalArgumentException e) {
            throw yaml.wrong("severity", "is one of low, medium, high, critical");
        }
    }
}
