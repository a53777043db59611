package mc.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import mc.Failure;
import mc.event.Event;
import mc.testing.Engine;
import mc.testing.ShippedData;
import mc.tmux.PaneAddress;
import mc.tmux.PaneId;
import mc.tmux.PaneInfo;
import mc.tmux.SessionId;
import mc.tmux.WindowId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two missions run: app-1 in the session app-1-impl, web-1 in web-1-impl. The developer's window 1 was split by somebody. */
class TargetsTest {

    @TempDir
    private Path dir;

    private Engine engine;
    private Targets targets;

    @BeforeEach
    void open() {
        engine = new Engine(dir);
        engine.mission("app-1", "orchestrator", "developer", "project_manager");
        engine.mission("web-1", "orchestrator", "developer");
        launch("app-1-orchestrator", "@0", "%0");
        launch("app-1-developer", "@1", "%1");
        launch("app-1-project_manager", "@2", "%2");
        launch("web-1-developer", "@5", "%5");
        targets = new Targets(engine.database(), ShippedData.DATA::roles, () -> List.of(pane("app-1-impl", "@0", "%0", 0, "orchestrator"), pane("app-1-impl", "@1", "%7", 1, "renamed by its program"), pane("app-1-impl", "@1", "%1", 1, "renamed by its program"),
                pane("app-1-impl", "@2", "%2", 2, "project_manager"), pane("app-1-impl", "@9", "%9", 3, "notes"), pane("web-1-impl", "@5", "%5", 1, "developer")));
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private void launch(String agent, String window, String pane) {
        engine.record(new Event.AgentLaunched(engine.agent(agent).mission(), agent, window, pane, 1, 1, "c", "hash of " + agent));
    }

    private static PaneInfo pane(String session, String window, String pane, int index, String name) {
        return new PaneInfo(new PaneAddress(new SessionId("$0"), new WindowId(window), new PaneId(pane)), session, name, index, 1, false, OptionalInt.empty(), OptionalInt.empty(), Optional.empty(), "", "/", 80, 24, 0, "", Instant.EPOCH);
    }

    private List<String> find(String target) {
        return targets.find(target, () -> Letterbox.mission(engine, "app-1"), null).stream().map(r -> r.mission().id() + " " + r.name()).toList();
    }

    @ParameterizedTest
    @CsvSource(value = {
        "developer | app-1 developer", "dev | app-1 developer", "developer:0 | app-1 developer", "pm:0 | app-1 project_manager", "Project-Manager | app-1 project_manager", "operator | app-1 operator", "app-1-developer | app-1 developer",
        "app-1-impl:developer | app-1 developer", "web-1-impl:dev | web-1 developer", "web-1:orc | web-1 orchestrator", "web-1-impl:operator | web-1 operator",
        "app-1-impl:0 | app-1 orchestrator", "app-1-impl:1 | app-1 developer", "app-1-impl:1.1 | app-1 developer", "app-1-impl:developer.1 | app-1 developer", "web-1-impl:1.0 | web-1 developer", "app-1-impl:renamed by its program | app-1 developer",
    }, delimiter = '|')
    void whoIsMeant(String target, String who) {
        assertThat(find(target)).containsExactly(who);
    }

    @Test
    void severalEachOnceAndAll() {
        assertThat(find("developer, pm:0,dev,web-1-impl:developer")).containsExactly("app-1 developer", "app-1 project_manager", "web-1 developer");
        assertThat(find("all")).containsExactly("app-1 orchestrator", "app-1 developer", "app-1 project_manager");
        assertThat(targets.find("all", () -> Letterbox.mission(engine, "app-1"), engine.agent("app-1-developer"))).extracting(Recipient::name).containsExactly("orchestrator", "project_manager");
        engine.record(new Event.AgentEnding("app-1", "app-1-project_manager", "operator", "", "", ""));
        assertThat(find("all")).containsExactly("app-1 orchestrator", "app-1 developer");
    }

    @ParameterizedTest
    @CsvSource(value = {
        "develpoer | NOT_FOUND | Did you mean developer", "tester | NOT_FOUND | There is no tester in the mission app-1", "app-1-imlp:developer | NOT_FOUND | Did you mean app-1-impl", "app-1-impl:tester | NOT_FOUND | There is no tester",
        "app-1-impl:7 | NOT_FOUND | There is no 7", "app-1-impl:1.0 | NOT_FOUND | The pane app-1-impl:1.0 is no agent's", "app-1-impl:1.5 | NOT_FOUND | There is no pane app-1-impl:1.5; the window has 2", "app-1-impl:3 | NOT_FOUND | The window app-1-impl:3 is no agent's",
        "app-1-impl: | USAGE | names no window", "developer, | USAGE | A target is empty", "app-1-imp:0 | NOT_FOUND | There is no app-1-imp", ":0 | NOT_FOUND | There is no", "developer:x:0 | NOT_FOUND | No mission runs in a session", "all:zz:0 | NOT_FOUND | No mission runs in a session", ":developer | NOT_FOUND | No mission runs in a session", "devel | NOT_FOUND | Did you mean",
    }, delimiter = '|')
    void nobodyIsGuessedAt(String target, Failure.Kind kind, String message) {
        assertThatThrownBy(() -> find(target)).isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).isEqualTo(kind)).hasMessageContaining(message);
    }

    @Test
    void anAgentStaysInItsMission() {
        assertThatThrownBy(() -> targets.find("web-1-impl:developer", () -> Letterbox.mission(engine, "app-1"), engine.agent("app-1-developer"))).isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.REFUSED));
    }
}
