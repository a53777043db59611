package mc.tmux;

import static mc.testing.TestTmux.sh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mc.Failure;
import mc.process.Exec;
import mc.testing.Hostile;
import mc.testing.TestTmux;
import mc.text.SafeFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TmuxServerTest {

    private static final List<String> IDLE = List.of("/bin/sleep", "1000");

    private final TestTmux tmux = new TestTmux();
    private final TmuxServer server = tmux.server();

    @AfterEach
    void reap() {
        tmux.close();
    }

    private PaneInfo pane(PaneId id) {
        return server.panes().stream().filter(p -> p.address().pane().equals(id)).findFirst().orElseThrow();
    }

    @Test
    void aServerRunsOnlyOnceASessionWasMade() {
        assertThat(server.probe()).isEqualTo(new ServerState.NotRunning());
        assertThatThrownBy(server::panes).isInstanceOf(TmuxException.NoServer.class);
        assertThatThrownBy(() -> server.findSession("a")).isInstanceOf(TmuxException.NoServer.class);

        server.createSession("a", "w", tmux.home(), IDLE);

        assertThat(server.probe()).isInstanceOf(ServerState.Running.class);
        server.killServer();
        assertThat(server.probe()).isEqualTo(new ServerState.NotRunning());
        server.killServer(); // nothing to do, no error
    }

    @Test
    void aSessionIsFoundByItsWholeNameOnly() {
        PaneAddress made = server.createSession("task-templates", "lead", tmux.home(), IDLE);
        assertThat(server.findSession("task")).isEmpty();
        assertThat(server.findSession("task-templates")).contains(made.session());
        assertThatThrownBy(() -> server.createSession("task-templates", "lead", tmux.home(), IDLE)).isInstanceOf(TmuxException.Refused.class).hasMessageContaining("duplicate");
    }

    @Test
    void panesTellEverythingInOneCall() {
        PaneAddress first = server.createSession("team", "lead", tmux.home(), IDLE);
        PaneAddress second = server.createWindow(first.session(), "developer", tmux.directory("d"), sh("exit 3"));
        PaneAddress third = server.createWindow(first.session(), "tester", tmux.home(), sh("kill -9 $$"));
        await().atMost(Duration.ofSeconds(5)).until(() -> hasTold(server, second) && pane(third.pane()).dead());

        PaneInfo lead = pane(first.pane());
        assertThat(lead.address()).isEqualTo(first);
        assertThat(lead.sessionName() + "/" + lead.windowName() + "/" + lead.windowIndex()).isEqualTo("team/lead/0");
        assertThat(lead.dead()).isFalse();
        assertThat(ProcessHandle.of(lead.pid()).orElseThrow().info().command()).get().asString().contains("sleep"); // the pane's own process, no shell around it
        assertThat(lead.width() + "x" + lead.height()).isEqualTo("200x50");
        assertThat(lead.startCommand()).contains("sleep 1000");
        assertThat(lead.people()).isZero();
        assertThat(lead.sessionCreated()).isAfter(java.time.Instant.now().minusSeconds(60));

        assertThat(pane(second.pane()).exitStatus()).hasValue(3);
        assertThat(pane(second.pane()).windowIndex()).isEqualTo(1);
        assertThat(pane(second.pane()).width() + "x" + pane(second.pane()).height()).isEqualTo("200x50");
        assertThat(pane(third.pane()).exitStatus()).isEmpty();
        if (TmuxVersion.installed(tmux.settings()).compareTo(new TmuxVersion(3, 3, "")) >= 0) {
            await().atMost(Duration.ofSeconds(5)).until(() -> hasTold(server, third));
            assertThat(pane(third.pane()).exitSignal()).hasValue(9);
        }
    }

    @Test
    void hostileDirectoriesAreUsedAsTheyAreAndRunNothing() {
        List<String> names = new ArrayList<>(List.of("a#(touch canary)", "a\n%end 1 2 1\n$9 @9 %9 ", "q\"'`\\", "#S", "x;", "~", "a#{pane_id}", "a##[fg=red]#[x]", "#,#}", "%H %d", " lead trail ", "é🙂", "x\\"));
        Hostile.TEXTS.stream().filter(t -> !t.isBlank() && !t.contains("/")).forEach(names::add);
        SessionId session = server.createSession("dirs", "w", tmux.directory(names.get(0)), IDLE).session();
        names.stream().skip(1).forEach(name -> server.createWindow(session, "w", tmux.directory(name), IDLE));
        List<String> wanted = names.stream().map(name -> tmux.home().resolve(name).toString()).toList();
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(server.panes()).extracting(PaneInfo::currentPath).isEqualTo(wanted));
        assertThat(tmux.home().resolve("canary")).doesNotExist();
        assertThatThrownBy(() -> server.createSession("none", "w", tmux.home().resolve("missing"), IDLE)).isInstanceOf(Failure.class);
    }

    @Test
    void theCommandGetsItsArgumentsUnchanged() throws Exception {
        Path script = tmux.home().resolve("show");
        SafeFiles.writeScript(script, "#!/bin/sh\nfor a in \"$@\"; do printf '%s\\000' \"$a\"; done > \"$HOME/args.tmp\"; mv \"$HOME/args.tmp\" \"$HOME/args\"; exec sleep 1000\n");
        List<String> command = new ArrayList<>(List.of("/bin/sh", script.toString()));
        command.addAll(Hostile.TEXTS);
        server.createSession("args", "w", tmux.home(), command);
        Path args = tmux.home().resolve("args");
        await().atMost(Duration.ofSeconds(5)).until(() -> Files.exists(args));
        assertThat(Files.readString(args).split("\0", -1)).startsWith(Hostile.TEXTS.toArray(String[]::new));
        assertThatIllegalArgumentException().isThrownBy(() -> server.createSession("one", "w", tmux.home(), List.of("touch canary")));
    }

    @Test
    void nothingOfOurOwnEnvironmentReachesTheServer() {
        PaneAddress made = server.createSession("env", "w", tmux.home(), sh("env | sort > env.tmp; mv env.tmp env.txt; exec sleep 1000"));
        assertThat(server.look(TmuxCommand.of("show-environment", "-g")).text().lines().map(l -> l.replaceAll("=.*", ""))).containsExactlyInAnyOrderElementsOf(globalNames());
        assertThat(server.look(TmuxCommand.of("show-environment", "-t", made.session().value())).text()).isEmpty();
        Path env = tmux.home().resolve("env.txt");
        await().atMost(Duration.ofSeconds(5)).until(() -> Files.exists(env));
        assertThat(env).content().contains("TMUX_PANE=" + made.pane()).doesNotContain("JAVA").doesNotContain("MAVEN");
    }

    /** A pane is dead when its program has left its terminal, which is a moment before the program's end. */
    private static boolean hasTold(TmuxServer server, PaneAddress pane) {
        server.reap();
        return server.panes().stream().filter(p -> p.address().equals(pane)).anyMatch(p -> p.dead() && (p.exitStatus().isPresent() || p.exitSignal().isPresent()));
    }

    private List<String> globalNames() {
        List<String> names = new ArrayList<>(tmux.settings().env().keySet());
        names.add("PWD"); // tmux's own
        return names.stream().filter(n -> !n.equals("PWD") || server.look(TmuxCommand.of("show-environment", "-g")).text().contains("PWD=")).toList();
    }

    @Test
    void ourOptionsHoldAlsoAgainstAUsersConfiguration() throws Exception {
        Path config = tmux.home().resolve("user.conf");
        Files.writeString(config, "set -g destroy-unattached on\nset -g exit-unattached on\nset -g base-index 1\nset -g history-limit 77\nset -g default-command 'false'\nset -gw remain-on-exit off\nset -g status-left 'mine'\n");
        try (TmuxServer own = new TmuxServer(tmux.settings().withConfig(config), () -> ServerScope.beside("a test"))) {
            PaneAddress made = own.createSession("conf", "w", tmux.home(), sh("exit 7"));
            await().atMost(Duration.ofSeconds(5)).until(() -> hasTold(own, made));
            assertThat(own.panes().get(0).windowIndex()).isZero();
            assertThat(own.panes().get(0).exitStatus()).hasValue(7);
            assertThat(own.findSession("conf")).contains(made.session());
            assertThat(option(own, "-g", "history-limit") + option(own, "-g", "status-left")).isEqualTo("77mine");
        }
    }

    @Test
    void everyOptionIsInForceAndNoneRunsACommand() {
        server.createSession("options", "w", tmux.home(), IDLE);
        List<ServerOptions.Option> all = new ArrayList<>(ServerOptions.SAFETY);
        all.addAll(ServerOptions.COMFORT);
        boolean old = TmuxVersion.installed(tmux.settings()).compareTo(new TmuxVersion(3, 3, "")) < 0;
        all.removeIf(o -> old && o.name().equals("allow-passthrough"));
        for (ServerOptions.Option o : all) {
            assertThat(option(server, o.scope(), o.name())).as(o.name()).isEqualTo(o.value());
            assertThat(o.value()).doesNotContain("#(");
        }
    }

    private static String option(TmuxServer server, String scope, String name) {
        return server.look(TmuxCommand.of("show-options", scope + "v", name)).text().strip().replaceAll("^\\[(.*)\\]$", "[$1] ");
    }

    @Test
    void killingIsExactAndAMissingTargetIsSaid() {
        PaneAddress first = server.createSession("one", "a", tmux.home(), IDLE);
        PaneAddress second = server.createWindow(first.session(), "b", tmux.home(), IDLE);
        PaneAddress other = server.createSession("two", "a", tmux.home(), IDLE);
        server.killWindow(first.window());
        assertThat(server.panes()).extracting(PaneInfo::address).containsExactlyInAnyOrder(second, other);
        assertThatThrownBy(() -> server.killWindow(first.window())).isInstanceOf(TmuxException.NoTarget.class);
        server.killSession(first.session());
        assertThat(server.panes()).extracting(PaneInfo::address).containsExactly(other);
        assertThatThrownBy(() -> server.killSession(first.session())).isInstanceOf(TmuxException.NoTarget.class);
        assertThatThrownBy(() -> server.createWindow(first.session(), "c", tmux.home(), IDLE)).isInstanceOf(TmuxException.NoTarget.class);
    }

    @Test
    void aServerThatDoesNotAnswerIsUnknownNotGone() {
        server.createSession("stopped", "w", tmux.home(), IDLE);
        long pid = ((ServerState.Running) server.probe()).pid();
        TmuxServer impatient = new TmuxServer(tmux.settings().withTimeout(Duration.ofMillis(300)));
        Exec.of("kill", "-STOP", Long.toString(pid)).run();
        try {
            assertThat(impatient.probe()).isInstanceOf(ServerState.Unknown.class);
            assertThatThrownBy(impatient::panes)
                    .isInstanceOf(TmuxException.NoAnswer.class)
                    .hasMessageContaining("did not answer list-panes")
                    .isInstanceOfSatisfying(TmuxException.class, e -> assertThat(e.toFailure().kind()).isEqualTo(Failure.Kind.FAILED));
        } finally {
            Exec.of("kill", "-CONT", Long.toString(pid)).run();
        }
        assertThat(server.probe()).isInstanceOf(ServerState.Running.class);
    }

    @Test
    void errorsOfTheConnectionAreNotTakenForAbsence() {
        assertThat(TmuxErrors.of("error connecting to /tmp/x (Permission denied)", true)).isInstanceOf(TmuxException.NoAnswer.class);
        assertThat(TmuxErrors.of("server exited unexpectedly", true)).isInstanceOf(TmuxException.NoAnswer.class);
        assertThat(TmuxErrors.of("", true)).isInstanceOf(TmuxException.NoAnswer.class);
        assertThat(TmuxErrors.of("error connecting to /tmp/x (No such file or directory)", true)).isInstanceOf(TmuxException.NoServer.class);
        assertThat(TmuxErrors.of("error connecting to /tmp/x (Connection refused)", true)).isInstanceOf(TmuxException.NoServer.class);
        assertThat(TmuxErrors.of("no server running on /tmp/x", false)).isInstanceOf(TmuxException.Refused.class);
    }

    @Test
    void aPersonsTerminalRunsTheAttachCommand() throws Exception {
        PaneAddress first = server.createSession("people", "a", tmux.home(), IDLE);
        PaneAddress second = server.createWindow(first.session(), "b", tmux.home(), IDLE);
        List<String> attach = server.attachCommand(first.session(), Optional.of(second.window()));
        // a pane is a terminal too, so that a test needs no other
        PaneAddress terminal = server.createSession("terminal", "t", tmux.home(), attach);
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(pane(second.pane()).people()).isEqualTo(1));
        assertThat(server.look(TmuxCommand.of("list-windows", "-t", first.session().value(), "-f", "#{window_active}", "-F", "#{window_id}")).text()).isEqualTo(second.window() + "\n");
        server.watch(first.session(), n -> {});
        assertThat(pane(second.pane()).people()).as("our own control client is no person").isEqualTo(1);
        server.killSession(terminal.session());
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(pane(second.pane()).people()).isZero());
    }

    @Test
    void aScopeOfItsOwnIsUsedWhereItWorksAndLeavesTheEnvironmentClean() throws Exception {
        Path fake = tmux.home().resolve("systemd-run");
        SafeFiles.writeScript(fake, "#!/bin/sh\necho \"$@\" >> \"$DBUS_SESSION_BUS_ADDRESS\"\nwhile [ \"$1\" != -- ]; do shift; done; shift; exec \"$@\"\n");
        Path calls = tmux.home().resolve("calls");
        Map<String, String> env = Map.of("PATH", System.getenv("PATH"), "DBUS_SESSION_BUS_ADDRESS", calls.toString(), "SECRET", "x");
        try (TmuxServer scoped = new TmuxServer(tmux.settings(), () -> ServerScope.probe(fake.toString(), env))) {
            scoped.createSession("scoped", "w", tmux.home(), IDLE);
            assertThat(scoped.scope().separate()).isTrue();
            assertThat(calls).content().contains("--user --scope").contains("new-session");
            assertThat(scoped.look(TmuxCommand.of("show-environment", "-g")).text()).doesNotContain("DBUS").doesNotContain("SECRET");
        }
        SafeFiles.writeScript(fake, "#!/bin/sh\necho no bus >&2; exit 1\n");
        assertThat(ServerScope.probe(fake.toString(), env)).isEqualTo(ServerScope.beside("systemd-run: no bus"));
        assertThat(ServerScope.probe("/nonexistent", env).separate()).isFalse();
    }
}
