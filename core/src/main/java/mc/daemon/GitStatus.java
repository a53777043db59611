package mc.daemon;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mc.Failure;
import mc.agent.Agent;
import mc.agent.Mission;
import mc.compliance.git.GitActivity;
import mc.compliance.git.GitLook;
import mc.git.BranchFacts;
import mc.git.Branches;
import mc.git.Operation;
import mc.git.Repository;
import mc.git.StatusCounts;
import mc.git.Worktree;
import mc.store.Database;
import mc.text.Untrusted;

/** How each agent's worktree and branch stand now, for {@code mc git status}. Of one that git cannot tell of it says so. */
record GitStatus(Database database) {

    Map<String, Object> of(Mission mission, Repository repository, List<Agent> agents) {
        List<Worktree> known = Worktree.list(repository);
        List<String> parents = GitLook.parents(repository, mission);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("mission", mission.id());
        answer.put("startingBranch", mission.startingBranch());
        answer.put("startingCommit", mission.startingCommit());
        answer.put("hasRemotes", repository.hasRemotes());
        answer.put("notes", notes(mission, repository));
        answer.put("agents", agents.stream().map(agent -> agent(repository, known, parents, agent)).toList());
        return answer;
    }

    static List<String> notes(Mission mission, Repository repository) {
        List<String> notes = new ArrayList<>();
        if (!repository.hasRemotes()) {
            notes.add("The repository has no remote: nothing is to be pushed, and the rules about pushes do not apply.");
        }
        if (mission.startingBranch() == null) {
            notes.add("The mission started on no branch; its agents' branches are compared with the commit " + mission.startingCommit().substring(0, Math.min(8, mission.startingCommit().length())) + ".");
        } else if (!repository.hasBranch(mission.startingBranch())) {
            notes.add("The starting branch " + Untrusted.line(mission.startingBranch(), 100) + " is gone; the agents' branches are compared with the commit the mission started from.");
        }
        Branches.silence(repository).ifPresent(notes::add);
        return notes;
    }

    private Map<String, Object> agent(Repository repository, List<Worktree> known, List<String> parents, Agent agent) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("role", agent.role());
        row.put("worktree", agent.worktree());
        Optional<Worktree> worktree = agent.worktree() == null ? Optional.empty() : Worktree.at(known, java.nio.file.Path.of(agent.worktree()));
        try {
            if (worktree.filter(found -> Files.isDirectory(found.path())).isEmpty()) {
                row.put("problem", agent.worktree() == null ? "it has no worktree yet" : "its worktree is gone");
            } else {
                BranchFacts facts = BranchFacts.of(repository, worktree.get(), parents);
                facts(facts, row);
                row.put("note", database.read(sql -> GitActivity.isUnseen(sql, agent, facts)) ? "its reflog tells of none of these commits, so no rule is held against them" : null);
            }
        } catch (Failure e) {
            row.put("problem", "it could not be looked at: " + e.getMessage());
        }
        row.put("lastCommitAt", agent.lastCommitAt() == null ? null : agent.lastCommitAt().toString());
        row.put("lastCommitSubject", agent.lastCommitSubject());
        row.put("lastPushAt", database.read(sql -> GitActivity.lastPush(sql, agent.id())).orElse(null));
        return row;
    }

    private static void facts(BranchFacts facts, Map<String, Object> row) {
        StatusCounts counts = facts.counts();
        row.put("branch", facts.branch().map(name -> Untrusted.line(name, 200)).orElse(null));
        row.put("head", facts.head().orElse(null));
        row.put("ahead", facts.ahead());
        row.put("behind", facts.behind());
        row.put("staged", counts.staged());
        row.put("unstaged", counts.unstaged());
        row.put("untracked", counts.untracked());
        row.put("conflicted", counts.conflicted());
        row.put("operation", facts.operation().map(Operation::words).orElse(null));
        row.put("upstream", facts.upstream().map(name -> Untrusted.line(name, 200)).orElse(null));
        row.put("unpushed", facts.hasRemotes() ? facts.unpushed().size() : null);
    }
}
