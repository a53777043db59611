package mc.compliance.extract;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import mc.compliance.extract.Words.Quantity;

/**
 * Whether a number is a limit. It is one when a word that limits stands at it ("every", "within", "at most", "never more than",
 * "at the latest") and nothing in the sentence takes that back: what was, what may be, what a program does, how often at the most.
 * A sentence that is taken by mistake changes a limit unseen; one that is refused is shown. So in doubt it is refused.
 */
final class Bound {

    /** The words that deny. */
    static final Set<String> NOT = Set.of("not", "don't", "doesn't", "never", "no", "nobody", "avoid", "needn't", "without", "forbidden", "mustn't", "cannot", "can't", "shouldn't", "won't");

    private static final Set<String> GLUE = Set.of("a", "an", "the", "of", "about", "around", "roughly", "half", "quarter", "per", "is", "are", "be");
    private static final Set<String> PACE = Set.of("every", "each", "once", "within", "inside", "hourly");
    private static final Set<String> CEILING = Set.of("most", "under", "below");
    private static final Set<String> OVER = Set.of("over", "beyond", "past", "exceed", "exceeds", "exceeding");
    private static final Set<String> MORE = Set.of("more", "longer", "later", "greater", "larger", "higher");
    private static final Set<String> LESS = Set.of("less", "fewer", "shorter");
    private static final Set<String> AT_THE_END = Set.of("latest", "most", "tops", "less", "fewer");
    /** They make every number of their sentence a limit, and every number under their heading. */
    private static final Set<String> LIMITS = Set.of("max", "maximum", "limit", "limits", "target", "targets", "deadline", "deadlines", "interval", "intervals", "budget", "threshold");

    private static final Set<String> PAST = Set.of("previously", "formerly", "historically", "anymore", "deprecated", "obsolete", "ago", "yesterday");
    private static final Set<String> PAST_VERBS = Set.of("was", "were", "had", "did", "took", "ran");
    private static final Set<String> PERSONS = Set.of("i", "we", "they", "he", "she", "everybody", "everyone");
    private static final Set<String> SOMETIMES = Set.of("unless", "except", "emergency", "emergencies", "purpose", "sometimes", "maybe", "perhaps", "might", "example", "e.g");
    private static final Set<String> OPTIONAL = Set.of("optional", "optionally", "needn't", "fine", "okay", "ok", "free");
    private static final Set<String> ALLOWING = Set.of("may", "can", "could", "allowed", "permitted");
    private static final Set<String> PROGRAMS = Set.of("ci", "hook", "hooks", "cron", "pipeline", "pipelines", "bot", "bots", "server", "timer", "dependabot", "renovate", "timeout", "timeouts");
    private static final Set<String> TELLING = Set.of("takes", "runs", "costs", "lasts", "times", "expires", "expire");
    private static final Set<String> AT_THE_MOST = Set.of("most", "max", "maximum", "only", "than");
    private static final Set<String> SOONER = Set.of("sooner", "earlier", "before", "faster", "oftener");

    /** How the number is bound. */
    private enum Kind { PACE, CEILING, OVER, AFTER, REVERSED, NONE }

    private Bound() { }

    /**
     * Why the number is no limit; empty when it is one.
     *
     * @param isInClause whether what it is about stands in the number's own clause; else the whole sentence is looked at
     * @param isThreshold whether something is asked for once the number is passed, as in "escalate after 10 minutes"
     */
    static String problem(Words words, Quantity quantity, boolean isInClause, boolean isThreshold, Words heading) {
        List<String> before = words.before(quantity.at(), isInClause);
        String doubt = doubt(words, before, heading);
        Kind kind = kind(words, quantity, heading);
        Set<String> clause = words.clauseOf(quantity.at());
        boolean isDenied = isDenied(clause);
        boolean isFree = words.hasAny(OPTIONAL) || kind == Kind.PACE && words.hasAny(ALLOWING);
        boolean isTheMost = kind == Kind.PACE && words.before(quantity.at(), true).stream().anyMatch(AT_THE_MOST::contains);
        if (!doubt.isEmpty()) {
            return doubt;
        }
        if (kind == Kind.REVERSED || isTheMost || follows(words, SOONER, NOT)) {
            return "it says how soon or how often at the most; a limit is the longest";
        }
        if (isFree) {
            return "it allows, and does not ask";
        }
        if (!isThreshold && words.all().contains("if") && !follows(words, Set.of("if"), Set.of("even"))) {
            return "it holds in some cases only, and mc cannot tell in which";
        }
        return switch (kind) {
            case PACE, CEILING -> isDenied ? "it is denied; say what the limit is" : "";
            case OVER -> isThreshold || isDenied(new HashSet<>(words.all())) || words.hasAny(Set.of("too")) ? "" : "nothing in it forbids to go over the number";
            default -> isThreshold && kind == Kind.AFTER ? "" : isDenied ? "it is denied; say what the limit is" : "no word makes the number a limit, as every, within, at most, never more than do";
        };
    }

    /** Why a sentence is no rule that holds now and always; empty when nothing speaks against it. */
    static String doubt(Words words, List<String> before, Words heading) {
        if (words.hasAny(PAST) || heading.hasAny(PAST) || before.stream().anyMatch(PAST_VERBS::contains) || isPast(words.all())) {
            return "it tells what was";
        }
        if (words.hasAny(SOMETIMES)) {
            return "it holds in some cases only, and mc cannot tell in which";
        }
        if (before.stream().anyMatch(PROGRAMS::contains) || before.stream().anyMatch(TELLING::contains)) {
            return "it tells what something does, and asks agents for nothing";
        }
        return "";
    }

    private static boolean isPast(List<String> all) {
        for (int i = 0; i + 1 < all.size(); i++) {
            String word = all.get(i);
            String next = all.get(i + 1);
            boolean isNoLonger = word.equals("no") && next.equals("longer") && !(i + 2 < all.size() && all.get(i + 2).equals("than"));
            if (isNoLonger || word.equals("used") && next.equals("to") || PERSONS.contains(word) && next.endsWith("ed") && !next.equals("need")) {
                return true;
            }
        }
        return false;
    }

    private static boolean follows(Words words, Set<String> second, Set<String> first) {
        for (int i = 1; i < words.all().size(); i++) {
            if (second.contains(words.all().get(i)) && first.contains(words.all().get(i - 1))) {
                return true;
            }
        }
        return false;
    }

    /** "Without" says what the time is counted from, as in "at most an hour without a commit". */
    private static boolean isDenied(Set<String> words) {
        return words.stream().anyMatch(word -> NOT.contains(word) && !word.equals("without"));
    }

    private static Kind kind(Words words, Quantity quantity, Words heading) {
        Kind kind = ahead(words, quantity);
        if (kind != Kind.NONE && kind != Kind.AFTER) {
            return kind;
        }
        List<String> after = words.after(quantity.end());
        if (after.contains("too")) {
            return Kind.CEILING;
        }
        boolean isCompound = words.all().get(quantity.at()).contains("-") && words.hasAny(Set.of("rule"));
        return after.stream().anyMatch(AT_THE_END::contains) || words.hasAny(LIMITS) || heading.hasAny(LIMITS) || isCompound ? Kind.CEILING : kind;
    }

    /** What the word ahead of the number makes of it. */
    private static Kind ahead(Words words, Quantity quantity) {
        if (PACE.contains(words.all().get(quantity.at()))) {
            return Kind.PACE;
        }
        int i = quantity.at() - 1;
        while (i > 0 && GLUE.contains(words.all().get(i))) {
            i--;
        }
        String word = i < 0 ? "" : words.all().get(i);
        String earlier = i < 1 ? "" : words.all().get(i - 1);
        return switch (word) {
            case "than" -> MORE.contains(earlier) ? Kind.OVER : LESS.contains(earlier) ? Kind.CEILING : Kind.REVERSED;
            case "to" -> earlier.equals("up") ? Kind.CEILING : Kind.NONE;
            case "after", "for" -> Kind.AFTER;
            default -> PACE.contains(word) ? Kind.PACE : CEILING.contains(word) ? Kind.CEILING : OVER.contains(word) ? Kind.OVER : Kind.NONE;
        };
    }
}
