package mc.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import mc.event.Event;
import mc.event.Job;
import mc.event.JobHandler.Outcome;
import mc.mission.MissionReactor;
import mc.process.ProcessId;
import mc.testing.Engine;
import mc.testing.TestTmux;
import mc.tmux.PaneAddress;
import mc.tmux.PaneInfo;
import mc.tmux.TmuxException;
import mc.tmux.TmuxServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real panes whose programs end in every way. */
@Timeout(60)
class AutopsyTest {

    private static final String AGENT = "app-1-tester";

    @TempDir
    private Path dir;

    private static Outcome autopsy(Engine engine, TmuxServer tmux) throws InterruptedException {
        Outcome outcome = new Autopsy(engine.database(), tmux, a -> engine.database().read(sql -> MissionReactor.isBeingEnded(sql, a))).run(Job.of(AgentReactor.AUTOPSY, AGENT, engine.clock().instant()), engine::record);
        engine.record(outcome.events().toArray(Event[]::new));
        return outcome;
    }

    /** An agent whose program is a shell script, in a session with another window that stays. */
    private static PaneInfo launch(Engine engine, TestTmux tmux, String script) {
        engine.mission("app-1", "tester");
        PaneAddress keeper = tmux.server().createSession("keep", "keep", tmux.home(), TestTmux.sh("exec sleep 600"));
        PaneAddress address = tmux.server().createWindow(keeper.session(), "tester", tmux.home(), TestTmux.sh(script));
        PaneInfo pane = pane(tmux, address);
        engine.record(new Event.AgentLaunched("app-1", AGENT, address.window().value(), address.pane().value(), pane.pid(), 0, "c", "hash"));
        return pane;
    }

    private static PaneInfo pane(TestTmux tmux, PaneAddress address) {
        return tmux.server().panes().stream().filter(p -> p.address().equals(address)).findFirst().orElseThrow();
    }

    @Test
    void theExitCodeAndTheLastWordsAreTold() throws Exception {
        try (Engine engine = new Engine(dir); TestTmux tmux = new TestTmux()) {
            PaneInfo pane = launch(engine, tmux, "echo hello; echo 'Error: out of \033[31mluck'; while [ ! -e go ]; do sleep 0.02; done; exit 3");
            assertThat(autopsy(engine, tmux.server())).as("it lives").isEqualTo(Outcome.done());
            Files.createFile(tmux.home().resolve("go"));
            await().until(() -> pane(tmux, pane.address()).dead());
            Event.AgentExited exited = (Event.AgentExited) autopsy(engine, tmux.server()).events().get(0);
            assertThat(exited).isEqualTo(new Event.AgentExited("app-1", AGENT, 3, null, "hello / Error: out of luck"));
            assertThat(tmux.server().capture(pane.address().pane(), mc.tmux.CaptureRange.visible(), false).text()).as("tmux has made room for its own line").doesNotContain("hello").contains("Pane is dead");
            assertThat(autopsy(engine, tmux.server())).as("once is enough").isEqualTo(Outcome.done());
        }
    }

    @Test
    void aProgramThatLeavesItsTerminalFirstStillTellsItsExitCode() throws Exception {
        try (Engine engine = new Engine(dir); TestTmux tmux = new TestTmux()) {
            PaneInfo pane = launch(engine, tmux, "trap '' HUP; exec <&- >&- 2>&-; sleep 0.3; exit 3");
            await().until(() -> pane(tmux, pane.address()).dead());
            assertThat(((Event.AgentExited) autopsy(engine, tmux.server()).events().get(0)).code()).isEqualTo(3);
        }
    }

    @Test
    void anEndIsNotToldOfTheRunThatBeganMeanwhile() throws Exception {
        try (Engine engine = new Engine(dir); TestTmux tmux = new TestTmux()) {
            PaneInfo pane = launch(engine, tmux, "exit 3");
            await().until(() -> pane(tmux, pane.address()).dead());
            AtomicBoolean isRestarted = new AtomicBoolean();
            Outcome outcome = new Autopsy(engine.database(), tmux.server(), agent -> {
                if (!isRestarted.getAndSet(true)) { // between the first look at the table and the look at tmux
                    engine.record(new Event.AgentLaunched("app-1", AGENT, "@77", "%77", 77, 0, "c", "hash"));
                }
                return false;
            }).run(Job.of(AgentReactor.AUTOPSY, AGENT, engine.clock().instant()), engine::record);
            assertThat(outcome).isEqualTo(Outcome.done());
        }
    }

    @Test
    void aKillingSignalIsTold() throws Exception {
        try (Engine engine = new Engine(dir); TestTmux tmux = new TestTmux()) {
            PaneInfo pane = launch(engine, tmux, "exec sleep 600");
            ProcessId.of(pane.pid()).orElseThrow().kill();
            await().until(() -> pane(tmux, pane.address()).dead());
            engine.loop().record(List.of(), tx -> tx.schedule(Job.of(MissionReactor.END, AGENT, tx.now())));
            assertThat(autopsy(engine, tmux.server())).as("who ends it tells of its end").isEqualTo(Outcome.done());
            engine.loop().record(List.of(), tx -> tx.cancel(Job.of(MissionReactor.END, AGENT, tx.now()).key()));
            Event.AgentExited exited = (Event.AgentExited) autopsy(engine, tmux.server()).events().get(0);
            assertThat(exited.code()).isNull();
            assertThat(exited.signal()).isEqualTo("9");
            assertThat(engine.agent(AGENT).state()).isEqualTo(AgentState.EXITED);
        }
    }

    @Test
    void aClosedWindowAndAPaneOfAnotherPidAreLost() throws Exception {
        try (Engine engine = new Engine(dir); TestTmux tmux = new TestTmux()) {
            PaneInfo pane = launch(engine, tmux, "exec sleep 600");
            engine.record(new Event.AgentLaunched("app-1", AGENT, pane.address().window().value(), pane.address().pane().value(), pane.pid() + 1, 0, "c2", "hash"));
            assertThat(autopsy(engine, tmux.server()).events()).as("another server's pane of the same id").hasSize(1).first().isInstanceOf(Event.AgentLost.class);
            engine.record(new Event.AgentLaunched("app-1", AGENT, pane.address().window().value(), pane.address().pane().value(), pane.pid(), 0, "c3", "hash"));
            tmux.server().killWindow(pane.address().window());
            assertThat(autopsy(engine, tmux.server()).events()).hasSize(1).first().isInstanceOf(Event.AgentLost.class);
            assertThat(engine.agent(AGENT).state()).isEqualTo(AgentState.LOST);
        }
    }

    @Test
    void aServerThatIsGoneCountsAfterTwoLooksOnly() throws Exception {
        try (Engine engine = new Engine(dir); TestTmux tmux = new TestTmux()) {
            launch(engine, tmux, "exec sleep 600");
            Path sockets = wrapper(tmux);
            TmuxServer flickering = new TmuxServer(tmux.settings().withProgram(sockets.toString()));
            Files.writeString(tmux.home().resolve("fail-once"), "");
            assertThat(autopsy(engine, flickering)).as("gone at the first look, there at the second").isEqualTo(Outcome.done());
            assertThat(tmux.home().resolve("fail-once")).doesNotExist();
            tmux.server().killServer();
            assertThat(autopsy(engine, tmux.server()).events()).hasSize(1).first().isInstanceOf(Event.AgentLost.class);
        }
    }

    @Test
    void anErrorOfTmuxIsNoVerdict() throws Exception {
        try (Engine engine = new Engine(dir); TestTmux tmux = new TestTmux()) {
            launch(engine, tmux, "exec sleep 600");
            TmuxServer hanging = new TmuxServer(tmux.settings().withProgram(program(tmux, "hang", "exec sleep 5")).withTimeout(Duration.ofMillis(200)));
            assertThatThrownBy(() -> autopsy(engine, hanging)).isInstanceOf(TmuxException.NoAnswer.class);
            TmuxServer refusing = new TmuxServer(tmux.settings().withProgram(program(tmux, "refuse", "echo 'server exited unexpectedly' >&2; exit 1")));
            assertThatThrownBy(() -> autopsy(engine, refusing)).isInstanceOf(TmuxException.NoAnswer.class);
            assertThat(engine.agent(AGENT).state()).isEqualTo(AgentState.STARTING);
        }
    }

    /** A tmux that says once that there is no server, when it finds the file {@code fail-once}. */
    private static Path wrapper(TestTmux tmux) throws IOException {
        String once = tmux.home().resolve("fail-once").toString();
        return Path.of(program(tmux, "flicker", "if rm '" + once + "' 2>/dev/null; then echo 'no server running on /tmp/x' >&2; exit 1; fi; exec " + tmux.settings().program() + " \"$@\""));
    }

    private static String program(TestTmux tmux, String name, String script) throws IOException {
        Path file = tmux.home().resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file.toString();
    }
}
