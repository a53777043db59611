package mc.compliance.extract;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import mc.compliance.extract.Words.Context;
import mc.compliance.extract.Words.Quantity;
import mc.compliance.extract.Words.Unit;

/**
 * What a number with a unit can be about: one limit of one rule. Files of projects talk about databases that commit, servers that respond
 * and threads that block, so a topic also has the words that show that something else is meant. Immutable.
 *
 * @param all one word of each set has to be there; one of the first set as what is limited, and not as what time is counted from
 * @param none none of these may
 * @param from what the time may be counted from, as in "15 minutes after the commit"; from anything else is another rule
 * @param most the largest that is taken; the least is 1
 */
record Topic(String rule, String limit, Unit unit, List<Set<String>> all, Set<String> none, Set<String> from, int most) {

    private static final int A_DAY = 1_440;

    static final Set<String> COMMIT = Set.of("commit", "commits", "committed", "committing", "autocommit", "auto-commit");
    static final Set<String> PUSH = Set.of("push", "pushes", "pushed", "pushing");
    static final Set<String> ACKNOWLEDGE = Set.of("ack", "acks", "acknowledge", "acknowledges", "acknowledged", "acknowledgement", "acknowledgment");

    private static final Set<String> INTEGRATED = Set.of("integration", "integrations", "integrate", "integrated", "merge", "merged", "merges");
    private static final Set<String> CONFLICT = Set.of("conflict", "conflicts", "conflicted", "it", "they", "them");
    private static final Set<String> EDITING = Set.of("commit", "commits", "committing", "last", "change", "changes", "edit", "edits", "editing", "work", "working", "coding");
    private static final Set<String> ASSIGNED = Set.of("task", "tasks", "assignment", "assignments", "it", "them", "receipt", "receiving", "received", "arrival", "delivery", "message", "messages", "request", "requests");
    private static final Set<String> BLOCKED = Set.of("blocked", "blocker", "blockers", "stuck", "escalate", "escalates", "escalated", "it", "being");

    /** They are about commits and pushes, and ask for none. */
    private static final Set<String> LOOKING = Set.of("check", "checks", "review", "reviews", "reviewed", "watch", "monitor", "look", "verify", "inspect", "audit", "remind", "read", "count", "counts", "log", "logs", "history", "report", "reports", "summary",
            "summarize", "message", "messages", "pr", "prs", "pull-request", "pull-requests");
    /** Programs commit, push, respond and block as well. */
    private static final Set<String> SOFTWARE = Set.of("api", "apis", "endpoint", "endpoints", "server", "servers", "service", "services", "query", "queries", "job", "jobs", "queue", "queues", "thread", "threads", "transaction", "transactions", "offset", "offsets",
            "database", "db", "cache", "user", "users", "account", "accounts", "login", "logins", "ip", "ips", "notification", "notifications", "docker", "image", "images", "container", "containers", "registry", "production", "deploy", "deploys",
            "deployment", "deployments", "webhook", "webhooks", "event", "events", "kafka", "redis", "pod", "pods", "migration", "migrations", "client", "clients", "customer", "customers", "version", "versions", "metrics", "translations", "app");
    private static final Set<String> REQUESTS = Set.of("request", "requests", "response", "responses", "build", "builds", "reply", "respond", "answer", "unblock", "help");
    private static final Set<String> INCIDENTS = Set.of("alert", "alerts", "incident", "incidents", "page", "pages", "email", "emails", "ticket", "tickets", "vulnerability", "vulnerabilities", "issue", "issues");
    private static final Set<String> OTHER_CONFLICTS = Set.of("retry", "retries", "retried", "schedule", "schedules", "scheduling", "calendar", "dependency", "dependencies", "name", "names", "port", "ports", "write", "writes");
    private static final Set<String> WITH_OTHERS = Set.of("pr", "prs", "pull-request", "pull-requests", "test", "tests", "with", "feature", "features");
    private static final Set<String> GIT = Set.of("branch", "branches", "worktree", "worktrees", "main", "master", "parent", "agent", "agents", "everybody", "everyone", "team", "git");

    /** The first that fits is meant. */
    private static final List<Topic> ALL = List.of(
            minutes("comm.ack", INCIDENTS, ASSIGNED, List.of(ACKNOWLEDGE)),
            minutes("flow.conflict", OTHER_CONFLICTS, CONFLICT, List.of(Set.of("conflict", "conflicts"))),
            minutes("git.announce", Set.of(), PUSH, List.of(Set.of("announce", "announces", "announced"), PUSH)),
            minutes("git.sync", Set.of(), INTEGRATED, List.of(Set.of("pull", "pulls", "rebase"), Set.of("integration", "integrations", "integrated", "merge", "merged"))),
            minutes("git.sync", Set.of(), INTEGRATED, List.of(Set.of("sync", "syncs", "synchronise", "synchronize"), Set.of("integration", "integrations", "integrated", "merge", "merged"), GIT)),
            minutes("git.sync", LOOKING, INTEGRATED, List.of(Set.of("sync", "syncs", "synchronise", "synchronize", "rebase", "pull", "pulls"), Set.of("main", "master", "trunk", "parent"))),
            minutes("flow.integration", WITH_OTHERS, COMMIT, List.of(Set.of("integration", "integrate", "integrated"))),
            minutes("flow.integration", WITH_OTHERS, COMMIT, List.of(Set.of("cycle"), Set.of("full", "integration", "whole"))),
            minutes("git.push", LOOKING, COMMIT, List.of(PUSH)),
            minutes("git.commit", LOOKING, EDITING, List.of(COMMIT, Set.of("never", "without", "longer", "maximum", "max", "most", "exceed", "over", "more"))),
            minutes("git.commit-reminder", LOOKING, EDITING, List.of(COMMIT)),
            minutes("comm.blocked", REQUESTS, BLOCKED, List.of(Set.of("blocked", "blocker", "blockers", "stuck", "escalate", "escalates", "escalated"))),
            minutes("flow.silent", Set.of(), Set.of("silence", "last"), List.of(Set.of("silent", "silence", "respond", "responds", "responsive", "unresponsive", "heartbeat"), Set.of("agent", "agents", "nobody", "everybody", "everyone", "team", "you", "never"))),
            new Topic("git.behind", "commits", Unit.COMMITS, List.of(Set.of("behind", "diverge", "diverged", "divergence")), Set.of(), Set.of(), 1_000),
            new Topic("comm.exchanges", "exchanges", Unit.EXCHANGES, List.of(), Set.of("review", "reviews", "retry", "retries", "currency", "currencies", "stock"), Set.of(), 20),
            new Topic("comm.broadcast", "recipients", Unit.ROLES, List.of(Set.of("broadcast", "broadcasts", "message", "messages")), Set.of(), Set.of(), 50));

    /** The rules whose limit is where something has to be done: "escalate after 10 minutes". */
    private static final Set<String> THRESHOLDS = Set.of("comm.blocked", "comm.exchanges");
    private static final Set<String> TELLING = Set.of("escalate", "escalates", "escalated", "ask", "tell", "report", "notify", "contact", "say", "ping", "raise", "inform", "message");
    private static final Set<String> COUNTING = Set.of("of", "after", "from", "since", "following");

    /** What a number of this unit is about among these words. */
    static Optional<Topic> in(Context context, Unit unit) {
        return ALL.stream().filter(topic -> topic.unit == unit && topic.isIn(context)).findFirst();
    }

    boolean isIn(Context context) {
        Set<String> limited = isThreshold() ? context.words() : context.subjects();
        return (all.isEmpty() || meet(all.get(0), limited)) && all.stream().skip(1).allMatch(any -> meet(any, context.words())) && !meet(none, context.words()) && !meet(SOFTWARE, context.words());
    }

    private static boolean meet(Set<String> some, Set<String> words) {
        return some.stream().anyMatch(words::contains);
    }

    /** Whether something is asked for once the number is passed. */
    boolean asksToTell(Words words) {
        return isThreshold() && words.hasAny(TELLING);
    }

    /** Whether the time is counted from something else than the rule does. */
    boolean isCountedFromElsewhere(Words words, Quantity quantity) {
        List<String> after = words.after(quantity.end());
        return unit == Unit.MINUTES && !after.isEmpty() && COUNTING.contains(after.get(0)) && after.stream().noneMatch(from::contains);
    }

    private boolean isThreshold() {
        return THRESHOLDS.contains(rule);
    }

    private static Topic minutes(String rule, Set<String> none, Set<String> from, List<Set<String>> all) {
        return new Topic(rule, "minutes", Unit.MINUTES, all, none, from, A_DAY);
    }
}
