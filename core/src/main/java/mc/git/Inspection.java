package mc.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mc.Failure;
import mc.process.Exec;

/** One look at a project directory; see {@link Repository#inspect(Path)}. */
final class Inspection {

    private final Git git;
    private final Path project;
    private final String name;
    private final List<String> notes = new ArrayList<>();

    Inspection(Git git) {
        this.git = git;
        this.project = git.directory();
        this.name = Git.shown(project.toString());
    }

    Repository repository() {
        requireDirectory();
        requireUsable();
        Path top = Path.of(git.text("rev-parse", "--path-format=absolute", "--show-toplevel"));
        requireOwn(top);
        Git atTop = git.in(top);
        Path gitDir = Path.of(atTop.text("rev-parse", "--path-format=absolute", "--absolute-git-dir")).normalize();
        Path commonDir = Path.of(atTop.text("rev-parse", "--path-format=absolute", "--git-common-dir")).normalize();
        String head = head(atTop);
        Optional<String> branch = Worktree.branchName(atTop.ask("symbolic-ref", "-q", "HEAD"));
        boolean shallow = atTop.text("rev-parse", "--is-shallow-repository").equals("true");
        boolean remotes = !atTop.text("remote").isEmpty();
        if (!gitDir.equals(commonDir)) {
            notes.add(name + " is itself a linked worktree; its repository is " + Git.shown(commonDir.toString()) + ".");
        }
        return new Repository(atTop, top, gitDir, commonDir, head, branch, remotes, shallow, Operation.in(gitDir), List.copyOf(notes));
    }

    private void requireDirectory() {
        if (!Files.exists(project)) {
            throw Failure.usage("The project directory " + name + " does not exist.", "Give an existing git repository with --project.");
        }
        if (!Files.isDirectory(project)) {
            throw Failure.usage(name + " is not a directory.", "Give the directory of a git repository with --project.");
        }
        if (!Files.isReadable(project) || !Files.isExecutable(project)) {
            throw Failure.usage("You may not read the directory " + name + ".", "chmod u+rx " + Shell.quote(project));
        }
    }

    private void requireUsable() {
        Exec.Result asked = git.run("rev-parse", "--is-bare-repository", "--is-inside-work-tree");
        if (!asked.ok()) {
            throw unusable(asked);
        }
        List<String> answers = asked.stdout().lines().toList();
        if (answers.get(0).equals("true")) {
            throw Failure.usage(name + " is a bare repository; agents need one with files.", "git clone " + Shell.quote(project) + " my-checkout, and give that directory.");
        }
        if (!answers.get(1).equals("true")) {
            throw Failure.usage(name + " lies inside a .git directory.", "Give the directory that holds .git instead.");
        }
    }

    private Failure unusable(Exec.Result asked) {
        String said = asked.stderr();
        if (said.contains("dubious ownership")) {
            return Failure.missing("git does not trust " + name + " because another user owns it.", "git config --global --add safe.directory " + Shell.quote(project));
        }
        if (said.contains("not a git repository (or any") && !Files.exists(project.resolve(".git"), LinkOption.NOFOLLOW_LINKS)) {
            return Failure.usage(name + " is not a git repository.", "cd " + Shell.quote(project) + " && git init && git add -A && git commit -m 'First commit'");
        }
        return broken(Git.complaint(asked));
    }

    /** A damaged {@code .git} makes git look further up, where a quite different repository may be. */
    private void requireOwn(Path top) {
        try {
            Path real = project.toRealPath();
            if (real.equals(top)) {
                return;
            }
            if (Files.exists(project.resolve(".git"), LinkOption.NOFOLLOW_LINKS)) {
                throw broken("git passed over its .git and found " + Git.shown(top.toString()));
            }
            notes.add(name + " is a directory of the repository " + Git.shown(top.toString()) + "; mc works on the whole repository.");
        } catch (IOException e) {
            throw broken(e.toString());
        }
    }

    private String head(Git atTop) {
        Optional<String> head = atTop.ask("rev-parse", "-q", "--verify", "HEAD");
        if (head.isEmpty()) {
            throw Failure.usage("The repository " + name + " has no commit yet.", "cd " + Shell.quote(project) + " && git add -A && git commit -m 'First commit'");
        }
        Exec.Result whole = atTop.run("cat-file", "-e", head.get() + "^{tree}");
        if (!whole.ok()) {
            throw broken("the commit HEAD points to cannot be read");
        }
        return head.get();
    }

    private Failure broken(String why) {
        return Failure.missing("The repository " + name + " is broken: " + why + ".", "Look at it with: git -C " + Shell.quote(project) + " fsck --full");
    }
}
