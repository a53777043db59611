package mc.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import mc.process.ProcessId;

/**
 * Why an agent is believed to be in its state, for a person's eyes.
 *
 * @param process what the operating system says of its program now
 * @param evidence the newest word of each source, newest first
 * @param against those that do not fit the verdict; they may be a moment behind, or the verdict may be wrong
 * @param silent sources of its state that have said nothing about the run of its program
 * @param changes what would change the verdict
 */
public record Why(
        String role, AgentState state, String since, String reason, Source source, String limitedUntil, String waitingFor, String process, List<Word> evidence, List<String> against, List<Source> silent,
        List<String> changes) {

    /** What one source says; {@code decisive}: the verdict rests on it. {@code state} and {@code until} may be null. */
    public record Word(Source source, AgentState state, String what, String at, long ageSeconds, String until, boolean decisive) {}

    public static Why of(Agent agent, List<Sighting> evidence, Instant now) {
        Optional<Verdict> verdict = Verdict.of(evidence);
        Sighting decisive = verdict.map(Verdict::decisive).orElse(null);
        List<Word> words = evidence.stream().sorted(Comparator.comparing(Sighting::at).reversed())
                .map(s -> new Word(s.source(), s.state(), s.what(), s.at().toString(), Math.max(0, Duration.between(s.at(), now).toSeconds()), s.until() == null ? null : s.until().toString(), s.equals(decisive))).toList();
        List<String> against = verdict.map(v -> v.against(evidence).stream().map(s -> s.source().text() + " says " + s.state().text() + ": " + s.what()).toList()).orElse(List.of());
        List<Source> silent = Arrays.stream(Source.values()).filter(s -> s != Source.MC && s != Source.TMUX && s != Source.STATUS_LINE && evidence.stream().noneMatch(e -> e.source() == s)).toList();
        return new Why(agent.role(), agent.state(), agent.since().toString(), agent.reason(), agent.source(), agent.limitedUntil() == null ? null : agent.limitedUntil().toString(), agent.waitingFor().orElse(null),
                process(agent), words, against, silent, changes(agent, silent));
    }

    private static String process(Agent agent) {
        Optional<ProcessId> process = agent.process();
        return process.map(p -> "process " + p.pid() + (p.isAlive() ? " is alive" : " has ended")).orElse("it was never started");
    }

    private static List<String> changes(Agent agent, List<Source> silent) {
        String noticedWithoutHooks = silent.contains(Source.SESSION_FILE) && silent.contains(Source.TRANSCRIPT)
                ? "seen on its screen, when its hooks have been silent for ten seconds" : "seen at once in the files it keeps: " + Arrays.stream(new Source[] {Source.TRANSCRIPT, Source.SESSION_FILE}).filter(s -> !silent.contains(s)).map(Source::text).collect(Collectors.joining(", "));
        return switch (agent.state()) {
            case STARTING -> List.of("its first hook makes it ready or working", "a dialog on its screen makes it waiting", "a minute of silence makes it unknown");
            case READY -> List.of("a submitted prompt makes it working");
            case WORKING -> List.of("the hook at the end of its turn makes it ready or limited", "a permission request or question makes it waiting", "Esc makes it ready (no hook tells; " + noticedWithoutHooks + ")");
            case WAITING -> List.of("an answer makes it working or ready (a refusal fires no hook; " + noticedWithoutHooks + ")");
            case LIMITED -> List.of("its next turn makes it working" + (agent.limitedUntil() == null ? "; until when the limit lasts is not known" : ""));
            case EXITED -> List.of("mc starts a program that crashed again by itself, within seconds and not too often", "mc resume starts it again at once, mc agent restart " + agent.role() + " also one that was ended");
            case LOST -> List.of("mc resume starts it again");
            case UNKNOWN -> List.of("any word of its hooks", "its end", "look yourself: mc peek " + agent.role());
        };
    }
}
