package mc.compliance.extract;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private static final Set<String> ALLOWED = Set.of("allowed", "optional", "optionally", "permitted", "fine", "okay", "ok", "needn't", "may");
    private static final Set<String> ASKING = Set.of(
            "must", "never", "always", "should", "shall", "don't", "do", "not", "required", "forbidden", "use", "run", "write", "keep", "avoid", "commit", "push", "pull", "merge", "rebase", "test", "report", "send", "ask", "tell",
            "acknowledge", "create", "open", "announce", "notify", "add", "follow", "ensure", "check", "make", "name", "prefix", "escalate", "document", "review", "no", "every", "each", "all", "only");
    private static final Set<String> ASKING_ANYWHERE = Set.of("must", "never", "always", "should", "shall", "required", "forbidden", "mustn't", "don't");

    private static final Set<String> ARTICLES = Set.of("the", "your", "our", "a", "parent");
    private static final Set<String> INTO_THE_PARENT = Set.of("to main", "into main", "on main", "in main", "to master", "into master", "on master", "to trunk", "into trunk", "to parent", "into parent");
    /** With nothing but these ahead of it a further number is about what the one before is about. */
    private static final Set<String> BETWEEN = Set.of("and", "but", "or", "then", "every", "each", "once", "within", "at", "most", "least", "max", "maximum", "a", "an", "about", "the", "in", "after", "for", "by", "others");
    private static final Set<String> AGAIN = Set.of("every", "each", "daily", "weekly", "nightly");
    private static final Set<String> TIMES = Set.of("day", "week", "month", "morning", "evening", "afternoon", "night", "sprint", "hour", "commit", "push", "merge", "task", "pull-request", "pr");

    /**
     * The words that ask for what a rule watches anyway.
     *
     * @param isForbidding they have to be denied: "no broadcasts"
     */
    private record Matter(String rule, boolean isForbidding, List<Set<String>> all) {}

    private static final List<Matter> MATTERS = List.of(
            new Matter("git.direct-parent", true, List.of(Set.of("commit", "commits", "work", "works"), Set.of("main", "master", "trunk", "parent"))),
            new Matter("git.direct-parent", true, List.of(Set.of("merge", "merges"), INTO_THE_PARENT)),
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

    private final RoleNames roles;

    /** @param roles the id of each role by every name it goes by, in small letters without blanks, hyphens and underscores */
    Extractor(Map<String, String> roles) {
        this.roles = new RoleNames(Map.copyOf(roles));
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
        Words heading = Words.of(String.join(" ", sentence.headings()));
        List<Words> headings = sentence.headings().stream().map(Words::of).toList();
        Optional<BranchNames> branches = BranchNames.in(sentence, words, heading, roles.addressed(headings), roles);
        List<Statement> found = new ArrayList<>(branches.filter(BranchNames::isSure).map(names -> prefixes(draft, names)).orElse(List.of()));
        List<Quantity> quantities = found.isEmpty() ? words.quantities() : List.of();
        found.addAll(limits(draft, words, quantities, heading, quantities.isEmpty() ? 0 : roles.someone(words, headings)));
        if (found.isEmpty()) {
            matter(draft, words).ifPresent(found::add);
        }
        if (found.isEmpty() && branches.isPresent()) {
            found.addAll(prefixes(draft, branches.get()));
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

    private record About(Quantity quantity, Topic topic) {}

    private List<Statement> limits(Draft draft, Words words, List<Quantity> quantities, Words heading, int someone) {
        List<About> all = new ArrayList<>();
        Topic last = null;
        for (Quantity quantity : quantities) {
            Optional<Topic> topic = topic(words, quantity, quantities.size() == 1, heading);
            last = topic.orElse(last != null && last.unit() == quantity.unit() && goesOn(words, quantity) ? last : null);
            if (last != null) {
                all.add(new About(quantity, last));
            }
        }
        return all.stream().map(one -> {
            boolean isOneOfTwo = one.quantity().problem().isEmpty() && all.stream().anyMatch(other -> other.topic() == one.topic() && Double.compare(other.quantity().value(), one.quantity().value()) != 0);
            return isOneOfTwo ? draft.of(Outcome.REFUSED, one.topic().rule(), one.topic().limit(), null, null, "it names several limits for one rule; name one") : limit(draft, words, one.quantity(), one.topic(), heading, someone);
        }).toList();
    }

    /** "… every 30 minutes, testers every 15": about what the number before is about. */
    private boolean goesOn(Words words, Quantity quantity) {
        List<String> ahead = words.before(quantity.at(), true);
        return roles.in(words).stream().anyMatch(role -> role.end() <= quantity.at() && role.at() >= quantity.at() - ahead.size()) || BETWEEN.containsAll(ahead);
    }

    private static List<Statement> prefixes(Draft draft, BranchNames names) {
        return names.problem().isEmpty() ? names.byRole().entrySet().stream().map(role -> draft.of(Outcome.TAKEN, Rules.BRANCH_NAME, role.getKey(), null, role.getValue(), "")).toList()
                : List.of(draft.of(Outcome.REFUSED, Rules.BRANCH_NAME, null, null, null, names.problem()));
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

    private static Optional<Statement> matter(Draft draft, Words words) {
        Set<String> all = new HashSet<>(words.all());
        for (int i = 1; i < words.all().size(); i++) {
            all.add(words.ahead(i, ARTICLES) + " " + words.all().get(i));
        }
        return MATTERS.stream().filter(matter -> matter.all().stream().allMatch(any -> any.stream().anyMatch(all::contains))).findFirst().flatMap(matter -> {
            boolean isAllowing = words.hasAny(ALLOWED);
            boolean isDenied = words.hasAny(Bound.NOT);
            if (isAllowing && isDenied == !matter.isForbidding() || isDenied && !matter.isForbidding() || isAllowing) {
                return Optional.of(draft.of(Outcome.REFUSED, matter.rule(), null, null, null, "a project's file cannot switch a rule off; rules.yaml in MC_HOME/templates can"));
            }
            return isDenied == matter.isForbidding() ? Optional.of(draft.of(Outcome.HOLDS, matter.rule(), null, null, null, "")) : Optional.empty();
        });
    }

    private static boolean looksLikeARule(Sentence sentence, Words words, List<Quantity> quantities) {
        return sentence.isNumbered() || !quantities.isEmpty() || words.hasAny(ASKING_ANYWHERE) || sentence.isItem() && ASKING.contains(words.all().get(0)) || recurs(words);
    }

    /** "Every day", "weekly". */
    private static boolean recurs(Words words) {
        for (int i = 0; i < words.all().size(); i++) {
            boolean isTime = i + 1 < words.all().size() && TIMES.contains(words.all().get(i + 1));
            if (AGAIN.contains(words.all().get(i)) && (isTime || words.all().get(i).endsWith("ly"))) {
                return true;
            }
        }
        return false;
    }
}
