package mc.tmux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import mc.Failure;
import mc.testing.TestTmux;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TmuxIdsTest {

    @Test
    void idsAreOnlyWhatTmuxGives() {
        assertThat(new SessionId("$0")).hasToString("$0");
        assertThat(new WindowId("@12").value()).isEqualTo("@12");
        assertThat(new PaneId("%7").value()).isEqualTo("%7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "%", "7", "@7", "%7 ", "%-1", "%7;kill-server", "%12345678901", "%٣"})
    void anythingElseIsNoPaneId(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new PaneId(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "-a", "a.b", "a:b", "#(touch x)", "é", "a\n", "123456789012345678901234567890123"})
    void hostileNamesAreRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> TmuxName.checked(name));
        assertThatIllegalArgumentException().isThrownBy(() -> TmuxSettings.of(name, Map.of()));
    }

    @Test
    void versionsAreReadAndOrdered() {
        assertThat(TmuxVersion.parse("tmux 3.3a\n")).contains(new TmuxVersion(3, 3, "a"));
        assertThat(TmuxVersion.parse("tmux next-3.7")).contains(new TmuxVersion(3, 7, ""));
        assertThat(TmuxVersion.parse("tmux 3.2-rc2")).contains(new TmuxVersion(3, 2, ""));
        assertThat(TmuxVersion.parse("tmux master").orElseThrow()).isGreaterThan(new TmuxVersion(99, 0, ""));
        assertThat(TmuxVersion.parse("sleep")).isEqualTo(Optional.empty());
        assertThat(new TmuxVersion(3, 10, "")).isGreaterThan(new TmuxVersion(3, 3, "a"));
        assertThat(new TmuxVersion(3, 3, "a")).isGreaterThan(new TmuxVersion(3, 3, ""));
    }

    @Test
    void theInstalledVersionIsFoundAndAMissingOrOldOneIsAFailureWithTheCommandToType() throws Exception {
        try (TestTmux tmux = new TestTmux()) {
            assertThat(TmuxVersion.installed(tmux.settings())).isGreaterThanOrEqualTo(TmuxVersion.OLDEST);
            Path old = tmux.home().resolve("old-tmux");
            mc.text.SafeFiles.writeScript(old, "#!/bin/sh\necho tmux 3.1c\n");
            for (String program : new String[] {old.toString(), "/nonexistent/tmux", "/bin/false"}) {
                assertThatThrownBy(() -> TmuxVersion.installed(tmux.settings().withProgram(program)))
                        .isInstanceOfSatisfying(Failure.class, f -> assertThat(f.kind()).isEqualTo(Failure.Kind.MISSING))
                        .isInstanceOfSatisfying(Failure.class, f -> assertThat(f.hint()).contains("apt-get install tmux").contains("brew"));
            }
        }
    }
}
