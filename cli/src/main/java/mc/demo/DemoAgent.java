package mc.demo;

import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import mc.Failure;
import mc.agent.adapters.DemoHome;
import mc.text.Untrusted;

/** The demo agent's program. {@code docs/demo-agent.md} says what it can do. */
public final class DemoAgent {

    static final String VERSION = "1.0";

    private final Arguments arguments;
    private final Script script;
    private final String role;
    private final DemoHome home;
    private final Path cwd = Path.of("").toAbsolutePath();

    private DemoAgent(Arguments arguments, Script script, String role, DemoHome home) {
        this.arguments = arguments;
        this.script = script;
        this.role = role;
        this.home = home;
    }

    /** Runs until the agent is told to end, or ends by its script. */
    public static void main(String[] args) throws Exception {
        Thread.setDefaultUncaughtExceptionHandler((thread, bug) -> {
            bug.printStackTrace(); // a window that looks alive while half of the program is dead would be worse
            Runtime.getRuntime().halt(70);
        });
        try {
            Arguments arguments = Arguments.parse(List.of(args));
            String role = System.getenv().getOrDefault("MC_ROLE", arguments.name());
            Script script = arguments.script().map(file -> ScriptParser.read(file, role)).orElse(Script.FRIENDLY);
            new DemoAgent(arguments, script, role, DemoHome.of(System.getenv())).start();
        } catch (Failure e) {
            System.err.println("Error: " + e.getMessage());
            System.exit(1);
        }
    }

    private void start() throws IOException, InterruptedException, ExecutionException {
        Options options = script.options();
        if (options.has("exit-at-once")) {
            System.err.println("Error: the script told the demo agent to exit at once");
            System.exit(options.number("exit-at-once", 1));
        }
        Path transcript = home.transcript(cwd, arguments.conversation());
        checkConversation(transcript);
        Hooks hooks = arguments.settings().map(Hooks::read).orElse(new Hooks(Map.of()));
        Terminal terminal = Terminal.open();
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        Screen screen = new Screen(out, terminal.size());
        Console console = new Console(screen, options, arguments.name(), arguments.permissionMode());
        Reporter reporter = new Reporter(arguments, options, hooks, cwd, transcript, home.session(ProcessHandle.current().pid()));
        Exit exit = new Exit(terminal);
        Context context = new Context(arguments, script, role, cwd, reporter, console, exit, new AtomicBoolean(arguments.permissionMode().equals("bypassPermissions")), ConcurrentHashMap.newKeySet());
        Conversation conversation = new Conversation(context);
        exit.prepare(options, reporter, conversation, console, arguments.conversation());
        terminal.onResize(() -> console.resize(terminal.size()));
        Thread.sleep(options.duration("start-delay").map(d -> d.toMillis()).orElse(0L));
        out.write("\u001b[?2004h".getBytes(StandardCharsets.US_ASCII)); // paste is marked from now on
        if (options.has("never-ready")) {
            console.print(banner());
            return;
        }
        readKeys(console, exit);
        if (options.has("trust-dialog") && !home.trusts(cwd)) {
            askForTrust(console, exit);
        }
        console.print(banner());
        home.createDirectories(transcript);
        reporter.record(t -> t.title(arguments.name()));
        reporter.status("idle", "");
        exit.reportsEnd();
        String source = arguments.resume() ? "resume" : "startup";
        reporter.report("SessionStart", source, Map.of("source", source, "model", arguments.model(), "session_title", arguments.name())).get();
        console.listen(conversation);
        if (options.has("noise")) {
            console.makeNoise();
        }
        arguments.prompt().ifPresent(prompt -> console.execute(() -> conversation.submitted(prompt)));
    }

    /** As Claude: an id is used once, and only a known conversation is resumed. */
    private void checkConversation(Path transcript) {
        boolean exists = Files.exists(transcript);
        if (arguments.resume() && !exists) {
            throw Failure.usage("No conversation found with session ID: " + arguments.conversation(), "");
        }
        if (!arguments.resume() && exists) {
            throw Failure.usage("Session ID " + arguments.conversation() + " is already in use.", "");
        }
        arguments.systemPrompt().filter(file -> !Files.isReadable(file)).ifPresent(file -> {
            throw Failure.usage("cannot read the system prompt file " + file, "");
        });
    }

    private void readKeys(Console console, Exit exit) {
        Thread reader = new Thread(() -> {
            try {
                new KeyReader(new BufferedInputStream(new FileInputStream(FileDescriptor.in)), console::key).run();
                exit.inOrder(0, "other"); // the terminal is gone
            } catch (IOException e) {
                exit.inOrder(1, "other");
            }
        }, "keys");
        reader.setDaemon(true);
        reader.start();
    }

    /** Until the folder is trusted nothing is reported: the hooks could be the folder's own. */
    private void askForTrust(Console console, Exit exit) throws InterruptedException, ExecutionException, IOException {
        Dialog dialog = Dialog.trust(cwd.toString());
        console.open(dialog);
        if (dialog.answer.get() != 1) {
            exit.inOrder(1, "other");
            Thread.sleep(Long.MAX_VALUE);
        }
        home.trust(cwd);
    }

    private List<String> banner() {
        return List.of(" \u001b[1m◆ Demo agent " + VERSION + "\u001b[m · " + arguments.model() + (arguments.resume() ? " · resumed" : ""), " \u001b[38;5;244m  " + Untrusted.line(cwd.toString(), 200) + "\u001b[m", "");
    }
}
