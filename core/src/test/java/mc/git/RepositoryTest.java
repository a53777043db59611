package mc.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import mc.Failure;
import mc.testing.TestRepo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryTest {

    @TempDir
    Path temp;

    private Failure refusal(Path project) {
        Git git = TestRepo.empty(temp, "helper").git().in(project);
        return catchThrowableOfType(Failure.class, () -> Repository.inspect(git));
    }

    @Test
    void aPlainRepositoryIsReportedWithItsFacts() {
        TestRepo repo = TestRepo.create(temp, "app");
        Repository seen = repo.inspect();
        assertThat(seen.top()).isEqualTo(repo.dir());
        assertThat(seen.commonDir()).isEqualTo(repo.dir().resolve(".git"));
        assertThat(seen.head()).isEqualTo(repo.run("rev-parse", "HEAD"));
        assertThat(seen.branch()).contains("main");
        assertThat(seen.hasRemotes()).isFalse();
        assertThat(seen.shallow()).isFalse();
        assertThat(seen.linked()).isFalse();
        assertThat(seen.operation()).isEmpty();
        assertThat(seen.notes()).isEmpty();
        assertThat(seen.requireQuiet()).isSameAs(seen);
    }

    @Test
    void remotesShallownessAndADetachedHeadAreFacts() {
        TestRepo repo = TestRepo.create(temp, "app");
        repo.commit("Second");
        repo.run("clone", "-q", "--depth", "1", "file://" + repo.dir(), temp.resolve("copy").toString());
        Repository copy = Repository.inspect(repo.git().in(temp.resolve("copy")));
        assertThat(copy.shallow()).isTrue();
        assertThat(copy.hasRemotes()).isTrue();
        repo.run("checkout", "-q", "--detach");
        assertThat(repo.inspect().branch()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"with space", "quo\"te's", "new\nline", "Ünïcode-日本", "-dash", "a;b$(touch x)`y`", "back\\slash", "trailing\n"})
    void anyNameOfTheDirectoryWorks(String name) {
        TestRepo repo = TestRepo.create(temp, name);
        assertThat(repo.inspect().top()).isEqualTo(repo.dir());
    }

    @ParameterizedTest
    @ValueSource(strings = {"feature/ü", "a#(touch-x)", "x;y", "a$(b)", "--not-an-option", "-x", "'quoted'", "日本語"})
    void anyNameOfTheBranchWorks(String branch) {
        TestRepo repo = TestRepo.create(temp, "app");
        repo.run("update-ref", "refs/heads/" + branch, "HEAD");
        repo.run("symbolic-ref", "HEAD", "refs/heads/" + branch);
        Repository seen = repo.inspect();
        assertThat(seen.branch()).contains(branch);
        StartingBranch.write(seen);
        assertThat(StartingBranch.read(seen)).contains(branch);
    }

    @Test
    void aSubdirectoryStandsForItsRepositoryAndSaysSo() {
        TestRepo repo = TestRepo.create(temp, "app");
        Repository seen = Repository.inspect(repo.git().in(repo.dir().resolve("src")));
        assertThat(seen.top()).isEqualTo(repo.dir());
        assertThat(seen.notes()).singleElement().asString().contains("whole repository");
    }

    @Test
    void aLinkedWorktreeIsAProjectOfItsOwnAndSaysSo() {
        TestRepo repo = TestRepo.create(temp, "app");
        repo.run("worktree", "add", "-q", "-b", "other", temp.resolve("linked").toString());
        Repository seen = Repository.inspect(repo.git().in(temp.resolve("linked")));
        assertThat(seen.top()).isEqualTo(temp.toAbsolutePath().resolve("linked"));
        assertThat(seen.commonDir()).isEqualTo(repo.dir().resolve(".git"));
        assertThat(seen.linked()).isTrue();
        assertThat(seen.notes()).singleElement().asString().contains("linked worktree");
    }

    @Test
    void whatIsNoProjectIsRefusedWithTheCommandThatMendsIt() throws Exception {
        Files.writeString(temp.resolve("file"), "");
        Files.createDirectories(temp.resolve("plain dir"));
        TestRepo.empty(temp, "unborn");
        TestRepo bare = TestRepo.create(temp, "source");
        bare.run("clone", "-q", "--bare", ".", temp.resolve("bare.git").toString());
        expect("nowhere", Failure.Kind.USAGE, "does not exist", "existing git repository");
        expect("file", Failure.Kind.USAGE, "not a directory", "directory of a git");
        expect("plain dir", Failure.Kind.USAGE, "not a git repository", "plain dir' && git init");
        expect("unborn", Failure.Kind.USAGE, "no commit yet", "git commit");
        expect("bare.git", Failure.Kind.USAGE, "bare", "git clone");
        expect("source/.git", Failure.Kind.USAGE, "inside a .git", "directory that holds .git");
        expect("source/.git/refs", Failure.Kind.USAGE, "inside a .git", "directory that holds .git");
    }

    @Test
    void aBrokenRepositoryIsNotMistakenForTheOneAroundIt() throws Exception {
        TestRepo outer = TestRepo.create(temp, "outer");
        Files.createDirectories(outer.dir().resolve("inner/.git"));
        TestRepo.write(outer.dir(), "loose/.git", "gitdir: /nowhere/at/all\n");
        expect("outer/inner", Failure.Kind.MISSING, "broken", "fsck");
        expect("outer/loose", Failure.Kind.MISSING, "broken", "fsck");
        TestRepo config = TestRepo.create(temp, "config");
        config.write(".git/config", "[core");
        expect("config", Failure.Kind.MISSING, "bad config", "fsck");
        TestRepo objects = TestRepo.create(temp, "objects");
        Trees.delete(objects.dir().resolve(".git/objects"));
        Files.createDirectories(objects.dir().resolve(".git/objects"));
        expect("objects", Failure.Kind.MISSING, "broken", "fsck");
    }

    @Test
    void aRepositoryOfAnotherUserNamesTheSettingThatTrustsIt() {
        TestRepo repo = TestRepo.create(temp, "app");
        Git git = repo.git().with(Map.of("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")); // git's own switch for its tests of this
        Failure failure = catchThrowableOfType(Failure.class, () -> Repository.inspect(git));
        assertThat(failure.kind()).isEqualTo(Failure.Kind.MISSING);
        assertThat(failure.hint()).startsWith("git config --global --add safe.directory ");
    }

    @ParameterizedTest
    @CsvSource({
        "rebase-merge, REBASE", "rebase-apply, REBASE", "rebase-apply/applying, APPLY", "MERGE_HEAD, MERGE",
        "CHERRY_PICK_HEAD, CHERRY_PICK", "REVERT_HEAD, REVERT", "BISECT_LOG, BISECT"})
    void operationsUnderWayAreSeenAndCanBeRefused(String marker, Operation operation) {
        TestRepo repo = TestRepo.create(temp, "app");
        repo.write(".git/" + marker + (marker.equals("rebase-merge") || marker.equals("rebase-apply") ? "/x" : ""), "");
        Repository seen = repo.inspect();
        assertThat(seen.operation()).contains(operation);
        Failure refused = catchThrowableOfType(Failure.class, seen::requireQuiet);
        assertThat(refused.kind()).isEqualTo(Failure.Kind.REFUSED);
        assertThat(refused.hint()).contains("cd ").contains("git ");
    }

    @Test
    void aRealConflictedRebaseIsSeen() {
        TestRepo repo = TestRepo.create(temp, "app");
        repo.run("checkout", "-q", "-b", "side");
        repo.write("README", "side\n");
        repo.commit("Side");
        repo.run("checkout", "-q", "main");
        repo.write("README", "main\n");
        repo.commit("Main");
        repo.tryIn(repo.dir(), "rebase", "side");
        Repository seen = repo.inspect();
        assertThat(seen.operation()).contains(Operation.REBASE);
        assertThat(seen.branch()).isEmpty();
    }

    @Test
    void theStartingBranchIsReadInEitherFormAndGoesWithADetachedHead() {
        TestRepo repo = TestRepo.create(temp, "app");
        Repository seen = repo.inspect();
        assertThat(StartingBranch.read(seen)).isEmpty();
        repo.write(".git/STARTING_BRANCH", "Project started on branch: feature/old\n");
        assertThat(StartingBranch.read(seen)).contains("feature/old");
        StartingBranch.write(seen);
        assertThat(repo.dir().resolve(".git/STARTING_BRANCH")).hasContent("main");
        repo.write(".git/STARTING_BRANCH", "no name\u001b[31m\nat all");
        assertThat(catchThrowableOfType(Failure.class, () -> StartingBranch.read(seen)).getMessage()).doesNotContain("\u001b");
        repo.write(".git/STARTING_BRANCH", "HEAD\n");
        assertThat(StartingBranch.read(seen)).isEmpty();
        repo.run("checkout", "-q", "--detach");
        StartingBranch.write(repo.inspect());
        assertThat(repo.dir().resolve(".git/STARTING_BRANCH")).doesNotExist();
    }

    @Test
    void theStartingBranchWrittenFromALinkedWorktreeIsFoundFromEverywhere() {
        TestRepo repo = TestRepo.create(temp, "app");
        repo.run("worktree", "add", "-q", "-b", "other", temp.resolve("linked").toString());
        StartingBranch.write(Repository.inspect(repo.git().in(temp.resolve("linked"))));
        assertThat(StartingBranch.read(repo.inspect())).isEqualTo(Optional.of("other"));
    }

    private void expect(String path, Failure.Kind kind, String message, String hint) {
        Failure failure = refusal(temp.resolve(path));
        assertThat(failure).as(path).isNotNull();
        assertThat(failure.getMessage()).as(path).contains(message);
        assertThat(failure.kind()).as(path).isEqualTo(kind);
        assertThat(failure.hint()).as(path).contains(hint);
    }
}
