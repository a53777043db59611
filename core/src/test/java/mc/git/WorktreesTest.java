package mc.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import mc.Failure;
import mc.testing.TestRepo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorktreesTest {

    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
    private static final Owner DEVELOPER = new Owner("m1", "developer");

    @TempDir
    Path temp;

    private TestRepo repo;

    @BeforeEach
    void aRepository() {
        repo = TestRepo.create(temp, "app");
    }

    private Path path(String role) {
        return temp.toAbsolutePath().resolve("trees").resolve(role);
    }

    private CreatedWorktree create(Owner owner, List<Strategy> strategies) {
        Repository seen = repo.inspect();
        return new Worktrees(seen).create(new WorktreeRequest(path(owner.role()), owner, seen.branch(), seen.head(), strategies), NOW);
    }

    private CreatedWorktree create(Owner owner) {
        return create(owner, Strategy.SAFEST_FIRST);
    }

    @Test
    void theSafestOrderGivesTheAgentItsOwnBranchWhileTheUserHoldsTheStartingOne() {
        CreatedWorktree made = create(DEVELOPER);
        assertThat(made.strategy()).isEqualTo(Strategy.AGENT_BRANCH);
        assertThat(made.branch()).contains("main-developer");
        assertThat(made.commit()).isEqualTo(repo.run("rev-parse", "main"));
        assertThat(made.reused()).isFalse();
        assertThat(made.attempts()).extracting(CreatedWorktree.Attempt::strategy).containsExactly(Strategy.NORMAL, Strategy.AGENT_BRANCH);
        assertThat(made.attempts().get(0).reason()).contains("already checked out");
        assertThat(made.path().resolve("src/app.txt")).hasContent("one\ntwo\nthree\n");
        assertThat(Worktree.at(repo.inspect(), made.path()).orElseThrow().lockReason()).contains("mc: mission m1, role developer, strategy agent-branch");
    }

    @Test
    void theLiteralOrderSharesTheStartingBranch() {
        CreatedWorktree made = create(DEVELOPER, Strategy.LITERAL);
        assertThat(made.strategy()).isEqualTo(Strategy.FORCE);
        assertThat(made.branch()).contains("main");
    }

    @Test
    void theStartingBranchItselfIsTakenWhenNobodyHasIt() {
        Repository seen = repo.inspect();
        repo.run("checkout", "-q", "-b", "elsewhere");
        CreatedWorktree made = new Worktrees(seen).create(new WorktreeRequest(path("developer"), DEVELOPER, Optional.of("main"), seen.head(), Strategy.SAFEST_FIRST), NOW);
        assertThat(made.strategy()).isEqualTo(Strategy.NORMAL);
        assertThat(made.branch()).contains("main");
    }

    @Test
    void detachedIsTheLastResortAndAnEmptyChainSaysSo() {
        CreatedWorktree made = create(DEVELOPER, List.of(Strategy.DETACHED));
        assertThat(made.branch()).isEmpty();
        Failure failure = catchThrowableOfType(Failure.class, () -> create(new Owner("m1", "tester"), List.of(Strategy.NORMAL)));
        assertThat(failure.kind()).isEqualTo(Failure.Kind.FAILED);
        assertThat(failure.getMessage()).contains("normal: ", "already checked out");
    }

    @Test
    void aDetachedStartNamesTheBranchAfterTheCommit() {
        repo.run("checkout", "-q", "--detach");
        CreatedWorktree made = create(DEVELOPER);
        assertThat(made.branch()).contains("mc-" + repo.run("rev-parse", "HEAD").substring(0, 8) + "-developer");
        assertThat(made.attempts().get(0).reason()).contains("detached HEAD");
    }

    @Test
    void aBranchOfSomebodyElseIsLeftAloneAndTheMissionGivesTheName() {
        repo.run("branch", "main-developer");
        assertThat(create(DEVELOPER).branch()).contains("main-developer-m1");
    }

    @Test
    void branchesInTheWayAndNamesTooLongAreAvoided() {
        repo.run("branch", "main-developer/of/old");
        repo.run("branch", "main-developer-m1/of/old");
        assertThat(create(DEVELOPER).branch()).contains("mc-m1-developer");
        String longest = "b".repeat(245);
        repo.run("checkout", "-q", "-b", longest);
        assertThat(create(new Owner("m1", "tester")).branch()).contains("mc-m1-tester");
    }

    @ParameterizedTest
    @ValueSource(strings = {"feature/ü", "a#(touch-x)", "$(touch${IFS}x)", "-x", "--force", "x;y", "a]b", "'q'\"", "deep/er/日本"})
    void anyStartingBranchWorksAndNothingOfItRuns(String branch) {
        repo.run("update-ref", "refs/heads/" + branch, "HEAD");
        repo.run("symbolic-ref", "HEAD", "refs/heads/" + branch);
        CreatedWorktree made = create(DEVELOPER);
        assertThat(made.strategy()).isEqualTo(Strategy.AGENT_BRANCH);
        assertThat(made.branch()).contains(branch.startsWith("-") ? "mc-m1-developer" : branch + "-developer");
        CreatedWorktree shared = create(new Owner("m1", "tester"), List.of(Strategy.FORCE, Strategy.DETACHED));
        assertThat(shared.branch()).isEqualTo(branch.startsWith("-") ? Optional.empty() : Optional.of(branch));
        assertThat(TestRepo.fingerprint(temp.toAbsolutePath(), Set.of(".git", "home")).keySet()).noneMatch(name -> name.endsWith("/x") || name.equals("x"));
    }

    @Test
    void aTagOfTheSameNameDoesNotLeadAstray() {
        String first = repo.run("rev-parse", "HEAD");
        repo.run("tag", "work", first);
        repo.run("checkout", "-q", "-b", "work");
        String second = repo.commit("Second");
        repo.run("checkout", "-q", "main");
        CreatedWorktree made = new Worktrees(repo.inspect()).create(new WorktreeRequest(path("developer"), DEVELOPER, Optional.of("work"), second, Strategy.SAFEST_FIRST), NOW);
        assertThat(made.branch()).contains("work");
        assertThat(made.commit()).isEqualTo(second);
        assertThat(repo.runIn(made.path(), "status", "--porcelain")).isEmpty();
    }

    @Test
    void aNameThatIsNoBranchDetachesNobodySilently() {
        repo.run("tag", "v1");
        CreatedWorktree made = new Worktrees(repo.inspect()).create(new WorktreeRequest(path("developer"), DEVELOPER, Optional.of("v1"), repo.inspect().head(), Strategy.SAFEST_FIRST), NOW);
        assertThat(made.attempts().get(0).reason()).contains("detached HEAD instead of v1");
        assertThat(made.branch()).contains("v1-developer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"with space", "quo\"te's", "new\nline", "Ünïcode-日本", "-dash", "a;b$(touch x)", "trailing\n"})
    void anyNameOfTheProjectWorks(String name) {
        repo = TestRepo.create(temp, name);
        CreatedWorktree made = create(DEVELOPER);
        assertThat(made.branch()).contains("main-developer");
        assertThat(Worktree.list(repo.inspect())).extracting(Worktree::path).containsExactly(repo.dir(), made.path());
    }

    @Test
    void theUsersCheckoutIndexStashConfigurationAndHooksStayByteForByte() throws Exception {
        repo.userConfig("branch.autoSetupMerge", "always");
        repo.userConfig("branch.autoSetupRebase", "always");
        repo.write("README", "stashed\n");
        repo.run("stash");
        repo.write("README", "changed\n");
        repo.write("new file", "untracked\n");
        repo.write("staged", "staged\n");
        repo.run("add", "staged");
        Path hook = repo.dir().resolve(".git/hooks/post-checkout");
        Files.writeString(hook, "#!/bin/sh\ntouch '" + temp.resolve("canary") + "'\n");
        Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xr-x"));
        Map<String, String> before = repo.usersThings();
        assertThat(before).containsKeys(".git/index", ".git/config", ".git/refs/stash", ".git/hooks/post-checkout", "new file");
        for (List<Strategy> order : List.of(Strategy.SAFEST_FIRST, Strategy.LITERAL, List.of(Strategy.DETACHED))) {
            CreatedWorktree made = create(new Owner("m1", "role" + order.size() + order.get(order.size() > 1 ? 1 : 0).word().charAt(0)), order);
            WorktreeFacts.of(repo.inspect(), Worktree.at(repo.inspect(), made.path()).orElseThrow(), "HEAD");
        }
        assertThat(repo.usersThings()).isEqualTo(before);
        assertThat(temp.resolve("canary")).doesNotExist();
    }

    @Test
    void severalAtOnceAllSucceed() throws Exception {
        Repository seen = repo.inspect();
        ExecutorService pool = Executors.newFixedThreadPool(16);
        try {
            List<Callable<CreatedWorktree>> tasks = IntStream.range(0, 16).<Callable<CreatedWorktree>>mapToObj(i -> () -> {
                Owner owner = new Owner("m1", "role" + i);
                return new Worktrees(seen).create(new WorktreeRequest(path(owner.role()), owner, seen.branch(), seen.head(), Strategy.SAFEST_FIRST), NOW);
            }).toList();
            for (Future<CreatedWorktree> made : pool.invokeAll(tasks)) {
                assertThat(made.get().strategy()).isEqualTo(Strategy.AGENT_BRANCH);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(Worktree.list(repo.inspect())).hasSize(17);
    }

    @Test
    void aLockedReferenceIsWaitedFor() throws Exception {
        Path lock = repo.dir().resolve(".git/refs/heads/main-developer.lock");
        Files.createFile(lock);
        Thread release = new Thread(() -> {
            try {
                Thread.sleep(300); // a lock held by another git for a while
                Files.delete(lock);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        release.start();
        try {
            assertThat(create(DEVELOPER).branch()).contains("main-developer");
        } finally {
            release.join();
        }
    }

    @Test
    void onceMoreGivesTheSameWorktreeWithTheAgentsWorkInIt() {
        CreatedWorktree first = create(DEVELOPER);
        repo.commitIn(first.path(), "Work");
        TestRepo.write(first.path(), "half", "done");
        CreatedWorktree again = create(DEVELOPER);
        assertThat(again.reused()).isTrue();
        assertThat(again.strategy()).isEqualTo(first.strategy());
        assertThat(again.branch()).isEqualTo(first.branch());
        assertThat(again.commit()).isEqualTo(repo.run("rev-parse", "main-developer")).isNotEqualTo(first.commit());
        assertThat(again.path().resolve("half")).hasContent("done");
        repo.run("worktree", "unlock", first.path().toString());
        assertThat(create(DEVELOPER).reused()).isTrue();
    }

    @Test
    void aBranchMadeBeforeACrashIsTakenUpAgainWithItsCommits() {
        CreatedWorktree first = create(DEVELOPER);
        String work = repo.commitIn(first.path(), "Work");
        repo.run("worktree", "remove", "-f", "-f", first.path().toString());
        CreatedWorktree again = create(DEVELOPER);
        assertThat(again.branch()).contains("main-developer");
        assertThat(again.commit()).isEqualTo(work);
        repo.run("worktree", "remove", "-f", "-f", first.path().toString());
        CreatedWorktree other = new Worktrees(repo.inspect()).create(new WorktreeRequest(path("developer"), new Owner("m2", "developer"), Optional.of("main"), repo.inspect().head(), Strategy.SAFEST_FIRST), NOW);
        assertThat(other.branch()).as("another mission does not take it").contains("main-developer-m2");
    }

    @Test
    void aDeletedDirectoryComesBackWithWhatWasStaged() throws Exception {
        CreatedWorktree first = create(DEVELOPER);
        TestRepo.write(first.path(), "staged", "precious\n");
        repo.runIn(first.path(), "add", "staged");
        Trees.delete(first.path());
        CreatedWorktree again = create(DEVELOPER);
        assertThat(again.reused()).isTrue();
        assertThat(repo.runIn(again.path(), "status", "--porcelain")).isEqualTo("A  staged");
        assertThat(again.path().resolve("staged")).hasContent("precious");
    }

    @Test
    void everyPointAtWhichGitMayDieIsMended() throws Exception {
        Path admin = repo.dir().resolve(".git/worktrees/developer");
        String wanted = "main-developer";
        Map<String, Runnable> crashes = Map.of(
                "nothing but the lock file", () -> strip(admin, true, "gitdir", "HEAD", "commondir", "index", "logs", "refs", "ORIG_HEAD"),
                "no directory and no HEAD", () -> strip(admin, true, "HEAD", "index", "logs", "ORIG_HEAD"),
                "HEAD still null", () -> {
                    strip(admin, true, "index", "logs", "ORIG_HEAD");
                    TestRepo.write(admin, "HEAD", "0".repeat(40) + "\n");
                    TestRepo.write(path("developer"), ".git", "gitdir: " + admin + "\n");
                },
                "no .git file", () -> strip(admin, true, "index"),
                "some files and a lock", () -> {
                    strip(admin, false, "index");
                    strip(path("developer"), false, "src");
                    TestRepo.write(admin, "index.lock", "");
                },
                "a file half written", () -> {
                    strip(admin, false, "index");
                    TestRepo.write(path("developer"), "src/app.txt", "one\ntw");
                });
        for (Map.Entry<String, Runnable> crash : crashes.entrySet()) {
            create(DEVELOPER);
            crash.getValue().run();
            CreatedWorktree mended = create(DEVELOPER);
            assertThat(mended.branch()).as(crash.getKey()).contains(wanted);
            assertThat(mended.strategy()).as(crash.getKey()).isEqualTo(Strategy.AGENT_BRANCH);
            assertThat(repo.runIn(mended.path(), "status", "--porcelain")).as(crash.getKey()).isEmpty();
            assertThat(mended.path().resolve("src/app.txt")).as(crash.getKey()).hasContent("one\ntwo\nthree\n");
            assertThat(repo.dir().resolve(".git/worktrees")).as(crash.getKey()).isDirectoryContaining(dir -> dir.equals(admin));
            try (var dirs = Files.list(repo.dir().resolve(".git/worktrees"))) {
                assertThat(dirs).as(crash.getKey()).hasSize(1);
            }
        }
        assertThat(PreservedWork.list(repo.inspect())).as("the half file was kept, the others were not content").hasSize(1);
    }

    @Test
    void whatIsInTheWayIsNeverTouched() throws Exception {
        TestRepo.write(path("developer"), "mine", "precious");
        Failure failure = catchThrowableOfType(Failure.class, () -> create(DEVELOPER));
        assertThat(failure.kind()).isEqualTo(Failure.Kind.REFUSED);
        assertThat(path("developer").resolve("mine")).hasContent("precious");
        Files.createSymbolicLink(path("tester"), Files.createDirectories(temp.resolve("elsewhere")));
        assertThat(catchThrowableOfType(Failure.class, () -> create(new Owner("m1", "tester"))).kind()).isEqualTo(Failure.Kind.REFUSED);
        assertThat(temp.resolve("elsewhere")).isEmptyDirectory();
        Files.createDirectories(path("empty"));
        assertThat(create(new Owner("m1", "empty")).strategy()).isEqualTo(Strategy.AGENT_BRANCH);
    }

    @Test
    void aWorktreeOfAnotherMissionIsRefusedByName() {
        create(DEVELOPER);
        Failure failure = catchThrowableOfType(Failure.class, () -> new Worktrees(repo.inspect()).create(new WorktreeRequest(path("developer"), new Owner("m2", "developer"), Optional.of("main"), repo.inspect().head(), Strategy.SAFEST_FIRST), NOW));
        assertThat(failure.kind()).isEqualTo(Failure.Kind.REFUSED);
        assertThat(failure.getMessage()).contains("developer of mission m1");
    }

    @Test
    void submodulesAndFiltersOfTheRepositoryAreNoted() {
        repo.write(".gitmodules", "[submodule \"x\"]\n\tpath = x\n\turl = ./x\n");
        repo.write(".gitattributes", "*.big filter=store\n");
        repo.write("a.big", "content\n");
        repo.commit("Submodule");
        repo.run("config", "filter.store.smudge", "sed s/content/smudged/");
        CreatedWorktree made = create(DEVELOPER);
        assertThat(made.notes()).anyMatch(note -> note.contains("submodules")).anyMatch(note -> note.contains("store"));
        assertThat(made.path().resolve("a.big")).hasContent("smudged");
    }

    @Test
    void namesThatCouldBeMoreThanNamesAreRefused() {
        for (String bad : List.of("", "-x", "a/b", "a b", "..", "x\n", "ü", "a".repeat(65))) {
            assertThat(catchThrowableOfType(Failure.class, () -> new Owner("m1", bad)).kind()).as(bad).isEqualTo(Failure.Kind.USAGE);
        }
    }

    private static void strip(Path dir, boolean withTree, String... names) {
        try {
            for (String name : names) {
                if (Files.isDirectory(dir.resolve(name))) {
                    Trees.delete(dir.resolve(name));
                }
                Files.deleteIfExists(dir.resolve(name));
            }
            if (withTree) {
                Trees.delete(dir.resolve("../../../../trees/developer").normalize());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
