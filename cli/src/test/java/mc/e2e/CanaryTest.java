package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import mc.testing.TestRepo;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and texts that are commands somewhere: wherever they are given, none is run, and the work goes on. */
@Execution(ExecutionMode.CONCURRENT)
class CanaryTest {

    /** Runs in a shell and in tmux's formats, if anybody lets it; {@code %s} is the canary's path without a space or a slash at its front. */
    private static String hostile(Path canary) {
        return "#(touch ${HOME}/x/" + canary + ");touch $HOME/x/" + canary + ";$(touch $HOME/x/" + canary + ")`touch $HOME/x/" + canary + "`'\"&|\u202e\u200b";
    }

    @ParameterizedTest
    @ValueSource(strings = {"it's \"a\" $HOME home; #(touch canary) %H", "new\nline #{pane_id} Überraschung 🙂", "-t"})
    void aWholeLifeUnderAHostileHome(String name) throws IOException {
        try (McRun mc = new McRun(name)) {
            Path nest = Files.createDirectories(mc.root().resolve("home").resolve("x"));
            String home = mc.root().resolve(name).toString();
            TestRepo project = mc.project("app " + name.replace("-t", "--help"));
            String branch = "a#(touch${IFS}canary)$(touch${IFS}$HOME/x/canary);touch${IFS}x";
            project.run("checkout", "-q", "-b", branch);
            Path spec = mc.file("spec.md", "# " + hostile(Path.of("spec")) + "\n\n## Requirements\n- " + hostile(Path.of("requirement")) + "\n- !touch canary\n- /exit\n");
            Files.createDirectories(Path.of(home, "templates", "roles"));
            Files.writeString(Path.of(home, "templates", "roles", "plumber.md"), role(hostile(Path.of("role"))));

            McRun.Call start = mc.orchestrate(project, spec, "once .\n  run echo x > x && git add x && git commit -q -m 'Work'\nwhen .\n  say I heard: {prompt}\n", "--roles", "orchestrator,plumber", "--yes", "--name", hostile(Path.of("name")));
            start.run().exits(0);
            McRun.Run sent = mc.call("send", "plumber", hostile(Path.of("message")) + "\n!touch canary").run().exits(0);
            assertThat(sent.out()).contains("delivered");
            for (String command : List.of("status", "events", "peek", "plan", "worktree", "role")) {
                String[] args = command.equals("peek") ? new String[] {"peek", "plumber"} : new String[] {command};
                assertThat(mc.call(args).here().exits(0).out()).doesNotContain("\u001b", "\u202e", "\u200b");
            }
            String attach = mc.call("attach", "plumber", "--print").here().exits(0).out();
            assertThat(attach).contains("attach-session");
            assertThat(mc.call("stop", "--yes").run().exits(0).out()).contains("Stopped", "its commits are on ").doesNotContain("\u202e");
            assertThat(mc.agents()).isEmpty();
            assertThat(mc.tmux("list-sessions").ok()).as("the session is gone").isFalse();
            try (Stream<Path> canaries = Files.list(nest); Stream<Path> here = Files.walk(project.dir())) {
                assertThat(canaries).isEmpty();
                assertThat(here.filter(f -> f.getFileName().toString().equals("canary"))).isEmpty();
            }
            assertThat(mc.root().resolve("canary")).doesNotExist();
            assertThat(Path.of("canary")).doesNotExist();
        }
    }

    private static String role(String evil) {
        String quoted = "'" + evil.replace("'", "''") + "'";
        return "---\nid: plumber\ntitle: Plumber\npurpose: " + quoted + "\ntier: optional\nreportsTo: orchestrator\ncheckinMinutes: 60\nbranchPrefix: plumber/\ndirName: plumber\nwindowName: Plumber\n---\nYou are the plumber. " + evil + "\n";
    }
}
