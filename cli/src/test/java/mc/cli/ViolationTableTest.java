package mc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import mc.compliance.Rules;
import org.junit.jupiter.api.Test;

class ViolationTableTest {

    private static final Cli CLI = new Cli(System.out, System.err, InputStream.nullInputStream(), Map.of(), false);

    /** Half a shell command is worse than none. */
    @Test
    void aRemedyIsShownInFull() {
        Rules.shipped().byId().values().forEach(rule -> {
            String remedy = rule.remedy().replace("{{worktree}}", "'/home/somebody with spaces/" + "deep/".repeat(60) + "worktrees/app-1-developer'");
            Map<String, Object> violation = Map.of("id", "v-1", "severity", "low", "rule", rule.id(), "role", "developer", "at", "2026-01-01T00:00:00Z", "seen", "x", "remedy", remedy);
            assertThat(ViolationTable.lines(List.of(violation), CLI)).last().isEqualTo("    mend it: " + remedy);
        });
    }

    @Test
    void aRemedyKeepsToItsLine() {
        Map<String, Object> violation = Map.of("id", "v-1", "severity", "low", "rule", "git.push", "at", "2026-01-01T00:00:00Z", "seen", "x", "remedy", "git\n\u001b[2Jpush");
        assertThat(ViolationTable.lines(List.of(violation), CLI)).last().isEqualTo("    mend it: git push");
    }
}
