package mc.team;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mc.Failure;
import mc.text.Closest;
import mc.text.Templates;
import mc.text.Untrusted;
import mc.text.YamlSection;

/**
 * {@code templates/sizes.yaml} and {@code templates/plans.yaml}: how large a team is for a size of project, and how many agents
 * a subscription carries. Checked when read. Immutable and thread-safe.
 *
 * @param sizes from the smallest to the largest
 * @param grades for each counted fact, the values from which it counts 1, 2 and 3 points
 */
public record TeamLimits(Map<String, Size> sizes, Map<String, List<Integer>> grades, Map<String, Subscription> plans, String defaultPlan) {

    /** No limit. */
    public static final int ANY = Integer.MAX_VALUE;

    /**
     * @param fromPoints the points from which a project is of this size
     * @param tokens how many times the tokens of a single agent the team uses, such as {@code 15x}
     */
    public record Size(String name, int minBase, int maxBase, int minOptional, int maxOptional, int fromPoints, String tokens) {}

    /** A subscription; {@code max} is {@link #ANY} for no limit, {@code recommendedMax} likewise. */
    public record Subscription(String name, String title, int max, int recommendedMin, int recommendedMax) {}

    public static TeamLimits load(Templates templates) {
        YamlSection sizes = YamlSection.of(templates, "sizes.yaml").allow(Set.of("sizes", "points"));
        Map<String, Size> bySize = new LinkedHashMap<>();
        sizes.named("sizes").forEach((name, section) -> bySize.put(name, size(name, section)));
        Map<String, List<Integer>> grades = new LinkedHashMap<>();
        YamlSection points = sizes.section("points");
        for (String metric : points.values().keySet()) {
            if (!ProjectMetrics.COUNTED.contains(metric)) {
                throw points.wrong(metric, "is nothing that mc counts");
            }
            grades.put(metric, points.numbers(metric, 3));
        }
        YamlSection plans = YamlSection.of(templates, "plans.yaml").allow(Set.of("plans", "default"));
        Map<String, Subscription> byPlan = new LinkedHashMap<>();
        plans.named("plans").forEach((name, section) -> byPlan.put(name, plan(name, section)));
        if (!byPlan.containsKey(plans.text("default"))) {
            throw plans.wrong("default", "is none of the plans");
        }
        if (bySize.isEmpty()) {
            throw sizes.wrong("sizes", "is empty");
        }
        return new TeamLimits(bySize, grades, byPlan, plans.text("default"));
    }

    /** The size a user names; an unknown one is a usage failure. */
    public Size size(String name) {
        return named(sizes, name, "size");
    }

    /** The subscription a user names; an unknown one is a usage failure. */
    public Subscription plan(String name) {
        return named(plans, name, "plan");
    }

    /** Whether size {@code a} is at least as large as {@code b}. */
    boolean atLeast(Size a, String b) {
        List<String> order = List.copyOf(sizes.keySet());
        return order.indexOf(a.name()) >= order.indexOf(size(b).name());
    }

    private static <T> T named(Map<String, T> known, String name, String what) {
        return known.entrySet().stream()
                .filter(entry -> Closest.squeeze(entry.getKey()).equals(Closest.squeeze(name)))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> Failure.usage("There is no " + what + " \"" + Untrusted.line(name, 40) + "\".", "Choose one of " + String.join(", ", known.keySet()) + "."));
    }

    private static Size size(String name, YamlSection yaml) {
        yaml.allow(Set.of("base", "optional", "from_points", "tokens"));
        List<Integer> base = yaml.numbers("base", 2);
        boolean all = "all".equals(yaml.values().get("optional"));
        List<Integer> optional = all ? List.of(ANY, ANY) : yaml.numbers("optional", 2);
        if (base.get(0) < 1 || base.get(0) > base.get(1) || optional.get(0) < 0 || optional.get(0) > optional.get(1)) {
            throw yaml.wrong("base and optional", "must be a smallest and a largest number each");
        }
        return new Size(name, base.get(0), all ? ANY : base.get(1), optional.get(0), optional.get(1), yaml.number("from_points", 0, 1000), yaml.text("tokens"));
    }

    private static Subscription plan(String name, YamlSection yaml) {
        yaml.allow(Set.of("title", "max", "recommended"));
        List<Integer> recommended = yaml.has("recommended") ? yaml.numbers("recommended", 2) : List.of(1, ANY);
        return new Subscription(name, yaml.text("title"), yaml.number("max", 1, 1000, ANY), recommended.get(0), recommended.get(1));
    }
}
