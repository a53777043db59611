package mc.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import mc.git.Git;
import mc.git.Repository;
import mc.process.Exec;

/**
 * A real git repository for tests: fixed author, a HOME of its own, and no configuration of this machine or its user. It lies in
 * {@code DIR/NAME}, its HOME in {@code DIR/home}. {@link #run} is git as a user or an agent types it, hooks and all.
 */
public final class TestRepo {

    private final Path dir;
    private final Map<String, String> env;

    private TestRepo(Path dir, Map<String, String> env) {
        this.dir = dir;
        this.env = env;
    }

    /** A repository without commits on branch {@code main}, in a new directory {@code name} of {@code parent}. */
    public static TestRepo empty(Path parent, String name) {
        try {
            Path home = Files.createDirectories(parent.toRealPath().resolve("home"));
            Path dir = Files.createDirectories(parent.toRealPath().resolve(name));
            Map<String, String> env = new HashMap<>(isolation(home));
            env.put("PATH", System.getenv("PATH"));
            env.put("HOME", home.toString());
            TestRepo repo = new TestRepo(dir, Map.copyOf(env));
            repo.run("init", "-q", "-b", "main", ".");
            return repo;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link #empty}, with one commit of {@code README} and {@code src/app.txt}. */
    public static TestRepo create(Path parent, String name) {
        TestRepo repo = empty(parent, name);
        repo.write("README", "A sample.\n");
        repo.write("src/app.txt", "one\ntwo\nthree\n");
        repo.run("add", "-A");
        repo.run("commit", "-q", "-m", "First commit");
        return repo;
    }

    /** Variables that keep git away from this machine's configuration; {@code home/gitconfig} takes the place of the user's. */
    public static Map<String, String> isolation(Path home) {
        return Map.of(
                "GIT_CONFIG_GLOBAL", home.resolve("gitconfig").toString(),
                "GIT_CONFIG_NOSYSTEM", "1",
                "GIT_AUTHOR_NAME", "Test Author", "GIT_AUTHOR_EMAIL", "author@example.invalid",
                "GIT_COMMITTER_NAME", "Test Author", "GIT_COMMITTER_EMAIL", "author@example.invalid");
    }

    public Path dir() {
        return dir;
    }

    public Path home() {
        return Path.of(env.get("HOME"));
    }

    /** mc's own git on this repository, kept away from this machine's configuration. */
    public Git git() {
        return Git.at(dir, env).with(Map.of("GIT_CONFIG_GLOBAL", env.get("GIT_CONFIG_GLOBAL"), "GIT_CONFIG_NOSYSTEM", "1"));
    }

    /** The repository as mc sees it now. */
    public Repository inspect() {
        return Repository.inspect(git());
    }

    /** Plain git in the repository; the output without its last line break. Fails the test unless it exits with 0. */
    public String run(String... args) {
        return runIn(dir, args);
    }

    /** As {@link #run}, in another directory, such as a worktree. */
    public String runIn(Path where, String... args) {
        Exec.Result result = tryIn(where, args);
        if (!result.ok()) {
            throw new AssertionError("git " + String.join(" ", args) + " exited with " + result.exitCode() + ": " + result.stderr());
        }
        return result.stdout().endsWith("\n") ? result.stdout().substring(0, result.stdout().length() - 1) : result.stdout();
    }

    /** As {@link #runIn}, whatever the exit code. */
    public Exec.Result tryIn(Path where, String... args) {
        List<String> argv = new ArrayList<>(List.of("git"));
        argv.addAll(List.of(args));
        return Exec.of(argv).in(where).withOnly(env).timeout(Duration.ofSeconds(60)).run();
    }

    /** Writes a file of the working directory, with its missing directories. */
    public void write(String name, String content) {
        write(dir, name, content);
    }

    public static void write(Path dir, String name, String content) {
        try {
            Path file = dir.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Commits everything; gives the commit's id. */
    public String commit(String message) {
        return commitIn(dir, message);
    }

    public String commitIn(Path where, String message) {
        runIn(where, "add", "-A");
        runIn(where, "commit", "-q", "--allow-empty", "-m", message);
        return runIn(where, "rev-parse", "HEAD");
    }

    /** A line of configuration for all repositories of the test's user. */
    public void userConfig(String key, String value) {
        run("config", "--global", key, value);
    }

    /** Name to kind, mode and hash of every file, link and directory below, without those whose name is in {@code except}. */
    public static Map<String, String> fingerprint(Path root, Set<String> except) {
        Map<String, String> found = new TreeMap<>();
        collect(root, root, except, found);
        return found;
    }

    /** What git must leave alone in the user's checkout: every file of it, the index, configuration, hooks and stash. */
    public Map<String, String> usersThings() {
        Map<String, String> found = fingerprint(dir, Set.of(".git"));
        for (String name : List.of("index", "config", "hooks", "refs/stash", "logs/refs/stash", "logs/HEAD", "HEAD", "info", "refs/heads/main")) {
            Path path = dir.resolve(".git").resolve(name);
            if (Files.exists(path)) {
                collect(dir, path, Set.of(), found);
            }
        }
        return found;
    }

    private static void collect(Path root, Path path, Set<String> except, Map<String, String> found) {
        try {
            String mode = Files.isSymbolicLink(path) ? "" : PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
            String name = root.relativize(path).toString();
            if (Files.isSymbolicLink(path)) {
                found.put(name, "link " + Files.readSymbolicLink(path));
            } else if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                found.put(name + "/", mode);
                try (Stream<Path> content = Files.list(path)) {
                    content.filter(file -> !except.contains(file.getFileName().toString())).forEach(file -> collect(root, file, except, found));
                }
            } else {
                found.put(name, mode + " " + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
