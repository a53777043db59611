package mc.message;

import java.time.Instant;
import java.util.List;

/**
 * What somebody wants to say, before it is checked and accepted. Absent texts and times are null. Immutable.
 *
 * @param sender a role, or operator
 * @param to whom, at least one
 * @param isBroadcast the recipients are everybody
 * @param type one of {@link Message#TYPES}; null to go by the text
 * @param urgent an agent at work gets it at its next tool call
 * @param inbox it is only laid into the recipients' inboxes
 * @param hub the orchestrator gets a copy, whatever the text says
 * @param thread a thread's id or exact title
 * @param replyTo the message it answers
 * @param notBefore when it may go out at the earliest
 * @param key the sender's own name for it, under which it is accepted once
 */
public record Draft(String sender, List<Recipient> to, boolean isBroadcast, String text, String type, String subject, boolean urgent, boolean inbox, boolean hub, String thread, String replyTo, Instant notBefore, String key) {

    public Draft {
        to = List.copyOf(to);
    }

    /** A plain text. */
    public static Draft of(String sender, Recipient to, String text) {
        return new Draft(sender, List.of(to), false, text, null, null, false, false, false, null, null, null, null);
    }

    /** The same for these. */
    public Draft to(List<Recipient> others) {
        return new Draft(sender, others, isBroadcast, text, type, subject, urgent, inbox, hub, thread, replyTo, notBefore, key);
    }

    /** The same as an answer to that message. */
    public Draft answering(String message) {
        return new Draft(sender, to, isBroadcast, text, type, subject, urgent, inbox, hub, thread, message, notBefore, key);
    }

    /** The same, accepted once under this key. */
    public Draft once(String under) {
        return new Draft(sender, to, isBroadcast, text, type, subject, urgent, inbox, hub, thread, replyTo, notBefore, under);
    }
}
