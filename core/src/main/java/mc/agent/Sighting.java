package mc.agent;

import java.time.Instant;

/**
 * What one source says about an agent. Immutable.
 *
 * @param state the state it speaks for; null when it tells something else, such as how much of a limit is used
 * @param what why, in one line of sanitised text
 * @param at when that was so, by the source's own time where it has one
 * @param until when a limit ends, or null
 * @param lasting true when a less trusted source's word that nothing runs does not end it: a usage limit, a turn that goes on in the background
 */
public record Sighting(Source source, AgentState state, String what, Instant at, Instant until, boolean lasting) {

    public static Sighting of(Source source, AgentState state, String what, Instant at) {
        return new Sighting(source, state, what, at, null, false);
    }

    public static Sighting limited(Source source, String what, Instant at, Instant until) {
        return new Sighting(source, AgentState.LIMITED, what, at, until, true);
    }

    /** Something worth knowing that is not a state. */
    public static Sighting note(Source source, String what, Instant at, Instant until) {
        return new Sighting(source, null, what, at, until, false);
    }
}
