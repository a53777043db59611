package mc.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mc.Failure;
import mc.git.CreatedWorktree.Attempt;
import mc.process.Exec;

/**
 * Makes worktrees for agents, by the first strategy that works. The user's checkout, index, stash, configuration and hooks stay as they are.
 * Calls for different paths may run at the same time; called again after a crash at any point, it finishes what was begun.
 */
public final class Worktrees {

    /** A big checkout, with its filters, on a slow disk. */
    static final Duration CHECKOUT = Duration.ofMinutes(15);

    private final Repository repository;

    public Worktrees(Repository repository) {
        this.repository = repository;
    }

    /**
     * The worktree asked for, locked. Filters of the user's configuration (LFS) run, hooks do not. A {@link Failure} of kind REFUSED
     * when the path holds something else, FAILED when no strategy worked, with the reason of each.
     * {@code now} names what a broken earlier checkout left, should it have to be preserved.
     */
    public CreatedWorktree create(WorktreeRequest request, Instant now) {
        Optional<HalfMade.Found> found = new HalfMade(repository, request, now).mend();
        if (found.isPresent()) {
            return finished(request, found.get().strategy(), true, List.of());
        }
        requireFree(request.path());
        List<Attempt> attempts = new ArrayList<>();
        for (Strategy strategy : request.strategies()) {
            Attempt attempt = attempt(request, strategy);
            attempts.add(attempt);
            if (attempt.worked()) {
                return finished(request, strategy, false, attempts);
            }
        }
        String reasons = attempts.stream().map(a -> a.strategy().word() + ": " + a.reason()).collect(Collectors.joining("; "));
        throw Failure.failed("No worktree could be made for the " + request.owner() + " at " + Git.shown(request.path().toString()) + ". " + reasons, "git -C " + Shell.quote(repository.top()) + " worktree list");
    }

    private Attempt attempt(WorktreeRequest request, Strategy strategy) {
        return switch (strategy) {
            case NORMAL -> onStartingBranch(request, strategy);
            case FORCE -> onStartingBranch(request, strategy, "--force");
            case AGENT_BRANCH -> onOwnBranch(request);
            case DETACHED -> add(request, strategy, Optional.empty(), () -> List.of("--detach", "--", request.path().toString(), request.startingCommit()));
        };
    }

    private Attempt onStartingBranch(WorktreeRequest request, Strategy strategy, String... options) {
        if (request.startingBranch().isEmpty()) {
            return new Attempt(strategy, "the mission started on a detached HEAD, without a branch");
        }
        String branch = request.startingBranch().get();
        if (branch.startsWith("-")) {
            return new Attempt(strategy, "git takes the branch name " + Git.shown(branch) + " for an option");
        }
        List<String> args = new ArrayList<>(List.of(options));
        args.addAll(List.of("--", request.path().toString(), branch));
        return add(request, strategy, Optional.of(branch), () -> args);
    }

    private Attempt onOwnBranch(WorktreeRequest request) {
        List<String> candidates = BranchNames.candidates(request);
        Optional<String> choice = BranchNames.choose(repository, request);
        if (choice.isEmpty()) {
            return new Attempt(Strategy.AGENT_BRANCH, "none of these names is free: " + Git.shown(String.join(", ", candidates)));
        }
        String name = choice.get();
        return add(request, Strategy.AGENT_BRANCH, Optional.of(name), () -> request.owner().made(repository, name) // a first try may have come as far as the branch
                ? List.of("--", request.path().toString(), name)
                : List.of("--no-track", "-b", name, "--", request.path().toString(), request.startingCommit()));
    }

    /** Adds it and looks whether it became what was asked for: git takes an odd branch name for a commit, and detaches without a word. */
    private Attempt add(WorktreeRequest request, Strategy strategy, Optional<String> branch, Supplier<List<String>> args) {
        Git git = request.owner().signing(repository.git()).timeout(CHECKOUT);
        Exec.Result result = Git.patiently(() -> {
            List<String> all = new ArrayList<>(List.of("worktree", "add", "--no-guess-remote", "--lock", "--reason", new Owner.Lock(request.owner(), strategy).reason()));
            all.addAll(args.get());
            return git.run(all.toArray(String[]::new));
        });
        if (!result.ok()) {
            return new Attempt(strategy, Git.complaint(result));
        }
        Optional<String> got = Worktree.at(repository, request.path()).flatMap(Worktree::branch);
        if (got.equals(branch)) {
            return new Attempt(strategy, "");
        }
        repository.git().timeout(CHECKOUT).mustChange("worktree", "remove", "-f", "-f", "--", request.path().toString()); // made a moment ago, by us
        return new Attempt(strategy, "git checked out " + got.map(Git::shown).orElse("a detached HEAD") + " instead of " + branch.map(Git::shown).orElse("a detached HEAD"));
    }

    private CreatedWorktree finished(WorktreeRequest request, Strategy strategy, boolean reused, List<Attempt> attempts) {
        Worktree made = Worktree.at(repository, request.path())
                .orElseThrow(() -> Failure.failed("git made the worktree " + Git.shown(request.path().toString()) + " but does not list it.", "git -C " + Shell.quote(repository.top()) + " worktree list"));
        String commit = made.commit().orElse(request.startingCommit());
        return new CreatedWorktree(made.path(), strategy, made.branch(), commit, reused, List.copyOf(attempts), notes(made));
    }

    private List<String> notes(Worktree made) {
        List<String> notes = new ArrayList<>();
        if (Files.isRegularFile(made.path().resolve(".gitmodules"), LinkOption.NOFOLLOW_LINKS)) {
            notes.add("The project has submodules; they are not initialised in this worktree (git submodule update --init).");
        }
        TreeSet<String> filters = Settings.of(repository).repositoryFilters();
        if (!filters.isEmpty()) {
            notes.add("Filters named in the repository's own configuration may have run at checkout: " + Git.shown(String.join(", ", filters)) + ".");
        }
        return List.copyOf(notes);
    }

    /** Nothing that is there is ever overwritten or deleted. */
    private static void requireFree(Path path) {
        try {
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectories(path.getParent());
            } else if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                throw Failure.refused(Git.shown(path.toString()) + " is in the way of a worktree and is not a directory.", "Move it away.");
            } else {
                try (Stream<Path> content = Files.list(path)) {
                    if (content.findAny().isPresent()) {
                        throw Failure.refused("The directory " + Git.shown(path.toString()) + " is not empty and not a worktree of this repository; mc does not touch it.", "Move it away.");
                    }
                }
            }
        } catch (IOException e) {
            throw Failure.failed("Cannot use " + Git.shown(path.toString()) + ": " + e, "", e);
        }
    }
}
