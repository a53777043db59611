package mc.git;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mc.Failure;

/** A version of git, as {@code git version} prints it ("git version 2.39.5 (Apple Git-154)"). Immutable. */
public record GitVersion(int major, int minor, int patch) implements Comparable<GitVersion> {

    /** The oldest git mc works with: older ones lack {@code worktree list -z} and batched fsync. */
    public static final GitVersion OLDEST = new GitVersion(2, 38, 0);

    private static final Pattern PRINTED = Pattern.compile("git version (\\d{1,6})\\.(\\d{1,6})(?:\\.(\\d{1,6}))?.*", Pattern.DOTALL);

    /** The version of the git on the PATH; a {@link Failure} of kind MISSING, naming the command to type, when there is none or it is too old. */
    public static GitVersion installed() {
        return installed(Git.at(Path.of("/")));
    }

    static GitVersion installed(Git git) {
        String printed;
        try {
            printed = git.text("version");
        } catch (Failure e) {
            throw Failure.missing("git cannot be run: " + e.getMessage(), install());
        }
        GitVersion version = parse(printed);
        if (version.compareTo(OLDEST) < 0) {
            throw Failure.missing("git " + version + " is too old; mc needs " + OLDEST + " or newer.", install());
        }
        return version;
    }

    static GitVersion parse(String printed) {
        Matcher m = PRINTED.matcher(printed);
        if (!m.matches()) {
            throw Failure.missing("The git on the PATH does not say its version: " + Git.shown(printed), install());
        }
        return new GitVersion(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)), m.group(3) == null ? 0 : Integer.parseInt(m.group(3)));
    }

    private static String install() {
        if (System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("mac")) {
            return "brew install git";
        }
        return Files.exists(Path.of("/usr/bin/apt-get")) ? "sudo apt-get install -y git" : "Install git " + OLDEST + " or newer with your package manager.";
    }

    @Override
    public int compareTo(GitVersion other) {
        int byMajor = Integer.compare(major, other.major);
        int byMinor = byMajor != 0 ? byMajor : Integer.compare(minor, other.minor);
        return byMinor != 0 ? byMinor : Integer.compare(patch, other.patch);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
