package mc.compliance.extract;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import mc.compliance.Rules;
import mc.compliance.extract.Statement.Outcome;
import mc.compliance.extract.Words.Context;
import mc.compliance.extract.Words.Quantity;
import mc.text.Untrusted;

/**
 * Reads the rules in a project's file. No model is asked: a sentence is understood when it has a number with a unit and the words that
 * belong to one limit of one rule, or words that ask for what a rule watches anyway, or what branches begin with. Everything else that
 * looks like a rule is told as not understood. The time it takes is linear in the length of the text. Immutable and thread-safe.
 */
final class Extractor {

    private static final int LONGEST = 200;
    private static final Pattern NO_PART_OF_A_NAME = Pattern.compile("[-_]|'s$");
    private static final Pattern PREFIX = Pattern.compile("(?:[a-z0-9][a-z0-9._-]{0,39}/){1,3}");
    private static final Set<String> ALLOWED = Set.of("allowed", "optional", "optionally", "permitted", "fine", "okay", "ok", "needn't", "may");
    private static final Set<String> ASKING = Set.of(
            "must", "never", "always", "should", "shall", "don't", "do", "not", "required", "forbidden", "use", "run", "write", "keep", "avoid", "commit", "push", "pull", "merge", "rebase", "test", "report", "send", "ask", "tell",
            "acknowledge", "create", "open", "announce", "notify", "add", "follow", "ensure", "check", "make", "name", "prefix", "escalate", "document", "review", "no", "every", "each", "all", "only");
    private static final Set<String> ASKING_ANYWHERE = Set.of("must", "never", "always", "should", "shall", "required", "forbidden", "mustn't", "don't");

    private static final Set<String> TO_WHOM = Set.of("to", "tell", "ask", "notify", "inform", "ping", "contact", "message", "with", "by", "from", "of", "call", "escalate");
    private static final int NOBODY = Integer.MAX_VALUE;
    private static final Set<String> ARTICLES = Set.of("the", "your", "a", "an", "every", "each", "all", "our");
    private static final Set<String> NAMING = Set.of("start", "starts", "begin", "begins", "prefix", "prefixes", "prefixed", "named", "name", "names");

    /**
     * The words that ask for what a rule watches anyway.
     *
     * @param isForbidding they have to be denied: "no broadcasts"
     */
    private record Matter(String rule, boolean isForbidding, List<Set<String>> all) {}

    private static final List<Matter> MATTERS = List.of(
            new Matter("git.direct-parent", true, List.of(Set.of("commit", "commits", "work", "works"), Set.of("main", "master", "trunk", "parent"))),
            new Matter("comm.broadcast", true, List.of(Set.of("broadcast", "broadcasts", "fyi"))),
            new Matter("comm.work-related", true, List.of(Set.of("chit-chat", "chitchat", "chatter"))),
            new Matter("comm.work-related", false, List.of(Set.of("work-related"))),
            new Matter("comm.hub", false, List.of(Set.of("hub", "hub-and-spoke", "hub-spoke"))),
            new Matter("comm.one-topic", false, List.of(Set.of("one", "single"), Set.of("topic"))),
            new Matter("comm.report-completion", false, List.of(Set.of("report", "reports"), Set.of("completion", "completions", "completed", "complete", "done", "finished"))),
            new Matter("comm.template", false, List.of(Set.of("template", "templates"), Set.of("use", "uses", "follow", "follows", "message", "messages", "status"))),
            new Matter("git.announce", false, List.of(Set.of("announce", "announces"), Topic.PUSH)),
            new Matter("git.commit-message", false, List.of(Topic.COMMIT, Set.of("message", "messages"), Set.of("meaningful", "descriptive", "clear", "specific"))),
            new Matter("git.upstream", false, List.of(Topic.PUSH, Set.of("-u", "upstream", "--set-upstream"))),
            new Matter("comm.ack", false, List.of(Topic.ACKNOWLEDGE, Set.of("task", "tasks", "assignment", "assignments", "receipt"))));

    private final Map<String, String> roles;

    /** @param roles the id of each role by every name it goes by, in small letters without blanks, hyphens and underscores */
    Extractor(Map<String, String> roles) {
        this.roles = Map.copyOf(roles);
    }

    /** What became of each sentence that looks like a rule, in the order of the text. */
    List<Statement> read(String file, String markdown) {
        List<Statement> statements = new ArrayList<>();
        for (Sentence sentence : Sentence.of(markdown)) {
            statements.addAll(read(file, sentence));
        }
        return statements;
    }

    private List<Statement> read(String file, Sentence sentence) {
        Words words = Words.of(sentence.text().replace("pull request", "pull-request").replace("Pull request", "pull-request"));
        if (words.all().isEmpty() || sentence.text().endsWith("?")) {
            return List.of();
        }
        Draft draft = new Draft(file, sentence.line(), Untrusted.line(sentence.text(), LONGEST));
        Words heading = Words.of(sentence.heading());
        List<Statement> found = new ArrayList<>(prefixes(draft, words, heading));
        List<Quantity> quantities = found.isEmpty() ? words.quantities() : List.of();
        int someone = quantities.isEmpty() ? NOBODY : someone(words, heading);
        for (Quantity quantity : quantities) {
            topic(words, quantity, quantities.size() == 1, heading).ifPresent(topic -> found.add(limit(draft, words, quantity, topic, heading, someone)));
        }
        if (found.isEmpty()) {
            matter(draft, words).ifPresent(found::add);
        }
        if (found.isEmpty() && looksLikeARule(sentence, words, quantities)) {
            found.add(draft.of(Outcome.UNKNOWN, null, null, null, null, "none of mc's rules is about this, or not in these words"));
        }
        return found.stream().distinct().toList(); // two numbers of one length are refused for one reason
    }

    private record Draft(String file, int line, String text) {
        Statement of(Outcome outcome, String rule, String limit, Integer value, List<String> list, String why) {
            return new Statement(file, line, text, outcome, rule, limit, value, list, why);
        }
    }

    /** Looked for in the clause, then, when no other number stands there, in the sentence, and then under its headings. */
    private static Optional<Topic> topic(Words words, Quantity quantity, boolean isAlone, Words heading) {
        Context context = words.clauseAround(quantity.at());
        Optional<Topic> topic = Topic.in(context, quantity.unit());
        if (topic.isEmpty() && isAlone) {
            context = words.sentence();
            topic = Topic.in(context, quantity.unit());
        }
        return topic.isEmpty() && !heading.all().isEmpty() ? Topic.in(context.with(heading.sentence()), quantity.unit()) : topic;
    }

    private static Statement limit(Draft draft, Words words, Quantity quantity, Topic topic, Words heading, int someone) {
        String problem = someone < quantity.at() ? "it is about one role, and a limit is everybody's" : problem(words, quantity, topic, heading);
        return problem.isEmpty() ? draft.of(Outcome.TAKEN, topic.rule(), topic.limit(), (int) quantity.value(), null, "") : draft.of(Outcome.REFUSED, topic.rule(), topic.limit(), null, null, problem);
    }

    /** Why the number is not taken; empty when it is. */
    private static String problem(Words words, Quantity quantity, Topic topic, Words heading) {
        if (!quantity.problem().isEmpty()) {
            return quantity.problem();
        }
        String problem = Bound.problem(words, quantity, topic.isIn(words.clauseAround(quantity.at())), topic.asksToTell(words), heading);
        if (!problem.isEmpty()) {
            return problem;
        }
        if (topic.isCountedFromElsewhere(words, quantity)) {
            return "it counts the time from something else than the rule does";
        }
        boolean isWhole = quantity.value() == Math.rint(quantity.value());
        return isWhole && quantity.value() >= 1 && quantity.value() <= topic.most() ? "" : "a limit here is a whole number from 1 to " + topic.most();
    }

    /** Where the first role stands that has to keep to it, and is not whom something is told; before everything when the innermost heading is a role. */
    private int someone(Words words, Words heading) {
        boolean isHeading = mentions(heading).stream().anyMatch(role -> role.end() == heading.all().size());
        return isHeading ? -1 : mentions(words).stream().filter(role -> !TO_WHOM.contains(words.ahead(role.at(), ARTICLES))).mapToInt(Mention::at).min().orElse(NOBODY);
    }

    private static Optional<Statement> matter(Draft draft, Words words) {
        Set<String> all = new HashSet<>(words.all());
        return MATTERS.stream().filter(matter -> matter.all().stream().allMatch(any -> any.stream().anyMatch(all::contains))).findFirst().flatMap(matter -> {
            boolean isAllowing = words.hasAny(ALLOWED);
            boolean isDenied = words.hasAny(Bound.NOT);
            if (isAllowing && isDenied == !matter.isForbidding() || isDenied && !matter.isForbidding() || isAllowing) {
                return Optional.of(draft.of(Outcome.REFUSED, matter.rule(), null, null, null, "a project's file cannot switch a rule off; rules.yaml in MC_HOME/templates can"));
            }
            return isDenied == matter.isForbidding() ? Optional.of(draft.of(Outcome.HOLDS, matter.rule(), null, null, null, "")) : Optional.empty();
        });
    }

    /** "Developer branches start with feature/": for the roles that are named, else for every one. */
    private List<Statement> prefixes(Draft draft, Words words, Words heading) {
        List<String> all = words.all().stream().map(word -> word.split("[<{\\[*…]", 2)[0]).toList();
        List<String> prefixes = all.stream().filter(word -> word.endsWith("/")).toList();
        if (prefixes.isEmpty() || !words.hasAny(Set.of("branch", "branches", "branch-names")) || !words.hasAny(NAMING)) {
            return List.of();
        }
        String problem = words.hasAny(Bound.NOT) ? "it is denied; say what branches begin with"
                : words.hasAny(Set.of("if", "only", "deleted", "removed", "optional", "optionally", "may", "can")) ? "it holds in some cases only, or allows, and mc cannot tell which"
                : !isNaming(all, all.indexOf(prefixes.get(0))) ? "it does not say that branches are named so"
                : !prefixes.stream().allMatch(prefix -> PREFIX.matcher(prefix).matches()) ? "a prefix is letters, digits, . _ - and a slash at its end"
                : Bound.doubt(words, words.all(), heading);
        if (!problem.isEmpty()) {
            return List.of(draft.of(Outcome.REFUSED, Rules.BRANCH_NAME, null, null, null, problem));
        }
        List<String> named = named(words);
        return (named.isEmpty() ? List.of(Rules.ANY) : named).stream().map(role -> draft.of(Outcome.TAKEN, Rules.BRANCH_NAME, role, null, prefixes, "")).toList();
    }

    /** Whether the prefix is what the sentence says of branches, and not what it knows them by: "branches named docs/ are old". */
    private static boolean isNaming(List<String> all, int prefix) {
        int verb = prefix - 1;
        while (verb >= 0 && !NAMING.contains(all.get(verb))) {
            verb--;
        }
        String ahead = verb < 1 ? "" : all.get(verb - 1);
        return verb >= 0 && switch (all.get(verb)) {
            case "named", "prefixed" -> Set.of("are", "is", "be", "get").contains(ahead);
            default -> !Set.of("that", "which", "who", "whose").contains(ahead) && !all.subList(0, verb).contains("whose");
        };
    }

    private List<String> named(Words words) {
        return mentions(words).stream().map(Mention::role).distinct().toList();
    }

    /** A role's name of up to three words: from the word {@code at} to the one ahead of {@code end}. */
    private record Mention(String role, int at, int end) {}

    private List<Mention> mentions(Words words) {
        List<Mention> found = new ArrayList<>();
        for (int i = 0; i < words.all().size(); i++) {
            Mention longest = null;
            String name = "";
            for (int j = i; j < Math.min(i + 3, words.all().size()); j++) {
                name += NO_PART_OF_A_NAME.matcher(words.all().get(j)).replaceAll("");
                String role = roles.getOrDefault(name, roles.get(name.endsWith("s") ? name.substring(0, name.length() - 1) : name));
                longest = role == null ? longest : new Mention(role, i, j + 1);
            }
            if (longest != null) {
                found.add(longest);
                i = longest.end() - 1;
            }
        }
        return found;
    }

    private static boolean looksLikeARule(Sentence sentence, Words words, List<Quantity> quantities) {
        return sentence.isNumbered() || !quantities.isEmpty() || words.hasAny(ASKING_ANYWHERE) || sentence.isItem() && ASKING.contains(words.all().get(0));
    }
}
