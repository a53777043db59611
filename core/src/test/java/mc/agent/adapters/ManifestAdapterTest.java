package mc.agent.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mc.Failure;
import mc.Home;
import mc.agent.Adapter.Finding;
import mc.agent.Launch;
import mc.text.Templates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestAdapterTest {

    private static final String MARK = "[mc b-aaaaaaaa from mc]";

    @TempDir
    private Path dir;

    private ManifestAdapter adapter(String launch) throws IOException {
        Path agents = Files.createDirectories(dir.resolve("templates/agents"));
        Files.writeString(agents.resolve("other.yaml"), "captures: ['1.2']\nprompt: '^> (?<draft>.*)$'\nlaunch:\n" + launch.indent(2));
        return ManifestAdapter.find("other", new Templates(new Home(dir))).orElseThrow();
    }

    private Launch launch(ManifestAdapter adapter, String prompt, String role, boolean resume, String model) {
        return adapter.launch(new Launch.Request("app-1-dev", "Dev", "c-1", resume, dir.resolve("launch"), dir.resolve("hook"), role, prompt, Optional.ofNullable(model), "default", Map.of("PATH", "/usr/bin:/bin")));
    }

    @Test
    void eachArgumentIsFilledByItselfAndNeverReadAgain() throws IOException {
        ManifestAdapter adapter = adapter("argv: [sh, --id, 'x{conversation}', [--model, '{model}'], [--role, '{rolePromptFile}'], '{prompt}', '{}', '$HOME {0}']\nenv: {NAME: 'is {title}'}\nresume: [sh, -r, '{conversation}']");
        String prompt = MARK + " $(touch x) {model} 'é'\nsecond";
        Launch launch = launch(adapter, prompt, "role", false, null);
        assertThat(launch.argv().subList(1, launch.argv().size())).containsExactly("--id", "xc-1", "--role", dir.resolve("launch/role.md").toString(), prompt, "{}", "$HOME {0}");
        assertThat(launch.argv().get(0)).isIn("/usr/bin/sh", "/bin/sh");
        assertThat(launch.files()).containsEntry(dir.resolve("launch/briefing.md"), prompt).containsEntry(dir.resolve("launch/role.md"), "role");
        assertThat(launch.env()).containsExactly(Map.entry("NAME", "is Dev"));
        assertThat(launch(adapter, prompt, "", false, "m {x}").argv()).containsSequence("--model", "m {x}").doesNotContain("--role");
        assertThat(launch(adapter, prompt, "role", true, null).argv()).endsWith("-r", "c-1").hasSize(3);
        assertThat(adapter.firstPromptToType(dir)).isEmpty();
        assertThat(adapter.hasHooks()).isFalse();
        assertThat(adapter.remembers("c-1", dir, Map.of())).isTrue();
    }

    @Test
    void aProgramWithoutAPlaceForItGetsItsPromptTypedAndTheRoleWithIt() throws IOException {
        ManifestAdapter adapter = adapter("argv: [sh]");
        assertThat(adapter.firstPromptToType(dir.resolve("launch"))).hasValueSatisfying(text -> assertThat(text).contains(dir.resolve("launch/briefing.md").toString()).doesNotContain("\n"));
        assertThat(launch(adapter, MARK + " go", "You test.", false, null).files()).containsExactly(Map.entry(dir.resolve("launch/briefing.md"), MARK + " go\n\nYou test."));
    }

    @Test
    void aPromptTooLongForAnArgumentKeepsItsMark() throws IOException {
        Launch launch = launch(adapter("argv: [sh, '{prompt}']"), MARK + " " + "x".repeat(200_000), "", false, null);
        assertThat(launch.argv().get(1)).startsWith(MARK + " Your briefing is in the file ").hasSizeLessThan(1_000);
    }

    @Test
    void theProgramAndItsVersionAreLookedFor() throws IOException {
        Map<String, String> env = Map.of("PATH", "/usr/bin:/bin");
        assertThat(adapter("argv: [no-such-program-here]").check(env, dir)).extracting(Finding::level).containsExactly(Finding.Level.BROKEN);
        assertThat(adapter("argv: [sh]\nversionCommand: [echo, 'program 1.2 of today']").check(env, dir)).extracting(Finding::level).containsOnly(Finding.Level.OK);
        assertThat(adapter("argv: [sh]\nversionCommand: [echo, '1.3']").check(env, dir)).filteredOn(f -> f.level() == Finding.Level.WARNING).singleElement().satisfies(f -> assertThat(f.remedy()).isEqualTo("mc agent check other"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "argv: []", "argv: sh", "argv: ['{prompt}']", "argv: [./here]", "argv: [sh, '{promt}']", "argv: [sh, {a: b}]", "argv: [sh, [[x]]]", "argv: [sh]\nresume: [bash]", "argv: [sh]\nenv: {MC_TOKEN: x}",
        "argv: [sh]\nenv: {'a b': x}", "argv: [sh]\nshell: x", "argv: [sh]\nqueues: maybe", "argv: [sh]\npermissionModes: ['a b']"
    })
    void aMistakeIsNamed(String launch) throws IOException {
        ManifestAdapter adapter = adapter(launch);
        assertThatThrownBy(adapter::permissionModes).isInstanceOfSatisfying(Failure.class, f -> assertThat(f.getMessage()).contains("other.yaml", "launch."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../other", "Other", "", "claude", "other/x"})
    void onlyAManifestThatSaysHowToLaunchIsAProgram(String kind) throws IOException {
        adapter("argv: [sh]");
        assertThat(ManifestAdapter.find(kind, new Templates(new Home(dir)))).isEmpty();
    }

    @Test
    void mcsOwnKindsAreNotReplaced() {
        assertThat(List.of("claude", "demo")).allMatch(kind -> ManifestAdapter.find(kind, new Templates(new Home(dir))).isEmpty());
    }
}
