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
import mc.compliance.extract.Words.Quantity;
import mc.compliance.extract.Words.Unit;
import mc.text.Untrusted;

/**
 * Reads the rules in a project's file. No model is asked: a sentence is understood when it has a number with a unit and the words that
 * belong to one limit of one rule, or words that ask for what a rule watches anyway, or what branches begin with. Everything else that
 * looks like a rule is told as not understood. The time it takes is linear in the length of the text. Immutable and thread-safe.
 */
final class Extractor {

    private static final int LONGEST = 200;
    private static final Pattern PREFIX = Pattern.compile("(?:[a-z0-9][a-z0-9._-]{0,39}/){1,3}");
    private static final Set<String> ALLOWED = Set.of("allowed", "optional", "optionally", "permitted", "fine", "okay", "ok", "needn't", "may");
    private static final Set<String> ASKING = Set.of(
            "must", "never", "always", "should", "shall", "don't", "do", "not", "required", "forbidden", "use", "run", "write", "keep", "avoid", "commit", "push", "pull", "merge", "rebase", "test", "report", "send", "ask", "tell",
            "acknowledge", "create", "open", "announce", "notify", "add", "follow", "ensure", "check", "make", "name", "prefix", "escalate", "document", "review", "no", "every", "each", "all", "only");
    private static final Set<String> ASKING_ANYWHERE = Set.of("must", "never", "always", "should", "shall", "required", "forbidden", "mustn't", "don't");

    /**
     * The words that belong to a limit.
     *
     * @param all one word of each set has to be there
     * @param none none of these may
     * @param most the largest that is taken; the least is 1
     */
    private record Topic(String rule, String limit, Unit unit, List<Set<String>> all, Set<String> none, int most) {
        boolean isIn(Set<String> words) {
            return all.stream().allMatch(any -> any.stream().anyMatch(words::contains)) && none.stream().noneMatch(words::contains);
        }
    }

    /** The rules whose limit is where something has to be done: "escalate after 10 minutes". */
    private static final Set<String> THRESHOLDS = Set.of("comm.blocked", "comm.exchanges");
    private static final Set<String> TELLING = Set.of("escalate", "escalates", "escalated", "ask", "tell", "report", "notify", "contact", "say", "ping", "raise", "inform", "message");

    private static final int A_DAY = 1_440;
    private static final Set<String> COMMIT = Set.of("commit", "commits", "committed", "committing", "autocommit", "auto-commit");
    private static final Set<String> PUSH = Set.of("push", "pushes", "pushed", "pushing");
    private static final Set<String> PULL_REQUEST = Set.of("pr", "prs", "pull-request", "pull-requests");
    private static final Set<String> ACKNOWLEDGE = Set.of("ack", "acks", "acknowledge", "acknowledges", "acknowledged", "acknowledgement", "acknowledgment");

    private static final Set<String> NAMING = Set.of("start", "starts", "begin", "begins", "prefix", "prefixes", "prefixed", "named", "name", "names");

    /** The first that fits is meant. */
    private static final List<Topic> TOPICS = List.of(
            minutes("comm.ack", Set.of(), ACKNOWLEDGE),
            minutes("flow.conflict", Set.of(), Set.of("conflict", "conflicts")),
            minutes("git.announce", Set.of(), Set.of("announce", "announces", "announced"), PUSH),
            minutes("git.sync", Set.of(), Set.of("pull", "pulls", "sync", "syncs", "synchronise", "synchronize", "rebase"), Set.of("integration", "integrations", "integrated", "merge", "merged")),
            minutes("flow.integration", Set.of("pr", "prs", "pull-request", "pull-requests", "test", "tests"), Set.of("integration", "integrate", "integrated", "cycle")),
            minutes("git.push", PULL_REQUEST, PUSH),
            minutes("git.commit", Set.of(), COMMIT, Set.of("never", "without", "longer", "maximum", "max", "most", "exceed", "over", "more")),
            minutes("git.commit-reminder", Set.of("message", "messages"), COMMIT),
            minutes("comm.blocked", Set.of(), Set.of("blocked", "block", "blocker", "blockers", "stuck", "escalate", "escalates", "escalated")),
            minutes("flow.silent", Set.of(), Set.of("silent", "silence", "respond", "responds", "responsive", "unresponsive", "heartbeat")),
            new Topic("git.behind", "commits", Unit.COMMITS, List.of(Set.of("behind", "diverge", "diverged", "divergence")), Set.of(), 1_000),
            new Topic("comm.exchanges", "exchanges", Unit.EXCHANGES, List.of(), Set.of(), 20),
            new Topic("comm.broadcast", "recipients", Unit.ROLES, List.of(Set.of("broadcast", "broadcasts", "message", "messages")), Set.of(), 50));

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
            new Matter("git.announce", false, List.of(Set.of("announce", "announces"), PUSH)),
            new Matter("git.commit-message", false, List.of(COMMIT, Set.of("message", "messages"), Set.of("meaningful", "descriptive", "clear", "specific"))),
            new Matter("git.upstream", false, List.of(PUSH, Set.of("-u", "upstream", "--set-upstream"))),
            new Matter("comm.ack", false, List.of(ACKNOWLEDGE, Set.of("task", "tasks", "assignment", "assignments", "receipt"))));

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
        for (Quantity quantity : quantities) {
            topic(words, quantity, quantities.size() == 1, heading).ifPresent(topic -> found.add(limit(draft, words, quantity, topic, heading)));
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
        Set<String> context = words.clauseOf(quantity.at());
        Optional<Topic> topic = topic(context, quantity.unit());
        if (topic.isEmpty() && isAlone) {
            context = new HashSet<>(words.all());
            topic = topic(context, quantity.unit());
        }
        if (topic.isEmpty() && !heading.all().isEmpty()) {
            context.addAll(heading.all());
            topic = topic(context, quantity.unit());
        }
        return topic;
    }

    private static Optional<Topic> topic(Set<String> context, Unit unit) {
        return TOPICS.stream().filter(topic -> topic.unit() == unit && topic.isIn(context)).findFirst();
    }

    private static Statement limit(Draft draft, Words words, Quantity quantity, Topic topic, Words heading) {
        boolean isWhole = quantity.value() == Math.rint(quantity.value());
        boolean isThreshold = THRESHOLDS.contains(topic.rule()) && words.hasAny(TELLING);
        String problem = !quantity.problem().isEmpty() ? quantity.problem() : Bound.problem(words, quantity, topic.isIn(words.clauseOf(quantity.at())), isThreshold, heading);
        if (problem.isEmpty() && (!isWhole || quantity.value() < 1 || quantity.value() > topic.most())) {
            problem = "a limit here is a whole number from 1 to " + topic.most();
        }
        return problem.isEmpty() ? draft.of(Outcome.TAKEN, topic.rule(), topic.limit(), (int) quantity.value(), null, "") : draft.of(Outcome.REFUSED, topic.rule(), topic.limit(), null, null, problem);
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
        List<String> found = new ArrayList<>();
        for (int i = 0; i < words.all().size(); i++) {
            String name = "";
            for (int j = i; j < Math.min(i + 3, words.all().size()); j++) {
                name += words.all().get(j).replaceAll("[-_]|'s$", "");
                String role = roles.getOrDefault(name, roles.get(name.endsWith("s") ? name.substring(0, name.length() - 1) : name));
                if (role != null && !found.contains(role)) {
                    found.add(role);
                }
            }
        }
        return found;
    }

    private static boolean looksLikeARule(Sentence sentence, Words words, List<Quantity> quantities) {
        return sentence.isNumbered() || !quantities.isEmpty() || words.hasAny(ASKING_ANYWHERE) || sentence.isItem() && ASKING.contains(words.all().get(0));
    }

    private static Topic minutes(String rule, Set<String> none, Set<String> any) {
        return new Topic(rule, "minutes", Unit.MINUTES, List.of(any), none, A_DAY);
    }

    private static Topic minutes(String rule, Set<String> none, Set<String> any, Set<String> andAny) {
        return new Topic(rule, "minutes", Unit.MINUTES, List.of(any, andAny), none, A_DAY);
    }
}
