package mc.event;

/**
 * One concern's answer to events: reads and writes its tables and schedules jobs, in the event's own transaction. It does no other
 * I/O and asks no clock but the event's time. A {@link mc.Failure} thrown here undoes the event and reaches whoever submitted it.
 */
@FunctionalInterface
public interface Reactor {

    void react(Recorded recorded, Tx tx);
}
