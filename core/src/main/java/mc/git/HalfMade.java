package mc.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mc.Failure;

/**
 * What an earlier call left at a path: nothing, a whole worktree, or one that is half made because mc or git died. The order in
 * which {@code git worktree add} (2.39, builtin/worktree.c) works: branch, admin directory, its {@code locked} and {@code gitdir}
 * files, the worktree's {@code .git} file, HEAD, files, and the index last. Content is completed, never thrown away.
 */
final class HalfMade {

    private static final long WAIT_MILLIS = Worktrees.CHECKOUT.toMillis();

    private final Repository repository;
    private final WorktreeRequest request;
    private final Path path;
    private final Instant now;

    HalfMade(Repository repository, WorktreeRequest request, Instant now) {
        this.now = now;
        this.repository = repository;
        this.request = request;
        this.path = request.path();
    }

    /** A worktree of this owner that is whole now. */
    record Found(Worktree worktree, Strategy strategy) {}

    /** Finishes what is there. Empty: nothing is, and the path is free as far as git knows. REFUSED: it is somebody else's. */
    Optional<Found> mend() {
        waitForGit();
        dropNamelessEntries();
        Optional<Worktree> known = Worktree.at(repository, path);
        if (known.isEmpty()) {
            return Optional.empty();
        }
        Worktree worktree = known.get();
        Strategy strategy = strategy(worktree);
        boolean hasIndex = Files.exists(worktree.adminDir().resolve("index"));
        if (worktree.commit().isEmpty() && !hasIndex && isEmptyBut(path, ".git")) {
            drop(worktree.adminDir());
            return Optional.empty();
        }
        boolean hadFiles = Files.isDirectory(path);
        writeGitFile(worktree);
        if (!hasIndex) {
            finishCheckout(worktree);
        } else if (!hadFiles) {
            worktree.git(repository).timeout(Worktrees.CHECKOUT).run("checkout-index", "-a", "-q", "-u");
        }
        return Optional.of(new Found(worktree, strategy));
    }

    private Strategy strategy(Worktree worktree) {
        Optional<Owner.Lock> lock = worktree.lockReason().flatMap(Owner.Lock::of);
        if (!request.owner().owns(worktree)) {
            String whose = lock.map(other -> "the " + other.owner()).orElse("somebody else");
            throw Failure.refused("The worktree " + Git.shown(path.toString()) + " belongs to " + whose + ".", "Stop that mission first, or: git -C " + Shell.quote(repository.top()) + " worktree list");
        }
        Strategy likely = worktree.branch().isEmpty() ? Strategy.DETACHED : worktree.branch().equals(request.startingBranch()) ? Strategy.NORMAL : Strategy.AGENT_BRANCH;
        return lock.map(Owner.Lock::strategy).orElse(likely);
    }

    /** An index is written last, so without one the checkout never ended; what differs then is kept aside before it is made anew. */
    private void finishCheckout(Worktree worktree) {
        try {
            Files.deleteIfExists(worktree.adminDir().resolve("index.lock")); // no git runs there any more
        } catch (IOException e) {
            throw Failure.failed("Cannot clear " + Git.shown(worktree.adminDir().toString()) + ": " + e, "", e);
        }
        Git git = worktree.git(repository).timeout(Worktrees.CHECKOUT);
        git.mustChange("read-tree", "HEAD");
        git.run("checkout-index", "-a", "-q", "-u");
        if (!git.text("status", "--porcelain", "--ignore-submodules=dirty").isEmpty()) {
            PreservedWork.preserve(repository, worktree, request.owner(), now);
            git.mustChange("reset", "--hard", "-q");
        }
    }

    private static void writeGitFile(Worktree worktree) {
        try {
            worktree.writeGitFile();
        } catch (IOException e) {
            throw Failure.failed("Cannot mend the worktree " + Git.shown(worktree.path().toString()) + ": " + e, "", e);
        }
    }

    /** Admin directories locked for this owner that never got as far as naming a path: git lists them no more and prunes them never. */
    private void dropNamelessEntries() {
        Path all = repository.commonDir().resolve("worktrees");
        if (!Files.isDirectory(all)) {
            return;
        }
        try (DirectoryStream<Path> dirs = Files.newDirectoryStream(all)) {
            for (Path dir : dirs) {
                Path locked = dir.resolve("locked");
                boolean nameless = !Files.exists(dir.resolve("gitdir")) && Files.isRegularFile(locked);
                if (nameless && Owner.Lock.of(new String(Files.readAllBytes(locked), StandardCharsets.UTF_8)).filter(lock -> lock.owner().equals(request.owner())).isPresent()) {
                    drop(dir);
                }
            }
        } catch (IOException e) {
            throw Failure.failed("Cannot read " + Git.shown(all.toString()) + ": " + e, "", e);
        }
    }

    private void drop(Path adminDir) {
        try {
            Trees.delete(adminDir);
            if (Files.isDirectory(path) && isEmptyBut(path, ".git")) {
                Files.deleteIfExists(path.resolve(".git"));
            }
        } catch (IOException e) {
            throw Failure.failed("Cannot clear the half-made " + Git.shown(adminDir.toString()) + ": " + e, "", e);
        }
    }

    private static boolean isEmptyBut(Path dir, String name) {
        if (!Files.isDirectory(dir)) {
            return true;
        }
        try (Stream<Path> content = Files.list(dir)) {
            return content.allMatch(file -> file.getFileName().toString().equals(name) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            return false;
        }
    }

    /** mc may have died while its git goes on. */
    private void waitForGit() {
        for (long waited = 0; isGitAtWork(); waited += 100) {
            if (waited >= WAIT_MILLIS) {
                throw Failure.refused("Another git has been making " + Git.shown(path.toString()) + " for a long time.", "Wait for it, or end it.");
            }
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Failure.failed("Interrupted while another git was making " + Git.shown(path.toString()) + ".", "");
            }
        }
    }

    private boolean isGitAtWork() {
        return ProcessHandle.allProcesses().anyMatch(process -> {
            List<String> args = List.of(process.info().arguments().orElse(new String[0]));
            return args.contains("worktree") && args.contains("add") && args.contains(path.toString());
        });
    }
}
