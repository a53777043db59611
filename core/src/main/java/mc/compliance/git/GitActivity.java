package mc.compliance.git;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mc.agent.Agent;
import mc.agent.Mission;
import mc.compliance.Violations;
import mc.event.Event;
import mc.event.Job;
import mc.event.Reactor;
import mc.event.Recorded;
import mc.event.Tx;
import mc.git.BranchFacts;
import mc.git.ReflogEntry;
import mc.text.Untrusted;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * Keeps what is known of the agents' git activity, and sees to it that a worktree is looked at when there is a reason: at once when its
 * reflog says something, or the starting branch moved, and a while after its agent gave a sign of life. Of agents that do nothing
 * nothing is asked.
 */
public final class GitActivity implements Reactor {

    /** From a first sign of life until a look: a change that is not committed is seen this much too late at most. */
    static final Duration FIRST_LOOK = Duration.ofMinutes(10);

    private static final Pattern INTEGRATING = Pattern.compile("(merge|pull|rebase|push|am|cherry-pick)\\b.*|commit \\(merge\\)");

    /** What git 2.39 writes when a commit is made in a merge or cherry-pick under way, and at the end of a rebase. */
    private static final Pattern RESOLVING = Pattern.compile("commit \\((merge|cherry-pick)\\)|rebase \\((continue|finish)\\)");

    private static final Pattern MOVED = Pattern.compile("moving from (\\S+) to .*");

    private static final RowMapper<Movement> MOVEMENT = (row, context) -> new Movement(row.getString("act"), row.getString("branch"), row.getString("head"), Instant.parse(row.getString("seen_at")));

    private final Violations violations;

    public GitActivity(Violations violations) {
        this.violations = violations;
    }

    @Override
    public void react(Recorded recorded, Tx tx) {
        Event event = recorded.event();
        if (event instanceof Event.HeadMoved moved) {
            insert(tx, moved.mission(), moved.agent(), moved.action(), moved.branch(), moved.before(), moved.commit(), moved.subject(), moved.gitAt());
            look(moved.agent(), tx);
        } else if (event instanceof Event.BranchPushed pushed) {
            insert(tx, pushed.mission(), pushed.agent(), "push", pushed.branch(), pushed.before(), pushed.commit(), "to " + pushed.remote(), pushed.gitAt());
            look(pushed.agent(), tx);
        } else if (event instanceof Event.StartingBranchMoved moved) {
            insert(tx, moved.mission(), null, moved.action(), moved.branch(), moved.before(), moved.commit(), moved.subject(), moved.gitAt());
            lookAtAll(moved.mission(), tx);
        } else if (event instanceof Event.WorktreeSeen seen) {
            tx.sql().createUpdate("insert into worktree_seen(agent, changed, changed_since, conflicted, conflicted_since, at) values (:agent, :changed, :changedSince, :conflicted, :conflictedSince, :now)"
                            + " on conflict do update set changed = excluded.changed, changed_since = excluded.changed_since, conflicted = excluded.conflicted, conflicted_since = excluded.conflicted_since, at = excluded.at")
                    .bind("agent", seen.agent()).bind("changed", seen.changed()).bind("changedSince", seen.changedSince()).bind("conflicted", seen.conflicted()).bind("conflictedSince", seen.conflictedSince()).bind("now", tx.now().toString()).execute();
        } else if (event instanceof Event.RulesTaken taken) {
            Mission.Table.live(tx.sql()).stream().filter(mission -> mission.project().equals(taken.project())).forEach(mission -> lookAtAll(mission.id(), tx));
        } else if (event instanceof Event.AgentSignalled || event instanceof Event.AgentSighted || event instanceof Event.ScreenSeen || event instanceof Event.PromptSeen) {
            lookLater(event.agent(), tx);
        } else if (event instanceof Event.MessageQueued queued) {
            announced(queued, tx);
        } else if (event instanceof Event.AgentEnding ending) {
            tx.cancel(Job.of(GitLook.LOOK, ending.agent(), tx.now()).key());
        } else if (event instanceof Event.WatchSet set && set.on()) {
            lookAtAll(set.mission(), tx);
        } else if (event instanceof Event.MissionStopping stopping) {
            Agent.Table.ofMission(tx.sql(), stopping.mission()).forEach(agent -> tx.cancel(Job.of(GitLook.LOOK, agent.id(), tx.now()).key()));
        }
    }

    /** The branch a worktree's HEAD was seen on last; null when detached. */
    public static String lastBranch(Handle sql, Agent agent) {
        List<Optional<String>> last = sql.createQuery("select branch from git_activity where agent = :agent and act != 'push' order by rowid desc limit 1").bind("agent", agent.id())
                .map((row, context) -> Optional.ofNullable(row.getString("branch"))).list();
        return last.isEmpty() ? agent.branch() : last.get(0).orElse(null);
    }

    /**
     * Whose push it is: whose worktree was on that branch at the time, else to whom the branch was given. The user pushes too, and all from
     * one repository: the starting branch, and a branch that no agent is at, are pushed by nobody that mc knows.
     *
     * @param at of the push, as the reflog has it
     */
    public static Optional<String> pusher(Handle sql, Mission mission, String branch, String at) {
        if (branch.equals(mission.startingBranch())) {
            return Optional.empty();
        }
        return sql.createQuery("with came as (select agent, max(rowid) as last from git_activity where mission = :mission and agent is not null and act != 'push' and branch = :branch and at <= :at group by agent)"
                        + " select agent from came where not exists (select 1 from git_activity g where g.agent = came.agent and g.rowid > came.last and g.act != 'push' and g.branch is not :branch and g.at < :at) order by last desc limit 1")
                .bind("mission", mission.id()).bind("branch", branch).bind("at", at).mapTo(String.class).findOne()
                .or(() -> sql.createQuery("select id from agent where mission = :mission and branch = :branch order by position limit 1").bind("mission", mission.id()).bind("branch", branch).mapTo(String.class).findOne());
    }

    /** Whether this movement was written down before; times of a reflog have whole seconds, and the same can happen in one of them. */
    public static boolean holds(Handle sql, Event event) {
        Recalled wanted = event instanceof Event.HeadMoved moved ? new Recalled(moved.mission(), moved.agent(), moved.action(), moved.before(), moved.commit(), moved.gitAt())
                : event instanceof Event.BranchPushed pushed ? new Recalled(pushed.mission(), pushed.agent(), "push", pushed.before(), pushed.commit(), pushed.gitAt())
                : event instanceof Event.StartingBranchMoved moved ? new Recalled(moved.mission(), null, moved.action(), moved.before(), moved.commit(), moved.gitAt()) : null;
        return wanted != null && sql.createQuery("select 1 from git_activity where mission = :mission and agent is :agent and act = :act and before is :before and head = :head and at = :at limit 1")
                .bindMethods(wanted).mapTo(Integer.class).findOne().isPresent();
    }

    /** What tells one movement from another. */
    public record Recalled(String mission, String agent, String act, String before, String head, String at) {}

    /** When the agent's HEAD got its newest commit, as mc saw it. */
    static Optional<Instant> lastCommit(Handle sql, String agent) {
        return commits(sql, agent, null).values().stream().max(Instant::compareTo);
    }

    /** The newest commits made in the agent's worktree, by id, and when mc saw them first; those on one branch, or on any when that is null. */
    static Map<String, Instant> commits(Handle sql, String agent, String branch) {
        Map<String, Instant> found = new HashMap<>();
        sql.createQuery("select act, branch, head, seen_at from git_activity where agent = :agent and (:branch is null or branch = :branch) order by rowid desc limit 2000").bind("agent", agent).bind("branch", branch)
                .map(MOVEMENT).stream()
                .filter(moved -> ReflogEntry.bringsCommits(moved.act())).forEach(moved -> found.put(moved.head(), moved.at()));
        return found;
    }

    /**
     * To what the starting branch was moved by something else than a plain commit, of the newest 500 movements; of what a remote has of it,
     * each, but for what was pushed from that very branch.
     */
    static List<Movement> integrations(Handle sql, Mission mission) {
        String own = Untrusted.line(mission.startingBranch(), 300); // names are stored so
        List<Movement> all = sql.createQuery("select act, branch, head, seen_at from git_activity where mission = :mission and agent is null order by rowid desc limit 500").bind("mission", mission.id()).map(MOVEMENT).list();
        Set<String> here = all.stream().filter(moved -> moved.branch().equals(own)).map(Movement::head).collect(Collectors.toSet());
        return all.stream().filter(moved -> moved.branch().equals(own) ? INTEGRATING.matcher(moved.act()).matches() : !moved.act().equals("update by push") || !here.contains(moved.head())).toList();
    }

    /** Whether git shows commits of the agent's own branch and no reflog told of any of them. */
    public static boolean isUnseen(Handle sql, Agent agent, BranchFacts facts) {
        List<String> ours = facts.ours().stream().map(commit -> commit.id()).limit(500).toList();
        return !ours.isEmpty() && sql.createQuery("select 1 from git_activity where mission = :mission and agent is not null and head in (<ours>) limit 1").bind("mission", agent.mission()).bindList("ours", ours).mapTo(Integer.class).findOne().isEmpty();
    }

    /** Whether a movement may go on from here: the mission began at this commit, or something of it moved there. */
    public static boolean isReached(Handle sql, Mission mission, String commit) {
        return commit.equals(mission.startingCommit()) || sql.createQuery("select 1 from git_activity where mission = :mission and head = :commit limit 1").bind("mission", mission.id()).bind("commit", commit).mapTo(Integer.class).findOne().isPresent();
    }

    /** What the branch pointed to before the agent brought this commit there, as its reflog says; what an amend replaced is not meant. */
    static String before(Handle sql, String agent, String commit, String branch) {
        return sql.createQuery("select before from git_activity where agent = :agent and head = :commit and branch = :branch and act != 'commit (amend)' and before is not null and before != head order by rowid desc limit 1")
                .bind("agent", agent).bind("commit", commit).bind("branch", branch).mapTo(String.class).findOne().orElse(commit + "^");
    }

    /** Whether the last thing the agent did with commits was to end by hand what git could not do alone; a clean rebase ends the same way. */
    static boolean hasResolved(Handle sql, String agent) {
        return sql.createQuery("select act from git_activity where agent = :agent and act != 'push' order by rowid desc limit 1").bind("agent", agent).mapTo(String.class).findOne().filter(act -> RESOLVING.matcher(act).matches()).isPresent();
    }

    /** The agent's newest pushes. */
    static List<Movement> pushes(Handle sql, String agent) {
        return sql.createQuery("select act, branch, head, seen_at from git_activity where agent = :agent and act = 'push' order by rowid desc limit 20").bind("agent", agent)
                .map(MOVEMENT).list();
    }

    /** To which branch the agent pushed this commit last. */
    static Optional<String> pushedBranch(Handle sql, String agent, String commit) {
        return sql.createQuery("select branch from git_activity where agent = :agent and act = 'push' and head = :commit order by rowid desc limit 1").bind("agent", agent).bind("commit", commit).mapTo(String.class).findOne();
    }

    /** Whether any agent of the mission has pushed. */
    static boolean isPushing(Handle sql, String mission) {
        return Agent.Table.ofMission(sql, mission).stream().anyMatch(agent -> !pushes(sql, agent.id()).isEmpty());
    }

    /** When the agent wrote to those to whom pushes are announced, or reported completed work; the newest. */
    static List<Instant> announcements(Handle sql, Agent agent) {
        return sql.createQuery("select created_at from (select created_at, recipient from message where mission = :mission and sender = :role and copy_of is null order by rowid desc limit 200) where recipient in (<hub>)"
                        + " union all select at from (select at from completion where agent = :agent order by at desc limit 50)")
                .bind("mission", agent.mission()).bind("role", agent.role()).bind("agent", agent.id()).bindList("hub", GitRules.HUB).mapTo(String.class).map(Instant::parse).list();
    }

    /** Something that happened to HEAD or a branch, and when mc saw it. */
    record Movement(String act, String branch, String head, Instant at) {}

    /** Where the agent's branches came from, as its reflog tells: the branch its HEAD was on before it came to this one first. */
    public record Origin(String role, String from) {}

    /** The branches of a mission's agents, by name. */
    public static Map<String, Origin> origins(Handle sql, Mission mission) {
        Map<String, Origin> found = new HashMap<>();
        Agent.Table.ofMission(sql, mission.id()).stream().filter(agent -> agent.branch() != null).forEach(agent -> found.put(agent.branch(), new Origin(agent.role(), mission.startingBranch())));
        if (mission.startingBranch() != null) {
            found.put(mission.startingBranch(), new Origin(null, null));
        }
        sql.createQuery("select a.role, g.branch, g.subject, min(g.rowid) from git_activity g join agent a on a.id = g.agent where g.mission = :mission and g.act = 'checkout' and g.branch is not null group by g.branch")
                .bind("mission", mission.id()).map((row, context) -> Map.entry(row.getString("branch"), new Origin(row.getString("role"), MOVED.matcher(row.getString("subject")).replaceFirst("$1")))).list()
                .forEach(origin -> found.putIfAbsent(origin.getKey(), origin.getValue()));
        return found;
    }

    /** In whose worktree, and on which branch, a commit was made. */
    public record Maker(String role, String branch) {}

    /** Who made the commit; empty when no agent's reflog claims it. */
    public static Optional<Maker> maker(Handle sql, String mission, String commit) {
        return sql.createQuery("select a.role, g.branch from git_activity g join agent a on a.id = g.agent where g.head = :commit and g.mission = :mission and (g.act like 'commit%' or g.act like 'merge%' or g.act like 'cherry-pick%' or g.act like 'revert%') order by g.rowid limit 1")
                .bind("commit", commit).bind("mission", mission).map((row, context) -> new Maker(row.getString("role"), row.getString("branch"))).findOne();
    }

    /** When the agent pushed last, as its reflog says. */
    public static Optional<String> lastPush(Handle sql, String agent) {
        return sql.createQuery("select at from git_activity where agent = :agent and act = 'push' order by rowid desc limit 1").bind("agent", agent).mapTo(String.class).findOne();
    }

    /** Whether this role looks after everybody's branches. */
    public static boolean isHub(String role) {
        return GitRules.HUB.contains(role);
    }

    private static void insert(Tx tx, String mission, String agent, String act, String branch, String before, String head, String subject, String at) {
        tx.sql().createUpdate("insert into git_activity(mission, agent, act, branch, before, head, subject, at, seen_at) values (:mission, :agent, :act, :branch, :before, :head, :subject, :at, :now)")
                .bind("mission", mission).bind("agent", agent).bind("act", act).bind("branch", branch).bind("before", before).bind("head", head).bind("subject", subject).bind("at", at)
                .bind("now", tx.now().toString()).execute();
    }

    private static void look(String agent, Tx tx) {
        tx.schedule(Job.of(GitLook.LOOK, agent, tx.now()));
    }

    private static void lookAtAll(String mission, Tx tx) {
        Agent.Table.ofMission(tx.sql(), mission).stream().filter(agent -> agent.worktree() != null && !agent.hasLeft()).forEach(agent -> look(agent.id(), tx));
    }

    private static void lookLater(String agent, Tx tx) {
        if (!Job.isOpen(tx.sql(), GitLook.LOOK, agent)) {
            tx.schedule(Job.of(GitLook.LOOK, agent, tx.now().plus(FIRST_LOOK)));
        }
    }

    /** A word of an agent to whom pushes are announced mends what was not announced. */
    private void announced(Event.MessageQueued queued, Tx tx) {
        String to = recipient(queued, tx);
        if (queued.wasSaid() && GitRules.HUB.contains(to)) {
            Agent.Table.ofRole(tx.sql(), queued.mission(), queued.from()).ifPresent(from -> violations.cleared(tx, queued.mission(), GitRules.ANNOUNCE, from.id(), "mc", "it wrote to " + to));
        }
    }

    private static String recipient(Event.MessageQueued queued, Tx tx) {
        return queued.letter() != null ? queued.letter().to() : Agent.Table.find(tx.sql(), queued.agent()).map(Agent::role).orElse("");
    }
}
