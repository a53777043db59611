package mc.agent;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import mc.text.Templates;
import mc.text.YamlSection;

/**
 * What models cost by their lists: {@code templates/prices.yaml}, in US dollars for a million tokens. A model that is not in it has
 * no known price, which is something else than none. Immutable and thread-safe.
 */
public final class Prices {

    /** The tokens of one request; none is counted in two of these. */
    public record Tokens(long in, long out, long cacheRead, long cacheWritten5m, long cacheWritten1h) {

        /** Everything that was sent with it. */
        long prompt() {
            return in + cacheRead + cacheWritten5m + cacheWritten1h;
        }
    }

    private record Rates(double in, double out, double written5m, double written1h, double read) {

        double cost(Tokens tokens) {
            return (tokens.in() * in + tokens.out() * out + tokens.cacheWritten5m() * written5m + tokens.cacheWritten1h() * written1h + tokens.cacheRead() * read) / 1_000_000;
        }
    }

    /** @param longRequest the rates above {@code longAbove} tokens; null where there are none of their own, as {@code fast} */
    private record Model(Rates usual, long longAbove, Rates longRequest, Rates fast) {}

    private static final Set<String> RATES = Set.of("in", "out", "write_5m", "write_1h", "read");
    /** What is added to a model's name: by clouds a region and a vendor, at the end a date, a revision and the size of the context. */
    private static final Pattern BEFORE = Pattern.compile("^(?:[a-z]+\\.)?anthropic\\.");
    private static final Pattern AFTER = Pattern.compile("(?:[-@]\\d{8})?(?:-v\\d+(?::\\d+)?)?(?:\\[1m])?$");

    private final Map<String, Model> models;

    private Prices(Map<String, Model> models) {
        this.models = Map.copyOf(models);
    }

    /** Reads the list; a mistake in the user's own is a {@link mc.Failure} that names file and key. */
    public static Prices load(Templates templates) {
        Map<String, Model> models = new HashMap<>();
        YamlSection.of(templates, "prices.yaml").allow(Set.of("models")).named("models").forEach((name, row) -> models.put(name, model(row)));
        return new Prices(models);
    }

    private static Model model(YamlSection row) {
        row.allow(union(RATES, "long", "fast"));
        YamlSection high = row.has("long") ? row.section("long").allow(union(RATES, "above")) : null;
        return new Model(rates(row), high == null ? Long.MAX_VALUE : high.number("above", 1, Integer.MAX_VALUE), high == null ? null : rates(high), row.has("fast") ? rates(row.section("fast").allow(RATES)) : null);
    }

    private static Rates rates(YamlSection row) {
        return new Rates(row.amount("in"), row.amount("out"), row.amount("write_5m"), row.amount("write_1h"), row.amount("read"));
    }

    private static Set<String> union(Set<String> names, String... more) {
        Set<String> all = new java.util.HashSet<>(names);
        all.addAll(Set.of(more));
        return all;
    }

    /**
     * The list price of one request in US dollars; empty when it is not known.
     *
     * @param model its name as the program reports it, with or without a date
     * @param fast whether it was answered in the fast mode
     */
    public OptionalDouble cost(String model, boolean fast, Tokens tokens) {
        Model known = models.getOrDefault(model, models.get(AFTER.matcher(BEFORE.matcher(model).replaceFirst("")).replaceFirst("")));
        if (known == null || fast && known.fast() == null) {
            return OptionalDouble.empty();
        }
        Rates rates = fast ? known.fast() : tokens.prompt() > known.longAbove() ? known.longRequest() : known.usual();
        return OptionalDouble.of(rates.cost(tokens));
    }
}
