package mc.compliance.git;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mc.agent.Agent;
import mc.compliance.Rule;
import mc.compliance.Violation;
import mc.compliance.Violations;
import mc.event.Event;
import mc.event.Tx;
import mc.git.BranchFacts;
import mc.git.Shell;
import mc.git.WorktreeFacts.Commit;
import mc.team.Role;
import mc.text.Ids;
import mc.text.Placeholders;
import mc.text.Templates;
import mc.text.Untrusted;
import org.jdbi.v3.core.Handle;

/**
 * The rules about git, judged from one look. Each case has a key of its own, {@code AGENT/CASE}: one that was resolved by somebody is not
 * found again, the next one is; one that was mended and is broken again is found again. Times are those at which mc saw something: what commits and reflogs say of themselves can be made up.
 */
final class GitRules {

    static final String REMINDER = "git.commit-reminder";
    static final String COMMIT = "git.commit";
    static final String PUSH = "git.push";
    static final String UPSTREAM = "git.upstream";
    static final String ANNOUNCE = "git.announce";
    static final String BRANCH = "git.branch-name";
    static final String MESSAGE = "git.commit-message";
    static final String DIRECT = "git.direct-parent";
    static final String BEHIND = "git.behind";
    static final String SYNC = "git.sync";
    static final String CONFLICT = "flow.conflict";
    static final String INTEGRATION = "flow.integration";

    /** To whom pushes are announced. */
    static final List<String> HUB = List.of(Role.PROJECT_MANAGER, Role.ORCHESTRATOR);

    /** So many new cases of one rule are named at a look; the newest first. */
    private static final int MOST = 50;
    /** What means something to a shell within quotation marks, and could stand in a branch's name. */
    private static final Pattern NO_NAME = Pattern.compile("[^\\p{L}\\p{N}_/.,=@%+-]");
    /** So many files are named in a case. */
    private static final int NAMED = 5;
    /** Ends the key of a conflict whose markers were taken for its resolution. */
    private static final String MARKED = " marked";
    /** An announcement may come this long before the push. */
    private static final Duration EARLY = Duration.ofMinutes(10);

    private final Violations violations;
    private final Templates templates;
    private final BranchPrefixes prefixes;

    GitRules(Violations violations, Templates templates) {
        this.violations = violations;
        this.templates = templates;
        this.prefixes = new BranchPrefixes(templates);
    }

    /** The cases of a rule that are open for the agent: what stands behind the slash. */
    static Set<String> openKeys(Handle sql, String mission, String rule, String agent) {
        return Violation.open(sql, mission, rule, agent).stream().map(open -> open.key().substring(Math.min(open.key().length(), agent.length() + 1))).collect(Collectors.toSet());
    }

    /** Says what is broken and what is mended; gives when the next limit is over, if one runs. */
    Optional<Instant> judge(Tx tx, GitSeen seen) {
        Bench bench = new Bench(tx, seen);
        bench.uncommitted();
        bench.conflicts();
        bench.messages();
        bench.onStartingBranch();
        bench.branchName();
        bench.behind();
        bench.integrated();
        bench.waitingForIntegration();
        bench.unpushed();
        bench.upstream();
        bench.announced();
        return bench.deadlines.stream().min(Instant::compareTo);
    }

    /** Whether the project asks for pushes, or the team has begun to push. */
    static boolean isPushWanted(Handle sql, String mission, Optional<Rule> push) {
        return isAskedFor(push) || GitActivity.isPushing(sql, mission);
    }

    /** Whether the project asks for pushes. */
    static boolean isAskedFor(Optional<Rule> push) {
        return push.filter(rule -> !rule.changed().isEmpty()).isPresent();
    }

    /** One judgement. */
    private final class Bench {
        private final Tx tx;
        private final GitSeen seen;
        private final BranchFacts facts;
        private final Agent agent;
        private final List<Instant> deadlines = new ArrayList<>();
        /** Cases of the rule at hand whose limit is not over. */
        private final Set<String> running = new HashSet<>();

        Bench(Tx tx, GitSeen seen) {
            this.tx = tx;
            this.seen = seen;
            this.facts = seen.facts();
            this.agent = seen.agent();
        }

        void uncommitted() {
            Optional<GitSeen.Dirt> dirt = GitSeen.Dirt.find(tx.sql(), agent.id()).filter(d -> d.changedSince() != null);
            boolean isOne = minutes(REMINDER).isPresent() && minutes(REMINDER).equals(minutes(COMMIT));
            for (String rule : List.of(REMINDER, COMMIT)) {
                boolean isOutdone = isOne && rule.equals(REMINDER);
                Set<String> broken = judge(rule, limit -> dirt.isEmpty() || isOutdone ? Map.of() : overdue(dirt.get().changedSince(), limit, "minutes", dirt.get().changedSince().toString(),
                        files(dirt.get().changed()) + " not committed since " + shown(dirt.get().changedSince()) + "; " + lastCommit()), isOutdone ? COMMIT + " has the same limit" : facts.counts().conflicted() > 0 ? "files are in conflict, which comes first" : "the worktree is clean, or there is a commit");
                if (!broken.isEmpty() && rule.equals(isOne ? COMMIT : REMINDER)) {
                    remind(dirt.orElseThrow());
                }
            }
        }

        private Optional<Integer> minutes(String rule) {
            return violations.rule(tx, mission(), rule).map(r -> r.number("minutes"));
        }

        /**
         * A conflict that was marked as resolved while its markers stayed in the files is not over, and needs another remedy: the case
         * of the conflict gives way to that of the markers, which is found at once.
         */
        void conflicts() {
            Optional<GitSeen.Dirt> dirt = GitSeen.Dirt.find(tx.sql(), agent.id()).filter(d -> d.conflictedSince() != null);
            boolean isMarked = !seen.marked().isEmpty();
            if (isMarked) {
                Violation.open(tx.sql(), mission(), CONFLICT, agent.id()).stream().filter(open -> !open.key().endsWith(MARKED))
                        .forEach(open -> violations.lapsed(tx, open, "it was marked as resolved with its markers in the files, which is a case of its own"));
            }
            judge(CONFLICT, limit -> dirt.isEmpty() ? Map.of() : isMarked ? Map.of(dirt.get().conflictedSince() + MARKED, marked()) : overdue(dirt.get().conflictedSince(), limit, "minutes", dirt.get().conflictedSince().toString(),
                    files(dirt.get().conflicted()) + " in conflict since " + shown(dirt.get().conflictedSince()) + facts.operation().map(o -> ", in " + o.words()).orElse("")), "no file is in conflict");
        }

        private String marked() {
            List<String> files = seen.marked();
            String named = files.stream().limit(NAMED).map(file -> Untrusted.line(file, 60)).collect(Collectors.joining(", "));
            return "marked as resolved, but the conflict markers (<<<<<<< and >>>>>>>) are still in " + named + (files.size() > NAMED ? " and " + (files.size() - NAMED) + " more" : "");
        }

        /** Only commits that git shows and this worktree's own log claims: one that came by a merge is another's. */
        void messages() {
            Set<String> ours = facts.ours().stream().map(Commit::id).collect(Collectors.toSet());
            judge(MESSAGE, rule -> {
                Map<String, String> bad = new LinkedHashMap<>();
                facts.ours().stream().filter(commit -> seen.made().containsKey(commit.id())).forEach(commit -> CommitMessages.fault(commit.subject(), rule)
                        .ifPresent(fault -> bad.put(commit.id(), "\"" + Untrusted.line(commit.subject(), 120) + "\" " + fault + ": commit " + brief(commit.id()) + (isPushed(commit) ? ", which is pushed and stays as it is" : ""))));
                openKeys(tx.sql(), mission(), MESSAGE, agent.id()).stream().filter(commit -> !ours.contains(commit) && !seen.gone().contains(commit)).forEach(commit -> bad.put(commit, "on another branch"));
                return bad;
            }, "the commit is on no branch any more, or is integrated and stays as it is");
        }

        private boolean isPushed(Commit commit) {
            return facts.hasRemotes() && !facts.unpushed().contains(commit.id());
        }

        void onStartingBranch() {
            judge(DIRECT, rule -> seen.direct().entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey,
                    e -> "commit " + brief(e.getKey()) + " was made in the worktree of " + agent.role() + " on " + parent() + (e.getValue().isLast() ? "" : "; it is pushed, or others came after it: only a revert takes it back"))), "the commit is not on the starting branch any more");
        }

        /** A detached HEAD is nobody's branch; the branch mc gave, and the starting branch, are not the agent's choice. */
        void branchName() {
            Optional<String> branch = facts.branch().filter(name -> !name.equals(agent.branch()) && !name.equals(seen.mission().startingBranch()));
            judge(BRANCH, rule -> {
                List<String> allowed = prefixes.of(agent.role(), Optional.of(rule));
                boolean isGood = branch.isEmpty() || allowed.stream().anyMatch(name -> name.endsWith("/") ? branch.get().startsWith(name) && branch.get().length() > name.length() : branch.get().equals(name));
                return isGood ? Map.of() : Map.of(branch.get(), "on branch " + branch.get() + "; branches of " + agent.role() + " begin with " + String.join(" or ", allowed));
            }, "the worktree is on another branch");
        }

        void behind() {
            judge(BEHIND, rule -> seen.mission().startingBranch() == null || facts.behind() <= rule.number("commits") ? Map.of()
                    : Map.of(facts.mergeBase().orElse("none"), count(facts.behind(), "commit") + " behind " + seen.newest() + "; allowed are " + rule.number("commits")), "it is not too far behind any more");
        }

        void integrated() {
            Set<String> missing = new HashSet<>(facts.missing());
            Optional<GitActivity.Movement> oldest = GitActivity.integrations(tx.sql(), seen.mission()).stream().filter(moved -> missing.contains(moved.head())).min(Comparator.comparing(GitActivity.Movement::at));
            judge(SYNC, limit -> oldest.isEmpty() ? Map.of() : overdue(oldest.get().at(), limit, "minutes", oldest.get().head(),
                    oldest.get().branch() + " got " + brief(oldest.get().head()) + " at " + shown(oldest.get().at()) + "; this branch is " + count(facts.behind(), "commit") + " behind"), "the branch has what was integrated");
        }

        /** A rebase makes commits anew, and with them their time. */
        void waitingForIntegration() {
            Optional<Commit> oldest = seen.mission().startingBranch() == null ? Optional.empty() : oldest(facts.ours());
            judge(INTEGRATION, limit -> oldest.isEmpty() ? Map.of() : overdue(seen.made().get(oldest.get().id()), limit, "minutes", oldest.get().id(),
                    count(facts.ahead(), "commit") + " not in " + parent() + "; the first, " + brief(oldest.get().id()) + ", since " + shown(seen.made().get(oldest.get().id()))), "it is integrated");
        }

        /**
         * Work that is marked as unfinished need not be pushed, nor what lies on no branch. A push shows the work to others, so agents are
         * urged to it only where the project asks for it, or where the team has begun to push.
         */
        void unpushed() {
            boolean isWanted = isPushWanted(tx.sql(), mission(), violations.rule(tx, mission(), PUSH));
            Set<String> here = facts.branch().filter(name -> !name.equals(seen.mission().startingBranch())).isEmpty() ? Set.of() : new HashSet<>(facts.unpushed());
            Optional<Commit> oldest = oldest(facts.ours().stream().filter(commit -> here.contains(commit.id()) && !CommitMessages.isUnfinished(commit.subject())).toList());
            judge(PUSH, limit -> oldest.isEmpty() || !isWanted ? Map.of() : overdue(seen.made().get(oldest.get().id()), limit, "minutes", oldest.get().id(),
                    count(facts.unpushed().size(), "commit") + " on no remote; the first, " + brief(oldest.get().id()) + " \"" + Untrusted.line(oldest.get().subject(), 80) + "\", since " + shown(seen.made().get(oldest.get().id()))), this::whyNotUnpushed);
        }

        /** Only a commit that is here, and of which git knows that a remote has it, is pushed. */
        private String whyNotUnpushed(String commit) {
            boolean isHere = facts.ours().stream().anyMatch(own -> own.id().equals(commit));
            return facts.branch().isEmpty() ? "the worktree is on no branch now"
                    : !isHere ? "the commit is not on this branch any more, or is in " + parent()
                    : !facts.hasRemotes() ? "there is no remote any more"
                    : !facts.unpushed().contains(commit) ? "it is pushed" : "nothing asks for this push any more";
        }

        void upstream() {
            judge(UPSTREAM, rule -> facts.isPushed() && facts.upstream().isEmpty() && facts.branch().isPresent()
                    ? Map.of(facts.branch().get(), "branch " + facts.branch().get() + " was pushed and has no upstream") : Map.of(), "the branch has an upstream");
        }

        void announced() {
            boolean isHeard = hub().isPresent();
            List<Instant> words = GitActivity.announcements(tx.sql(), agent);
            List<GitActivity.Movement> pushes = GitActivity.pushes(tx.sql(), agent.id());
            judge(ANNOUNCE, rule -> {
                Map<String, String> silent = new HashMap<>();
                if (isHeard) {
                    pushes.stream().filter(push -> words.stream().noneMatch(word -> !word.isBefore(push.at().minus(EARLY))))
                            .forEach(push -> silent.putAll(overdue(push.at(), rule, "minutes", push.head(), "pushed " + brief(push.head()) + " at " + shown(push.at()) + " and told nobody")));
                }
                return silent;
            }, key -> pushes.stream().anyMatch(push -> push.head().equals(key)) ? "it was announced" : "newer pushes count");
        }

        private Optional<Commit> oldest(List<Commit> commits) {
            return commits.stream().filter(commit -> seen.made().containsKey(commit.id())).min((a, b) -> seen.made().get(a.id()).compareTo(seen.made().get(b.id())));
        }

        /** The case, when the limit is over; else it is waited for. */
        private Map<String, String> overdue(Instant since, Rule rule, String number, String key, String evidence) {
            Instant limit = since.plus(Duration.ofMinutes(rule.number(number)));
            if (tx.now().isBefore(limit)) {
                deadlines.add(limit);
                running.add(kept(key));
                return Map.of();
            }
            return Map.of(key, evidence);
        }

        /**
         * Makes the open cases of a rule those that are broken now.
         *
         * @param broken the evidence by key, of the rule as it holds now
         * @param mended why a case, by its key, is none any more
         * @return the keys that were found now
         */
        private Set<String> judge(String id, Function<Rule, Map<String, String>> broken, Function<String, String> mended) {
            running.clear();
            Map<String, String> now = new LinkedHashMap<>();
            violations.rule(tx, mission(), id).map(broken).orElse(Map.of()).forEach((key, evidence) -> now.put(kept(key), evidence));
            openKeys(tx.sql(), mission(), id, agent.id()).stream().filter(key -> !now.containsKey(key)).forEach(key -> clear(id, key, running.contains(key) ? "its limit is longer now" : mended.apply(key)));
            return now.entrySet().stream().filter(e -> found(id, e.getKey(), e.getValue())).limit(MOST).map(Map.Entry::getKey).collect(Collectors.toSet());
        }

        private Set<String> judge(String id, Function<Rule, Map<String, String>> broken, String mended) {
            return judge(id, broken, key -> mended);
        }

        /** A key as it is stored: branches have names that agents choose. */
        private static String kept(String key) {
            return Untrusted.line(key, 300);
        }

        /** Whether it is news. */
        private boolean found(String rule, String key, String evidence) {
            String whole = agent.id() + "/" + key;
            if (Violation.isOpen(tx.sql(), mission(), rule, whole) || Violation.isSettled(tx.sql(), mission(), rule, whole) || Violations.isUnwatched(tx.sql(), mission())) {
                return false;
            }
            violations.found(tx, mission(), agent.id(), rule, whole, evidence, forRemedy(rule, key));
            return true;
        }

        /** What a remedy may name. It is pasted into a shell, and names of branches are whatever an agent chose. */
        private Map<String, String> forRemedy(String rule, String key) {
            return Map.of("branch", rule.equals(ANNOUNCE) ? NO_NAME.matcher(GitActivity.pushedBranch(tx.sql(), agent.id(), key).orElse(parent())).replaceAll("?") : word(branchOf(rule)),
                    "prefix", prefixes.of(agent.role(), violations.rule(tx, mission(), BRANCH)).get(0), "hub", hub().orElse(Role.ORCHESTRATOR),
                    "commit", key, "before", Optional.ofNullable(seen.direct().get(key)).map(GitSeen.Direct::before).orElse(key + "^"));
        }

        /** The branch that is judged, by name: another may be checked out when the remedy is pasted. */
        private String branchOf(String rule) {
            return switch (rule) {
                case BRANCH, PUSH, UPSTREAM -> facts.branch().orElse(parent());
                case BEHIND, SYNC -> seen.newest();
                default -> parent();
            };
        }

        /** One word of a shell command. A name that hides characters, or begins as an option or a forced refspec does, becomes one that no branch has. */
        private static String word(String branch) {
            return Untrusted.line(branch).equals(branch) && !branch.startsWith("-") && !branch.startsWith("+") ? Shell.quote(branch) : "'?'";
        }

        /** To whom of the team this agent announces its pushes; the orchestrator has nobody. */
        private Optional<String> hub() {
            List<Agent> team = Agent.Table.ofMission(tx.sql(), mission());
            return HUB.stream().filter(role -> !agent.role().equals(Role.ORCHESTRATOR) && !role.equals(agent.role()) && team.stream().anyMatch(other -> other.role().equals(role) && !other.hasLeft())).findFirst();
        }

        private void clear(String rule, String key, String why) {
            violations.cleared(tx, mission(), rule, agent.id() + "/" + key, "mc", why);
        }

        private void remind(GitSeen.Dirt dirt) {
            long minutes = Duration.between(dirt.changedSince(), tx.now()).toMinutes();
            String text = Placeholders.fill(templates.required("messages/commit-reminder.md"), Map.of("changed", files(dirt.changed()), "have", dirt.changed() == 1 ? "has" : "have", "minutes", String.valueOf(minutes))).strip();
            tx.append(new Event.MessageQueued(mission(), agent.id(), Ids.random("m"), "mc", text));
        }

        private String lastCommit() {
            return GitActivity.lastCommit(tx.sql(), agent.id()).map(at -> "last commit " + shown(at)).orElse("no commit yet");
        }

        private String mission() {
            return seen.mission().id();
        }

        private String parent() {
            return seen.mission().startingBranch() == null ? brief(seen.mission().startingCommit()) : seen.mission().startingBranch();
        }
    }

    /** To the second: what is finer tells nobody anything. */
    private static String shown(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String files(int count) {
        return count(count, "file");
    }

    private static String count(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    private static String brief(String commit) {
        return commit.substring(0, Math.min(8, commit.length()));
    }
}
