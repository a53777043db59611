package mc.agent;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The state of one agent, found from what every source says about it. A pure function of that: the same evidence gives the same
 * verdict in whatever order it came.
 *
 * <p>The sources are gone through in the order of their own times. A later word of an equally or more trusted source counts. One of a
 * less trusted source counts only where the more trusted one is blind: Claude Code's hooks do not tell that a turn was interrupted, that
 * a question was answered, or that a dialog is open.
 *
 * @param decisive the sighting it rests on
 * @param until when the limit ends, if the agent is limited and any source tells; else null
 */
public record Verdict(Sighting decisive, Instant until) {

    /** The verdict; empty when no source speaks of a state. */
    public static Optional<Verdict> of(List<Sighting> evidence) {
        List<Sighting> inOrder = evidence.stream().filter(s -> s.state() != null).filter(s -> !isOverlooked(s, evidence))
                .sorted(Comparator.comparing(Verdict::isEnd) // an end is final, also over a word of the same moment, or one written down before the clock was set back
                        .thenComparing(Sighting::at).thenComparing(Sighting::source, Comparator.reverseOrder())).toList();
        Sighting decisive = null;
        for (Sighting next : inOrder) {
            if (decisive == null || outweighs(next, decisive)) {
                decisive = next;
            }
        }
        return Optional.ofNullable(decisive).map(d -> new Verdict(d, d.state() == AgentState.LIMITED ? end(d, inOrder) : null));
    }

    /** What a source says that does not fit the verdict, in the evidence's own words; for a person to judge. */
    public List<Sighting> against(List<Sighting> evidence) {
        return evidence.stream().filter(s -> s.state() != null && s.state() != decisive.state() && holdsNow(s, decisive) && !(decisive.lasting() && s.state() == AgentState.READY)).toList();
    }

    private static boolean isEnd(Sighting sighting) {
        return !sighting.state().isLive() && (sighting.source() == Source.TMUX || sighting.source() == Source.MC);
    }

    /** The screen's word on whether a turn runs is not asked for while the program itself keeps a file on that. */
    private static boolean isOverlooked(Sighting sighting, List<Sighting> evidence) {
        boolean isAboutTheTurn = sighting.state() == AgentState.READY || sighting.state() == AgentState.WORKING || sighting.state() == AgentState.UNKNOWN;
        return sighting.source() == Source.SCREEN && isAboutTheTurn && evidence.stream().anyMatch(s -> s.source() == Source.SESSION_FILE && s.state() != null);
    }

    /** Whether a word that came later, by its own time, replaces what was believed. */
    private static boolean outweighs(Sighting later, Sighting believed) {
        if (later.source() == Source.MC && later.state() == AgentState.STARTING) {
            return believed.source() == Source.TRANSCRIPT; // of an earlier run; everything else that is known began with this one, even if mc was slow to write it down
        }
        if (later.source() == Source.TMUX || later.source() == Source.MC || believed.source() == Source.MC) {
            return true; // an end, and the first word after a start
        }
        if (later.state() == AgentState.UNKNOWN) {
            return false;
        }
        if (later.source().compareTo(believed.source()) <= 0) {
            return true;
        }
        return switch (later.state()) {
            case READY -> !believed.lasting() && (believed.state() == AgentState.WORKING || believed.state() == AgentState.WAITING || believed.state() == AgentState.UNKNOWN);
            default -> later.state() != believed.state();
        };
    }

    /** A file's and a screen's word holds until they are seen to change; a hook and a transcript tell of a moment. */
    private static boolean holdsNow(Sighting sighting, Sighting decisive) {
        return switch (sighting.source()) {
            case SESSION_FILE -> true;
            case SCREEN -> sighting.at().isAfter(decisive.at());
            default -> false;
        };
    }

    /** A hook tells that there is a limit, the transcript tells until when. */
    private static Instant end(Sighting decisive, List<Sighting> evidence) {
        return decisive.until() != null ? decisive.until()
                : evidence.stream().filter(s -> s.state() == AgentState.LIMITED && s.until() != null && s.until().isAfter(decisive.at())).max(Comparator.comparing(Sighting::at)).map(Sighting::until).orElse(null);
    }
}
