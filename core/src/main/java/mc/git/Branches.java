package mc.git;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mc.Failure;
import mc.process.Exec;

/** Looks over a repository's branches. Texts are as found: clean them before showing. Stateless. */
public final class Branches {

    private static final Duration FETCH = Duration.ofMinutes(2);

    /** A local branch. {@code upstream} and {@code track} ("[ahead 1, behind 2]", "[gone]") are empty when it has none, or is level with it. */
    public record Branch(String name, String commit, Instant committedAt, String upstream, String track) {}

    private Branches() {}

    /** All local branches, those with the newest commit first. */
    public static List<Branch> all(Repository repository) {
        List<Branch> found = new ArrayList<>();
        for (String line : repository.git().text("for-each-ref", "--sort=-committerdate", "--format=%(refname)%00%(objectname)%00%(committerdate:unix)%00%(upstream:short)%00%(upstream:track)", "refs/heads").lines().toList()) {
            String[] parts = line.split("\0", 5);
            found.add(new Branch(parts[0].substring("refs/heads/".length()), parts[1], Instant.ofEpochSecond(parts[2].isEmpty() ? 0 : Long.parseLong(parts[2])), parts[3], parts[4]));
        }
        return List.copyOf(found);
    }

    /** How many commits any of {@code these} has and none of {@code those}; all are ids or full names of refs. */
    public static int count(Repository repository, List<String> these, List<String> those) {
        List<String> args = new ArrayList<>(List.of("rev-list", "--count"));
        these.forEach(one -> args.add(repository.commit(one)));
        those.forEach(other -> args.add("^" + repository.commit(other)));
        args.add("--");
        return Integer.parseInt(repository.git().text(args.toArray(String[]::new)));
    }

    /** The newest commits of a branch that were made within this time, 500 at most. */
    public static List<WorktreeFacts.Commit> recent(Repository repository, String revision, Duration within) {
        return BranchFacts.commits(repository.git(), "--since=" + within.toSeconds() + ".seconds", "--max-count=500", repository.commit(revision));
    }

    /** The newest commits of all branches as git draws them, a line each. */
    public static List<String> graph(Repository repository, int commits) {
        return repository.git().text("log", "--oneline", "--graph", "--decorate", "--no-color", "--all", "--max-count=" + commits).lines().toList();
    }

    /** Asks every remote what is new there. A {@link Failure} with git's words when one does not answer. */
    public static void fetch(Repository repository) {
        Exec.Result fetched = repository.git().online().timeout(FETCH).run("fetch", "--all", "--quiet", "--no-recurse-submodules");
        if (!fetched.ok()) {
            throw Failure.failed("git fetch failed: " + Git.complaint(fetched), "git -C " + Shell.quote(repository.top()) + " fetch --all");
        }
    }

    /** Why reflogs do not tell everything here; empty when they do. */
    public static Optional<String> silence(Repository repository) {
        Settings settings = Settings.of(repository);
        if (settings.value("extensions.refstorage", "files").equals("reftable")) {
            return Optional.of("The repository keeps its refs as a reftable: git writes no reflog files, so mc does not see commits, switches and pushes as they happen.");
        }
        String logged = settings.value("core.logallrefupdates", "true");
        return List.of("false", "no", "off", "0").contains(logged)
                ? Optional.of("core.logAllRefUpdates is off: git writes no new reflogs, so mc may not see commits, switches and pushes as they happen. git config core.logAllRefUpdates true mends it.") : Optional.empty();
    }
}
