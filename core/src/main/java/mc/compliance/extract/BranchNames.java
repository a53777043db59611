package mc.compliance.extract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mc.compliance.Rules;
import mc.compliance.extract.RoleNames.Mention;

/**
 * What a sentence says of the names of branches: "developer branches start with feature/", "branches: feat/&lt;ticket&gt;", "testers use
 * qa/ branches", or an item below a heading such as "branch naming". Ahead of the first prefix only words may stand that such a
 * sentence is made of; with any other it may tell anything of these branches, and is shown.
 *
 * @param problem why it is not taken; empty when it is
 * @param isSure whether the sentence is about nothing else
 * @param byRole what branches begin with
 */
record BranchNames(String problem, boolean isSure, Map<String, List<String>> byRole) {

    private static final Pattern PREFIX = Pattern.compile("(?:[a-z0-9][a-z0-9._-]{0,39}/){1,3}");
    private static final Pattern FILE = Pattern.compile("/[a-z0-9_-]+\\.[a-z]{1,4}$");
    private static final Pattern VARIABLE = Pattern.compile("[<{\\[*…$#(]");
    private static final Set<String> BRANCH = Set.of("branch", "branches", "branch-name", "branch-names");
    private static final Set<String> NAMING = Set.of("start", "starts", "begin", "begins", "prefix", "prefixes", "name", "names", "naming", "convention", "conventions", "format", "pattern", "scheme", "follow", "follows", "branch-name", "branch-names");
    private static final Set<String> PARTICIPLES = Set.of("named", "prefixed", "called");
    private static final Set<String> USING = Set.of("use", "uses", "create", "creates", "make", "makes", "open", "opens");
    private static final Set<String> AUXILIARIES = Set.of("are", "is", "be", "get");
    /** What the sentence may be made of besides these and roles. */
    private static final Set<String> FRAME = Set.of("a", "all", "always", "an", "and", "agent", "agents", "agent's", "as", "by", "each", "either", "every", "everybody", "everyone", "for", "git", "have", "has", "like", "must", "need", "needs", "new", "of", "on", "or", "our",
            "please", "role", "should", "shall", "the", "their", "they", "this", "to", "we", "will", "with", "work", "works", "you", "your", "rule", "rules", "style", "team");
    /** They stand for something else: nothing begins with them. */
    private static final Set<String> STANDING_IN = Set.of("type", "user", "username", "author", "name", "initials", "your-name", "yourname", "role", "category", "prefix", "branch");
    private static final Set<String> PLACEHOLDERS = Set.of("description", "desc", "short", "brief", "name", "xyz", "xxx", "x", "abc", "foo", "bar", "feature", "task", "ticket", "issue", "bug", "id", "number", "nr", "slug", "topic", "title", "what", "something",
            "my", "your", "the", "example", "jira", "story", "kebab", "case", "thing", "username", "author", "date", "area", "component", "new", "branch", "123", "1234", "42");
    private static final Set<String> EXAMPLES = Set.of("e.g", "eg", "example", "examples", "such");
    private static final Set<String> SOMETIMES = Set.of("if", "when", "whenever", "while", "during", "until", "only", "deleted", "removed", "optional", "optionally", "may", "can");
    private static final Set<String> EVERYBODY = Set.of("all", "every", "each", "everybody", "everyone");
    private static final Set<String> TOLD = Set.of("to", "tell", "ask", "notify", "inform", "with");

    /** A word with a slash: what is fixed of it; the problem when that cannot be told. */
    private record Prefix(int at, String text, String problem) {}

    /** Empty when the sentence says nothing of branches and prefixes. */
    static Optional<BranchNames> in(Sentence sentence, Words whole, Words heading, List<String> addressed, RoleNames roles) {
        int example = first(whole, EXAMPLES);
        Words words = example < 0 ? whole : whole.until(example);
        boolean isBelow = !sentence.headings().isEmpty() && isNaming(Words.of(sentence.headings().get(sentence.headings().size() - 1)));
        if (!whole.hasAny(BRANCH) && !isBelow) {
            return Optional.empty();
        }
        List<Prefix> prefixes = prefixes(words);
        List<Prefix> all = prefixes.isEmpty() ? prefixes(whole) : prefixes;
        List<Mention> mentions = roles.in(words).stream().filter(role -> !TOLD.contains(words.ahead(role.at(), Set.of("the", "your", "a")))).toList();
        if (all.isEmpty()) {
            boolean isAbout = !sentence.isLead() && whole.hasAny(BRANCH) && isNaming(whole) && isFrame(whole, 0, Math.min(3, whole.all().size()), mentions);
            return isAbout ? Optional.of(refused("mc reads prefixes that end in a slash, such as feature/", true)) : Optional.empty();
        }
        boolean isPlain = !prefixes.isEmpty() && (isStated(sentence, words, prefixes, mentions) || isBelow && isValue(sentence, words, prefixes.get(0).at(), mentions));
        boolean isAnyFixed = all.stream().anyMatch(prefix -> prefix.text.endsWith("/"));
        if (!isPlain) {
            String why = prefixes.isEmpty() ? "it gives an example only" : isDenied(words, all) ? "it is denied; say what branches begin with" : Bound.doubt(words, words.all(), heading);
            return isAnyFixed || isNaming(whole) ? Optional.of(refused(why.isEmpty() ? "it does not plainly say that branches are named so" : why, isNaming(whole))) : Optional.empty();
        }
        String problem = problem(words, prefixes, mentions, isBelow, heading);
        if (!problem.isEmpty()) {
            return Optional.of(refused(problem, true));
        }
        return Optional.of(byRole(words, prefixes, mentions, addressed).map(found -> new BranchNames("", true, found))
                .orElse(refused("mc cannot tell which prefix is whose; give each role a sentence", true)));
    }

    private static BranchNames refused(String problem, boolean isSure) {
        return new BranchNames(problem, isSure, Map.of());
    }

    private static String problem(Words words, List<Prefix> prefixes, List<Mention> mentions, boolean isBelow, Words heading) {
        Optional<String> unclear = prefixes.stream().map(Prefix::problem).filter(problem -> !problem.isEmpty()).findFirst();
        List<String> after = words.all().subList(prefixes.get(prefixes.size() - 1).at() + 1, words.all().size());
        int purpose = after.indexOf("for");
        boolean isForAll = purpose + 1 < after.size() && (EVERYBODY.contains(after.get(purpose + 1)) || !mentions.isEmpty());
        return isDenied(words, prefixes) ? "it is denied; say what branches begin with"
                : words.hasAny(SOMETIMES) || purpose >= 0 && !isForAll && !isBelow && prefixes.size() == 1 ? "it holds in some cases only, or allows, and mc cannot tell which"
                : unclear.orElse(Bound.doubt(words, words.all(), heading));
    }

    private static boolean isDenied(Words words, List<Prefix> prefixes) {
        return prefixes.stream().anyMatch(prefix -> words.clauseAround(prefix.at()).words().stream().anyMatch(Bound.NOT::contains));
    }

    private static boolean isNaming(Words words) {
        return words.hasAny(BRANCH) && (words.hasAny(NAMING) || words.hasAny(PARTICIPLES));
    }

    /** "Branch names start with", "branches:", "developers use … branches". */
    private static boolean isStated(Sentence sentence, Words words, List<Prefix> prefixes, List<Mention> mentions) {
        int prefix = prefixes.get(0).at();
        List<String> ahead = words.all().subList(0, prefix);
        boolean isOfBranches = prefixes.stream().anyMatch(each -> words.after(each.at() + 1).stream().limit(1).anyMatch(BRANCH::contains));
        int colon = sentence.text().indexOf(':');
        boolean isLabel = colon >= 0 && Words.of(sentence.text().substring(0, colon)).all().size() == prefix;
        boolean isUsed = ahead.stream().anyMatch(word -> USING.contains(word) || word.startsWith("work")) && isOfBranches;
        boolean isSaid = ahead.stream().anyMatch(BRANCH::contains) && (isLabel || ahead.stream().anyMatch(NAMING::contains) || isParticiple(ahead));
        boolean isInOrder = ahead.stream().noneMatch(PARTICIPLES::contains) || isParticiple(ahead);
        return (isUsed || isSaid) && isInOrder && isFrame(words, 0, prefix, mentions);
    }

    /** "Are named", "create branches named", and not "branches named docs/ are old". */
    private static boolean isParticiple(List<String> ahead) {
        return Stream.iterate(1, i -> i < ahead.size(), i -> i + 1).anyMatch(i -> PARTICIPLES.contains(ahead.get(i)) && (AUXILIARIES.contains(ahead.get(i - 1)) || USING.contains(ahead.get(0))));
    }

    private static boolean isFrame(Words words, int from, int to, List<Mention> mentions) {
        return Stream.iterate(from, i -> i < to, i -> i + 1).allMatch(i -> {
            String word = words.all().get(i);
            return FRAME.contains(word) || BRANCH.contains(word) || NAMING.contains(word) || PARTICIPLES.contains(word) || USING.contains(word) || AUXILIARIES.contains(word) || mentions.stream().anyMatch(role -> role.at() <= i && i < role.end());
        });
    }

    /** Below a heading: the prefix first, or after a label or a role. */
    private static boolean isValue(Sentence sentence, Words words, int prefix, List<Mention> mentions) {
        int colon = sentence.text().indexOf(':');
        boolean isLabel = colon >= 0 && prefix <= 3 && Words.of(sentence.text().substring(0, colon)).all().size() == prefix;
        return isLabel || isFrame(words, 0, prefix, mentions);
    }

    private static int first(Words words, Set<String> some) {
        for (int i = 0; i < words.all().size(); i++) {
            if (some.contains(words.all().get(i))) {
                return i;
            }
        }
        return -1;
    }

    private static List<Prefix> prefixes(Words words) {
        List<Prefix> found = new ArrayList<>();
        for (int i = 0; i < words.all().size(); i++) {
            String word = words.all().get(i);
            int slash = word.indexOf('/');
            if (slash > 0 && !Character.isDigit(word.charAt(0)) && !word.equals("and/or") && !word.contains("://") && !FILE.matcher(word).find()) {
                found.add(prefix(i, word));
            }
        }
        return found;
    }

    private static Prefix prefix(int at, String word) {
        String fixed = VARIABLE.split(word, 2)[0];
        int last = fixed.lastIndexOf('/');
        String tail = fixed.substring(last + 1);
        boolean isPlaceholder = Stream.of(tail.split("[-_]")).allMatch(part -> part.isEmpty() || PLACEHOLDERS.contains(part));
        if (!isPlaceholder) {
            return new Prefix(at, fixed, "mc cannot tell how much of it is the prefix; write " + fixed.substring(0, last + 1) + " alone");
        }
        String text = fixed.substring(0, Math.max(0, last + 1));
        boolean isStandingIn = Stream.of(text.split("/")).anyMatch(STANDING_IN::contains);
        return new Prefix(at, text, isStandingIn ? "it begins with a placeholder, and names no prefix" : PREFIX.matcher(text).matches() ? "" : "a prefix is letters, digits, . _ - and a slash at its end");
    }

    /** To each role what stands beside it; empty when prefixes and roles take no turns. */
    private static Optional<Map<String, List<String>>> byRole(Words words, List<Prefix> prefixes, List<Mention> mentions, List<String> addressed) {
        if (mentions.isEmpty()) {
            List<String> all = prefixes.stream().map(Prefix::text).distinct().toList();
            return Optional.of((addressed.isEmpty() ? List.of(Rules.ANY) : addressed).stream().distinct().collect(Collectors.toMap(role -> role, role -> all, (one, other) -> one, LinkedHashMap::new)));
        }
        TreeMap<Integer, String> turns = new TreeMap<>();
        prefixes.forEach(prefix -> turns.put(prefix.at(), ""));
        mentions.forEach(mention -> turns.put(mention.at(), mention.role()));
        boolean isRoleFirst = !turns.firstEntry().getValue().isEmpty();
        boolean isRoleLast = !turns.lastEntry().getValue().isEmpty();
        if (isRoleFirst == isRoleLast || words.hasAny(Set.of("respectively"))) {
            return Optional.empty();
        }
        Map<Integer, String> texts = prefixes.stream().collect(Collectors.toMap(Prefix::at, Prefix::text));
        Map<String, List<String>> found = new LinkedHashMap<>();
        List<String> group = new ArrayList<>(); // the roles beside each other
        boolean wasPrefix = false;
        for (Map.Entry<Integer, String> turn : (isRoleFirst ? turns : turns.descendingMap()).entrySet()) {
            boolean isPrefix = turn.getValue().isEmpty();
            if (!isPrefix && wasPrefix) {
                group.clear();
            }
            if (isPrefix) {
                for (String role : group) {
                    List<String> own = found.computeIfAbsent(role, r -> new ArrayList<>());
                    own.add(isRoleFirst ? own.size() : 0, texts.get(turn.getKey()));
                }
            } else {
                group.add(turn.getValue());
            }
            wasPrefix = isPrefix;
        }
        Map<String, List<String>> inOrder = new LinkedHashMap<>();
        mentions.forEach(mention -> inOrder.put(mention.role(), found.get(mention.role())));
        return Optional.of(inOrder);
    }
}
