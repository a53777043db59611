package mc.agent.adapters;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import mc.text.Json;

/**
 * The {@code hooks} part of a settings file in Claude Code's form, which other programs took over. Stateless.
 * Source of the form: Claude Code's hooks reference, tried with 2.1.329.
 */
public final class HookSettings {

    /** Seconds until a hanging hook is given up; the hook itself needs milliseconds. */
    private static final int TIMEOUT = 5;

    private HookSettings() {}

    /**
     * {@code {"EVENT": [{"hooks": [...]}], ...}}: every event calls {@code hook EVENT}, with the payload on its standard input.
     * Written in the exec form (a program and its arguments), so that no shell reads the path.
     */
    public static ObjectNode json(Path hook, List<String> events) {
        ObjectNode all = Json.object();
        for (String event : events) {
            ArrayNode matchers = all.putArray(event);
            ObjectNode command = matchers.addObject().putArray("hooks").addObject();
            command.put("type", "command").put("command", hook.toString()).put("timeout", TIMEOUT);
            command.putArray("args").add(event);
        }
        return all;
    }
}
