package mc.tmux;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mc.Failure;
import mc.process.Exec;
import mc.text.Untrusted;

/** A tmux version such as 3.3a: {@code patch} is the letter, or empty. A build from git ("next-3.5", "master") counts as what it becomes. */
public record TmuxVersion(int major, int minor, String patch) implements Comparable<TmuxVersion> {

    /** The oldest that mc works with: client flags, format subscriptions and {@code -N} came with it (tmux CHANGES, "FROM 3.1c TO 3.2"). */
    public static final TmuxVersion OLDEST = new TmuxVersion(3, 2, "");

    private static final Pattern NUMBER = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})([a-z]?)");
    private static final Comparator<TmuxVersion> ORDER = Comparator.comparingInt(TmuxVersion::major).thenComparingInt(TmuxVersion::minor).thenComparing(TmuxVersion::patch);
    private static final String INSTALL = "Install it with `sudo apt-get install tmux` (macOS: `brew install tmux`), then try again.";

    /** The version in what {@code tmux -V} prints or in {@code #{version}}; empty when there is none to be read. */
    public static Optional<TmuxVersion> parse(String text) {
        Matcher number = NUMBER.matcher(text);
        if (number.find()) {
            return Optional.of(new TmuxVersion(Integer.parseInt(number.group(1)), Integer.parseInt(number.group(2)), number.group(3)));
        }
        return text.strip().equals("tmux master") || text.strip().equals("master") ? Optional.of(new TmuxVersion(Integer.MAX_VALUE, 0, "")) : Optional.empty();
    }

    /** The installed tmux; a {@link Failure} of kind MISSING, with the command to type, when there is none or it is too old. */
    public static TmuxVersion installed(TmuxSettings settings) {
        Exec.Result result;
        try {
            result = settings.exec(settings.program(), "-V").run();
        } catch (Failure e) {
            throw e.kind() == Failure.Kind.MISSING ? Failure.missing("tmux is not installed: " + e.getMessage(), INSTALL) : e;
        }
        if (result.timedOut()) {
            throw Failure.failed("`" + settings.program() + " -V` did not answer, so the version of tmux is unknown.", "");
        }
        String printed = result.stdout() + result.stderr();
        TmuxVersion version = parse(printed).orElseThrow(() -> Failure.missing("`" + settings.program() + " -V` named no version of tmux: " + Untrusted.line(printed, 200), INSTALL));
        if (version.compareTo(OLDEST) < 0) {
            throw Failure.missing("tmux " + version + " is too old; mc needs " + OLDEST + " or newer.", INSTALL);
        }
        return version;
    }

    @Override
    public int compareTo(TmuxVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major == Integer.MAX_VALUE ? "master" : major + "." + minor + patch;
    }
}
