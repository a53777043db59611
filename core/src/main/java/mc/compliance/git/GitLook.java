package mc.compliance.git;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import mc.agent.Agent;
import mc.agent.Mission;
import mc.compliance.Rules;
import mc.compliance.Violations;
import mc.event.Event;
import mc.event.EventLoop;
import mc.event.Job;
import mc.event.JobHandler;
import mc.git.BranchFacts;
import mc.git.Branches;
import mc.git.ConflictMarkers;
import mc.git.Repository;
import mc.git.Worktree;
import mc.store.Database;
import mc.text.Templates;
import mc.text.Untrusted;
import org.jdbi.v3.core.Handle;

/**
 * Looks at an agent's worktree through the git door and says which of the git rules it breaks, and which it keeps again. A look is due
 * when {@link GitActivity} says so, and when a limit would be over; where nothing is dirty, unpushed or unmerged there is no further one.
 */
public final class GitLook implements JobHandler {

    /** Job: look at an agent's worktree. */
    public static final String LOOK = "git.look";

    private final Database database;
    private final EventLoop loop;
    private final Clock clock;
    private final GitRules rules;

    /** Rules that hold and find nothing as things are, and why, by id. */
    public static Map<String, String> asleep(Handle sql, Mission mission, boolean hasRemotes, Rules rules) {
        return asleep(hasRemotes, GitRules.isPushWanted(sql, mission.id(), rules.enabled(GitRules.PUSH)));
    }

    /** As it would be in a mission that has not begun. */
    public static Map<String, String> asleep(boolean hasRemotes, Rules rules) {
        return asleep(hasRemotes, GitRules.isAskedFor(rules.enabled(GitRules.PUSH)));
    }

    private static Map<String, String> asleep(boolean hasRemotes, boolean isPushWanted) {
        if (!hasRemotes) {
            return Map.of(GitRules.PUSH, "no remote", GitRules.UPSTREAM, "no remote", GitRules.ANNOUNCE, "no remote");
        }
        return isPushWanted ? Map.of() : Map.of(GitRules.PUSH, "until the project's files name a limit, or the team pushes");
    }

    /** Whether the rule is judged from looks: of these a case that a person closed stays closed, while the others find what happens again. */
    public static boolean judges(String rule) {
        return rule.startsWith("git.") || rule.equals(GitRules.CONFLICT) || rule.equals(GitRules.INTEGRATION);
    }

    public GitLook(Database database, EventLoop loop, Clock clock, Violations violations, Templates templates) {
        this.database = database;
        this.loop = loop;
        this.clock = clock;
        this.rules = new GitRules(violations, templates);
    }

    @Override
    public Outcome run(Job job, Consumer<Event> record) {
        Agent agent = database.read(sql -> Agent.Table.find(sql, job.subject())).orElseThrow();
        Mission mission = database.read(sql -> Mission.Table.find(sql, agent.mission())).orElseThrow();
        if (agent.worktree() == null || agent.hasLeft() || !mission.mayLaunch()) {
            return Outcome.done();
        }
        Repository repository = Repository.inspect(Path.of(mission.path()));
        Optional<Worktree> worktree = Worktree.at(repository, Path.of(agent.worktree()));
        if (worktree.filter(found -> Files.isDirectory(found.path())).isEmpty()) {
            return Outcome.done(); // somebody removed it; mc validate tells
        }
        List<String> parents = parents(repository, mission);
        BranchFacts facts = BranchFacts.of(repository, worktree.get(), parents);
        Map<String, Instant> made = database.read(sql -> GitActivity.commits(sql, agent.id(), null));
        GitSeen seen = new GitSeen(mission, agent, facts, newest(repository, mission, parents), made, gone(repository, mission, agent, facts), direct(repository, mission, agent), marked(repository, worktree.get(), agent, facts));
        Optional<Event> news = changed(seen);
        Instant[] next = new Instant[1];
        loop.record(news.stream().toList(), tx -> next[0] = rules.judge(tx, seen).orElse(null));
        return next[0] == null ? Outcome.done() : Outcome.again(pause(next[0]));
    }

    /**
     * What a branch is compared with: the branch the mission started from, and what a remote has of it, where others may have integrated
     * what nobody has pulled yet. The commit alone when the mission started on no branch or that branch is gone.
     */
    public static List<String> parents(Repository repository, Mission mission) {
        if (mission.startingBranch() == null || !repository.hasBranch(mission.startingBranch())) {
            return List.of(mission.startingCommit());
        }
        List<String> parents = new ArrayList<>(List.of("refs/heads/" + mission.startingBranch()));
        repository.upstream(mission.startingBranch()).ifPresent(parents::add);
        return List.copyOf(parents);
    }

    /** The one of them that has all the others have, as a name for {@code git merge}; the branch when each has something of its own. */
    private static String newest(Repository repository, Mission mission, List<String> parents) {
        boolean isRemotes = parents.size() > 1 && Branches.count(repository, parents.subList(0, 1), parents.subList(1, 2)) == 0 && Branches.count(repository, parents.subList(1, 2), parents.subList(0, 1)) > 0;
        return isRemotes ? parents.get(1).substring("refs/remotes/".length()) : mission.startingBranch() == null ? mission.startingCommit() : mission.startingBranch();
    }

    private Duration pause(Instant next) {
        Duration pause = Duration.between(clock.instant(), next);
        return pause.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : pause;
    }

    /** What of the worktree is otherwise than when it was looked at last. */
    private Optional<Event> changed(GitSeen seen) {
        Optional<GitSeen.Dirt> before = database.read(sql -> GitSeen.Dirt.find(sql, seen.agent().id()));
        Instant start = database.read(sql -> GitActivity.lastCommit(sql, seen.agent().id())).orElse(seen.mission().createdAt());
        GitSeen.Dirt now = GitSeen.Dirt.of(seen.facts(), seen.marked().size(), before, start, clock.instant());
        Event news = now.event(seen.mission().id(), seen.agent().id());
        boolean isKnown = before.map(dirt -> dirt.event(seen.mission().id(), seen.agent().id())).filter(news::equals).isPresent();
        boolean isFirstAndClean = before.isEmpty() && now.changedSince() == null && now.conflictedSince() == null;
        return isKnown || isFirstAndClean ? Optional.empty() : Optional.of(news);
    }

    /** Is asked for only after a conflict: when the last look saw one, or its reflog tells of one that came and went between two looks. */
    private List<String> marked(Repository repository, Worktree worktree, Agent agent, BranchFacts facts) {
        boolean isOver = facts.counts().conflicted() == 0 && facts.mergeBase().isPresent();
        boolean wasThere = isOver && database.read(sql -> GitSeen.Dirt.find(sql, agent.id()).filter(dirt -> dirt.conflictedSince() != null).isPresent() || GitActivity.hasResolved(sql, agent.id()));
        return wasThere ? ConflictMarkers.in(repository, worktree, facts.mergeBase().get()) : List.of();
    }

    /** Commits whose message was found bad and that no branch of the team's holds any more, or that are in the parent and stay as they are. */
    private Set<String> gone(Repository repository, Mission mission, Agent agent, BranchFacts facts) {
        Set<String> gone = new HashSet<>();
        Set<String> ours = new HashSet<>(facts.ours().stream().map(commit -> commit.id()).toList());
        for (String commit : database.read(sql -> GitRules.openKeys(sql, mission.id(), GitRules.MESSAGE, agent.id()))) {
            if (!ours.contains(commit)) {
                List<String> branches = repository.branchesWith(commit);
                if (branches.isEmpty() || branches.contains(mission.startingBranch())) {
                    gone.add(commit);
                }
            }
        }
        return gone;
    }

    /** What the agent committed in its own worktree while that was on the starting branch, and git confirms to be there. */
    private Map<String, GitSeen.Direct> direct(Repository repository, Mission mission, Agent agent) {
        if (mission.startingBranch() == null || mission.startingBranch().equals(agent.branch())) {
            return Map.of(); // there is no such branch, or it was given to the agent to work on
        }
        String branch = Untrusted.line(mission.startingBranch(), 300); // names are stored so
        Map<String, Instant> claimed = database.read(sql -> GitActivity.commits(sql, agent.id(), branch));
        if (claimed.isEmpty() || !repository.hasBranch(mission.startingBranch())) {
            return Map.of();
        }
        List<String> all = repository.commitsBetween(mission.startingCommit(), "refs/heads/" + mission.startingBranch());
        return all.stream().filter(claimed::containsKey).collect(Collectors.toMap(Function.identity(), commit -> new GitSeen.Direct(
                database.read(sql -> GitActivity.before(sql, agent.id(), commit, branch)), commit.equals(all.get(0)) && !repository.isOnRemote(commit))));
    }
}
