package mc.compliance.talk;

import mc.event.Event;
import mc.event.Tx;

/** One rule about what agents say to each other. Called by {@link TalkWatch} in the event's transaction; as pure as a reactor. */
interface TalkRule {

    /** An agent's message was accepted. It stands in the table of messages already. */
    void said(Said said, Tx tx);

    /** Anything else happened. */
    default void happened(Event event, Tx tx) {}
}
