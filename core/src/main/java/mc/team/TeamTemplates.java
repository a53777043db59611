package mc.team;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import mc.Failure;
import mc.text.Closest;
import mc.text.Templates;
import mc.text.Untrusted;
import mc.text.YamlSection;

/**
 * {@code templates/teams.yaml}: the teams for each type of project, the signals that tell the type, the facts that are looked
 * for and the conditions under which more roles join. Checked when read. Immutable and thread-safe.
 *
 * @param teams by type, in the order in which a tie is decided
 * @param fallback the team when no type is detected
 * @param headerWeight what the spec's {@code TYPE:} line weighs
 * @param threshold the score below which no type is taken
 */
public record TeamTemplates(Map<String, TeamTemplate> teams, TeamTemplate fallback, int headerWeight, int threshold, List<SignalRule> signals,
        Map<String, Clue> flags, Map<String, Clue> databases, Clue clustering, List<ConditionalRole> conditionalRoles, ProjectTree.Bounds bounds) {

    private static final String FILE = "teams.yaml";

    /** The team for one type. {@code optional} roles join if the size leaves room and their conditions, if any, are met. */
    public record TeamTemplate(String type, String title, List<String> aliases, List<String> core, List<String> optional) {}

    /** A clue that speaks for a type; each sighting adds {@code weight}, all together at most {@code max}. */
    record SignalRule(String type, int weight, int max, String why, Clue clue) {}

    /** A role that joins when its conditions are met, in the named teams only or (none named) in any. */
    record ConditionalRole(String role, Set<String> teams, Optional<String> minSize, Conditions conditions, String why) {

        boolean concerns(String type) {
            return teams.isEmpty() || teams.contains(type);
        }
    }

    public static TeamTemplates load(Templates templates, RoleCatalogue roles, TeamLimits limits) {
        YamlSection yaml = YamlSection.of(templates, FILE)
                .allow(Set.of("teams", "fallback", "header_weight", "threshold", "signals", "flags", "databases", "clustering", "conditional_roles", "walk"));
        Map<String, TeamTemplate> teams = new LinkedHashMap<>();
        yaml.named("teams").forEach((type, section) -> teams.put(type, template(type, section, roles)));
        Map<String, Clue> flags = clues(yaml, "flags");
        YamlSection walk = yaml.section("walk").allow(Set.of("max_entries", "max_millis", "skip"));
        return new TeamTemplates(
                teams,
                template("none", yaml.section("fallback"), roles),
                yaml.number("header_weight", 1, 1_000_000),
                yaml.number("threshold", 1, 1000),
                yaml.sections("signals").stream().map(section -> signal(section, teams.keySet())).toList(),
                flags,
                clues(yaml, "databases"),
                Clue.of(yaml.section("clustering").allow(Clue.KEYS)),
                yaml.sections("conditional_roles").stream().map(section -> conditional(section, teams.keySet(), roles, flags.keySet(), limits)).toList(),
                new ProjectTree.Bounds(walk.number("max_entries", 1, 1_000_000), Duration.ofMillis(walk.number("max_millis", 1, 60_000)), Set.copyOf(walk.texts("skip"))));
    }

    /** The types of project there are, in tie order. */
    public List<String> types() {
        return List.copyOf(teams.keySet());
    }

    /** The team for a type, the fallback team for none. */
    public TeamTemplate forType(Optional<String> type) {
        return type.map(teams::get).orElse(fallback);
    }

    /** The type a text means, by name or alias, in any case; empty when it means none. */
    public Optional<String> typeNamed(String name) {
        Map<String, String> known = new HashMap<>();
        teams.values().forEach(team -> Stream.concat(Stream.of(team.type()), team.aliases().stream()).forEach(alias -> known.put(Closest.squeeze(alias), team.type())));
        return Optional.ofNullable(known.get(Closest.squeeze(name)));
    }

    /** As {@link #typeNamed(String)} for what a user typed: an unknown one is a usage failure. */
    public String requireType(String name) {
        return typeNamed(name).orElseThrow(() -> {
            List<String> near = Closest.to(name, types());
            return Failure.usage("There is no team type \"" + Untrusted.line(name, 40) + "\"." + (near.isEmpty() ? "" : " Did you mean " + String.join(" or ", near) + "?"),
                    "Known types: " + String.join(", ", types()));
        });
    }

    private static TeamTemplate template(String type, YamlSection yaml, RoleCatalogue roles) {
        yaml.allow(Set.of("title", "aliases", "core", "optional"));
        return new TeamTemplate(type, yaml.text("title"), yaml.texts("aliases"), roleIds(yaml, "core", roles), roleIds(yaml, "optional", roles));
    }

    private static SignalRule signal(YamlSection yaml, Set<String> types) {
        Set<String> keys = new LinkedHashSet<>(Clue.KEYS);
        keys.addAll(Set.of("type", "weight", "max", "why"));
        yaml.allow(keys);
        if (!types.contains(yaml.text("type"))) {
            throw yaml.wrong("type", "is none of the teams");
        }
        int weight = yaml.number("weight", 1, 10_000);
        return new SignalRule(yaml.text("type"), weight, yaml.number("max", weight, 10_000, weight), yaml.text("why"), Clue.of(yaml));
    }

    private static ConditionalRole conditional(YamlSection yaml, Set<String> types, RoleCatalogue roles, Set<String> flags, TeamLimits limits) {
        yaml.allow(Set.of("role", "teams", "match", "conditions", "min_size", "why"));
        if (!roles.ids().contains(yaml.text("role"))) {
            throw yaml.wrong("role", "is no known role");
        }
        List<String> teams = yaml.texts("teams");
        if (!types.containsAll(teams)) {
            throw yaml.wrong("teams", "names an unknown team");
        }
        Optional<String> minSize = yaml.optional("min_size");
        if (minSize.isPresent() && !limits.sizes().containsKey(minSize.get())) {
            throw yaml.wrong("min_size", "is none of the sizes");
        }
        return new ConditionalRole(yaml.text("role"), Set.copyOf(teams), minSize, Conditions.of(yaml, flags), yaml.text("why"));
    }

    private static Map<String, Clue> clues(YamlSection yaml, String key) {
        Map<String, Clue> clues = new LinkedHashMap<>();
        yaml.named(key).forEach((name, section) -> clues.put(name, Clue.of(section.allow(Clue.KEYS))));
        return clues;
    }

    private static List<String> roleIds(YamlSection yaml, String key, RoleCatalogue roles) {
        List<String> ids = new ArrayList<>();
        for (String id : yaml.texts(key)) {
            if (!roles.ids().contains(id) || ids.contains(id)) {
                throw yaml.wrong(key, "names " + Untrusted.line(id, 40) + (ids.contains(id) ? " twice" : ", which is no known role"));
            }
            ids.add(id);
        }
        return List.copyOf(ids);
    }
}
