package mc.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import mc.Failure;
import mc.process.Exec;

/**
 * Takes an agent's worktree away, after everything in it was preserved and compared. Only worktrees mc made; never one in which a
 * process has its directory ("could not ask" counts as one), or which holds what a commit cannot. Stateless but for its repository.
 */
public final class Removal {

    private final Repository repository;
    private final Function<Path, List<String>> occupants;

    /** {@code occupants} names the processes that have their directory in or below a path; what it throws means "could not ask". */
    public Removal(Repository repository, Function<Path, List<String>> occupants) {
        this.repository = repository;
        this.occupants = occupants;
    }

    /** What went and what stays. A branch made by mc goes only when it has no commit beyond the base and is checked out nowhere; kept are those and the one the agent was on. */
    public record Removed(Path path, Optional<Preserved> preserved, List<String> deletedBranches, List<String> keptBranches) {}

    /**
     * Removes the worktree; {@code base} is the commit it started from. NOT_FOUND when git knows none there, REFUSED when it is not
     * the owner's, in use, changing, or not preservable. Ignored files go with it.
     */
    public Removed remove(Path path, Owner owner, String base, Instant now) {
        Worktree worktree = Worktree.at(repository, path)
                .orElseThrow(() -> Failure.notFound("git knows no worktree " + Git.shown(path.toString()) + ".", "git -C " + Shell.quote(repository.top()) + " worktree list"));
        requireOwn(worktree, owner);
        requireEmptyOfProcesses(worktree.path());
        Snapshot before = Snapshot.take(repository, worktree);
        Optional<Preserved> preserved = PreservedWork.preserve(repository, before, owner, now);
        requireEmptyOfProcesses(worktree.path());
        if (!Snapshot.take(repository, worktree).equals(before)) {
            throw Failure.refused("The worktree " + Git.shown(worktree.path().toString()) + " changed while its work was being preserved; somebody still writes there.", "End what writes there, then try again.");
        }
        Set<String> visited = visited(worktree);
        takeAway(worktree);
        return withoutEmptyBranches(worktree, visited, owner, repository.commit(base), preserved);
    }

    private static void requireOwn(Worktree worktree, Owner owner) {
        if (worktree.main() || !owner.owns(worktree)) {
            throw Failure.refused("The worktree " + Git.shown(worktree.path().toString()) + " was not made for the " + owner + ".", "Remove it yourself: git worktree remove");
        }
    }

    private void requireEmptyOfProcesses(Path path) {
        List<String> inside;
        try {
            inside = occupants.apply(path);
        } catch (RuntimeException e) {
            throw Failure.of(Failure.Kind.REFUSED, "Cannot tell whether a process is at work in " + Git.shown(path.toString()) + ": " + Git.shown(String.valueOf(e.getMessage())), "Try again.");
        }
        if (!inside.isEmpty()) {
            throw Failure.refused("In " + Git.shown(path.toString()) + " there is still at work: " + Git.shown(String.join(", ", inside)) + ".", "End it, or leave that directory, then try again.");
        }
    }

    private void takeAway(Worktree worktree) {
        if (Files.isDirectory(worktree.path()) && !worktree.pointsHome()) {
            throw Failure.refused("The .git file of the worktree " + Git.shown(worktree.path().toString()) + " was changed and points elsewhere; its work is preserved.", "Put it right: git -C " + Shell.quote(repository.top()) + " worktree repair " + Shell.quote(worktree.path()));
        }
        if (Files.isDirectory(worktree.path())) { // a removal that died may have got as far as the .git file
            try {
                worktree.writeGitFile();
            } catch (IOException e) {
                throw Failure.failed("Cannot mend the worktree " + Git.shown(worktree.path().toString()) + ": " + e, "", e);
            }
        }
        Exec.Result removed = repository.git().timeout(Worktrees.CHECKOUT).change("worktree", "remove", "-f", "-f", "--", worktree.path().toString());
        if (!removed.ok() || Files.exists(worktree.path()) || Worktree.at(repository, worktree.path()).isPresent()) {
            throw Failure.failed("The worktree " + Git.shown(worktree.path().toString()) + " could not be removed whole: " + Git.complaint(removed) + ". Its work is preserved.", "Look at the directory, then try again.");
        }
    }

    /** The branches the agent has been on; it may have gone on to one of its own. */
    private static Set<String> visited(Worktree worktree) {
        Set<String> names = new TreeSet<>();
        Reflog.ofHead(worktree.adminDir()).entries().forEach(entry -> names.addAll(entry.moved()));
        worktree.branch().ifPresent(names::add);
        return names;
    }

    private Removed withoutEmptyBranches(Worktree worktree, Set<String> visited, Owner owner, String base, Optional<Preserved> preserved) {
        List<String> deleted = new ArrayList<>();
        List<String> kept = new ArrayList<>();
        for (String branch : visited) {
            boolean made = owner.made(repository, branch);
            if (made && deleteIfEmpty(branch, base)) {
                deleted.add(branch);
            } else if (made || worktree.branch().equals(Optional.of(branch))) {
                kept.add(branch);
            }
        }
        return new Removed(worktree.path(), preserved, List.copyOf(deleted), List.copyOf(kept));
    }

    /** By its old id, so not over a commit that comes just now; and "branch -d" would also touch the user's settings. */
    private boolean deleteIfEmpty(String branch, String base) {
        String ref = "refs/heads/" + branch;
        String tip = repository.commit(ref);
        boolean empty = repository.git().text("rev-list", "--count", base + ".." + tip, "--").equals("0");
        boolean used = Worktree.list(repository).stream().anyMatch(other -> other.branch().equals(Optional.of(branch)));
        return empty && !used && repository.git().change("update-ref", "-d", ref, tip).ok();
    }
}
