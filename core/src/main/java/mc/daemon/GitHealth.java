package mc.daemon;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import mc.agent.Mission;
import mc.compliance.git.GitActivity;
import mc.compliance.git.GitLook;
import mc.git.Branches;
import mc.git.Repository;
import mc.store.Database;
import mc.text.Untrusted;

/** The daily look over the branches, for {@code mc git health}: who falls behind, what is stale, who worked on the starting branch. */
record GitHealth(Database database, Clock clock) {

    private static final Duration DAY = Duration.ofDays(1);
    /** Branches that are compared one by one; a repository may have thousands. */
    private static final int MOST = 100;
    private static final int GRAPH = 20;

    Map<String, Object> of(Mission mission, Repository repository, boolean graph) {
        List<Branches.Branch> all = Branches.all(repository);
        Map<String, GitActivity.Origin> origins = database.read(sql -> GitActivity.origins(sql, mission));
        List<Branches.Branch> compared = new ArrayList<>(all.stream().filter(branch -> origins.containsKey(branch.name())).limit(MOST).toList());
        all.stream().filter(Predicate.not(compared::contains)).limit(MOST - compared.size()).forEach(compared::add);
        List<String> parents = GitLook.parents(repository, mission);
        List<String> notes = GitStatus.notes(mission, repository);
        if (compared.size() < all.size()) {
            notes.add((all.size() - compared.size()) + " further branches without new commits are left out.");
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("mission", mission.id());
        answer.put("startingBranch", mission.startingBranch());
        answer.put("hasRemotes", repository.hasRemotes());
        answer.put("notes", notes);
        answer.put("branches", compared.stream().map(branch -> branch(repository, branch, parents, Optional.ofNullable(origins.get(branch.name())))).toList());
        answer.put("onStartingBranch", onStartingBranch(mission, repository, parents.get(0)));
        answer.put("graph", graph ? Branches.graph(repository, GRAPH).stream().map(line -> Untrusted.line(line, 200)).toList() : null);
        return answer;
    }

    private Map<String, Object> branch(Repository repository, Branches.Branch branch, List<String> parents, Optional<GitActivity.Origin> origin) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("branch", Untrusted.line(branch.name(), 200));
        row.put("role", origin.map(GitActivity.Origin::role).orElse(null));
        row.put("cutFrom", origin.map(GitActivity.Origin::from).orElse(null));
        row.put("ahead", Branches.count(repository, List.of(branch.commit()), parents));
        row.put("behind", Branches.count(repository, parents, List.of(branch.commit())));
        row.put("upstream", branch.upstream().isEmpty() ? null : Untrusted.line(branch.upstream(), 200));
        row.put("track", branch.upstream().isEmpty() ? null : branch.track().isEmpty() ? "level" : branch.track().replaceAll("[\\[\\]]", ""));
        row.put("lastCommitAt", branch.committedAt().toString());
        row.put("stale", branch.committedAt().isBefore(clock.instant().minus(DAY)));
        return row;
    }

    /** The last day's commits on the starting branch; {@code role} is whose worktree it was made in, {@code direct} that this was on that very branch. */
    private List<Map<String, Object>> onStartingBranch(Mission mission, Repository repository, String parent) {
        List<Map<String, Object>> found = new ArrayList<>();
        Branches.recent(repository, parent, DAY).forEach(commit -> {
            Optional<GitActivity.Maker> maker = database.read(sql -> GitActivity.maker(sql, mission.id(), commit.id()));
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("commit", commit.id());
            row.put("subject", Untrusted.line(commit.subject(), 200));
            row.put("at", commit.time().toString());
            row.put("role", maker.map(GitActivity.Maker::role).orElse(null));
            row.put("direct", maker.isPresent() && mission.startingBranch() != null && mission.startingBranch().equals(maker.get().branch()));
            found.add(row);
        });
        return found;
    }
}
