package mc.message;

import java.io.IOException;
import java.util.List;
import mc.Failure;
import mc.event.Event;
import mc.event.EventLoop;
import mc.message.Message.Status;
import mc.store.Database;

/**
 * Takes messages back that nobody has handed over yet. The desk's monitor decides between this and a delivery that is about to type the same
 * message or to lay it ready: whoever comes second finds in the table that it is too late. A text that lies on the desk is taken from there
 * first, so a hook cannot have it as well; if mc dies right then, the message waits as before and is handed over anew. Thread-safe.
 */
public final class Recall {

    private final Database database;
    private final EventLoop loop;
    private final UrgentDesk desk;

    /** @param desk the delivery's own */
    public Recall(Database database, EventLoop loop, UrgentDesk desk) {
        this.database = database;
        this.loop = loop;
        this.desk = desk;
    }

    /**
     * Takes a message back; one that was taken back before stays so.
     *
     * @param by who asks: a role of the message's mission, or operator
     * @return whether that is news
     */
    public boolean cancel(String id, String by) throws IOException {
        synchronized (desk) {
            Message message = database.read(sql -> Message.find(sql, id)).orElseThrow();
            if (!by.equals(message.sender()) && !by.equals(Message.OPERATOR)) {
                throw Failure.refused("The message " + id + " is from " + message.sender() + ", who alone, besides the operator, can take it back.", "mc receipt " + id + " tells what becomes of it.");
            } else if (message.sender().equals(Message.MC)) {
                throw Failure.refused("The message " + id + " is from mc itself, which counts on it.", "mc receipt " + id + " tells what becomes of it; check-ins are switched off with mc checkin.");
            } else if (message.status() == Status.CANCELLED) {
                return false;
            } else if (!message.status().isUntouched()) {
                throw tooLate(message);
            }
            UrgentDesk.Place place = desk.place(message);
            boolean isFree = place == UrgentDesk.Place.NOWHERE || place == UrgentDesk.Place.READY && desk.takeBack(message);
            if (!isFree) {
                throw Failure.refused("The message " + id + " cannot be taken back: a hook of " + message.letter().to() + " is handing it over.", "mc receipt " + id + " tells what becomes of it.");
            }
            loop.record(List.of(), tx -> {
                Message now = Message.find(tx.sql(), id).orElseThrow(); // its mission may have ended meanwhile, or a hook have reported it
                if (!now.status().isUntouched()) {
                    throw tooLate(now);
                }
                tx.append(new Event.MessageCancelled(now.mission(), now.agent(), id, by));
            });
            return true;
        }
    }

    private static Failure tooLate(Message message) {
        String to = message.letter().to();
        String why = switch (message.status()) {
            case TYPING, TYPED -> "it is being typed to " + to;
            case SUBMITTED -> message.letter().inbox() ? "it lies in the inbox of " + to : to + " has it";
            case READ -> to + " has read it";
            case UNPROVEN -> "it was typed to " + to;
            default -> "it has failed, and never goes out";
        };
        return Failure.refused("The message " + message.id() + " cannot be taken back: " + why + ".", message.status() == Status.FAILED ? "mc receipt " + message.id() : "Write again: mc send " + to + " \"...\"; mc receipt " + message.id() + " tells how far it got.");
    }
}
