package mc.mission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import mc.Failure;
import mc.Home;
import mc.agent.Launch;
import mc.plan.ImplementationPlan;
import mc.process.Exec;
import mc.testing.Hostile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaunchFilesTest {

    @TempDir
    private Path dir;

    private Home home;
    private LaunchFiles files;

    @BeforeEach
    void makeHome() {
        home = new Home(dir.resolve("it's \"a\" $(home)"));
        home.createDirectories();
        files = LaunchFiles.of(home, "app-1-tester");
        files.newIdentity(Optional.empty());
    }

    private static List<String> hostile(int count) {
        Random random = new Random(11);
        List<String> values = new ArrayList<>(Hostile.TEXTS);
        while (values.size() < count) {
            values.add(Hostile.next(random));
        }
        return values;
    }

    /** Runs the pane's command as tmux does, and gives what it printed between NULs. */
    private List<String> run() {
        Exec.Result result = Exec.of(files.command()).in(dir).withOnly(Map.of("PATH", "/usr/bin:/bin")).run();
        assertThat(result.stderr()).isEmpty();
        assertThat(result.exitCode()).isZero();
        return Arrays.asList(result.stdout().substring(0, result.stdout().length() - 1).split("\0", -1));
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void anyArgumentArrivesAsItIs() throws IOException {
        List<String> arguments = hostile(400);
        List<String> argv = new ArrayList<>(List.of("/usr/bin/printf", "%s\\0"));
        argv.addAll(arguments);
        files.write(new Launch(argv, Map.of(), Map.of()), Map.of());
        assertThat(run()).isEqualTo(arguments);
        assertThat(dir.resolve("canary")).doesNotExist();
    }

    @Test
    void anyVariableArrivesAsItIsAndTheLaunchsOwnComeLast() {
        Map<String, String> env = new TreeMap<>(Map.of("PATH", "/usr/bin:/bin", "BOTH", "from the user", "HOME", home.root().toString()));
        List<String> values = hostile(300);
        for (int i = 0; i < values.size(); i++) {
            env.put("V" + i, values.get(i));
        }
        files.write(new Launch(List.of("/usr/bin/env", "-0"), Map.of(), Map.of("BOTH", "from the launch")), env);
        List<String> printed = run();
        env.put("BOTH", "from the launch");
        assertThat(printed.stream().filter(line -> !line.startsWith("PWD=") && !line.startsWith("_=") && !line.startsWith("SHLVL=") && !line.startsWith("OLDPWD=")))
                .containsExactlyInAnyOrderElementsOf(env.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
        assertThat(dir.resolve("canary")).doesNotExist();
    }

    @Test
    void everythingIsTheUsersAlone() throws IOException {
        Path settings = files.dir().resolve("settings.json");
        files.write(new Launch(List.of("/bin/true", "x"), Map.of(settings, "{}"), Map.of()), Map.of());
        assertThat(mode(files.dir())).isEqualTo("rwx------");
        assertThat(mode(files.script())).isEqualTo("rwx------");
        assertThat(mode(settings)).isEqualTo("rw-------");
        assertThat(mode(files.dir().resolve("identity.json"))).isEqualTo("rw-------");
    }

    @Test
    void anIdentityIsKnownBeforeTheProgramRunsAndNewAtEachStart() {
        LaunchFiles.Identity first = files.newIdentity(Optional.empty());
        assertThat(LaunchFiles.of(home, "app-1-tester").lastIdentity()).contains(first);
        LaunchFiles.Identity second = files.newIdentity(Optional.empty());
        assertThat(second.token()).isNotEqualTo(first.token()).hasSize(64);
        assertThat(second.conversation()).isNotEqualTo(first.conversation());
        assertThat(LaunchFiles.of(home, "never-started").lastIdentity()).isEmpty();
    }

    @Test
    void aFolderThatCannotBeWrittenIsAFailure() throws IOException {
        Files.delete(files.dir().resolve("identity.json"));
        Files.delete(files.dir());
        assertThatThrownBy(() -> files.write(new Launch(List.of("/bin/true"), Map.of(), Map.of()), Map.of())).isInstanceOf(Failure.class).hasMessageContaining("Cannot write");
    }

    @Test
    void aMissionsFolderKeepsItsTextsAndSecretsPrivate() throws IOException {
        MissionFolder folder = MissionFolder.of(home, "app", "app-1");
        ImplementationPlan plan = new ImplementationPlan("sum", ImplementationPlan.Planner.OFFLINE, "", List.of(), List.of("a risk"), Map.of("PROJECT", "x"));
        Map<String, String> env = new TreeMap<>(Map.of("KEY", "s3cret\n'\"$(x)", "EMPTY", ""));
        folder.write("# spec — ü", plan, "# plan", env);
        folder.write("# spec — ü", plan, "# plan", env);
        assertThat(folder.plan()).isEqualTo(plan);
        assertThat(folder.env()).isEqualTo(env);
        assertThat(MissionFolder.read(folder.spec())).isEqualTo("# spec — ü");
        assertThat(mode(folder.dir())).isEqualTo("rwx------");
        for (Path file : List.of(folder.spec(), folder.planJson(), folder.planMarkdown(), folder.dir().resolve("env.json"))) {
            assertThat(mode(file)).isEqualTo("rw-------");
        }
        assertThatThrownBy(() -> MissionFolder.read(folder.dir().resolve("none"))).isInstanceOf(Failure.class);
    }

    @Test
    void optionsKnowTheirWorktreeStrategies() {
        for (String strategy : List.of("own", "chain", "literal")) {
            assertThat(options(strategy).worktreeStrategy()).isEqualTo(strategy);
        }
        assertThatThrownBy(() -> options("\u001b[2Jmagic")).isInstanceOf(Failure.class).hasMessageContaining("magic").hasMessageNotContaining("\u001b");
    }

    private static Options options(String strategy) {
        Optional<String> none = Optional.empty();
        return new Options(Path.of("p"), Path.of("s"), none, none, none, none, none, "demo", none, none, none, false, false, none, none, false, false, strategy, Map.of("A", "b"));
    }
}
