package mc.agent.adapters;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mc.Home;
import mc.agent.Adapter.Finding.Level;
import mc.agent.Launch;
import mc.text.Json;
import mc.text.Templates;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoAdapterTest {

    private static final String ID = "00000000-0000-4000-8000-000000000001";

    @TempDir
    private Path temp;

    private DemoAdapter adapter;

    @BeforeEach
    void make() {
        adapter = new DemoAdapter(List.of("/bin/sh", "Main"), new Templates(new Home(temp)));
    }

    private Launch launch(boolean resume, String rolePrompt, String firstPrompt, Optional<String> model, Map<String, String> env) {
        return adapter.launch(new Launch.Request("a1", "dev", ID, resume, temp, temp.resolve("my hook"), rolePrompt, firstPrompt, model, "default", env));
    }

    @Test
    void aFullStart() {
        Launch launch = launch(false, "You are $(whoami).", "--go; `now`", Optional.of("m"), Map.of(DemoAdapter.SCRIPT, "/a script"));
        assertThat(launch.argv()).containsExactly("/bin/sh", "Main", "--session-id", ID, "--name", "dev", "--settings", temp.resolve("settings.json").toString(), "--permission-mode", "default",
                "--append-system-prompt-file", temp.resolve("role-prompt.md").toString(), "--model", "m", "--script", "/a script", "--", "--go; `now`");
        assertThat(launch.files()).containsOnlyKeys(temp.resolve("settings.json"), temp.resolve("role-prompt.md")).containsEntry(temp.resolve("role-prompt.md"), "You are $(whoami).");
        JsonNode hook = Json.parse(launch.files().get(temp.resolve("settings.json"))).at("/hooks/PermissionRequest/0/hooks/0");
        assertThat(hook.path("command").asText()).isEqualTo(temp.resolve("my hook").toString());
        assertThat(hook.at("/args/0").asText()).isEqualTo("PermissionRequest");
    }

    @Test
    void aBareResume() {
        Launch launch = launch(true, "", " ", Optional.empty(), Map.of());
        assertThat(launch.argv()).containsExactly("/bin/sh", "Main", "--resume", ID, "--name", "dev", "--settings", temp.resolve("settings.json").toString(), "--permission-mode", "default");
        assertThat(launch.files()).containsOnlyKeys(temp.resolve("settings.json"));
    }

    @Test
    void checksWhatAStartNeeds() {
        assertThat(adapter.check(Map.of(), temp)).extracting(f -> f.level()).containsExactly(Level.OK);
        assertThat(adapter.check(Map.of(DemoAdapter.SCRIPT, temp.resolve("none").toString()), temp)).extracting(f -> f.level()).containsExactly(Level.OK, Level.BROKEN);
        assertThat(new DemoAdapter(List.of("/nowhere/java"), adapter.manifest().templates()).check(Map.of(), temp)).extracting(f -> f.level()).containsExactly(Level.BROKEN);
    }

    @Test
    void trustIsRecordedOnceAndPrivately() throws IOException {
        Map<String, String> env = Map.of("HOME", temp.toString());
        Path folder = Files.createDirectory(temp.resolve("a\nfolder %0A"));
        assertThat(DemoHome.of(env).trusts(folder)).isFalse();
        assertThat(adapter.recordTrust(env, folder)).hasSize(1);
        assertThat(adapter.recordTrust(env, folder)).isEmpty();
        assertThat(DemoHome.of(env).trusts(folder)).isTrue();
        assertThat(DemoHome.of(env).trusts(temp)).isFalse();
        assertThat(Files.getPosixFilePermissions(DemoHome.of(env).trusted())).hasSize(2);
    }

    @Test
    void aLongFolderNameStillGivesAFileName() {
        Path transcript = DemoHome.of(Map.of("MC_DEMO_HOME", "/h")).transcript(Path.of("/" + "é/long ".repeat(80)), ID);
        assertThat(transcript.getParent().getFileName().toString()).hasSizeBetween(190, 210).matches("[A-Za-z0-9-]+");
        assertThat(DemoHome.of(Map.of("MC_DEMO_HOME", "/h")).transcript(Path.of("/home/dev/a.b"), ID)).hasToString("/h/projects/-home-dev-a-b/" + ID + ".jsonl");
    }
}
