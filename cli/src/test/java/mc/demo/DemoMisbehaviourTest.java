package mc.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import mc.process.Exec;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Every kind of bad behaviour a script can ask for. */
@Execution(ExecutionMode.CONCURRENT)
class DemoMisbehaviourTest {

    private static DemoStage stage;

    @BeforeAll
    static void open() throws IOException {
        stage = new DemoStage();
    }

    @AfterAll
    static void close() throws IOException {
        stage.close();
    }

    private static void stays(String what, Callable<Boolean> condition) {
        Awaitility.await(what).during(Duration.ofMillis(400)).atMost(Duration.ofSeconds(2)).until(condition);
    }

    @Test
    void endsInEveryWayATurnCanEndAProgram() throws IOException {
        DemoStage.Agent crash = stage.start("when .\n  crash 42\n", "go");
        DemoStage.Agent exit = stage.start("when .\n  exit 5\n", "go");
        DemoStage.Agent atOnce = stage.start("exit-at-once 9\n", "go");
        assertThat(crash.end()).isEqualTo("exit 42");
        assertThat(crash.events()).doesNotContain("SessionEnd");
        assertThat(exit.end()).isEqualTo("exit 5");
        assertThat(exit.events()).endsWith("SessionEnd");
        assertThat(atOnce.end()).isEqualTo("exit 9");
        assertThat(atOnce.events()).isEmpty();
    }

    @Test
    void hangs() throws IOException {
        DemoStage.Agent agent = stage.start("when .\n  hang\n", "go");
        agent.shows("Working…").status("busy");
        stays("the clock stands", () -> agent.plain().contains("(0s"));
        String before = agent.plain();
        agent.keys("x", "Escape", "Enter");
        stays("nothing is drawn", () -> agent.plain().equals(before));
        assertThat(agent.events()).containsExactly("SessionStart", "UserPromptSubmit");
    }

    @Test
    void losesEnterAndPaste() throws IOException {
        DemoStage.Agent agent = stage.start("swallow-enter 1\nswallow-paste 1\nwhen .\n  say Read.\n", "").shows("❯");
        agent.paste("lost").keys("-l", "typed").shows("❯ typed").keys("C-u");
        agent.paste("kept").shows("❯ kept").keys("Enter");
        stays("the first Enter is lost", () -> agent.plain().contains("❯ kept") && !agent.events().contains("UserPromptSubmit"));
        agent.keys("Enter");
        assertThat(agent.heard("UserPromptSubmit", 1).path("prompt").asText()).isEqualTo("kept");
    }

    @Test
    void sendsHooksLateNeverOrBroken() throws IOException {
        DemoStage.Agent agent = stage.start("drop-hook Stop\nslow-hook UserPromptSubmit 700ms\ngarbage-hook SessionStart\nwhen first\n  say One.\n", "");
        agent.shows("❯");
        assertThat(agent.log().get(0).event()).isEqualTo("SessionStart");
        assertThat(agent.log().get(0).payload()).startsWith("{\"hook_event_name\"").endsWith("oops");
        long typed = System.nanoTime();
        agent.keys("first", "Enter").heard("UserPromptSubmit", 1);
        assertThat(Duration.ofNanos(System.nanoTime() - typed)).isGreaterThan(Duration.ofMillis(700));
        agent.shows("One.").status("idle");
        agent.keys("/exit", "Enter").end();
        assertThat(agent.events()).containsExactly("SessionStart", "UserPromptSubmit", "SessionEnd");
    }

    @Test
    void startsLateOrNever() throws IOException {
        long began = System.nanoTime();
        DemoStage.Agent late = stage.start("start-delay 3s\n", "");
        DemoStage.Agent never = stage.start("never-ready\n", "hello");
        late.heard("SessionStart", 1);
        never.shows("Demo agent");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(3));
        stays("it is not ready", () -> !never.plain().contains("❯") && never.events().isEmpty());
        ProcessHandle.of(never.pid).orElseThrow().destroy();
        assertThat(never.end()).isEqualTo("exit 143");
    }

    @Test
    void asksForTrustAndReportsNothingUntilThen() throws IOException {
        String script = "trust-dialog\nwhen .\n  say In.\n";
        DemoStage.Agent declined = stage.start(script, "go").shows("Yes, I trust this folder");
        assertThat(declined.plain()).contains(" ❯ No, exit");
        assertThat(declined.events()).isEmpty();
        assertThat(stage.demoHome.session(declined.pid)).doesNotExist();
        declined.keys("Enter");
        assertThat(declined.end()).isEqualTo("exit 1");
        assertThat(declined.events()).isEmpty();
        DemoStage.Agent accepted = stage.start(declined.folder, script, "go", UUID.randomUUID().toString(), false, Map.of());
        accepted.shows("Yes, I trust this folder").keys("Down").shows(" ❯ Yes, I trust").keys("Enter").heard("Stop", 1);
        stage.start(declined.folder, script, "go", UUID.randomUUID().toString(), false, Map.of()).heard("Stop", 1);
    }

    @Test
    void trustCoversTheWorktreesOfARepository() throws IOException {
        DemoStage.Agent plain = stage.start("exit-at-once", "");
        Exec.of("git", "-c", "init.defaultBranch=main", "init", "-q").in(plain.folder).run();
        Exec.of("git", "-c", "user.name=t", "-c", "user.email=t@localhost", "commit", "-q", "--allow-empty", "-m", "x").in(plain.folder).run();
        assertThat(Exec.of("git", "worktree", "add", "-q", "--detach", "../tree of it").in(plain.folder).run().ok()).isTrue();
        assertThat(stage.adapter.recordTrust(Map.of("MC_DEMO_HOME", stage.demoHome.root().toString()), plain.folder)).hasSize(1);
        assertThat(stage.adapter.recordTrust(Map.of("MC_DEMO_HOME", stage.demoHome.root().toString()), plain.folder)).isEmpty();
        stage.start(plain.folder.resolveSibling("tree of it"), "trust-dialog\nwhen .\n  say In.\n", "go", UUID.randomUUID().toString(), false, Map.of()).heard("Stop", 1);
    }

    @Test
    void makesNoise() throws IOException {
        DemoStage.Agent agent = stage.start("noise\nwhen .\n  say Read.\n", "").shows("· noise 3");
        agent.keys("hello", "Enter").heard("Stop", 1);
        agent.shows("· noise 12");
    }

    @Test
    void ignoresAPoliteRequestForAWhileAndTimesOutItsCommands() throws IOException {
        DemoStage.Agent agent = stage.start("slow-exit 20s\nrun-timeout 300ms\nwhen .\n  run sleep 66\n", "go");
        agent.shows("Timed out").heard("Stop", 1);
        ProcessHandle.of(agent.pid).orElseThrow().destroy();
        stays("it does not end", () -> ProcessHandle.of(agent.pid).isPresent());
    }

    @Test
    void namesTheLineOfAScriptThatIsWrong() throws IOException {
        DemoStage.Agent agent = stage.start("when .\n  say Hello.\n  dance\n", "go");
        assertThat(agent.end()).isEqualTo("exit 1");
        assertThat(agent.scrollback()).contains("script:3: 'dance' is none of: say, work, run");
    }
}
