package mc.mission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import mc.Failure;
import mc.Home;
import mc.agent.AgentState;
import mc.agent.Mission;
import mc.agent.Source;
import mc.event.Event;
import mc.plan.ImplementationPlan;
import mc.process.ProcessId;
import mc.testing.Engine;
import mc.tmux.TmuxServer;
import mc.tmux.TmuxSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a resume asks for when there is no tmux server, or none that answers. */
class ResumeRequestTest {

    private static final Resume.Request ALL = new Resume.Request(Set.of(), false, false, false);

    @TempDir
    private Path dir;

    private Engine engine;

    @BeforeEach
    void open() {
        ImplementationPlan plan = new ImplementationPlan("s", null, "", List.of(), List.of(), Map.of());
        MissionFolder.of(new Home(dir), "app-1", "app-1").write("# s\n", plan, "# s\n", Map.of());
        engine = new Engine(dir);
        engine.mission("app-1", "tester", "developer", "devops");
        for (String agent : List.of("app-1-tester", "app-1-developer", "app-1-devops")) {
            engine.launched(agent);
            engine.put(agent, AgentState.WORKING, "runs Bash", Source.HOOK);
        }
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private Resume.Result resume(Resume.Request request, String program) throws InterruptedException {
        TmuxSettings settings = TmuxSettings.of("mc-test-" + UUID.randomUUID().toString().substring(0, 8), System.getenv()).withProgram(program);
        try (TmuxServer tmux = new TmuxServer(settings)) {
            Mission mission = engine.database().read(sql -> Mission.Table.find(sql, "app-1")).orElseThrow();
            return new Resume(new Home(dir), engine.database(), engine.loop(), tmux).run(mission, request);
        }
    }

    @Test
    void withoutAServerAndProcessesAllAreDeadAndAskedForOnce() throws InterruptedException {
        assertThat(resume(new Resume.Request(Set.of(), true, true, false), "tmux").agents()).extracting(Resume.AgentView::kind).containsOnly(Triage.Kind.DEAD);
        assertThat(engine.log(Event.AgentRestarting.class)).as("only looked").isEmpty();
        assertThat(resume(new Resume.Request(Set.of("developer"), false, false, false), "tmux").agents()).filteredOn(Resume.AgentView::restarted).extracting(Resume.AgentView::role).containsExactly("developer");
        assertThat(engine.log(Event.AgentLost.class)).extracting(Event.AgentLost::agent).containsExactly("app-1-developer");
        List<Resume.AgentView> again = resume(ALL, "tmux").agents();
        assertThat(again).extracting(Resume.AgentView::kind).as("the developer is being started").containsExactly(Triage.Kind.DEAD, Triage.Kind.ACTIVE, Triage.Kind.DEAD);
        assertThat(engine.log(Event.AgentRestarting.class)).extracting(Event.AgentRestarting::agent).containsExactly("app-1-developer", "app-1-tester", "app-1-devops");
        assertThat(engine.agent("app-1-devops").state()).isEqualTo(AgentState.STARTING);
    }

    @Test
    void anErrorOfTmuxIsNoDeath() throws InterruptedException {
        assertThat(resume(ALL, "/bin/false").agents()).allSatisfy(agent -> {
            assertThat(agent.kind()).isEqualTo(Triage.Kind.UNKNOWN);
            assertThat(agent.reason()).contains("tmux could not be asked");
        });
        assertThat(engine.log(Event.AgentRestarting.class)).isEmpty();
    }

    @Test
    void whoLivesInNoWindowIsLeftAloneUnlessItIsJustEnding() throws IOException, InterruptedException {
        Process ending = new ProcessBuilder("sleep", "0.5").start();
        Process stays = new ProcessBuilder("sleep", "60").start();
        try {
            for (Map.Entry<String, Process> agent : Map.of("app-1-tester", ending, "app-1-devops", stays).entrySet()) {
                ProcessId id = ProcessId.of(agent.getValue().pid()).orElseThrow();
                engine.record(new Event.AgentLaunched("app-1", agent.getKey(), "@1", "%1", id.pid(), id.start(), "c", "t"));
            }
            assertThat(resume(ALL, "tmux").agents()).extracting(Resume.AgentView::kind).containsExactly(Triage.Kind.DEAD, Triage.Kind.DEAD, Triage.Kind.UNKNOWN);
        } finally {
            ending.destroyForcibly();
            stays.destroyForcibly();
        }
    }

    @Test
    void afterARebootStartsAreSpreadOverTime() throws InterruptedException {
        resume(new Resume.Request(Set.of(), false, false, true), "tmux");
        List<Instant> due = engine.log(Event.AgentRestarting.class).stream().map(e -> Instant.parse(e.due())).toList();
        assertThat(Duration.between(due.get(0), due.get(1))).isEqualTo(Duration.ofSeconds(2));
        assertThat(Duration.between(due.get(0), due.get(2))).isEqualTo(Duration.ofSeconds(4));
        assertThat(engine.log(Event.AgentRestarting.class)).extracting(Event.AgentRestarting::by).containsOnly("boot");
    }

    /** Nobody is put down for a start that cannot happen. */
    @Test
    void whatTheStartsNeedIsLookedAtFirst() throws IOException {
        MissionFolder folder = MissionFolder.of(new Home(dir), "app-1", "app-1");
        Files.writeString(folder.planJson(), "{");
        assertThatThrownBy(() -> resume(ALL, "tmux")).isInstanceOf(Failure.class).hasMessageContaining("plan.json is damaged");
        folder.forgetEnv();
        assertThatThrownBy(() -> resume(ALL, "tmux")).isInstanceOf(Failure.class).hasMessageContaining("The environment of the agents of app-1 is gone");
        assertThat(engine.log(Event.AgentRestarting.class)).isEmpty();
        assertThat(engine.agent("app-1-tester").state()).isEqualTo(AgentState.WORKING);
    }

    @Test
    void whatIsNotThereIsNamed() {
        assertThatThrownBy(() -> resume(new Resume.Request(Set.of("plumber"), false, false, false), "tmux")).isInstanceOf(Failure.class).hasMessageContaining("There is no plumber");
        engine.record(new Event.MissionStopping("app-1", false, "operator"));
        assertThatThrownBy(() -> resume(ALL, "tmux")).isInstanceOf(Failure.class).hasMessageContaining("The mission app-1 is stopping");
    }
}
