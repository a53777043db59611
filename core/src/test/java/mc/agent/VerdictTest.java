package mc.agent;

import static mc.agent.AgentState.EXITED;
import static mc.agent.AgentState.LIMITED;
import static mc.agent.AgentState.READY;
import static mc.agent.AgentState.STARTING;
import static mc.agent.AgentState.UNKNOWN;
import static mc.agent.AgentState.WAITING;
import static mc.agent.AgentState.WORKING;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is made of sources that tell different things: what each case is, who said what at which second, and the state that follows. */
class VerdictTest {

    private record Case(String what, AgentState expected, Source decisive, Sighting... evidence) {}

    private static Sighting says(Source source, AgentState state, int second) {
        return Sighting.of(source, state, source.text() + " at " + second, at(second));
    }

    private static Sighting lasting(Source source, AgentState state, int second, Instant until) {
        return new Sighting(source, state, source.text() + " at " + second, at(second), until, true);
    }

    private static Instant at(int second) {
        return Instant.parse("2030-01-01T00:00:00Z").plusSeconds(second);
    }

    private static final List<Case> CASES = List.of(
            new Case("started, nothing heard", STARTING, Source.MC, says(Source.MC, STARTING, 0)),
            new Case("a hook that was faster than mc's note of the start", READY, Source.HOOK, says(Source.HOOK, READY, 1), says(Source.MC, STARTING, 2)),
            new Case("the transcript of an earlier run", STARTING, Source.MC, lasting(Source.TRANSCRIPT, LIMITED, 1, at(99)), says(Source.MC, STARTING, 2)),
            new Case("no hook works, the session file does", READY, Source.SESSION_FILE, says(Source.MC, STARTING, 0), says(Source.SESSION_FILE, READY, 3)),
            new Case("a turn", WORKING, Source.HOOK, says(Source.SESSION_FILE, WORKING, 5), says(Source.HOOK, WORKING, 6)),
            new Case("Esc, told by the transcript", READY, Source.TRANSCRIPT, says(Source.HOOK, WORKING, 5), says(Source.TRANSCRIPT, READY, 9)),
            new Case("Esc, told by the session file", READY, Source.SESSION_FILE, says(Source.HOOK, WORKING, 5), says(Source.SESSION_FILE, READY, 9)),
            new Case("Esc, seen on the screen of a program that keeps no file", READY, Source.SCREEN, says(Source.HOOK, WORKING, 5), says(Source.SCREEN, READY, 30)),
            new Case("the screen against the session file", WORKING, Source.HOOK, says(Source.SESSION_FILE, WORKING, 4), says(Source.HOOK, WORKING, 5), says(Source.SCREEN, READY, 30)),
            new Case("a turn after Esc", WORKING, Source.HOOK, says(Source.TRANSCRIPT, READY, 9), says(Source.HOOK, WORKING, 12)),
            new Case("a queued prompt begins its turn without a hook", WORKING, Source.TRANSCRIPT, says(Source.HOOK, READY, 5), says(Source.TRANSCRIPT, WORKING, 6)),
            new Case("a shell command of a person", WORKING, Source.SESSION_FILE, says(Source.HOOK, READY, 5), says(Source.SESSION_FILE, WORKING, 8)),
            new Case("background tasks keep a turn open", WORKING, Source.HOOK, lasting(Source.HOOK, WORKING, 5, null), says(Source.SESSION_FILE, READY, 6), says(Source.TRANSCRIPT, READY, 7)),
            new Case("a permission request", WAITING, Source.HOOK, says(Source.SESSION_FILE, WORKING, 1), says(Source.HOOK, WAITING, 5), says(Source.SCREEN, WAITING, 7)),
            new Case("a permission request, and the file agrees", WAITING, Source.HOOK, says(Source.HOOK, WAITING, 5), says(Source.SESSION_FILE, WAITING, 6), says(Source.SCREEN, READY, 30)),
            new Case("refused: no hook, the file tells", READY, Source.SESSION_FILE, says(Source.HOOK, WAITING, 5), says(Source.SESSION_FILE, READY, 9)),
            new Case("answered: the file tells before a hook does", WORKING, Source.SESSION_FILE, says(Source.HOOK, WAITING, 5), says(Source.SESSION_FILE, WORKING, 9)),
            new Case("answered: the screen tells", WORKING, Source.SCREEN, says(Source.HOOK, WAITING, 5), says(Source.SCREEN, WORKING, 9)),
            new Case("a dialog without a hook", WAITING, Source.SCREEN, says(Source.HOOK, READY, 5), says(Source.SESSION_FILE, READY, 5), says(Source.SCREEN, WAITING, 9)),
            new Case("the dialog is gone again", READY, Source.HOOK, says(Source.HOOK, READY, 5), says(Source.SESSION_FILE, READY, 5), says(Source.SCREEN, READY, 12)),
            new Case("a limit is neither idle nor stalled", LIMITED, Source.HOOK, lasting(Source.HOOK, LIMITED, 5, null), says(Source.SESSION_FILE, READY, 6), says(Source.SCREEN, READY, 60)),
            new Case("a limit that only the transcript tells of", LIMITED, Source.TRANSCRIPT, says(Source.HOOK, WORKING, 5), lasting(Source.TRANSCRIPT, LIMITED, 6, at(500)), says(Source.SESSION_FILE, READY, 7)),
            new Case("the limit is over: the program goes on by itself", WORKING, Source.HOOK, lasting(Source.TRANSCRIPT, LIMITED, 6, at(500)), says(Source.HOOK, WORKING, 591)),
            new Case("the limit is over and the hooks are broken", WORKING, Source.SESSION_FILE, lasting(Source.HOOK, LIMITED, 5, null), says(Source.SESSION_FILE, WORKING, 591)),
            new Case("a kill leaves files behind", EXITED, Source.TMUX, says(Source.HOOK, WORKING, 5), says(Source.SESSION_FILE, WORKING, 6), says(Source.TMUX, EXITED, 7)),
            new Case("silence", UNKNOWN, Source.SCREEN, says(Source.MC, STARTING, 0), says(Source.SCREEN, UNKNOWN, 60)),
            new Case("silence that ends", READY, Source.HOOK, says(Source.MC, STARTING, 0), says(Source.SCREEN, UNKNOWN, 60), says(Source.HOOK, READY, 70)),
            new Case("a note is no state", READY, Source.HOOK, says(Source.HOOK, READY, 5), Sighting.note(Source.STATUS_LINE, "93 % of the 5-hour limit is used", at(9), at(500))));

    @Test
    void theVerdictFollowsFromTheEvidenceInWhateverOrderItCame() {
        Random random = new Random(7);
        for (Case c : CASES) {
            List<Sighting> evidence = new ArrayList<>(Arrays.asList(c.evidence()));
            for (int i = 0; i < 6; i++) {
                Verdict verdict = Verdict.of(evidence).orElseThrow();
                assertThat(verdict.decisive().state()).as(c.what()).isEqualTo(c.expected());
                assertThat(verdict.decisive().source()).as(c.what()).isEqualTo(c.decisive());
                Collections.shuffle(evidence, random);
            }
        }
    }

    @Test
    void untilWhenALimitLastsIsTakenFromWhoeverKnows() {
        Sighting hook = lasting(Source.HOOK, LIMITED, 5, null);
        assertThat(Verdict.of(List.of(hook)).orElseThrow().until()).as("not known, so not guessed").isNull();
        assertThat(Verdict.of(List.of(hook, lasting(Source.TRANSCRIPT, LIMITED, 4, at(500)))).orElseThrow().until()).isEqualTo(at(500));
        assertThat(Verdict.of(List.of(hook, lasting(Source.TRANSCRIPT, LIMITED, 1, at(3)))).orElseThrow().until()).as("that of an earlier limit").isNull();
        assertThat(Verdict.of(List.of(says(Source.HOOK, READY, 5), lasting(Source.TRANSCRIPT, LIMITED, 1, at(500)))).orElseThrow().until()).as("it is not limited").isNull();
    }

    @Test
    void whatContradictsTheVerdictIsShown() {
        Sighting hook = says(Source.HOOK, WORKING, 20);
        Sighting file = says(Source.SESSION_FILE, WAITING, 10);
        Sighting screen = says(Source.SCREEN, READY, 30);
        List<Sighting> evidence = List.of(hook, file, screen, says(Source.TRANSCRIPT, READY, 3));
        Verdict verdict = Verdict.of(evidence).orElseThrow();
        assertThat(verdict.decisive()).isEqualTo(hook);
        assertThat(verdict.against(evidence)).as("what told of a moment long ago contradicts nothing").containsExactly(file, screen);
        List<Sighting> limited = List.of(lasting(Source.HOOK, LIMITED, 5, null), says(Source.SESSION_FILE, READY, 6));
        assertThat(Verdict.of(limited).orElseThrow().against(limited)).as("an idle program fits a limit").isEmpty();
    }

    @Test
    void noEvidenceGivesNoVerdict() {
        assertThat(Verdict.of(List.of())).isEmpty();
        assertThat(Verdict.of(List.of(Sighting.note(Source.STATUS_LINE, "x", at(1), null)))).isEmpty();
    }
}
