package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import mc.process.Exec;
import mc.testing.TestRepo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** What {@code mc orchestrate} says to input that cannot work: what, why, what mends it, the right exit code, and nothing half made. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {

    private final McRun mc = new McRun();
    private TestRepo project;
    private Path spec;

    @BeforeAll
    void start() {
        project = mc.project("app");
        spec = mc.spec();
        mc.ok("daemon", "start");
    }

    @AfterAll
    void end() {
        mc.close();
    }

    /** One refused call: what the user's words must hold. */
    private DynamicTest refused(String name, int code, List<String> said, TestRepo repo, String... args) {
        return DynamicTest.dynamicTest(name, () -> {
            Map<String, String> before = repo == null ? Map.of() : TestRepo.fingerprint(repo.dir(), Set.of());
            List<String> words = new ArrayList<>(List.of("orchestrate", "--yes"));
            words.addAll(List.of(args).contains("--agent") ? List.of() : List.of("--agent", "demo"));
            words.addAll(List.of(args));
            McRun.Run run = mc.call(words.toArray(String[]::new)).here().exits(code);
            assertThat(run.err()).startsWith("mc: ").contains(said).doesNotContain("\u001b", "Exception", "null");
            assertThat(run.err().lines().count()).as("what, and what mends it: %s", run.err()).isGreaterThanOrEqualTo(2);
            assertThat(repo == null ? Map.of() : TestRepo.fingerprint(repo.dir(), Set.of())).isEqualTo(before);
            nothingIsHalfMade();
        });
    }

    private void nothingIsHalfMade() throws IOException {
        try (Stream<Path> projects = Files.list(mc.home().registry().resolve("projects")); Stream<Path> launches = Files.list(mc.home().launch())) {
            assertThat(projects).isEmpty();
            assertThat(launches).isEmpty();
        }
        assertThat(mc.tmux("list-sessions").ok()).isFalse();
        assertThat(mc.call("status", "--json", "--all").here().exits(0).json().path("missions")).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> specs() throws IOException {
        Path big = mc.file("big.md", "");
        try (RandomAccessFile file = new RandomAccessFile(big.toFile(), "rw")) {
            file.setLength(50L * 1024 * 1024);
        }
        Path fifo = mc.root().resolve("fifo.md");
        assertThat(Exec.of("mkfifo", fifo.toString()).run().ok()).isTrue();
        Path latin = Files.write(mc.file("latin.md", ""), "Für alle: Zähle mit.\n".getBytes(StandardCharsets.ISO_8859_1));
        Path binary = Files.write(mc.file("binary.md", ""), new byte[] {0x7f, 'E', 'L', 'F', 0, 0, 1});
        return Stream.of(
                spec("missing", "There is no spec", "Check the path", mc.root().resolve("no such spec.md")),
                spec("empty", "is empty", "Write down what is to be built", mc.file("empty.md", "")),
                spec("blank", "is empty", "Write down what is to be built", mc.file("blank.md", " \n\t\n\u200b\n")),
                spec("binary", "is not text", "Give a text file", binary),
                spec("50 MB", "is too big: 52428800 bytes", "point to other documents", big),
                spec("not UTF-8", "is not UTF-8", "iconv", latin),
                spec("directory", "is a directory", "Name the file inside", mc.root().resolve("home")),
                spec("pipe", "is a pipe", "Save the text to a file", fifo));
    }

    private DynamicTest spec(String name, String what, String remedy, Path file) {
        return refused("spec: " + name, 2, List.of(what, remedy, file.getFileName().toString()), project, "--project", project.dir().toString(), "--spec", file.toString());
    }

    @Test
    void whatIsMissingIsSaidBeforeThatThereIsNoTerminalToAskOn() {
        McRun.Run run = mc.call("orchestrate", "--project", mc.root().resolve("no project").toString(), "--spec", "no spec").here().exits(2);
        assertThat(run.err()).contains("There is no project", "Check the path").doesNotContain("terminal");
    }

    @TestFactory
    Stream<DynamicTest> projects() throws IOException {
        Path plain = Files.createDirectories(mc.root().resolve("plain directory"));
        TestRepo empty = TestRepo.empty(mc.root(), "empty");
        TestRepo bare = mc.project("from");
        bare.run("clone", "-q", "--bare", ".", mc.root().resolve("bare.git").toString());
        TestRepo detached = mc.project("detached");
        detached.run("checkout", "-q", "--detach");
        TestRepo rebasing = mc.project("rebasing");
        rebasing.run("checkout", "-q", "-b", "side");
        rebasing.write("README", "side\n");
        rebasing.commit("Side");
        rebasing.run("checkout", "-q", "main");
        rebasing.write("README", "main\n");
        rebasing.commit("Main");
        rebasing.tryIn(rebasing.dir(), "rebase", "side");
        TestRepo broken = mc.project("broken");
        Files.writeString(broken.dir().resolve(".git/HEAD"), "nonsense\n");
        return Stream.of(
                project("missing", 2, mc.root().resolve("no project"), null, "does not exist", "--project"),
                project("a file", 2, spec, null, "is not a directory", "--project"),
                project("no repository", 2, plain, null, "is not a git repository", "git init"),
                project("bare", 2, mc.root().resolve("bare.git"), null, "is a bare repository", "git clone"),
                project("no commits", 2, empty.dir(), empty, "has no commit yet", "git commit"),
                project("inside .git", 2, project.dir().resolve(".git"), project, "inside a .git directory", "Give the directory"),
                project("detached", 2, detached.dir(), detached, "HEAD is detached", "--base BRANCH"),
                project("in the middle of a rebase", 5, rebasing.dir(), rebasing, "rebase", "give it up", "git rebase --abort"),
                project("damaged", 6, broken.dir(), broken, "is broken", "fsck"),
                refused("project: a base that is not there", 2, List.of("There is no branch nowhere", "main"), project, "--project", project.dir().toString(), "--spec", spec.toString(), "--base", "nowhere"));
    }

    private DynamicTest project(String name, int code, Path dir, TestRepo repo, String... said) {
        return refused("project: " + name, code, List.of(said), repo, "--project", dir.toString(), "--spec", spec.toString());
    }

    @TestFactory
    Stream<DynamicTest> choices() {
        return Stream.of(
                choice("unknown role", List.of("There is no role \"develper\"", "Did you mean developer", "tester"), "--roles", "develper"),
                choice("doubled role", List.of("names developer twice"), "--roles", "developer,tester,Developer"),
                choice("empty role", List.of("has an empty name"), "--roles", "developer,,tester"),
                choice("no roles", List.of("has an empty name"), "--roles", ""),
                choice("hostile role", List.of("There is no role"), "--roles", "$(touch '" + mc.root() + "/canary')"),
                choice("role with an escape", List.of("There is no role"), "--roles", "\u001b[31mdev\u202e"),
                choice("unknown role to add", List.of("There is no role"), "--add-roles", "../../etc"),
                choice("too many for the plan", List.of("carries at most 3", "--plan"), "--roles", "orchestrator,developer,tester,devops,researcher", "--plan", "pro"),
                choice("unknown team type", List.of("There is no team type \"webbapp\"", "web_application"), "--team-type", "webbapp"),
                choice("unknown size", List.of("\"huge\"", "small, medium, large, enterprise"), "--size", "huge"),
                choice("unknown plan", List.of("\"free\"", "pro, max5, max20, console"), "--plan", "free"),
                choice("unknown agent", List.of("'codex'", "claude, demo"), "--agent", "codex"),
                choice("unknown permission mode", List.of("'yolo'", "default, bypassPermissions"), "--permission-mode", "yolo"),
                choice("unknown worktree strategy", List.of("'best'", "own (the default), chain or literal"), "--worktree-strategy", "best"),
                choice("unknown planner", List.of("'gpt'", "claude or offline"), "--planner", "gpt"),
                choice("no length of time", List.of("'soon'", "10s"), "--timeout", "soon"),
                choice("unknown option", List.of("--tem-type", "--help"), "--tem-type", "x"));
    }

    private DynamicTest choice(String name, List<String> said, String... more) {
        List<String> args = new ArrayList<>(List.of("--project", project.dir().toString(), "--spec", spec.toString()));
        args.addAll(List.of(more));
        return refused(name, 2, said, project, args.toArray(String[]::new));
    }

    @TestFactory
    Stream<DynamicTest> strangeButGood() {
        return Stream.of("two  words", "it's \"quoted\"", "new\nline", "Überraschung 日本語 🙂", "-leading", "#(touch canary)", "#{pane_id}", "$(touch canary)", "a:b", ";")
                .map(name -> DynamicTest.dynamicTest("project path: " + name.replace("\n", "\\n"), () -> {
                    TestRepo strange = mc.project(name);
                    strange.run("checkout", "-q", "-b", "a#(touch${IFS}x)");
                    McRun.Run run = mc.call("orchestrate", "--agent", "demo", "--dry-run", "--json", "--project", strange.dir().toString(), "--spec", spec.toString()).here().exits(0);
                    assertThat(run.json().path("project").path("path").asText()).isEqualTo(strange.dir().toString());
                    assertThat(run.json().path("project").path("name").asText()).matches("[A-Za-z0-9_-]{1,26}");
                    assertThat(run.json().path("startingBranch").asText()).isEqualTo("a#(touch${IFS}x)");
                }));
    }
}
