package mc.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import mc.event.Event;
import mc.process.ProcessId;
import mc.testing.Engine;
import mc.testing.TestTmux;
import mc.tmux.PaneAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** tmux tells of a death once, and only those who listen: whatever is in the way, it is looked for. */
@Timeout(60)
class SessionWatchesTest {

    private static final String DEV = "app-1-developer";
    private static final String JOB = "agent.autopsy/" + DEV;

    @TempDir
    Path dir;

    private final TestTmux tmux = new TestTmux();
    private final TryAgain again = new TryAgain(Duration.ofMillis(50));
    private Engine engine;
    private SessionWatches watches;

    @BeforeEach
    void open() {
        engine = Engine.live(dir);
        engine.mission("app-1", "developer");
        watches = new SessionWatches(engine.database(), engine.loop(), tmux.server(), again);
    }

    @AfterEach
    void close() {
        again.close();
        watches.close();
        engine.close();
        tmux.close();
    }

    private void launched(PaneAddress address) {
        ProcessId program = program(address);
        engine.record(new Event.AgentLaunched("app-1", DEV, address.window().value(), address.pane().value(), program.pid(), program.start(), "conversation", "hash"));
        forgetTheJob();
    }

    private ProcessId program(PaneAddress address) {
        return ProcessId.of(tmux.server().panes().stream().filter(p -> p.address().equals(address)).findFirst().orElseThrow().pid()).orElseThrow();
    }

    /** Each start asks for a look, too. */
    private void forgetTheJob() {
        engine.loop().record(List.of(), tx -> tx.cancel(JOB));
    }

    private void isLookedAt() {
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10)).untilAsserted(() -> assertThat(engine.jobs()).contains(JOB));
    }

    @Test
    void whatHappenedWhileTheSessionCouldNotBeWatchedIsLookedFor() {
        engine.record(new Event.SessionCreated("app-1", "app-1-impl", "$0"));
        watches.start(); // there is no server yet
        PaneAddress pane = tmux.server().createSession("app-1-impl", "developer", tmux.home(), List.of("/bin/sleep", "1000"));
        assertThat(pane.session().value()).isEqualTo("$0");
        launched(pane);
        isLookedAt(); // once the watch is on, though tmux has told nothing
    }

    @Test
    void aDeathThatCouldNotBeWrittenDownIsWrittenLater() {
        PaneAddress pane = tmux.server().createSession("app-1-impl", "developer", tmux.home(), List.of("/bin/sleep", "1000"));
        engine.record(new Event.SessionCreated("app-1", "app-1-impl", pane.session().value()));
        watches.start();
        launched(pane);
        engine.loop().record(List.of(), tx -> tx.sql().execute("create temp trigger refuse before insert on job begin select raise(abort, 'the disk is full'); end"));
        program(pane).kill();
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10)).until(() -> again.isBusy());
        engine.loop().record(List.of(), tx -> tx.sql().execute("drop trigger temp.refuse"));
        isLookedAt();
    }
}
