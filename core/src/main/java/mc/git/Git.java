package mc.git;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mc.Failure;
import mc.process.Exec;
import mc.text.Untrusted;

/**
 * The git command line, run in one directory: no hook, file system monitor, pager, editor, signing program, prompt or background
 * maintenance, no transport (except {@link #online()}), no replaced objects, and none of the caller's {@code GIT_*} variables.
 * Filters of the configuration (LFS) still run where git checks files out or in; {@link Shadow} is for looking into a worktree
 * without them. {@code settings} are {@code key=value}. Immutable and thread-safe; each copying method returns a changed copy.
 */
public record Git(Path directory, Map<String, String> env, List<String> settings, byte[] input, Duration timeout) {

    private static final Set<String> INHERITED = Set.of(
            "PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "XDG_CONFIG_HOME", "SSH_AUTH_SOCK",
            "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "all_proxy", "no_proxy");

    private static final List<String> HARDENED = List.of(
            "core.fsmonitor=false", "core.hooksPath=/dev/null", "core.pager=cat", "core.askPass=", "core.quotePath=true",
            "gc.auto=0", "maintenance.auto=false", "commit.gpgSign=false", "log.showSignature=false", "submodule.recurse=false",
            "protocol.ext.allow=never");

    /**
     * What git says when another git is at work and it will help to try again: it holds a lock, or is just making a worktree whose
     * files are still empty. (A name that cannot be because another is in its way reads differently.) Seen with git 2.39.
     */
    private static final Pattern BUSY = Pattern.compile("(Unable to create '.*\\.lock'|could not lock config file .*): File exists|failed to read .*worktrees/.*/commondir", Pattern.DOTALL);

    private static final int BUSY_TRIES = 9;
    private static final int MAX_OUTPUT = 64 * 1024 * 1024;

    /** git in this directory, for this process's user. */
    public static Git at(Path directory) {
        return at(directory, System.getenv());
    }

    /** As {@link #at(Path)}, for a caller whose environment is {@code callerEnv}; only harmless variables of it are passed on. */
    public static Git at(Path directory, Map<String, String> callerEnv) {
        Map<String, String> env = new HashMap<>(callerEnv);
        env.keySet().retainAll(INHERITED);
        env.putAll(Map.of(
                "LC_ALL", "C",
                "GIT_TERMINAL_PROMPT", "0",
                "GIT_OPTIONAL_LOCKS", "0",
                "GIT_NO_REPLACE_OBJECTS", "1",
                "GIT_LITERAL_PATHSPECS", "1",
                "GIT_EDITOR", "false",
                "GIT_ALLOW_PROTOCOL", "none"));
        return new Git(directory, Map.copyOf(env), HARDENED, new byte[0], Duration.ofSeconds(30));
    }

    public Git in(Path dir) {
        return new Git(dir, env, settings, input, timeout);
    }

    /** Adds or replaces variables. */
    public Git with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(env);
        all.putAll(more);
        return new Git(directory, Map.copyOf(all), settings, input, timeout);
    }

    /** Adds settings ({@code key=value}) that win over every configuration file. */
    public Git set(String... more) {
        List<String> all = new ArrayList<>(settings);
        all.addAll(Arrays.asList(more));
        return new Git(directory, env, List.copyOf(all), input, timeout);
    }

    /** What the next call reads on its standard input. */
    public Git input(String text) {
        return new Git(directory, env, settings, text.getBytes(StandardCharsets.UTF_8), timeout);
    }

    /** At most this long for each call; 30 seconds unless said. */
    public Git timeout(Duration limit) {
        return new Git(directory, env, settings, input, limit);
    }

    /** Lets git talk to remotes by the usual transports. They run programs the repository's configuration may name. */
    public Git online() {
        return with(Map.of("GIT_ALLOW_PROTOCOL", "file:git:http:https:ssh"));
    }

    /** Runs to the end, whatever the exit code. A timeout or an answer too long to keep is a {@link Failure}, never half an answer. */
    public Exec.Result run(String... args) {
        List<String> argv = new ArrayList<>(List.of("git", "--no-pager"));
        settings.forEach(setting -> argv.addAll(List.of("-c", setting)));
        argv.addAll(Arrays.asList(args));
        Exec.Result result = new Exec(List.copyOf(argv), directory, env, true, input, timeout, MAX_OUTPUT).run();
        if (result.timedOut()) {
            throw Failure.failed("git " + args[0] + " did not finish within " + timeout.toSeconds() + " s in " + shown(directory.toString()) + ".", "Is the disk slow or does another git hold it up? Try again.");
        }
        if (result.truncated()) {
            throw Failure.failed("git " + args[0] + " said more than " + (MAX_OUTPUT >> 20) + " MB in " + shown(directory.toString()) + ".", "");
        }
        return result;
    }

    /** The output, without its last line break; any exit code but 0 is a {@link Failure} with git's own words. */
    public String text(String... args) {
        return chomp(must(run(args), args).stdout());
    }

    /** As {@link #text}, for questions git answers with a quiet exit code 1 for "there is none". */
    public Optional<String> ask(String... args) {
        Exec.Result result = run(args);
        return result.exitCode() == 1 ? Optional.empty() : Optional.of(chomp(must(result, args).stdout()));
    }

    /** The output cut at its NUL characters; tries again while another git is in the way. */
    public List<String> fields(String... args) {
        String out = must(change(args), args).stdout();
        return out.isEmpty() ? List.of() : List.of(out.substring(0, out.endsWith("\0") ? out.length() - 1 : out.length()).split("\0", -1));
    }

    /** A call that changes something: tries again for about 6 s while another git is in the way. */
    public Exec.Result change(String... args) {
        return patiently(() -> run(args));
    }

    /** Repeats the call, in growing steps up to about 6 s, while git says that another git is in the way. */
    static Exec.Result patiently(Supplier<Exec.Result> call) {
        for (int tried = 1; ; tried++) {
            Exec.Result result = call.get();
            if (result.ok() || tried == BUSY_TRIES || !BUSY.matcher(result.stderr()).find()) {
                return result;
            }
            pause(25L << (tried - 1));
        }
    }

    /** As {@link #change}, and any exit code but 0 is a {@link Failure}. */
    public String mustChange(String... args) {
        return chomp(must(change(args), args).stdout());
    }

    /** What git complained about, safe to show in one line. */
    static String complaint(Exec.Result result) {
        String said = result.stderr().isBlank() ? result.stdout() : result.stderr();
        String errors = said.lines().filter(line -> line.matches("(fatal|error): .*")).collect(Collectors.joining("; "));
        String text = Untrusted.line(errors.isBlank() ? said : errors, 500);
        return text.isEmpty() ? "exit code " + result.exitCode() : text;
    }

    /** A path, branch or other foreign text, safe to show in one line. */
    static String shown(String text) {
        return Untrusted.line(text, 300);
    }

    private Exec.Result must(Exec.Result result, String... args) {
        if (!result.ok()) {
            throw Failure.failed("git " + args[0] + " failed in " + shown(directory.toString()) + ": " + complaint(result), "");
        }
        return result;
    }

    private static String chomp(String text) {
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.failed("Interrupted while waiting for another git.", "");
        }
    }
}
