package mc.upkeep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mc.Failure;
import mc.agent.Agent;
import mc.agent.AgentState;
import mc.agent.Mission;
import mc.git.Operation;
import mc.git.Owner;
import mc.git.Repository;
import mc.git.Shell;
import mc.git.Worktree;
import mc.git.WorktreeFacts;
import mc.store.Database;
import mc.text.Untrusted;

/** What mc has written down of worktrees and branches against what git knows. */
record GitCheck(Database database, Clock clock) implements Check {

    private static final Duration LONG = Duration.ofMinutes(10);

    @Override
    public List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        List<Mission> live = database.read(Mission.Table::live);
        Set<String> known = new HashSet<>(AgentCheck.everyAgent(database).stream().filter(a -> a.worktree() != null).map(Agent::worktree).toList());
        for (String path : database.read(Mission.Table::projectPaths)) {
            Optional<Mission> mission = live.stream().filter(m -> m.path().equals(path)).findFirst();
            if (mission.isEmpty() && !Files.isDirectory(Path.of(path))) {
                continue; // a project of the past
            }
            try {
                Repository repository = Repository.inspect(Path.of(path));
                List<Worktree> worktrees = Worktree.list(repository);
                mission.ifPresent(m -> project(m, repository, worktrees, findings));
                worktrees.stream().filter(w -> !known.contains(w.path().toString())).forEach(w -> stranger(w, findings));
            } catch (Failure e) {
                findings.add(new Finding("git", mission.isEmpty(), "The project " + shown(path) + " cannot be looked at.", Untrusted.line(e.getMessage(), 300), Untrusted.line(e.hint(), 300)));
            }
        }
        return findings;
    }

    private void project(Mission mission, Repository repository, List<Worktree> worktrees, List<Finding> findings) {
        repository.operation().ifPresent(o -> findings.add(underWay(repository.top(), o, "your checkout of " + mission.project(), "", true)));
        Set<String> branches = new HashSet<>(repository.git().text("for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads").lines().toList());
        for (Agent agent : database.read(sql -> Agent.Table.ofMission(sql, mission.id()))) {
            if (agent.worktree() != null && !agent.hasLeft() && !mission.status().equals(Mission.STOPPING)) {
                String who = agent.role() + " of " + mission.id();
                if (agent.branch() != null && !branches.contains(agent.branch())) {
                    findings.add(Finding.problem("git", "The branch " + shown(agent.branch()) + " of " + who + " is gone.", "there is no refs/heads/" + shown(agent.branch()) + " in " + shown(repository.top().toString()),
                            "Its commits are in the reflog: git -C " + Shell.quote(Path.of(agent.worktree())) + " reflog; git -C " + Shell.quote(repository.top()) + " branch NAME COMMIT brings one back."));
                }
                Optional<Worktree> worktree = Worktree.at(worktrees, Path.of(agent.worktree()));
                if (worktree.isEmpty()) {
                    boolean isThere = Files.exists(Path.of(agent.worktree()));
                    findings.add(Finding.problem("git", "git knows no worktree of " + who + ".", shown(agent.worktree()) + (isThere ? " is there, and git does not list it" : " is not there either"),
                            isThere ? "git -C " + Shell.quote(repository.top()) + " worktree repair " + Shell.quote(Path.of(agent.worktree()))
                                    : "When its program has ended, mc resume --mission " + mission.id() + " makes it anew from its branch; or end the mission: mc stop --mission " + mission.id()));
                } else {
                    worktree(agent, who, repository, worktree.get(), findings);
                }
            }
        }
    }

    private void worktree(Agent agent, String who, Repository repository, Worktree worktree, List<Finding> findings) {
        if (!Files.isDirectory(worktree.path())) {
            findings.add(Finding.problem("git", "The worktree of " + who + " is gone from the disk.", shown(worktree.path().toString()) + " is not there; git still knows its branch and its index", "git -C " + Shell.quote(repository.top()) + " worktree list; commits are on the branch, mc recover lists what was preserved"));
            return;
        }
        Optional<Operation> operation = Operation.in(worktree.adminDir());
        operation.ifPresent(o -> findings.add(underWay(worktree.path(), o, "the worktree of " + who, conflicts(repository, worktree, agent), agent.state() == AgentState.WORKING)));
        if (agent.branch() != null && worktree.branch().isEmpty() && operation.isEmpty()) {
            findings.add(Finding.problem("git", "The worktree of " + who + " is on no branch: what is committed there now belongs to none.", "HEAD is detached at " + worktree.commit().orElse("no commit") + "; its branch is " + shown(agent.branch()),
                    "Ask the agent to go back: mc send " + agent.role() + " \"Your HEAD is detached. Put your commits on a branch.\" Nothing is lost: mc stop preserves such commits too."));
        }
        if (isOld(worktree.adminDir().resolve("index.lock"))) {
            findings.add(Finding.problem("git", "A git that was killed has left its lock in the worktree of " + who + ": no commit works there.", shown(worktree.adminDir().resolve("index.lock").toString()) + " is older than " + LONG.toMinutes() + " minutes",
                    "If no git runs there: rm " + Shell.quote(worktree.adminDir().resolve("index.lock"))));
        }
    }

    private static Finding underWay(Path where, Operation operation, String whose, String conflicts, boolean isNote) {
        return new Finding("git", isNote, "In " + whose + " " + operation.words() + " is under way.", shown(where.toString()) + conflicts, "Finish it, or give it up: cd " + Shell.quote(where) + " && " + operation.giveUp());
    }

    private static String conflicts(Repository repository, Worktree worktree, Agent agent) {
        try {
            int conflicted = WorktreeFacts.of(repository, worktree, agent.baseCommit()).counts().conflicted();
            return conflicted == 0 ? ", without conflicts" : ", " + conflicted + " in conflict (git status, git diff)";
        } catch (Failure e) {
            return ", and git could not tell of conflicts";
        }
    }

    private static void stranger(Worktree worktree, List<Finding> findings) {
        Owner.of(worktree).ifPresent(owner -> findings.add(Finding.problem("git", "A worktree was made for " + owner + ", of which mc knows nothing.", shown(worktree.path().toString()),
                "Look into it, keep what you want, then: git worktree remove -f -f " + Shell.quote(worktree.path()) + "  (deletes what is uncommitted there; branches stay)")));
    }

    private boolean isOld(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(clock.instant().minus(LONG));
        } catch (IOException e) {
            return false; // there is none
        }
    }

    private static String shown(String text) {
        return Untrusted.line(text, 300);
    }
}
