package mc.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import mc.Failure;
import mc.Home;
import mc.text.Templates;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestFileTest {

    private static final String PLAIN = "prompt: '^> (?<draft>.*)$'\n";
    private static final String VARIANTS = PLAIN + """
            captures: ["1.0"]
            variants:
              - versions: "<2"
                busy: ['old']
              - versions: ">=2 <2.5"
                busy: ['middle']
              - versions: ">=2.3 <3"
                captures: ["2.9"]
                busy: ['new']
            """;

    @TempDir
    private Path home;

    private ManifestFile file;

    @BeforeEach
    void prepare() throws IOException {
        Files.createDirectories(home.resolve("templates/agents"));
        file = new ManifestFile(new Templates(new Home(home)), "other");
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(home.resolve("templates/agents/other.yaml"), yaml);
    }

    @ParameterizedTest
    @CsvSource({"0.9, old, 1.0", "1.99.99, old, 1.0", "2, middle, 1.0", "2.2.9, middle, 1.0", "2.3, new, 2.9", "2.9, new, 2.9", "3.0, new, 2.9", "17, new, 2.9"})
    void theLastRangeThatFitsIsTakenAndTheNewestForANewerVersion(String version, String busy, String captures) throws IOException {
        write(VARIANTS);
        ScreenManifest screens = file.screens(() -> ProgramVersion.in("program v" + version + " (build 7)"));
        assertThat(screens.busy()).extracting(Object::toString).containsExactly(busy);
        assertThat(screens.captures()).containsExactly(captures);
        assertThat(file.isUnknown(ProgramVersion.in(version).orElseThrow())).isEqualTo(version.equals("3.0") || version.equals("17"));
    }

    @Test
    void withoutAVersionItIsTheNewestAndWithoutVariantsNobodyAsks() throws IOException {
        write(VARIANTS);
        assertThat(file.screens(Optional::empty).captures()).containsExactly("2.9");
        write(PLAIN + "busy: [' padded ']\n");
        ScreenManifest screens = file.screens(() -> {
            throw new AssertionError("the version plays no part");
        });
        assertThat(screens.busy()).extracting(Object::toString).containsExactly(" padded ");
    }

    @Test
    void itIsReadAgainOnlyWhenItHasChanged() throws IOException {
        Path manifest = write(PLAIN + "busy: ['one']\n");
        ScreenManifest first = file.screens(Optional::empty);
        assertThat(file.screens(Optional::empty)).isSameAs(first);
        write(PLAIN + "busy: ['two']\n");
        Files.setLastModifiedTime(manifest, FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(file.screens(Optional::empty).busy()).extracting(Object::toString).containsExactly("two");
    }

    @Test
    void aLimitIsToldWithItsPrintedTime() throws IOException {
        write(PLAIN + "limits: ['^You have no more turns, come back at (?<until>.*)$', '^Over\\.$']\nended: ['^Goodbye']\n");
        ScreenManifest screens = file.screens(Optional::empty);
        assertThat(screens.limit("x\nYou have no more turns, come back at 8:06pm\n> ")).contains(new ScreenManifest.Limit("You have no more turns, come back at 8:06pm", Optional.of("8:06pm")));
        assertThat(screens.limit("Over.")).contains(new ScreenManifest.Limit("Over.", Optional.empty()));
        assertThat(screens.limit("> ")).isEmpty();
        assertThat(screens.goodbye("Goodbye, friend")).contains("Goodbye");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "busy: []", "prompt: '> .*'", "prompt: '(?<draft>'", "prompt: '(?<draft>x)'\nbussy: [x]", "prompt: '(?<draft>x)'\nbusy: x", "prompt: '(?<draft>x)'\ndialogs: [{label: a}]",
        "prompt: '(?<draft>x)'\nvariants: []", "prompt: '(?<draft>x)'\nvariants: [{versions: newest}]", "prompt: '(?<draft>x)'\nvariants: [{busy: [x]}]", "- a", "{"
    })
    void aMistakeIsNamed(String yaml) throws IOException {
        write(yaml);
        assertThatThrownBy(() -> file.screens(Optional::empty)).isInstanceOfSatisfying(Failure.class, f -> {
            assertThat(f.kind()).isEqualTo(Failure.Kind.USAGE);
            assertThat(f.getMessage()).contains("other.yaml");
        });
    }
}
