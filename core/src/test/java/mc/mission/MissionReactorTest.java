package mc.mission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import mc.Failure;
import mc.agent.Agent;
import mc.agent.AgentState;
import mc.agent.Mission;
import mc.event.Event;
import mc.testing.Engine;
import mc.testing.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MissionReactorTest {

    @TempDir
    private Path dir;

    private Engine engine;

    @BeforeEach
    void open() {
        engine = new Engine(dir);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private Mission mission(String id) {
        return engine.database().read(sql -> Mission.Table.find(sql, id)).orElseThrow();
    }

    private void forgetJobs() {
        engine.loop().record(List.of(), tx -> tx.sql().execute("delete from job"));
    }

    private List<String> jobsAfter(Event event) {
        forgetJobs();
        engine.record(event);
        return engine.jobs().stream().filter(job -> !job.equals("mission.mirror/all")).toList();
    }

    @Test
    void aMissionGoesFromStageToStage() {
        engine.mission("app-1", "tester");
        assertThat(engine.jobs()).contains("mission.prepare/app-1");
        assertThat(mission("app-1").status()).isEqualTo(Mission.STARTING);
        assertThat(jobsAfter(new Event.MissionPrepared("app-1", List.of()))).containsExactly("mission.launch/app-1");
        engine.record(new Event.SessionCreated("app-1", "app-impl-2", "$4"));
        assertThat(List.of(mission("app-1").session(), mission("app-1").sessionId())).containsExactly("app-impl-2", "$4");
        assertThat(jobsAfter(new Event.MissionContinued("app-1", false))).containsExactly("mission.prepare/app-1");
        engine.record(new Event.MissionUnderWay("app-1"));
        assertThat(mission("app-1").status()).isEqualTo(Mission.RUNNING);
        engine.record(new Event.MissionPrepared("app-1", List.of()));
        engine.launched("app-1-tester");
        engine.record(new Event.MissionStopping("app-1", true, "operator"));
        assertThat(engine.jobs()).as("nothing is started or looked at any more").doesNotContain("mission.launch/app-1", "mission.prepare/app-1", "agent.look/app-1-tester").contains("mission.stop/app-1");
        assertThat(mission("app-1").keepWorktrees()).isTrue();
        engine.clock().advance(Duration.ofSeconds(1));
        engine.record(new Event.MissionUnderWay("app-1"));
        assertThat(mission("app-1").status()).as("too late").isEqualTo(Mission.STOPPING);
        engine.record(new Event.MissionStopped("app-1", List.of()));
        assertThat(mission("app-1").status()).isEqualTo(Mission.STOPPED);
        assertThat(mission("app-1").endedAt()).isEqualTo(TestClock.START.plusSeconds(1));
        assertThat(jobsAfter(new Event.MissionStopping("app-1", false, "operator"))).as("it has ended").isEmpty();
        assertThat(mission("app-1").status()).isEqualTo(Mission.STOPPED);
    }

    @Test
    void aProjectHasOneLiveMission() {
        engine.mission("app-1", "tester");
        assertThatThrownBy(() -> engine.record(Engine.created("app-2", "app-1", "/projects/app-1", "tester"))).isInstanceOfSatisfying(Failure.class, e -> {
            assertThat(e.kind()).isEqualTo(Failure.Kind.REFUSED);
            assertThat(e).hasMessageContaining("app-1 is already starting");
        });
        assertThat(engine.database().<Integer>read(sql -> Mission.Table.count(sql, "app-1"))).isEqualTo(1);
        engine.record(new Event.MissionStopped("app-1", List.of()));
        engine.record(Engine.created("app-2", "app-1", "/projects/app-1", "tester"));
        assertThat(engine.database().<List<Mission>>read(Mission.Table::live)).extracting(Mission::id).containsExactly("app-2");
        assertThat(engine.database().<List<Mission>>read(Mission.Table::all)).extracting(Mission::id).containsExactlyInAnyOrder("app-2", "app-1");
    }

    /** Two proposals for two repositories of one name, made at the same time, carry the same name for the registry. */
    @Test
    void aNameThatWasGivenToAnotherProjectMeanwhileIsRefused() {
        engine.record(Engine.created("app-1", "app", "/one/app", "tester"));
        assertThatThrownBy(() -> engine.record(Engine.created("app-2", "app", "/two/app", "tester"))).isInstanceOf(Failure.class).hasMessageContaining("/one/app");
        assertThat(engine.database().<List<Mission>>read(Mission.Table::all)).extracting(Mission::path).containsExactly("/one/app");
    }

    @Test
    void aStartThatIsGivenUpIsToldOfEveryAgentThatWillNotRun() {
        for (String job : List.of("mission.prepare", "mission.launch")) {
            engine.mission(job.equals("mission.prepare") ? "one-1" : "two-1", "tester", "developer");
        }
        engine.launched("two-1-developer");
        engine.record(new Event.JobGivenUp("mission.prepare/one-1", "no room"), new Event.JobGivenUp("mission.launch/two-1", "no tmux"), new Event.JobGivenUp("deliver/one-1-tester", "x"));
        assertThat(engine.database().<List<Agent>>read(sql -> Agent.Table.ofMission(sql, "one-1"))).extracting(Agent::state).containsOnly(AgentState.EXITED);
        assertThat(engine.agent("one-1-tester").reason()).isEqualTo("could not be started: no room");
        assertThat(engine.agent("two-1-tester").reason()).isEqualTo("could not be started: no tmux");
        assertThat(engine.agent("two-1-developer").state()).as("it runs").isEqualTo(AgentState.STARTING);
    }

    @Test
    void remembersAYesForTheRepository() {
        engine.mission("app-1", "tester");
        assertThat(engine.database().<Boolean>read(sql -> Mission.Table.isTrusted(sql, "/projects/app-1"))).isFalse();
        Event.MissionCreated c = Engine.created("b-1", "b", "/projects/b", "tester");
        engine.record(new Event.MissionCreated(c.mission(), c.name(), c.project(), c.path(), c.socket(), c.session(), null, c.startingCommit(), c.teamType(), c.size(), c.planner(), c.permissionMode(), "opus", true,
                c.worktreeStrategy(), c.seats()));
        assertThat(engine.database().<Boolean>read(sql -> Mission.Table.isTrusted(sql, "/projects/b"))).isTrue();
        assertThat(mission("b-1").startingBranch()).isNull();
        assertThat(mission("b-1").model()).isEqualTo("opus");
    }
}
