package mc.mission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mc.Failure;
import mc.Home;
import mc.agent.Adapter;
import mc.agent.adapters.ClaudeAdapter;
import mc.agent.adapters.DemoAdapter;
import mc.team.RoleCatalogue;
import mc.team.Team;
import mc.text.Templates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which program each role is, and what each may do: {@link Programs} and {@link PermissionModes}. */
class ProgramsTest {

    @TempDir
    private Path dir;

    private RoleCatalogue roles() {
        return new RoleCatalogue(new Templates(new Home(dir)));
    }

    private Team team(String... ids) {
        return new Team(Optional.empty(), "small", "", "", List.of(ids).stream().map(id -> new Team.Member(roles().get(id), "")).toList(), List.of());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "demo | demo | demo | demo",
        "developer=demo | claude | demo | claude,developer=demo",
        "tester=demo , x | x | x | x,tester=demo",
        "x,dev=y,tester=x | x | y | x,developer=y"
    })
    void aUsualKindAndExceptions(String text, String orchestrator, String developer, String written) {
        Programs programs = Programs.parse(text, roles());
        assertThat(programs.of("orchestrator")).isEqualTo(orchestrator);
        assertThat(programs.of("developer")).isEqualTo(developer);
        assertThat(programs.text()).isEqualTo(written);
        assertThat(Programs.parse(written, roles()).text()).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a,b", "developer=", "=demo", "developer=a,dev=b", "developer=a=b", "nobody=demo", "claude,"})
    void nonsenseIsAUsageFailure(String text) {
        assertThatThrownBy(() -> Programs.parse(text, roles())).isInstanceOfSatisfying(Failure.class, f -> assertThat(f.kind()).isEqualTo(Failure.Kind.USAGE));
    }

    @Test
    void onlyWhatTheTeamNeedsIsUsed() {
        Programs programs = Programs.parse("claude,developer=demo,orchestrator=demo", roles());
        assertThat(programs.usedBy(team("orchestrator", "developer"))).containsExactly("demo");
        assertThatThrownBy(() -> programs.usedBy(team("orchestrator", "tester"))).hasMessageContaining("developer, which is not in this team");
    }

    @Test
    void eachProgramHasItsOwnModes() {
        Templates templates = new Templates(new Home(dir));
        Adapter claude = new ClaudeAdapter(templates, Optional.empty(), List.of(), List.of());
        Adapter demo = new DemoAdapter(List.of("java"), templates);
        assertThat(PermissionModes.choose(Optional.empty(), List.of(claude)).text()).isEqualTo("acceptEdits");
        assertThat(PermissionModes.choose(Optional.empty(), List.of(claude, demo)).text()).isEqualTo("claude=acceptEdits,demo=default");
        assertThat(PermissionModes.choose(Optional.of("bypassPermissions"), List.of(claude, demo)).text()).isEqualTo("claude=bypassPermissions,demo=bypassPermissions");
        PermissionModes chosen = PermissionModes.choose(Optional.of("claude=plan"), List.of(claude, demo));
        assertThat(PermissionModes.parse(chosen.text())).isEqualTo(chosen);
        assertThat(chosen.of(claude) + chosen.of(demo)).isEqualTo("plandefault");
        assertThat(PermissionModes.parse("plan").of(claude)).isEqualTo("plan");
        assertThat(PermissionModes.parse("plan").of(demo)).as("one that joined later, and has no such mode").isEqualTo("default");
        for (String wrong : List.of("plan", "demo=plan", "codex=x", "", "claude=", "plan,plan")) {
            assertThatThrownBy(() -> PermissionModes.choose(Optional.of(wrong), List.of(claude, demo))).as(wrong).isInstanceOfSatisfying(Failure.class, f -> assertThat(f.kind()).isEqualTo(Failure.Kind.USAGE));
        }
    }
}
