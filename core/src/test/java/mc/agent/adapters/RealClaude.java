package mc.agent.adapters;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import mc.Home;
import mc.agent.Launch;
import mc.agent.check.ClaudeHome;
import mc.agent.check.ModelServer;
import mc.process.Exec;
import mc.testing.TestClaude;
import mc.text.SafeFiles;
import mc.text.Templates;

/** What every test with the real program needs: a repository with a worktree, a model, a home, mc's hook, and the adapter. */
final class RealClaude implements AutoCloseable {

    final Path dir;
    final Path repository;
    final Path worktree;
    final ModelServer model;
    final ClaudeHome home;
    final ClaudeAdapter adapter;
    final Path hook;

    RealClaude(Path dir) throws IOException {
        Path program = TestClaude.program();
        this.dir = dir;
        repository = Files.createDirectory(dir.resolve("the project"));
        worktree = dir.resolve("worktrees/developer");
        hook = dir.resolve("mc hook");
        home = ClaudeHome.in(Files.createDirectory(dir.resolve("home")));
        Templates templates = new Templates(new Home(dir.resolve("mc")));
        adapter = new ClaudeAdapter(templates, Optional.of(program), List.of("mc"), List.of());
        SafeFiles.writeScript(hook, templates.required("hook/mc-hook"));
        SafeFiles.writeScript(dir.resolve("mc-status"), templates.required("hook/mc-status"));
        git("init", "-q", "-b", "main");
        Files.writeString(repository.resolve("README.md"), "hello\n");
        git("add", "-A");
        git("-c", "user.name=t", "-c", "user.email=t@example.invalid", "commit", "-q", "-m", "Begin");
        git("worktree", "add", "-q", "-b", "dev", worktree.toString());
        model = ModelServer.start(); // last, so that a skipped or failed start leaves none
    }

    /** Onboarded, trusted, with an approved key: nothing is asked. */
    RealClaude ready() {
        home.onboarded().trusting(repository).apiKey();
        return this;
    }

    ClaudePane start(String prompt) {
        return start(UUID.randomUUID().toString(), false, prompt, "acceptEdits");
    }

    ClaudePane start(String conversation, boolean resume, String prompt, String mode) {
        return start(conversation, resume, prompt, mode, home.env(model));
    }

    ClaudePane start(String conversation, boolean resume, String prompt, String mode, Map<String, String> env) {
        Launch launch = adapter.launch(new Launch.Request("dev-1", "proj-dev", conversation, resume, dir.resolve("launch"), hook, "ROLE-CANARY: you write code.", prompt, Optional.empty(), mode, env));
        return ClaudePane.start(dir, worktree, launch, env, adapter.screens());
    }

    String git(String... arguments) {
        String[] argv = new String[arguments.length + 3];
        System.arraycopy(arguments, 0, argv, 3, arguments.length);
        argv[0] = "git";
        argv[1] = "-C";
        argv[2] = repository.toString();
        Exec.Result result = Exec.of(argv).withOnly(Map.of("PATH", "/usr/bin:/bin", "HOME", dir.toString())).run();
        assertThat(result.ok()).as(result.stderr()).isTrue();
        return result.stdout();
    }

    /** Prints a measured time into the test's log. */
    static void measured(String what, Instant from, Instant to) {
        System.out.printf("measured: %-45s %5d ms%n", what, Duration.between(from, to).toMillis());
    }

    @Override
    public void close() {
        model.close();
    }
}
