package mc.message;

import java.util.List;

/**
 * How far a message got, as {@code mc send --json} shows it; scripts rely on the names. Immutable.
 *
 * @param elapsedMs from the call to the proof; without one, to this answer
 * @param reason why it is where it is
 * @param thread null when it belongs to none
 * @param duplicate it had been accepted before, under the same key
 * @param offMatrix sender and recipient are no partners in this team
 * @param copy the id of the hub's copy; null when there is none
 * @param answer the end of what the agent said in the turn the message went into; null when it was not waited for, or not told
 * @param nobody names with an @ in a text in a thread that are nobody's in the team; the same for all recipients
 */
public record Receipt(String id, String to, Message.Status status, int attempts, long elapsedMs, String reason, String mission, String type, String thread, boolean critical, boolean duplicate, boolean offMatrix, String copy, String answer, List<String> nobody) {}
