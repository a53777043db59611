package mc.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import mc.Failure;
import mc.process.Exec;
import mc.testing.TestRepo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ReflogTest {

    private static final String A = "a".repeat(40);
    private static final String B = "b".repeat(40);

    @TempDir
    Path temp;

    private Path log() throws Exception {
        return Files.createDirectories(temp.resolve("logs")).resolve("HEAD");
    }

    private void append(String text) throws Exception {
        Files.write(log(), text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static String line(String action) {
        return A + " " + B + " Ann Other <ann@example.invalid> 1700000000 +0130\t" + action + "\n";
    }

    @Test
    void whatGitItselfWritesIsUnderstood() {
        TestRepo repo = TestRepo.create(temp, "app");
        String second = repo.commit("Second: with a colon");
        repo.run("checkout", "-q", "-b", "other");
        repo.run("reset", "-q", "--hard", "HEAD~1");
        Reflog reflog = Reflog.ofHead(repo.dir().resolve(".git"));
        assertThat(reflog.entries()).extracting(ReflogEntry::action).containsExactly("commit (initial)", "commit", "checkout", "reset");
        ReflogEntry commit = reflog.lastCommit().orElseThrow();
        assertThat(commit.after()).isEqualTo(second);
        assertThat(commit.message()).isEqualTo("Second: with a colon");
        assertThat(commit.who()).isEqualTo("Test Author <author@example.invalid>");
        assertThat(reflog.entries().get(2).moved()).containsExactly("main", "other");
        assertThat(reflog.last().orElseThrow().action()).isEqualTo("reset");
    }

    @Test
    void newEntriesComeOnceAndAHalfWrittenOneWaits() throws Exception {
        append(line("commit: one"));
        Reflog reflog = Reflog.ofHead(temp);
        Reflog.News first = reflog.after(Reflog.Position.START);
        assertThat(first.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.time()).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
            assertThat(entry.zone()).isEqualTo("+0130");
        });
        assertThat(reflog.after(first.next()).entries()).isEmpty();
        append(line("commit: two").substring(0, 90));
        Reflog.News half = reflog.after(first.next());
        assertThat(half.entries()).isEmpty();
        append(line("commit: two").substring(90));
        assertThat(reflog.after(half.next()).entries()).extracting(ReflogEntry::message).containsExactly("two");
    }

    @Test
    void aReplacedOrCutFileIsReadFromItsStart() throws Exception {
        append(line("commit: one") + line("commit: two"));
        Reflog reflog = Reflog.ofHead(temp);
        Reflog.Position end = reflog.after(Reflog.Position.START).next();
        Files.write(log(), line("commit: cut").getBytes(StandardCharsets.UTF_8), StandardOpenOption.TRUNCATE_EXISTING);
        Reflog.News cut = reflog.after(end);
        assertThat(cut.restarted()).isTrue();
        assertThat(cut.entries()).extracting(ReflogEntry::message).containsExactly("cut");
        Path other = Files.writeString(temp.resolve("other"), line("commit: x") + line("commit: y") + line("commit: z"));
        Files.move(other, log(), StandardCopyOption.REPLACE_EXISTING);
        assertThat(reflog.after(cut.next()).entries()).extracting(ReflogEntry::message).containsExactly("x", "y", "z");
        Files.delete(log());
        assertThat(reflog.after(end)).isEqualTo(new Reflog.News(List.of(), Reflog.Position.START, true));
    }

    @Test
    void noFileALinkAndRandomBytesAreNoEntries() throws Exception {
        assertThat(Reflog.ofHead(temp).entries()).isEmpty();
        assertThat(Reflog.ofHead(temp).lastCommit()).isEmpty();
        long seed = 20260304;
        byte[] noise = new byte[200_000];
        new Random(seed).nextBytes(noise);
        Files.write(log(), noise);
        append("\n" + "0 0 x\n" + A + " " + B + " nobody 1 +0000\tcommit: x\n" + line("commit: \u001b[31mred\u202e") + A + " " + B + " N <n> 99999999999999999999 +0000\tcommit: x\n");
        assertThat(Reflog.ofHead(temp).entries()).as("seed " + seed).extracting(ReflogEntry::action).containsExactly("commit");
        Files.delete(log());
        Files.createSymbolicLink(log(), Path.of("/etc/passwd"));
        assertThat(catchThrowable(() -> Reflog.ofHead(temp).entries())).isInstanceOf(Failure.class);
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aPipeHoldsNobodyUp() throws Exception {
        assertThat(Exec.of("mkfifo", log().toString()).run().ok()).isTrue();
        try (FileChannel swapped = Reflog.ofHead(temp).open()) { // as when it comes between the look and the opening
            assertThat(catchThrowable(() -> swapped.read(ByteBuffer.allocate(1), 0))).isInstanceOf(IOException.class);
        }
        assertThat(Reflog.ofHead(temp).after(Reflog.Position.START)).isEqualTo(new Reflog.News(List.of(), Reflog.Position.START, true));
    }

    @Test
    @Timeout(60)
    void aLookIntoAWorktreeWithAPipeForAnIgnoreFileEndsAsAFailure() {
        TestRepo repo = TestRepo.create(temp, "app");
        Repository repository = Repository.inspect(repo.dir());
        Worktree worktree = Worktree.at(repository, repo.dir()).orElseThrow();
        assertThat(BranchFacts.of(repository, worktree, List.of("refs/heads/main")).ahead()).isZero();
        assertThat(Exec.of("mkfifo", repo.dir().resolve(".gitignore").toString()).run().ok()).isTrue();
        assertThat(catchThrowable(() -> BranchFacts.of(repository, worktree, List.of("refs/heads/main"), Duration.ofSeconds(1)))).isInstanceOf(Failure.class).hasMessageContaining("did not finish within 1 s");
    }

    @Test
    void onlyWhatBringsCommitsCountsAsACommit() {
        for (String action : new String[] {"commit", "commit (amend)", "commit (merge)", "merge topic", "rebase (pick)", "cherry-pick", "revert", "pull", "am"}) {
            assertThat(ReflogEntry.parse(line(action + ": x").strip()).orElseThrow().bringsCommits()).as(action).isTrue();
        }
        for (String action : new String[] {"checkout", "reset", "commitment", "clone", ""}) {
            assertThat(ReflogEntry.parse(line(action + ": x").strip()).orElseThrow().bringsCommits()).as(action).isFalse();
        }
    }
}
