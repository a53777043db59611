package mc.git;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mc.Failure;
import mc.process.Exec;

/**
 * A git repository a mission can work in: facts as they were when it was inspected. {@code top} is its working directory,
 * {@code gitDir} that directory's own git directory, {@code commonDir} the one all its worktrees share (the two differ in a linked
 * worktree), {@code head} the full commit id. {@code branch} is a bare name, absent when HEAD is detached. {@code notes} are
 * sentences for the user. Immutable and thread-safe.
 */
public record Repository(
        Git git,
        Path top,
        Path gitDir,
        Path commonDir,
        String head,
        Optional<String> branch,
        boolean hasRemotes,
        boolean shallow,
        Optional<Operation> operation,
        List<String> notes) {

    /**
     * Looks at the repository a project directory belongs to. A {@link Failure} says what is wrong and the command that mends it:
     * USAGE when the path cannot be a project as it is, MISSING when the repository is broken or not trusted by git.
     */
    public static Repository inspect(Path project) {
        return inspect(Git.at(project.toAbsolutePath().normalize()));
    }

    /** As {@link #inspect(Path)}, of the directory and with the environment of this git. */
    public static Repository inspect(Git git) {
        return new Inspection(git).repository();
    }

    /** Whether {@code top} is a linked worktree of a repository whose main checkout is elsewhere. */
    public boolean linked() {
        return !gitDir.equals(commonDir);
    }

    /** This repository, or a {@link Failure} of kind REFUSED while a rebase, merge or the like is under way in its checkout. */
    public Repository requireQuiet() {
        operation.ifPresent(running -> {
            throw Failure.refused("In " + Git.shown(top.toString()) + " " + running.words() + " is under way.", "Finish it, or give it up: cd " + Shell.quote(top) + " && " + running.giveUp());
        });
        return this;
    }

    /** Whether there is a local branch of this bare name. */
    public boolean hasBranch(String name) {
        return git.run("show-ref", "--verify", "--quiet", "refs/heads/" + name).ok();
    }

    /** The full name of what a remote had of this branch when it was asked last ({@code refs/remotes/origin/main}), if the branch follows one that is there. */
    public Optional<String> upstream(String branch) {
        return Optional.of(git.text("for-each-ref", "--format=%(upstream)", "refs/heads/" + branch)).filter(ref -> ref.startsWith("refs/remotes/") && git.run("show-ref", "--verify", "--quiet", ref).ok());
    }

    /** The first line of a commit's message as found; empty when there is no such commit. {@code commit} is an id. */
    public Optional<String> subject(String commit) {
        return Optional.of(git.run("log", "-1", "--format=%s", commit, "--")).filter(Exec.Result::ok).map(said -> said.stdout().strip());
    }

    /** The local branches that hold this commit; none when it is gone altogether. {@code commit} is an id. */
    public List<String> branchesWith(String commit) {
        if (!commit.matches("[0-9a-f]{40,64}") || !git.run("cat-file", "-e", commit + "^{commit}").ok()) {
            return List.of();
        }
        return git.text("for-each-ref", "--contains=" + commit, "--format=%(refname)", "refs/heads").lines().map(ref -> ref.substring("refs/heads/".length())).toList();
    }

    /** Whether a remote has this commit, as far as this repository knows. {@code commit} is an id. */
    public boolean isOnRemote(String commit) {
        return !git.text("for-each-ref", "--count=1", "--contains=" + commit, "--format=%(refname)", "refs/remotes").isEmpty();
    }

    /** The ids of what {@code to} has and {@code from} lacks, newest first, 10,000 at most; both are ids or full names of refs. */
    public List<String> commitsBetween(String from, String to) {
        return git.text("rev-list", "--max-count=10000", commit(from) + ".." + commit(to), "--").lines().toList();
    }

    /** The commit a name or id stands for; a {@link Failure} of kind NOT_FOUND when there is none. */
    public String commit(String revision) {
        Optional<String> found = revision.startsWith("-") ? Optional.empty() : git.ask("rev-parse", "-q", "--verify", "--end-of-options", revision + "^{commit}");
        return found.orElseThrow(() -> Failure.notFound("There is no commit " + Git.shown(revision) + " in " + Git.shown(top.toString()) + ".", ""));
    }
}
