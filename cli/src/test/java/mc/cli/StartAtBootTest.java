package mc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import mc.Failure;
import mc.Home;
import mc.process.Exec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts for starters, with paths that mean something to each of them. */
class StartAtBootTest {

    @TempDir
    private Path dir;

    private StartAtBoot boot(String home, boolean resume) {
        return new StartAtBoot(new Home(dir.resolve(home)), dir.resolve("it's $(touch mc)"), Map.of("HOME", "/home/me", "PATH", "/a b:/usr/bin:/bin", "LANG", "C", "ANTHROPIC_API_KEY", "secret", "TZ", "'`x`'"), resume);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "a b", "100%", "%h%%n", "it's", "\"quoted\"", "$HOME $(touch x) `touch y`", "; exit 3 #", "-n", "ünïcode", "a&b<c>"})
    void cronsShellFindsTheScript(String name) throws IOException {
        StartAtBoot boot = boot(name, true);
        Files.createDirectories(boot.home().log());
        Files.writeString(boot.launcher(), "#!/bin/sh\necho \"$@ $MC_HOME $PATH $TZ ${ANTHROPIC_API_KEY:-}\"\n");
        Files.setPosixFilePermissions(boot.launcher(), PosixFilePermissions.fromString("rwx------"));
        Files.writeString(boot.scriptFile(), boot.script());
        assertThat(boot.cronLine()).startsWith("@reboot /bin/sh ").doesNotContain("\n").doesNotContainPattern("[^\\\\]%");
        String command = boot.cronLine().substring("@reboot ".length()).replace("\\%", "%"); // what cron makes of it
        assertThat(Exec.of("/bin/sh", "-c", command).in(dir).withOnly(Map.of("PATH", "/usr/bin:/bin")).run().stderr()).isEmpty();
        assertThat(boot.home().log().resolve("boot.log")).content().isEqualTo("daemon boot --resume " + boot.home().root() + " /a b:/usr/bin:/bin '`x`' \n");
        try (var left = Files.list(dir)) {
            assertThat(left.map(Path::getFileName).map(Path::toString)).as("nothing else ran").containsExactlyInAnyOrder(name, "it's $(touch mc)");
        }
    }

    /** Checked with systemd-analyze verify of systemd 252. */
    @Test
    void unitsKeepPathsAsOneWord() {
        assertThat(StartAtBoot.unitWord("/a b/100%/\"q\"/$HOME/\\x")).isEqualTo("\"/a b/100%%/\\\"q\\\"/$$HOME/\\\\x\"");
        assertThat(boot("h", false).unit()).contains("ExecStart=/bin/sh \"" + dir + "/h/boot.sh\"\n").contains("KillMode=process");
        assertThat(boot("h", false).script()).endsWith("daemon boot >'" + dir + "/h/log/boot.log' 2>&1\n").doesNotContain("secret");
        assertThat(boot("a&b<c>", false).agent()).contains("/a&amp;b&lt;c&gt;/boot.sh");
        assertThat(boot("one", false).unitName()).isNotEqualTo(boot("two", false).unitName());
    }

    @Test
    void pathsThatCannotBeWrittenAreRefused() {
        assertThatThrownBy(() -> boot("a\nb", false)).isInstanceOf(Failure.class).hasMessageContaining("control character");
        assertThatThrownBy(() -> boot("a\\b", false).cronLine()).isInstanceOf(Failure.class).hasMessageContaining("backslash");
    }
}
