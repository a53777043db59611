package mc.tmux;

import static mc.testing.TestTmux.sh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import mc.process.Exec;
import mc.process.ProcessId;
import mc.process.ProcessTree;
import mc.testing.TestTmux;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionWatchTest {

    private static final List<String> IDLE = List.of("/bin/sleep", "1000");
    private static final Duration SOON = Duration.ofSeconds(5);

    private final TestTmux tmux = new TestTmux();
    private final TmuxServer server = tmux.server();
    private final ConcurrentLinkedQueue<TmuxNotice> notices = new ConcurrentLinkedQueue<>();
    private PaneAddress first;

    @BeforeEach
    void startSession() {
        first = server.createSession("watched", "lead", tmux.home(), IDLE);
    }

    @AfterEach
    void reap() {
        tmux.close();
    }

    private void awaitNotice(Duration limit, TmuxNotice notice) {
        await().pollInterval(Duration.ofMillis(10)).atMost(limit).untilAsserted(() -> assertThat(notices).contains(notice));
    }

    private static List<ProcessId> children() {
        return ProcessTree.descendants(ProcessId.of(ProcessHandle.current().pid()).orElseThrow());
    }

    private ControlClient client(SessionWatch watch) {
        return watch.client().orElseThrow();
    }

    @Test
    void deathsAndWindowsAreToldWithoutBeingAsked() {
        server.watch(first.session(), notices::add);
        PaneAddress dying = server.createWindow(first.session(), "dying", tmux.home(), sh("read x; exit 3"));
        awaitNotice(SOON, new TmuxNotice.WindowOpened(first.session(), dying.window()));
        server.press(dying.pane(), Key.ENTER);
        awaitNotice(SOON, new TmuxNotice.PaneDied(first.session(), dying.window(), dying.pane()));
        assertThat(notices).doesNotContain(new TmuxNotice.PaneDied(first.session(), first.window(), first.pane()));

        server.look(TmuxCommand.of("rename-window", "-t", dying.window().value(), "a b"));
        awaitNotice(SOON, new TmuxNotice.WindowRenamed(first.session(), dying.window(), "a b"));
        server.killWindow(dying.window());
        awaitNotice(SOON, new TmuxNotice.WindowClosed(first.session(), dying.window()));
        server.createSession("other", "w", tmux.home(), IDLE);
        awaitNotice(SOON, new TmuxNotice.SessionsChanged(first.session()));
    }

    @Test
    void theEndOfTheSessionIsToldApartFromTheEndOfTheServer() {
        PaneAddress other = server.createSession("other", "w", tmux.home(), IDLE);
        SessionWatch watch = server.watch(first.session(), notices::add);
        server.watch(other.session(), notices::add);
        server.killSession(first.session());
        awaitNotice(SOON, new TmuxNotice.SessionEnded(first.session()));
        await().atMost(SOON).until(watch::isOver);
        Exec.of("kill", "-9", Long.toString(((ServerState.Running) server.probe()).pid())).run();
        await().atMost(SOON).untilAsserted(() -> assertThat(notices).anyMatch(n -> n instanceof TmuxNotice.ServerGone gone && gone.session().equals(other.session())));
        assertThat(server.probe()).isEqualTo(new ServerState.NotRunning());
    }

    @Test
    void aWatchOnASessionThatIsNotThereFails() {
        assertThatThrownBy(() -> server.watch(new SessionId("$77"), notices::add)).isInstanceOf(TmuxException.NoTarget.class);
        server.killServer();
        assertThatThrownBy(() -> server.watch(first.session(), notices::add)).isInstanceOf(TmuxException.NoServer.class);
    }

    @Test
    void looksStartNoProcessAndShrinkNoWindow() {
        SessionWatch watch = server.watch(first.session(), notices::add);
        ControlClient before = client(watch);
        List<ProcessId> processes = children();
        for (int i = 0; i < 100; i++) {
            server.panes();
            server.capture(first.pane(), CaptureRange.visible(), true);
        }
        assertThat(children()).isEqualTo(processes);
        assertThat(client(watch)).isSameAs(before);
        assertThat(server.panes().get(0).width()).isEqualTo(200);
        watch.close();
        assertThat(server.panes()).hasSize(1); // through a process again
    }

    @Test
    void aPaneCannotForgeTheEndOfAnAnswer() throws Exception {
        SessionWatch watch = server.watch(first.session(), notices::add);
        String time = "$(date +%s)";
        // every guard tmux could use in the next seconds, as an agent could print it
        PaneId liar = server.createWindow(first.session(), "liar", tmux.home(), sh("t=" + time + "; for s in 0 1 2 3; do for n in $(seq 200 400); do echo \"%end $((t+s)) $n 1\"; done; done; echo '%exit'; echo '%window-close @0'; echo shown; exec sleep 1000")).pane();
        await().atMost(SOON).until(() -> server.capture(liar, CaptureRange.visible(), false).text().contains("shown"));
        for (int i = 0; i < 50; i++) {
            Screen all = server.capture(liar, CaptureRange.all(), false);
            assertThat(all.lines()).contains("shown").hasSizeGreaterThan(800);
        }
        assertThat(server.panes()).hasSize(2);
        assertThat(watch.client()).isPresent();
        assertThat(notices).doesNotContain(new TmuxNotice.WindowClosed(first.session(), new WindowId("@0")));
    }

    @Test
    void brokenBytesAndLongLinesAreRead() throws Exception {
        server.watch(first.session(), notices::add);
        Files.write(tmux.home().resolve("bytes"), new byte[] {'a', (byte) 0xff, (byte) 0xc3, 'b', '\n'});
        server.look(TmuxCommand.of("load-buffer", "-b", "x", tmux.home().resolve("bytes").toString()));
        assertThat(server.look(TmuxCommand.of("show-buffer", "-b", "x")).text()).startsWith("a").contains("b");
        server.look(TmuxCommand.of("set-buffer", "-b", "y", "z".repeat(5000)));
        assertThat(server.look(TmuxCommand.of("show-buffer", "-b", "y")).text().strip()).hasSize(5000);
    }

    @Test
    void manyThreadsShareOneClientAndEachGetsItsOwnAnswer() throws Exception {
        SessionWatch watch = server.watch(first.session(), notices::add);
        ControlClient before = client(watch);
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> asked = new ArrayList<>();
            for (int i = 0; i < 800; i++) {
                String text = "answer " + i;
                asked.add(pool.submit(() -> assertThat(server.look(TmuxCommand.of("display-message", "-p", text)).text()).isEqualTo(text + "\n")));
            }
            for (Future<?> one : asked) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(client(watch)).isSameAs(before);
    }

    @Test
    void aClientThatIsThrownOutComesBack() {
        SessionWatch watch = server.watch(first.session(), notices::add);
        server.look(TmuxCommand.of("detach-client", "-s", first.session().value()));
        awaitNotice(SOON, new TmuxNotice.Reconnected(first.session()));
        assertThat(notices).anyMatch(n -> n instanceof TmuxNotice.Unreachable);
        assertThat(client(watch).send(List.of(TmuxCommand.of("display-message", "-p", "back")), 100).text()).isEqualTo("back\n");
        PaneAddress dying = server.createWindow(first.session(), "dying", tmux.home(), sh("exit 0"));
        awaitNotice(SOON, new TmuxNotice.PaneDied(first.session(), dying.window(), dying.pane()));
    }

    @Test
    void aServerThatStopsAnsweringIsUnknownUntilItAnswersAgain() {
        TmuxServer impatient = new TmuxServer(tmux.settings().withTimeout(Duration.ofSeconds(1)), () -> ServerScope.beside("a test"));
        SessionWatch watch = impatient.watch(first.session(), notices::add);
        ControlClient before = client(watch);
        String pid = Long.toString(((ServerState.Running) server.probe()).pid());
        Exec.of("kill", "-STOP", pid).run();
        try {
            assertThatThrownBy(impatient::panes).isInstanceOf(TmuxException.NoAnswer.class);
            assertThat(before.isReady()).isFalse();
            await().atMost(SOON).untilAsserted(() -> assertThat(notices).anyMatch(n -> n instanceof TmuxNotice.Unreachable));
        } finally {
            Exec.of("kill", "-CONT", pid).run();
        }
        awaitNotice(Duration.ofSeconds(15), new TmuxNotice.Reconnected(first.session()));
        assertThat(impatient.panes()).hasSize(1);
        assertThat(notices).noneMatch(n -> n instanceof TmuxNotice.ServerGone || n instanceof TmuxNotice.SessionEnded);
        impatient.close();
    }

    @Test
    void aListenerThatAsksTmuxIsToldSoInsteadOfHanging() {
        AtomicReference<RuntimeException> thrown = new AtomicReference<>();
        SessionWatch watch = server.watch(first.session(), n -> {
            try {
                server.panes();
            } catch (IllegalStateException e) {
                thrown.set(e);
                throw e;
            }
        });
        server.createWindow(first.session(), "w", tmux.home(), IDLE);
        await().atMost(SOON).until(() -> thrown.get() != null);
        assertThat(client(watch).send(List.of(TmuxCommand.of("display-message", "-p", "fine")), 100).text()).isEqualTo("fine\n");
    }
}
