package mc.tmux;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import mc.Failure;
import mc.process.ProcessId;

/**
 * mc's own tmux server. Calls go through a control client while a session is watched (no process for a look), else through a tmux
 * process each. Every method that asks tmux may throw a {@link TmuxException} within the time limit of the settings (a command
 * that must start a server, twice that), or a {@link Failure} of kind MISSING when there is no tmux program; none returns an empty
 * answer in place of an error. Thread-safe. Closing it ends the watches and leaves the server and its agents alone.
 */
public final class TmuxServer implements AutoCloseable {

    static final TmuxCommand IDENTITY = TmuxCommand.of("display-message", "-p", "#{pid} #{start_time} #{version}");
    static final TmuxCommand SESSIONS = TmuxCommand.of("list-sessions", "-F", "#{session_id} #{q:session_name} ");
    private static final String ADDRESS = "#{session_id} #{window_id} #{pane_id} ";

    private final TmuxSettings settings;
    private final OneShot oneShot;
    private final Supplier<ServerScope> scopes;
    private final List<SessionWatch> watches = new CopyOnWriteArrayList<>();
    private ServerScope scope;

    public TmuxServer(TmuxSettings settings) {
        this(settings, () -> ServerScope.probe("systemd-run", System.getenv()));
    }

    TmuxServer(TmuxSettings settings, Supplier<ServerScope> scopes) {
        this.settings = settings;
        this.oneShot = new OneShot(settings);
        this.scopes = scopes;
    }

    public TmuxSettings settings() {
        return settings;
    }

    /** Where a server that has to be started will be put, and why there. Tried once, at the first call. */
    public synchronized ServerScope scope() {
        if (scope == null) {
            scope = scopes.get();
        }
        return scope;
    }

    /** Whether the server runs; never throws a {@link TmuxException}. */
    public ServerState probe() {
        try {
            return identity(oneShot.send(List.of(IDENTITY), Door.USUAL_BYTES).text());
        } catch (TmuxException.NoServer e) {
            return new ServerState.NotRunning();
        } catch (TmuxException e) {
            return new ServerState.Unknown(e.getMessage());
        }
    }

    static ServerState.Running identity(String line) {
        String[] words = line.strip().split(" ", 3);
        if (words.length < 3) {
            throw new TmuxException.NoAnswer("tmux did not say who it is: " + line);
        }
        return new ServerState.Running(Long.parseLong(words[0]), Instant.ofEpochSecond(Long.parseLong(words[1])), words[2]);
    }

    /**
     * Makes a session with one window, index 0, without attaching; starts the server if none runs. {@code command} is a program
     * and at least one argument: tmux hands a single word to a shell. Refused when the name is taken.
     */
    public PaneAddress createSession(String name, String windowName, Path cwd, List<String> command) {
        List<TmuxCommand> commands = new ArrayList<>(ServerOptions.commands(settings.config().isPresent()));
        commands.add(TmuxCommand.of("new-session", "-d", "-P", "-F", ADDRESS, "-x", "200", "-y", "50", "-s", TmuxName.checked(name)).and(window(windowName, cwd, command)));
        try {
            return address(oneShot.send(commands, Door.USUAL_BYTES));
        } catch (TmuxException.NoServer e) {
            return address(oneShot.start(commands, scope()));
        }
    }

    /** Makes a window at the lowest free index, without switching to it. */
    public PaneAddress createWindow(SessionId session, String windowName, Path cwd, List<String> command) {
        return address(act(TmuxCommand.of("new-window", "-d", "-P", "-F", ADDRESS, "-t", session.value() + ":").and(window(windowName, cwd, command))));
    }

    private static List<String> window(String name, Path cwd, List<String> command) {
        if (command.size() < 2) {
            throw new IllegalArgumentException("A pane's command is a program and at least one argument, or tmux would run it through a shell");
        }
        if (!Files.isDirectory(cwd)) { // tmux would silently take the home directory instead
            throw Failure.notFound("The directory " + cwd + " does not exist.", "");
        }
        List<String> words = new ArrayList<>(List.of("-n", TmuxName.checked(name), "-c", TmuxQuoting.literal(cwd.toAbsolutePath().toString()), "--"));
        words.addAll(command);
        return words;
    }

    private static PaneAddress address(Reply reply) {
        List<String> ids = TmuxQuoting.records(reply.text(), 3).get(0);
        return new PaneAddress(new SessionId(ids.get(0)), new WindowId(ids.get(1)), new PaneId(ids.get(2)));
    }

    /** The session of exactly this name. */
    public Optional<SessionId> findSession(String name) {
        return TmuxQuoting.records(look(SESSIONS).text(), 2).stream().filter(s -> s.get(1).equals(name)).map(s -> new SessionId(s.get(0))).findFirst();
    }

    /** Every pane of the server. */
    public List<PaneInfo> panes() {
        Reply reply = look(TmuxCommand.of("list-panes", "-a", "-F", PaneInfo.FORMAT));
        if (reply.truncated()) {
            throw new TmuxException.NoAnswer("The list of panes is too long to be read, so their state is unknown.");
        }
        return PaneInfo.parse(reply.text());
    }

    /**
     * Lets the server look for children that have ended. Before 3.5 it can miss one's end, and a dead pane then stays without its exit
     * status; the end of any other child makes it look again (seen with 3.3a).
     */
    public void reap() {
        oneShot.send(List.of(TmuxCommand.of("run-shell", "true")), Door.USUAL_BYTES);
    }

    /** As {@link #panes()}; none when no server runs. */
    public List<PaneInfo> panesIfRunning() {
        try {
            return panes();
        } catch (TmuxException.NoServer e) {
            return List.of();
        }
    }

    /** What the pane shows, and where its cursor is, at one moment. */
    public Screen capture(PaneId pane, CaptureRange range, boolean withColours) {
        TmuxCommand where = TmuxCommand.of("list-panes", "-t", pane.value(), "-f", "#{==:#{pane_id}," + pane + "}", "-F", "#{cursor_x} #{cursor_y} #{pane_width} #{pane_height} #{?alternate_on,1,0} ");
        TmuxCommand what = TmuxCommand.of("capture-pane", "-p", "-t", pane.value()).and(range.arguments()).and(withColours ? List.of("-e") : List.of());
        Reply reply = look(where, what);
        int first = reply.text().indexOf('\n') + 1;
        int[] n = TmuxQuoting.records(reply.text().substring(0, first), 5).get(0).stream().mapToInt(Integer::parseInt).toArray();
        String body = reply.text().substring(first);
        List<String> lines = List.of((body.endsWith("\n") ? body.substring(0, body.length() - 1) : body).split("\n", -1));
        return new Screen(lines, n[0], n[1], n[2], n[3], n[4] == 1, reply.truncated());
    }

    /**
     * Types text as one bracketed paste (if the program in the pane asked for that), without Enter. Leaves copy mode first. Text
     * with control characters other than line feed and tab is an {@link IllegalArgumentException}; a dead pane refuses it.
     */
    public void paste(PaneId pane, String text) {
        new PaneInput(oneShot).paste(pane, text);
    }

    /** Presses one key, after leaving copy mode. */
    public void press(PaneId pane, Key key) {
        act(TmuxCommand.of("copy-mode", "-q", "-t", pane.value()), TmuxCommand.of("send-keys", "-t", pane.value(), key.tmuxName()));
    }

    /** Gives the window this index in its session, without switching to it. Refused when another window has it. */
    public void moveWindow(WindowId window, SessionId session, int index) {
        act(TmuxCommand.of("move-window", "-d", "-s", window.value(), "-t", session.value() + ":" + index));
    }

    /** Ends the window and everything in it (SIGHUP to its processes). */
    public void killWindow(WindowId window) {
        oneShot.send(List.of(TmuxCommand.of("kill-window", "-t", window.value())), Door.USUAL_BYTES);
    }

    /** Ends the pane (SIGHUP to its process), and its window if that has no other. */
    public void killPane(PaneId pane) {
        oneShot.send(List.of(TmuxCommand.of("kill-pane", "-t", pane.value())), Door.USUAL_BYTES);
    }

    /** Ends the session and all its windows. */
    public void killSession(SessionId session) {
        oneShot.send(List.of(TmuxCommand.of("kill-session", "-t", session.value())), Door.USUAL_BYTES);
    }

    /** Ends the server and everything in it, and waits for that; nothing happens when none runs. */
    public void killServer() {
        if (!(probe() instanceof ServerState.Running running)) {
            return;
        }
        Optional<ProcessId> process = ProcessId.of(running.pid());
        try {
            oneShot.send(List.of(TmuxCommand.of("kill-server")), Door.USUAL_BYTES);
        } catch (TmuxException.NoAnswer | TmuxException.NoServer e) {
            // it may be gone before it can say so; what counts is its process
        }
        process.ifPresent(p -> awaitEnd(p, settings.timeout()));
    }

    private static void awaitEnd(ProcessId process, Duration limit) {
        if (!process.awaitEnd(limit)) {
            throw new TmuxException.NoAnswer("The tmux server (pid " + process.pid() + ") was told to end but still runs.");
        }
    }

    /** What a person's terminal should run to see the session, at a window if one is given. Asks the server for its socket. */
    public List<String> attachCommand(SessionId session, Optional<WindowId> window) {
        String socket = TmuxQuoting.records(look(TmuxCommand.of("display-message", "-p", "#{q:socket_path} ")).text(), 1).get(0).get(0);
        String target = session + window.map(w -> ":" + w).orElse("");
        return List.of("env", "-u", "TMUX", settings.program(), "-u", "-S", socket, "attach-session", "-t", target);
    }

    /**
     * Tells {@code listener} what happens in the session until the watch is closed or the session is over; from then on calls need
     * no process each. The listener is called on the thread that reads tmux's answers: it must return at once and must not call this object.
     */
    public SessionWatch watch(SessionId session, Consumer<TmuxNotice> listener) {
        ServerState.Running server = identity(look(IDENTITY).text());
        watches.removeIf(SessionWatch::isOver);
        SessionWatch watch = SessionWatch.start(settings, session, server, listener);
        watches.add(watch);
        try {
            watch.attached().get(2 * settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
            return watch;
        } catch (ExecutionException e) {
            watch.close();
            throw e.getCause() instanceof TmuxException known ? known : new CompletionException(e.getCause());
        } catch (TimeoutException e) {
            watch.close();
            throw new TmuxException.NoAnswer("tmux did not attach to " + session + " in time, so the state is unknown, not gone.");
        } catch (InterruptedException e) {
            watch.close();
            Thread.currentThread().interrupt();
            throw new TmuxException.NoAnswer("Interrupted while attaching to tmux.");
        }
    }

    /** A question: when the control client breaks before the answer, it is asked again by a process. */
    Reply look(TmuxCommand... commands) {
        List<TmuxCommand> all = List.of(commands);
        Optional<ControlClient> client = client(all);
        if (client.isPresent()) {
            try {
                return client.get().send(all, Door.USUAL_BYTES);
            } catch (TmuxException.NoAnswer e) {
                // fall through: asking twice does no harm
            }
        }
        return oneShot.send(all, Door.USUAL_BYTES);
    }

    /** A deed: never tried twice. */
    private Reply act(TmuxCommand... commands) {
        List<TmuxCommand> all = List.of(commands);
        return client(all).<Door>map(c -> c).orElse(oneShot).send(all, Door.USUAL_BYTES);
    }

    private Optional<ControlClient> client(List<TmuxCommand> commands) {
        return ControlClient.fits(commands) ? watches.stream().flatMap(w -> w.client().stream()).findFirst() : Optional.empty();
    }

    @Override
    public void close() {
        watches.forEach(SessionWatch::close);
        watches.clear();
    }
}
