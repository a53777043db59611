package mc.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mc.Failure;
import mc.process.Exec;
import mc.testing.TestRepo;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreservedWorkTest {

    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
    private static final Owner DEVELOPER = new Owner("m1", "developer");

    @TempDir
    Path temp;

    private TestRepo repo;
    private Path tree;

    @BeforeEach
    void aWorktree() {
        repo = TestRepo.create(temp, "app");
        tree = create(Strategy.SAFEST_FIRST);
    }

    private Path create(List<Strategy> strategies) {
        Repository seen = repo.inspect();
        return new Worktrees(seen).create(new WorktreeRequest(temp.toAbsolutePath().resolve("trees/developer"), DEVELOPER, seen.branch(), seen.head(), strategies), NOW).path();
    }

    private Worktree worktree() {
        return Worktree.at(repo.inspect(), tree).orElseThrow();
    }

    private Optional<Preserved> preserve() {
        return PreservedWork.preserve(repo.inspect(), worktree(), DEVELOPER, NOW);
    }

    private Restoration restore(Preserved work) {
        return Restoration.restore(repo.inspect(), work.ref(), temp.resolve("back"));
    }

    private Removal.Removed remove() {
        return new Removal(repo.inspect(), path -> List.of()).remove(tree, DEVELOPER, repo.run("rev-parse", "main"), NOW);
    }

    private Failure removalRefused() {
        Failure failure = catchThrowableOfType(Failure.class, this::remove);
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).isEqualTo(Failure.Kind.REFUSED);
        assertThat(tree).isDirectory();
        return failure;
    }

    private static Map<String, String> files(Path dir) {
        return TestRepo.fingerprint(dir, Set.of(".git"));
    }

    @Test
    void aCleanWorktreeHasNothingToPreserve() {
        repo.commitIn(tree, "On its branch");
        assertThat(preserve()).isEmpty();
        assertThat(PreservedWork.list(repo.inspect())).isEmpty();
    }

    @Test
    void stagedUnstagedAndUntrackedWorkComesBackAsItWas() throws Exception {
        TestRepo.write(tree, "README", "staged version\n");
        repo.runIn(tree, "add", "README");
        TestRepo.write(tree, "README", "unstaged version\n");
        TestRepo.write(tree, "added", "staged only\n");
        repo.runIn(tree, "add", "added");
        TestRepo.write(tree, "deep/er/untracked", "new\n");
        TestRepo.write(tree, "script", "#!/bin/sh\n");
        Files.setPosixFilePermissions(tree.resolve("script"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createSymbolicLink(tree.resolve("link"), Path.of("/etc/passwd"));
        Files.createSymbolicLink(tree.resolve("dangling"), Path.of("no where\nat all"));
        Files.write(tree.resolve("binary"), new byte[] {0, 1, (byte) 0xff, '\r', '\n', 0});
        Files.delete(tree.resolve("src/app.txt"));
        Files.delete(tree.resolve("src"));
        TestRepo.write(tree, "src", "a file in a directory's place\n");
        Map<String, String> files = files(tree);
        String status = repo.runIn(tree, "status", "--porcelain");
        Map<String, String> users = repo.usersThings();
        byte[] index = Files.readAllBytes(worktree().adminDir().resolve("index"));

        Preserved work = preserve().orElseThrow();

        assertThat(work.ref()).isEqualTo("refs/mc/preserved/m1/developer/20260304T050607Z");
        assertThat(work.time()).isEqualTo(NOW);
        assertThat(work.branch()).contains("main-developer");
        assertThat(work.counts()).contains(new StatusCounts(2, 2, 6, 0));
        assertThat(repo.run("log", "-1", "--format=%P", work.commit())).isEqualTo(repo.run("rev-parse", "main") + " " + work.index().orElseThrow());
        assertThat(Files.readAllBytes(worktree().adminDir().resolve("index"))).as("the agent's index").isEqualTo(index);
        assertThat(PreservedWork.list(repo.inspect())).containsExactly(work);
        remove();
        assertThat(tree).doesNotExist();
        Restoration back = restore(work);
        assertThat(back.branch()).isEqualTo("recovered/developer-20260304T050607Z");
        assertThat(files(back.directory())).isEqualTo(files);
        assertThat(repo.runIn(back.directory(), "status", "--porcelain")).isEqualTo(status);
        assertThat(repo.runIn(back.directory(), "show", ":README")).isEqualTo("staged version");
        assertThat(repo.usersThings()).isEqualTo(users);
        assertThat(PreservedWork.list(repo.inspect())).as("restoring deletes nothing").hasSize(1);
    }

    @Test
    void hostileNamesSurviveTheWholeLife() throws Exception {
        List<String> names = List.of("-rf", "--", "a b", "new\nline", "tab\t", "quo\"te'", "$(touch canary)", "`touch canary`", ";touch canary", "\u202ereversed", "ünïcode/日本", ":(glob)*", "*", "[x]", "back\\slash", ".hidden", "\u0001\u001b[31m", "#comment", " lead", "trail ");
        for (String name : names) {
            TestRepo.write(tree, name, "content of " + name);
        }
        String bytes = "printf x > \"$(printf 'latin1-\\351')\"";
        assertThat(Exec.of("sh", "-c", bytes).in(tree).run().ok()).isTrue();
        TestRepo.write(tree, "-committed", "x");
        repo.runIn(tree, "add", "--", "-committed", "new\nline");
        assertThat(WorktreeFacts.of(repo.inspect(), worktree(), "main").counts().staged()).isEqualTo(2);
        Map<String, String> files = files(tree);
        Removal.Removed removed = remove();
        Restoration back = restore(removed.preserved().orElseThrow());
        assertThat(files(back.directory())).isEqualTo(files).hasSizeGreaterThan(names.size());
        assertThat(Exec.of("sh", "-c", "test \"$(cat \"$(printf 'latin1-\\351')\")\" = x").in(back.directory()).run().ok()).as("a name that is no UTF-8").isTrue();
        assertThat(repo.runIn(back.directory(), "diff", "--cached", "--name-only", "-z")).isEqualTo("-committed\0new\nline\0");
        repo.run("worktree", "remove", "--force", back.directory().toString());
    }

    @Test
    void nothingPlantedRuns() throws Exception {
        Path canary = temp.toAbsolutePath().resolve("canary");
        String evil = "touch '" + canary + "'; cat";
        repo.write(".gitattributes", "*.x filter=evil diff=evil merge=evil\n*.y filter=process\n*.z working-tree-encoding=UTF-16 text eol=crlf ident\n");
        repo.write("old.x", "old\n");
        repo.commit("Attributes");
        repo.runIn(tree, "merge", "-q", "main");
        for (String setting : List.of("filter.evil.clean", "filter.evil.smudge", "filter.process.process", "diff.evil.textconv", "diff.evil.command", "diff.external", "merge.evil.driver", "core.fsmonitor", "core.sshCommand", "core.pager", "core.editor", "core.askPass", "gpg.program", "core.alternateRefsCommand")) {
            repo.run("config", setting, evil);
        }
        for (String setting : List.of("filter.evil.required", "filter.process.required", "commit.gpgSign", "log.showSignature", "extensions.worktreeConfig")) {
            repo.run("config", setting, "true");
        }
        Path included = temp.resolve("included");
        Files.writeString(included, "[filter \"late\"]\n\tclean = \"" + evil + "\"\n");
        repo.run("config", "includeIf.gitdir:**.path", included.toString());
        Path hooks = Files.createDirectories(temp.resolve("hooks"));
        for (String hook : List.of("pre-commit", "post-commit", "post-checkout", "reference-transaction", "post-index-change", "prepare-commit-msg", "commit-msg", "post-rewrite", "pre-auto-gc", "fsmonitor-watchman", "pre-applypatch", "post-merge")) {
            for (Path file : List.of(hooks.resolve(hook), repo.dir().resolve(".git/hooks").resolve(hook))) {
                Files.writeString(file, "#!/bin/sh\ntouch '" + canary + "'\n");
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
        repo.run("config", "core.hooksPath", hooks.toString());
        repo.run("config", "--file", worktree().adminDir().resolve("config.worktree").toString(), "core.worktree", "/etc");
        Files.writeString(tree.resolve(".gitattributes"), "*.w filter=late\n", StandardOpenOption.APPEND);
        Files.writeString(tree.resolve("old.x"), "changed\n");
        for (String name : List.of("a.x", "b.y", "c.z", "d.w")) {
            TestRepo.write(tree, name, "raw $Id$ content of " + name + "\r\n");
        }
        Files.deleteIfExists(canary); // planting by git itself may have set it off

        WorktreeFacts facts = WorktreeFacts.of(repo.inspect(), worktree(), "main");
        assertThat(facts.counts()).isEqualTo(new StatusCounts(0, 2, 4, 0));
        Preserved work = preserve().orElseThrow();
        assertThat(canary).doesNotExist();
        for (String name : List.of("a.x", "b.y", "c.z", "d.w")) {
            Git plain = repo.git().in(repo.dir());
            assertThat(plain.text("cat-file", "-p", work.commit() + ":" + name)).isEqualTo("raw $Id$ content of " + name + "\r");
        }
        remove();
        assertThat(tree).doesNotExist();
        assertThat(canary).doesNotExist();
    }

    @Test
    void hidingFlagsAndOldTimesHideNothing() throws Exception {
        TestRepo.write(tree, "README", "hidden change\n");
        repo.runIn(tree, "update-index", "--assume-unchanged", "README");
        TestRepo.write(tree, "src/app.txt", "hidden too\n");
        repo.runIn(tree, "update-index", "--skip-worktree", "src/app.txt");
        assertThat(repo.runIn(tree, "status", "--porcelain")).as("git itself is fooled").isEmpty();
        Preserved work = preserve().orElseThrow();
        assertThat(repo.run("show", work.commit() + ":README")).isEqualTo("hidden change");
        assertThat(repo.run("show", work.commit() + ":src/app.txt")).isEqualTo("hidden too");
    }

    /** git knows a file by size, times (in seconds) and inode; only the age of the index tells that such an entry is not to be trusted. */
    @Test
    void aChangeOfTheSameLengthInTheSameSecondIsSeen() throws Exception {
        Path file = tree.resolve("README");
        Object staged;
        do {
            TestRepo.write(tree, "README", "version\n");
            repo.runIn(tree, "add", "README");
            staged = second(file);
            FileTime time = Files.getLastModifiedTime(file);
            Files.writeString(file, "VERSION\n");
            Files.setLastModifiedTime(file, time);
        } while (!staged.equals(second(file)));
        long written = (long) staged;
        Awaitility.await().until(() -> Instant.now().getEpochSecond() > written);
        assertThat(repo.run("show", preserve().orElseThrow().commit() + ":README")).isEqualTo("VERSION");
    }

    private static Object second(Path file) throws Exception {
        return ((FileTime) Files.getAttribute(file, "unix:ctime")).toInstant().getEpochSecond();
    }

    @Test
    void conflictsComeBackWithAllTheirVersions() {
        repo.write("README", "theirs\n");
        repo.commit("Theirs");
        TestRepo.write(tree, "README", "ours\n");
        repo.commitIn(tree, "Ours");
        assertThat(repo.tryIn(tree, "merge", "main").ok()).isFalse();
        TestRepo.write(tree, "quo\"te ü", "staged\n");
        repo.runIn(tree, "add", "quo\"te ü");
        String stages = repo.runIn(tree, "ls-files", "-s", "-z");
        Map<String, String> files = files(tree);
        Preserved work = preserve().orElseThrow();
        assertThat(work.counts().orElseThrow().conflicted()).isEqualTo(1);
        assertThat(repo.run("show", work.index().orElseThrow() + ":.mc-conflicts/2/README")).isEqualTo("ours");
        assertThat(repo.run("show", work.index().orElseThrow() + ":.mc-conflicts/3/README")).isEqualTo("theirs");
        assertThat(repo.run("log", "-1", "--format=%P", work.commit()).split(" ")).hasSize(3).contains(repo.run("rev-parse", "main"));
        remove();
        Restoration back = restore(work);
        assertThat(files(back.directory())).isEqualTo(files);
        assertThat(repo.runIn(back.directory(), "ls-files", "-s", "-z")).isEqualTo(stages);
    }

    @Test
    void commitsOnNoBranchAreWorkToo() {
        repo.runIn(tree, "checkout", "-q", "--detach");
        assertThat(preserve()).as("on a branch still").isEmpty();
        String lonely = repo.commitIn(tree, "Lonely");
        Preserved work = preserve().orElseThrow();
        assertThat(work.head()).contains(lonely);
        assertThat(work.branch()).isEmpty();
        remove();
        assertThat(repo.runIn(restore(work).directory(), "rev-parse", "HEAD")).isEqualTo(lonely);
    }

    @Test
    void aBranchWithoutCommitsIsPreserved() {
        repo.runIn(tree, "checkout", "-q", "--orphan", "fresh");
        TestRepo.write(tree, "idea", "new\n");
        Map<String, String> files = files(tree);
        Preserved work = preserve().orElseThrow();
        assertThat(work.head()).isEmpty();
        remove();
        assertThat(files(restore(work).directory())).isEqualTo(files);
    }

    @Test
    void twiceTheSameIsKeptOnceAndTwoWithinASecondBoth() {
        TestRepo.write(tree, "a", "1");
        Preserved first = preserve().orElseThrow();
        assertThat(preserve()).contains(first);
        TestRepo.write(tree, "a", "2");
        Preserved second = preserve().orElseThrow();
        assertThat(second.ref()).isEqualTo(first.ref() + "-2");
        assertThat(PreservedWork.list(repo.inspect())).containsExactlyInAnyOrder(first, second);
    }

    @Test
    void ignoredFilesAreNotPreservedAndCrlfAndFiltersOfTheUserAreNoChange() {
        repo.userConfig("core.autocrlf", "true");
        repo.userConfig("filter.up.clean", "tr A-Z a-z");
        repo.userConfig("filter.up.smudge", "tr a-z A-Z");
        repo.write(".gitattributes", "*.up filter=up\n");
        repo.write(".gitignore", "ignored\n");
        repo.write("text.up", "shout\n");
        repo.commit("Filtered");
        remove();
        tree = create(Strategy.SAFEST_FIRST);
        assertThat(tree.resolve("text.up")).hasContent("SHOUT\r\n");
        TestRepo.write(tree, "ignored", "x");
        assertThat(WorktreeFacts.of(repo.inspect(), worktree(), "main").counts()).isEqualTo(StatusCounts.CLEAN);
        assertThat(preserve()).isEmpty();
        TestRepo.write(tree, "text.up", "Changed\r\n");
        Preserved work = preserve().orElseThrow();
        assertThat(repo.git().text("cat-file", "-p", work.commit() + ":text.up")).as("as on disk").isEqualTo("Changed\r");
        Map<String, String> files = files(tree);
        files.remove("ignored");
        assertThat(files(restore(work).directory())).isEqualTo(files);
    }

    @Test
    void whatACommitCannotHoldForbidsTheRemoval() throws Exception {
        List<Runnable> plants = new ArrayList<>(List.of(
                () -> repo.runIn(tree, "init", "-q", "sub/repo"),
                () -> TestRepo.write(tree, "sub/.git/notes", "a damaged repository's only copy"),
                () -> repo.runIn(tree, "worktree", "add", "-q", "--detach", "sub/linked"),
                () -> {
                    TestRepo.write(tree, ".gitignore", "sub\n");
                    repo.runIn(tree, "init", "-q", "sub/ignored");
                }));
        for (Runnable plant : plants) {
            plant.run();
            assertThat(removalRefused().getMessage()).contains("a repository in 'sub");
            Trees.delete(tree.resolve("sub"));
        }
        repo.runIn(tree, "update-index", "--add", "--cacheinfo", "160000," + repo.run("rev-parse", "main") + ",module");
        TestRepo.write(tree, "module/file", "not in any repository");
        assertThat(removalRefused().getMessage()).contains("submodule 'module'");
        Trees.delete(tree.resolve("module"));
        Files.delete(tree.resolve(".git"));
        repo.runIn(tree, "init", "-q", ".");
        assertThat(removalRefused().getMessage()).contains("a repository in ''");
    }

    @Test
    void anOccupiedOrUnknownWorktreeStays() {
        Repository seen = repo.inspect();
        Failure busy = catchThrowableOfType(Failure.class, () -> new Removal(seen, path -> List.of("claude (pid 42)")).remove(tree, DEVELOPER, seen.head(), NOW));
        assertThat(busy.kind()).isEqualTo(Failure.Kind.REFUSED);
        assertThat(busy.getMessage()).contains("claude (pid 42)");
        Failure unknown = catchThrowableOfType(Failure.class, () -> new Removal(seen, path -> {
            throw new IllegalStateException("no /proc");
        }).remove(tree, DEVELOPER, seen.head(), NOW));
        assertThat(unknown.kind()).isEqualTo(Failure.Kind.REFUSED);
        assertThat(unknown.getMessage()).contains("no /proc");
        Failure other = catchThrowableOfType(Failure.class, () -> new Removal(seen, path -> List.of()).remove(tree, new Owner("m2", "developer"), seen.head(), NOW));
        assertThat(other.kind()).isEqualTo(Failure.Kind.REFUSED);
        assertThat(catchThrowableOfType(Failure.class, () -> new Removal(seen, path -> List.of()).remove(repo.dir(), DEVELOPER, seen.head(), NOW)).kind()).isEqualTo(Failure.Kind.REFUSED);
        assertThat(tree).isDirectory();
    }

    @Test
    void aWorktreeThatChangesMeanwhileStays() {
        int[] asked = {0};
        Failure failure = catchThrowableOfType(Failure.class, () -> new Removal(repo.inspect(), path -> {
            asked[0]++;
            TestRepo.write(tree, "late", "written at look " + asked[0]);
            return List.of();
        }).remove(tree, DEVELOPER, "main", NOW));
        assertThat(failure.getMessage()).contains("changed while");
        assertThat(tree.resolve("late")).hasContent("written at look 2");
    }

    @Test
    void ourBranchGoesOnlyWhileItIsEmpty() {
        assertThat(remove().deletedBranches()).containsExactly("main-developer");
        assertThat(repo.run("branch", "--format=%(refname:short)")).isEqualTo("main");
        tree = create(Strategy.SAFEST_FIRST);
        repo.commitIn(tree, "Work");
        Removal.Removed withWork = remove();
        assertThat(withWork.deletedBranches()).isEmpty();
        assertThat(withWork.keptBranches()).containsExactly("main-developer");
        tree = create(Strategy.SAFEST_FIRST);
        repo.runIn(tree, "checkout", "-q", "-b", "feature/own");
        assertThat(remove().keptBranches()).containsExactly("feature/own", "main-developer");
        repo.run("update-ref", "refs/heads/main-developer", "main");
        tree = create(Strategy.SAFEST_FIRST);
        repo.runIn(tree, "checkout", "-q", "feature/own");
        Removal.Removed gone = remove();
        assertThat(gone.deletedBranches()).containsExactly("main-developer");
        assertThat(gone.keptBranches()).containsExactly("feature/own");
        assertThat(repo.dir().resolve(".git/worktrees/developer")).doesNotExist();
    }

    @Test
    void aRemovalThatDiedIsFinished() throws Exception {
        TestRepo.write(tree, "precious", "work\n");
        Preserved work = preserve().orElseThrow();
        Files.delete(tree.resolve("README"));
        Files.delete(tree.resolve(".git"));
        Removal.Removed removed = remove();
        assertThat(tree).doesNotExist();
        assertThat(PreservedWork.list(repo.inspect())).contains(work, removed.preserved().orElseThrow());
        tree = create(Strategy.SAFEST_FIRST);
        TestRepo.write(tree, "staged", "x");
        repo.runIn(tree, "add", "staged");
        Trees.delete(tree);
        assertThat(repo.run("show", remove().preserved().orElseThrow().commit() + ":staged")).as("the directory is gone, its index is not").isEqualTo("x");
        assertThat(Worktree.list(repo.inspect())).hasSize(1);
    }

    @Test
    void aRedirectedGitFileNeitherFoolsNorDestroys() throws Exception {
        TestRepo victim = TestRepo.create(temp, "victim");
        TestRepo.write(tree, "work", "x\n");
        Files.writeString(tree.resolve(".git"), "gitdir: " + victim.dir().resolve(".git") + "\n");
        Preserved work = preserve().orElseThrow();
        assertThat(repo.run("show", work.commit() + ":work")).isEqualTo("x");
        assertThat(removalRefused().getMessage()).contains("points elsewhere");
        assertThat(victim.run("status", "--porcelain")).isEmpty();
    }

    @Test
    void restoringNeedsAFreePlaceAndAKnownRef() throws Exception {
        TestRepo.write(tree, "a", "1");
        Preserved work = preserve().orElseThrow();
        TestRepo.write(temp, "back/mine", "x");
        assertThat(catchThrowableOfType(Failure.class, () -> restore(work)).kind()).isEqualTo(Failure.Kind.REFUSED);
        assertThat(catchThrowableOfType(Failure.class, () -> Restoration.restore(repo.inspect(), "refs/heads/main", temp.resolve("x"))).kind()).isEqualTo(Failure.Kind.NOT_FOUND);
        Trees.delete(temp.resolve("back"));
        repo.run("branch", "recovered/developer-20260304T050607Z");
        assertThat(restore(work).branch()).isEqualTo("recovered/developer-20260304T050607Z-2");
        repo.run("update-ref", "refs/mc/preserved/odd", "main");
        repo.run("update-ref", "refs/mc/preserved/m1/developer/not-a-time", "main");
        repo.run("update-ref", "refs/mc/preserved/m9/planted/20260101T000000Z", "main");
        assertThat(PreservedWork.list(repo.inspect())).extracting(Preserved::mission).containsExactly("m1", "m9");
    }

    @Test
    void factsCountCommitsAndChanges() {
        assertThat(WorktreeFacts.of(repo.inspect(), worktree(), "main")).isEqualTo(new WorktreeFacts(Optional.of("main-developer"), worktree().commit(), StatusCounts.CLEAN, 0, Optional.empty(), Optional.empty()));
        repo.commitIn(tree, "One");
        String second = repo.commitIn(tree, "Two\n\nbody");
        TestRepo.write(tree, "README", "x\n");
        TestRepo.write(tree, "new/file", "x\n");
        WorktreeFacts facts = WorktreeFacts.of(repo.inspect(), worktree(), "main");
        assertThat(facts.ahead()).isEqualTo(2);
        assertThat(facts.newest().orElseThrow().id()).isEqualTo(second);
        assertThat(facts.newest().orElseThrow().subject()).isEqualTo("Two");
        assertThat(facts.counts()).isEqualTo(new StatusCounts(0, 1, 1, 0));
        assertThat(catchThrowableOfType(Failure.class, () -> WorktreeFacts.of(repo.inspect(), worktree(), "no-such")).kind()).isEqualTo(Failure.Kind.NOT_FOUND);
    }
}
