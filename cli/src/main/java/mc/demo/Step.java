package mc.demo;

import java.time.Duration;
import java.time.Instant;

/** One thing the demo agent does in a turn. */
sealed interface Step {

    /** Says a text, word by word. */
    record Say(String text) implements Step {}

    /** Looks busy. */
    record Work(Duration time) implements Step {}

    /** Runs a shell command as a tool call; {@code asks} opens the permission dialog first. */
    record Run(String command, boolean asks) implements Step {}

    /** Ends the turn with a question to the user. */
    record Question(String text) implements Step {}

    /** Ends the turn at the usage limit. */
    record Limit(Until until) implements Step {}

    /** Ends the turn with the error of an overloaded server. */
    record Overload() implements Step {}

    /** Ends the turn while something runs on; the steps after this one follow in a turn of their own when it is done. */
    record Background(Duration time) implements Step {}

    /** Ends the program: in order (session end is reported), or as a crash does, saying nothing. */
    record Exit(int code, boolean inOrder) implements Step {}

    /** Kills the program with SIGKILL. */
    record Kill() implements Step {}

    /** Stops reading the keyboard and drawing, for ever. */
    record Hang() implements Step {}

    /** When a limit ends. */
    sealed interface Until {
        Instant from(Instant now);

        record After(Duration time) implements Until {
            @Override
            public Instant from(Instant now) {
                return now.plus(time);
            }
        }

        record At(Instant time) implements Until {
            @Override
            public Instant from(Instant now) {
                return time;
            }
        }
    }
}
