package mc.message;

import java.util.List;
import mc.event.Event;
import mc.event.EventLog;
import mc.event.Recorded;
import org.jdbi.v3.core.Handle;

/** A message and all that happened to it, from the log. Immutable. */
public record MessageStory(Inbox.Entry message, int attempts, List<Step> steps) {

    /** One thing that happened; {@code what} is the event's kind. */
    public record Step(long seq, String at, String what, String why) {}

    public static MessageStory of(Handle sql, Message message) {
        return new MessageStory(Inbox.Entry.of(message.explained(sql)), message.attempts(), EventLog.ofMessage(sql, message.id()).stream().map(MessageStory::step).toList());
    }

    private static Step step(Recorded recorded) {
        return new Step(recorded.seq(), recorded.at().toString(), recorded.event().kind(), why(recorded.event()));
    }

    private static String why(Event event) {
        if (event instanceof Event.MessageQueued queued) {
            return "accepted from " + queued.from();
        } else if (event instanceof Event.MessageHeld held) {
            return held.why();
        } else if (event instanceof Event.MessageOffered) {
            return "lies ready for the agent's next tool call";
        } else if (event instanceof Event.MessageTyping) {
            return "is being typed";
        } else if (event instanceof Event.MessageTyped typed) {
            return typed.attempt() == 0 ? "a hook handed it over" : "Enter was pressed" + (typed.attempt() > 1 ? " again (" + typed.attempt() + ")" : "");
        } else if (event instanceof Event.MessageSubmitted submitted) {
            return submitted.evidence() + (submitted.queuedBehindTurn() ? "; its turn comes after the running one" : "");
        } else if (event instanceof Event.MessageRead read) {
            return read.how() == null ? "the turn ended" : read.how();
        } else if (event instanceof Event.MessageCutOff cut) {
            return cut.why();
        } else if (event instanceof Event.MessageUnproven unproven) {
            return unproven.why();
        } else if (event instanceof Event.MessageFailed failed) {
            return failed.why();
        } else if (event instanceof Event.MessageCancelled cancelled) {
            return "taken back by the " + cancelled.by();
        } else if (event instanceof Event.MessageAcknowledged acknowledged) {
            return "acknowledged by " + acknowledged.by();
        } else if (event instanceof Event.ThreadStarted started) {
            return "the thread " + started.thread() + " began with it";
        }
        return "";
    }
}
