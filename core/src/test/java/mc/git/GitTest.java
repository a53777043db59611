package mc.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import mc.Failure;
import mc.testing.TestRepo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitTest {

    @TempDir
    Path temp;

    @Test
    void variablesOfTheCallerDoNotLeadGitElsewhere() {
        TestRepo here = TestRepo.create(temp, "here");
        TestRepo there = TestRepo.create(temp, "there");
        Map<String, String> env = new HashMap<>(Map.of("PATH", System.getenv("PATH"), "HOME", temp.toString()));
        env.put("GIT_DIR", there.dir().resolve(".git").toString());
        env.put("GIT_WORK_TREE", there.dir().toString());
        env.put("GIT_INDEX_FILE", temp.resolve("no-index").toString());
        env.put("GIT_CONFIG_COUNT", "1");
        env.put("GIT_CONFIG_KEY_0", "user.planted");
        env.put("GIT_CONFIG_VALUE_0", "yes");
        env.put("LANGUAGE", "de");
        Git git = Git.at(here.dir(), env);
        assertThat(git.text("rev-parse", "--show-toplevel")).isEqualTo(here.dir().toString());
        assertThat(git.ask("config", "user.planted")).isEmpty();
        assertThat(git.env()).containsEntry("LC_ALL", "C").doesNotContainKeys("GIT_DIR", "LANGUAGE");
    }

    @Test
    void transportsAreClosedUnlessAskedFor() {
        TestRepo repo = TestRepo.create(temp, "app");
        repo.run("remote", "add", "evil", "ext::sh -c touch% " + temp.resolve("canary"));
        repo.run("remote", "add", "self", repo.dir().toString());
        assertThat(repo.git().run("fetch", "self").ok()).isFalse();
        assertThat(repo.git().online().run("fetch", "self").ok()).isTrue();
        assertThat(repo.git().online().run("fetch", "evil").ok()).isFalse();
        assertThat(temp.resolve("canary")).doesNotExist();
    }

    @Test
    void aHangingGitIsAFailure() {
        TestRepo repo = TestRepo.create(temp, "app");
        Git git = repo.git().timeout(Duration.ofMillis(500));
        Failure failure = catchThrowableOfType(Failure.class, () -> git.run("-c", "alias.hang=!exec sleep 60", "hang"));
        assertThat(failure.kind()).isEqualTo(Failure.Kind.FAILED);
        assertThat(failure.getMessage()).contains("did not finish");
    }

    @Test
    void failuresCarryGitsOwnWordsWithoutControlCharacters() {
        TestRepo repo = TestRepo.create(temp, "app");
        Failure failure = catchThrowableOfType(Failure.class, () -> repo.git().text("rev-parse", "--verify", "no\u001b[31msuch"));
        assertThat(failure.getMessage()).contains("Needed a single revision").doesNotContain("\u001b");
        assertThat(repo.git().ask("symbolic-ref", "-q", "refs/none")).isEmpty();
        assertThat(catchThrowableOfType(Failure.class, () -> repo.git().ask("log", "no-such-thing")).getMessage()).contains("no-such-thing");
    }

    @Test
    void versionsAreReadAndCompared() {
        assertThat(GitVersion.parse("git version 2.39.5 (Apple Git-154)")).isEqualTo(new GitVersion(2, 39, 5));
        assertThat(GitVersion.parse("git version 2.50.0.rc1")).isEqualTo(new GitVersion(2, 50, 0));
        assertThat(GitVersion.parse("git version 3.0")).isGreaterThan(GitVersion.OLDEST);
        assertThat(new GitVersion(2, 9, 9)).isLessThan(GitVersion.OLDEST);
        assertThat(GitVersion.installed()).isGreaterThanOrEqualTo(GitVersion.OLDEST);
        assertThat(catchThrowableOfType(Failure.class, () -> GitVersion.parse("zsh: command not found")).kind()).isEqualTo(Failure.Kind.MISSING);
    }
}
