package mc.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import mc.text.Json;

/** An event as it stands in the log: its number, counted from 1 without gaps, and when it happened. Immutable. */
public record Recorded(long seq, Instant at, Event event) {

    /** The event for a listing: {@code seq}, {@code at}, {@code kind}, and the event's own keys. */
    public ObjectNode json() {
        ObjectNode node = Json.object();
        node.put("seq", seq).put("at", at.toString()).put("kind", event.kind());
        node.setAll((ObjectNode) Json.MAPPER.valueToTree(event));
        return node;
    }
}
